"""How one parcel's promises were made, as its page at the desk tells it."""

from dataclasses import dataclass
from datetime import date

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from notifications.templatetags.words import percent
from shipping.models import PromiseEntry
from shipping.places import province_name, provinces
from shipping.reasons import Reason

CALLED = {
    "wanted": _("chance to be stated"),
    "aim": _("chance asked for, after steering"),
    "begins": _("handling begins"),
    "carrier": _("carrier"),
    "service": _("service"),
    "seller": _("seller"),
    "origin": _("province it leaves from"),
    "destination": _("province it goes to"),
    "region": _("region"),
    "area": _("area"),
    "planned": _("planned days of handling"),
    "published": _("the carrier's published days"),
    "distance": _("distance, km"),
    "weight": _("weight, kg"),
    "value": _("value of the goods"),
    "weekday": _("ordered on"),
}
CHANCES, PLACES = {"wanted", "aim"}, {"origin", "destination"}


@dataclass(frozen=True)
class Promised:
    """`numbers`: [(name, value)]; `days`: [(day, chance of arriving on it)]; `why` it was told
    anew, empty for the first."""

    entry: PromiseEntry
    why: str
    numbers: list
    days: list


def promises_of(shipment):
    """[Promised], oldest first; one query."""
    return [promised(entry) for entry in shipment.promises.select_related("forecast", "slip")]


def promised(entry):
    numbers = dict(entry.numbers)
    days = numbers.pop("arrives", {})
    facts = numbers | numbers.pop("facts", {})
    return Promised(
        entry=entry,
        why=Reason.from_json(entry.reason).text if entry.reason else "",
        numbers=[
            (CALLED.get(name, name), worded(name, value))
            for name, value in facts.items()
            if value not in ("", None)
        ],
        days=[(date.fromisoformat(day), chance) for day, chance in sorted(days.items())],
    )


def worded(name, value):
    if name in CHANCES:
        return percent(value)
    if name in PLACES and value in provinces():
        return province_name(value)
    if name == "weekday":
        return WEEKDAYS[value]
    return value
