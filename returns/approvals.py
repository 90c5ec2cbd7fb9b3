"""How easily a return is granted: by the rules alone or not, how soon, and with how many clicks."""

from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import Return

DAYS = 90
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
HALF, NINE_OF_TEN = 0.5, 0.9


class Reached(Aggregate):
    """The value that this share (0 to 1) of the rows do not pass; rows without one do not count."""

    template = "PERCENTILE_DISC(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"

    def __init__(self, expression, share, **more):
        super().__init__(expression, share=share, **more)


@dataclass(frozen=True)
class Part:
    """A piece of the bar that is 100 wide: `start` and `width` in it, as SVG writes numbers."""

    css: str
    name: str
    count: int
    start: str
    width: str


@dataclass(frozen=True)
class Approvals:
    """Of the `count` returns asked for lately: `share` of them approved by the rules, 0 to 1;
    `facts` [(name, value in words)]."""

    count: int
    share: float
    parts: list
    facts: list


def approvals(now):
    """The Approvals of the last ninety days in one query; None when nobody asked."""
    waited, for_code = (
        ExpressionWrapper(F(name) - F("asked_at"), DurationField())
        for name in ("approved_at", "code_told_at")
    )
    found = Return.objects.filter(asked_at__gt=now - timedelta(days=DAYS)).aggregate(
        count=Count("pk"),
        rules=Count("pk", filter=by_rules()),
        staff=Count("pk", filter=Q(approved_at__gt=F("asked_at"))),
        refused=Count("pk", filter=Q(state=Return.State.REFUSED)),
        waiting=Count("pk", filter=Q(state=Return.State.ASKED)),
        **both("approved", waited),
        **both("code", for_code),
        **both("clicks", F("clicks")),
    )
    if not found["count"]:
        return None
    return Approvals(
        found["count"], found["rules"] / found["count"], list(parts(found)), list(facts(found))
    )


def by_rules():
    """What the rules grant is approved in the moment it is asked for; a person takes longer."""
    return Q(approved_at=F("asked_at"))


def both(name, expression):
    return {
        f"{name}_{end}": Reached(expression, share)
        for end, share in (("half", HALF), ("most", NINE_OF_TEN))
    }


def parts(found):
    start = 0
    for css, name in (
        ("rules", _("at once, by the rules")),
        ("staff", _("by us")),
        ("waiting", _("wait for our answer")),
        ("refused", _("refused")),
    ):
        if found[css]:
            width = 100 * found[css] / found["count"]
            yield Part(css, name, found[css], f"{start:.2f}", f"{width:.2f}")
            start += width


def facts(found):
    """Median and slowest tenth of each; left out what none of them has."""
    for name, title in (
        ("approved", _("From the request to the approval")),
        ("code", _("From the request to the return code")),
    ):
        half, most = found[f"{name}_half"], found[f"{name}_most"]
        if half is not None:
            yield title, halves(in_words(half), in_words(most))
    if found["clicks_half"] is not None:
        yield (
            _("Clicks from the order's page to the request"),
            halves(found["clicks_half"], found["clicks_most"]),
        )


def halves(half, most):
    return _("half: at most %(half)s · nine of ten: at most %(most)s") % {
        "half": half,
        "most": most,
    }


def in_words(waited):
    """A timedelta, rounded up in the unit that matters."""
    if waited <= HOUR:
        minutes = max(1, ceil(waited / MINUTE))
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    if waited <= 2 * DAY:
        hours = ceil(waited / HOUR)
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    days = ceil(waited / DAY)
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
