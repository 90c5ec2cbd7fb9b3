"""The charts of the promises page, as the desk's own chart library reads them: plain values."""

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

# as in static/css/tokens.css, written so that a canvas reads them too
COBALT, TURQUOISE, AMBER, CORAL, GREY = "#3f63d6", "#1f9d8b", "#c98a12", "#d1553f", "#7b8594"
BARS = (("early", TURQUOISE), ("in_window", COBALT), ("late", AMBER), ("never", CORAL))
DASHED = {"borderDash": [6, 4], "pointRadius": 0, "borderWidth": 2, "borderColor": GREY}


def names():
    return {
        "early": _("early"),
        "in_window": _("in the window"),
        "late": _("late"),
        "never": _("lost or sent back"),
    }


def of_weeks(weeks, target):
    """Stacked bars of percent by week, with the target as a line."""
    called = names()
    return {
        "labels": [date_format(monday, "j M") for monday, _tally in weeks],
        "datasets": [
            {
                "type": "line",
                "label": _("target, early and in the window together"),
                "data": [round(100 * target, 1)] * len(weeks),
                **DASHED,
                "borderColor": "#ffffff",  # it always lies on a bar
                "backgroundColor": GREY,
                "order": -1,
            },
            *(
                {
                    "label": called[name],
                    "data": [part(tally, name) for _monday, tally in weeks],
                    "backgroundColor": colour,
                    "stack": "all",
                }
                for name, colour in BARS
            ),
        ],
    }


def part(tally, name):
    return round(100 * getattr(tally, name) / tally.parcels, 1)


def of_reliability(bins, first):
    """Stated against observed, each with its interval, beside the line of kept chances; both axes
    begin at `first` percent."""
    whiskers = []
    for bin in bins:
        ends = [point(end) for end in bin.observed.interval]
        whiskers += [{"x": point(bin.stated), "y": y} for y in (*ends, None)]  # None: a gap after
    return {
        "datasets": [
            {
                "label": _("as stated"),
                "data": [{"x": first, "y": first}, {"x": 100, "y": 100}],
                **DASHED,
            },
            {
                "label": _("came true"),
                "data": [{"x": point(bin.stated), "y": point(bin.observed.value)} for bin in bins],
                "borderColor": COBALT,
                "backgroundColor": COBALT,
                "pointRadius": 5,
                "borderWidth": 1,
                "clip": False,
            },
            {
                "label": _("where the true share lies"),
                "data": whiskers,
                "borderColor": COBALT,
                "borderWidth": 2,
                "pointRadius": 0,
                "clip": False,
            },
        ]
    }


def of_coverage(rows):
    """A point for each carrier: how wide its windows are, and how often they hold."""
    colours = (COBALT, TURQUOISE, AMBER, CORAL, GREY)
    return {
        "datasets": [
            {
                "label": row.name,
                "data": [{"x": round(row.tally.mean_width, 2), "y": point(row.tally.inside.value)}],
                "borderColor": colours[number % len(colours)],
                "backgroundColor": colours[number % len(colours)],
                "pointRadius": 7,
                "pointStyle": ("circle", "rect", "triangle", "rectRot", "star")[number % 5],
                "showLine": False,
                "clip": False,
            }
            for number, row in enumerate(rows)
        ]
    }


def of_warnings(warnings):
    return {
        "labels": [_("not in advance"), *(step_name(*step[:2]) for step in warnings.steps)],
        "datasets": [
            {
                "label": _("late parcels"),
                "data": [warnings.unwarned, *(count for _low, _high, count in warnings.steps)],
                "backgroundColor": [AMBER] + [COBALT] * len(warnings.steps),
            }
        ],
    }


def step_name(low, high):
    if high is None:
        return _("more than %(hours)s hours") % {"hours": low}
    return _("%(low)s–%(high)s hours") % {"low": low, "high": high}


def point(share):
    return round(100 * share, 1)


def lowest(bins):
    """Where the axes begin, in percent: at 50 while all that is shown lies above."""
    shown = [min(one.stated, one.observed.interval[0]) for one in bins]
    return 50 if min(shown, default=1) >= 0.5 else 0


def options(*, x=None, y=None, legend=True):
    """Axes named `x` and `y`: {"title", "min", "max", "type", "stacked"}, each as far as given."""
    return {
        "animation": False,
        "maintainAspectRatio": False,
        "responsive": True,
        "locale": get_language(),
        "plugins": {"legend": {"display": legend, "position": "bottom", "labels": LABELS}},
        "scales": {"x": axis(grid=False, **(x or {})), "y": axis(**(y or {}))},
    }


LABELS = {"color": GREY, "usePointStyle": True, "boxHeight": 7, "boxWidth": 7}


def axis(*, title="", grid=True, **more):
    return {
        "title": {"display": bool(title), "text": title, "color": GREY},
        "ticks": {"color": GREY, "maxRotation": 0, "autoSkipPadding": 16},
        "grid": {"display": grid},
        "border": {"display": False},
        **more,
    }
