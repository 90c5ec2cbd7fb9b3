"""Why a number is what it is: each reason one sentence, kept as a code and its values so that it
can be stored with an order and read again in either language."""

from datetime import date, time
from decimal import Decimal

from django.utils.translation import get_language, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from notifications.templatetags.words import day_short, decimal, money

from .calendar import holiday_name
from .places import Line

SENTENCES = {
    # when it leaves
    "in_time": _("Ordered before %(cut_off)s: preparation starts today."),
    "too_late": _("Orders from %(cut_off)s on are prepared on %(starts)s."),
    "missed_pickup": _("Today's pick-up was for orders before %(cut_off)s."),
    "warehouse_closed": _("The warehouse is closed today; preparation starts on %(starts)s."),
    "handling": ngettext_lazy(
        "Preparation takes %(days)s working day.",
        "Preparation takes %(days)s working days.",
        "days",
    ),
    "leaves": _("Handed to the carrier by %(day)s. From: %(origin)s. Carrier: %(carrier)s."),
    # how long it travels
    "same_day_road": _("Delivered on the day it leaves."),
    "road": _("%(days)s delivery days on the road. From: %(origin)s. To: %(destination)s."),
    "ready_at_branch": _("On these days it is ready at the branch for you to pick up."),
    "no_weekend": _("This carrier does not deliver at the weekend."),
    "no_sunday": _("This carrier does not deliver on Sundays."),
    "holiday": _("%(day)s is a public holiday: %(name)s."),
    "half_day": _("%(day)s is a half day, until 13:00: %(name)s."),
    "closed": _("No work on %(day)s: %(why)s."),
    "several_parcels": ngettext_lazy(
        "Comes in %(count)s parcel.", "Comes in %(count)s parcels.", "count"
    ),
    "learnt": _("%(share)s of 100 such parcels arrive on these days, by our last %(count)s."),
    "published": _("The carrier's published days: we know too few parcels to state a chance."),
    # what it costs
    "fee": _("Up to %(band)s desi, %(line)s: %(price)s."),
    "fee_above_bands": _("%(desi)s desi, %(line)s: %(price)s."),
    "free_from": _("Free for goods of %(limit)s or more."),
    # why it was stated anew
    "paid_late": _("The money came on %(day)s; the dates were worked out from then."),
    # why it comes later than promised
    "left_late": _("It was handed to the carrier later than planned, on %(day)s."),
    "not_left": _("It has not been handed to the carrier yet."),
    "attempt_failed": _("It could not be delivered on %(day)s."),
    "still_on_the_road": _("It has not reached you yet; the carrier has given no new day."),
    "silent": _("The carrier has said nothing about it since %(day)s."),
    "slow_road": _("Parcels on this route take longer than usual at the moment."),
    # why it is not offered
    "no_province": _("Choose a province to see delivery dates and fees."),
    "nothing_to_carry": _("There is nothing to deliver yet."),
    "unknown_warehouse": _("No warehouse can send these goods now."),
    "no_size": _("Weight or size of the parcel is missing."),
    "no_carrier": _("No carrier can bring this to %(province)s at the moment."),
    "not_from_here": _("Does not pick up in %(origin)s."),
    "not_to_there": _("Does not deliver to %(province)s."),
    "not_these_goods": _("These goods are not sent with this carrier."),
    "too_big": _("Takes parcels up to %(limit_desi)s desi; this one is %(desi)s."),
    "no_price": _("No fee is known for a parcel of this size on this route."),
    "no_window": _("The day of arrival cannot be worked out."),
    "not_today": _("Can no longer arrive today."),
    "seldom_today": _("Arrived on the same day too seldom on this route lately."),
    "not_next_day": _("Cannot arrive the next day on this route."),
    "late_for_next_day": _("This order cannot leave early enough to arrive the next day."),
    "too_far": _("Cannot arrive within %(days)s days of the order."),
    "seldom_next_day": _("Arrived on the next day too seldom on this route lately."),
}
MONEY = {"price", "limit"}
AS_JSON = {"date": date.isoformat, "time": time.isoformat, "decimal": str}
FROM_JSON = {"date": date.fromisoformat, "time": time.fromisoformat, "decimal": Decimal}
KINDS = {date: "date", time: "time", Decimal: "decimal"}


class Reason:
    """`code` names the sentence, `values` fill it: text, whole numbers, dates, times, Decimals."""

    __slots__ = ("code", "values")

    def __init__(self, code, **values):
        self.code, self.values = code, values

    @property
    def text(self):
        values = {name: written(name, value) for name, value in self.values.items()}
        if "day" in values and self.code in ("holiday", "half_day"):
            values["name"] = holiday_name(self.values["day"], get_language())
        return SENTENCES[self.code] % values

    def as_json(self):
        return {"code": self.code, "values": {k: encoded(v) for k, v in self.values.items()}}

    @classmethod
    def from_json(cls, kept):
        return cls(kept["code"], **{k: decoded(v) for k, v in kept["values"].items()})

    def __eq__(self, other):
        if not isinstance(other, Reason):
            return NotImplemented
        return (self.code, self.values) == (other.code, other.values)

    def __hash__(self):
        return hash((self.code, *self.values.items()))

    def __str__(self):
        return self.text

    def __repr__(self):
        return f"Reason({self.code!r}, {self.values!r})"


def written(name, value):
    """A value as the reader's language writes it; counts stay numbers for their plural."""
    if isinstance(value, date):
        return day_short(value)
    if isinstance(value, time):
        return value.strftime("%H.%M" if get_language() == "tr" else "%H:%M")
    if isinstance(value, Decimal):
        return money(value) if name in MONEY else decimal(value)
    return Line(value).label if name == "line" else value


def encoded(value):
    kind = KINDS.get(type(value))
    return {kind: AS_JSON[kind](value)} if kind else value


def decoded(value):
    if not isinstance(value, dict):
        return value
    [(kind, text)] = value.items()
    return FROM_JSON[kind](text)
