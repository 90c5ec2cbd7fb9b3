"""Until when may it go back? A pure function of deliveries and rules, with the answer line by line.

The law is a floor: 14 calendar days from the day the last parcel was received (Distance Contracts
Regulation, art. 9). The shop, the tier and a late delivery may only add to it.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from notifications.templatetags.words import day


@dataclass(frozen=True)
class Policy:
    """Calendar days; the clock starts when the last parcel of the order is delivered."""

    days: int
    late_days: int
    clock: str = "delivery"


def policy(shown_days=0):
    """The shop's days, and not fewer than were shown with the order."""
    days = max(settings.RETURN_DAYS, shown_days)
    return Policy(days, settings.LATE_DELIVERY_RETURN_DAYS)


SENTENCES = {
    "before_delivery": _("Until it is delivered you may withdraw at any time."),
    "law": _("By law: %(days)s days from the delivery of the last parcel, %(delivered)s."),
    "shop": _("We give more than the law: %(days)s days in all."),
    "tier": _("Your tier %(tier)s adds %(days)s days."),
    "tier_then": _("%(tier)s, your tier when you ordered, adds %(days)s days."),
    "late": _("It came after the day we promised (%(promised)s): %(days)s days more."),
}


@dataclass(frozen=True)
class Reason:
    """One line of the explanation. Values are plain, so that it can be kept with a return."""

    code: str
    values: dict = field(default_factory=dict)

    @property
    def text(self):
        written = {
            name: day(date.fromisoformat(value)) if name in {"delivered", "promised"} else value
            for name, value in self.values.items()
        }
        return SENTENCES[self.code] % written

    def as_json(self):
        return {"code": self.code, "values": self.values}

    @classmethod
    def from_json(cls, kept):
        return cls(kept["code"], kept["values"])


@dataclass(frozen=True)
class Window:
    """`last_day` is None as long as something is still on its way: then it is open. Until
    `free_until` no fee may be taken, whatever the rules say (`fees.py`)."""

    last_day: date | None
    reasons: tuple[Reason, ...]
    free_until: date | None = None

    def is_open(self, today):
        return self.last_day is None or today <= self.last_day

    def is_free(self, today):
        return self.free_until is None or today <= self.free_until

    @property
    def has_paid_days(self):
        """Some of its days are not free for every reason."""
        return self.last_day is not None and self.free_until < self.last_day


def window(parcels, rules, *, tier_name="", tier_days=0, tier_reason="tier"):
    """The window of an order. `parcels`: [(delivered_on or None, promised_latest)] as dates;
    `tier_reason`: tier, or tier_then for one the buyer has no more."""
    if not parcels or any(delivered_on is None for delivered_on, promised in parcels):
        return Window(None, (Reason("before_delivery"),))
    delivered_on = max(delivered for delivered, promised in parcels)
    days = max(settings.LAW_DAYS, rules.days)
    reasons = [Reason("law", {"days": settings.LAW_DAYS, "delivered": delivered_on.isoformat()})]
    if days > settings.LAW_DAYS:
        reasons.append(Reason("shop", {"days": days}))
    free_days = days
    if tier_days:
        days += tier_days
        reasons.append(Reason(tier_reason, {"tier": tier_name, "days": tier_days}))
    late = [promised for delivered, promised in parcels if delivered > promised]
    if late and rules.late_days:
        days += rules.late_days
        free_days += rules.late_days
        reasons.append(Reason("late", {"promised": max(late).isoformat(), "days": rules.late_days}))
    last_day, free_until = (delivered_on + timedelta(days=n) for n in (days, free_days))
    return Window(last_day, tuple(reasons), free_until)
