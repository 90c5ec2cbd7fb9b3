"""What is drawn on the promises page: each chart with the same figures as a table under it."""

import json
from dataclasses import dataclass

from django.conf import settings
from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _

from notifications.templatetags.words import day_short, percent
from shipping.shares import Share

from . import promise_charts as charts
from .promise_figures import grouped, reliability, weeks
from .promise_warnings import warnings_of

TALL, MIDDLE, LOW = 340, 280, 220  # pixels


@dataclass(frozen=True)
class Drawing:
    """A chart of `kind` bar or line, and its table: `rows` are [name, value or Share, …]."""

    kind: str
    height: int
    data: dict
    options: dict
    heads: list
    rows: list

    @property
    def chart(self):
        return {"data": json.dumps(self.data), "options": json.dumps(self.options)}

    @property
    def css(self):
        return {TALL: "story__chart story__chart--square", LOW: "desk__chart"}.get(
            self.height, "story__chart"
        )

    @property
    def cells(self):
        """[(name, [{"share": Share} or {"text": value}, …]), …]"""
        return [(name, [as_cell(value) for value in values]) for name, *values in self.rows]


def as_cell(value):
    return {"share": value} if isinstance(value, Share) else {"text": value}


def drawn(counted, first_day, today):
    """{name of the part: its Drawing}, with `warned`, the Warnings that one part also tells in
    words."""
    warned = warnings_of(first_day, today)
    return {
        "weeks": of_weeks(weeks(first_day, today)),
        "reliability": of_reliability(reliability(first_day, today)),
        "coverage": of_coverage(grouped(counted, lambda place: place["carried"])),
        "warnings": of_warnings(warned),
        "warned": warned,
    }


def of_weeks(by_week):
    called = charts.names()
    axis = {"stacked": True, "min": 0, "max": 100, "title": _("percent")}
    return Drawing(
        "bar",
        MIDDLE,
        charts.of_weeks(by_week, settings.PROMISE_TARGET),
        charts.options(x={"stacked": True}, y=axis),
        [_("Week of"), _("Parcels"), *called.values(), _("On time")],
        [
            [
                day_short(monday),
                tally.parcels,
                *(getattr(tally, name) for name in called),
                tally.on_time,
            ]
            for monday, tally in by_week
        ],
    )


def of_reliability(bins):
    """None where no promise of the period had a stated chance."""
    if not bins:
        return None
    start = charts.lowest(bins)
    ends = {"min": start, "max": 100}
    return Drawing(
        "line",
        TALL,
        charts.of_reliability(bins, start),
        charts.options(
            x={"type": "linear", "title": _("stated chance, percent"), **ends},
            y={"title": _("came true, percent"), **ends},
        ),
        [_("Stated chance"), _("Parcels"), _("Stated, mean"), _("Came true")],
        [
            [f"{bin.first}–{bin.last}", bin.observed.count, percent(bin.stated), bin.observed]
            for bin in bins
        ],
    )


def of_coverage(carriers):
    width = _("Days between first and last day, mean")
    return Drawing(
        "line",
        TALL,
        charts.of_coverage(carriers),
        charts.options(
            x={"type": "linear", "min": 0, "title": _("days between first and last day, mean")},
            y={"max": 100, "title": _("in the window, percent")},
        ),
        [_("Carrier"), _("Parcels"), width, _("In the window")],
        [
            [row.name, row.tally.parcels, floatformat(row.tally.mean_width, 1), row.tally.inside]
            for row in carriers
        ],
    )


def of_warnings(warned):
    steps = [[charts.step_name(low, high), count] for low, high, count in warned.steps]
    return Drawing(
        "bar",
        LOW,
        charts.of_warnings(warned),
        charts.options(legend=False, y={"min": 0, "title": _("late parcels")}),
        [_("Before the promised end"), _("Parcels")],
        [[_("not in advance"), warned.unwarned], *steps],
    )
