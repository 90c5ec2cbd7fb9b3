"""The ledger of promises: the sentence shown, the numbers behind it, and every later one."""

from datetime import date

from django.db import transaction

from .models import Forecast, PromiseEntry
from .promises import Promise, sentence
from .reasons import Reason


def write_first(shipment, promise, *, at):
    """The promise as it stood when the order was placed. Once for each parcel."""
    return write(shipment, promise, kind=PromiseEntry.Kind.FIRST, at=at)


def revise(shipment, earliest: date, latest: date, *, chance, reason: Reason, at, numbers=None):
    """A new window that takes the place of the last one; the parcel is expected in it from now."""
    promise = Promise(shipment.leaves_by, earliest, latest, chance, numbers=numbers or {})
    with transaction.atomic():
        shipment.expected_earliest, shipment.expected_latest = earliest, latest
        shipment.delay_reason = reason.as_json()
        shipment.save(update_fields=["expected_earliest", "expected_latest", "delay_reason"])
        return write(shipment, promise, kind=PromiseEntry.Kind.REVISED, at=at, reason=reason)


def write(shipment, promise, *, kind, at, reason=None):
    made = entry(shipment, promise, kind=kind, at=at, reason=reason)
    # the one it was worked out with may have been forgotten since the order
    known = Forecast.objects.only("pk").filter(pk=promise.numbers.get("forecast"))
    made.forecast = known.first()
    made.save()
    return made


def entry(shipment, promise, *, kind, at, reason=None):
    """What was stated and the numbers behind it: unsaved, and without the forecast it came from."""
    numbers = {name: value for name, value in promise.numbers.items() if name != "forecast"}
    return PromiseEntry(
        shipment=shipment,
        kind=kind,
        at=at,
        earliest=promise.earliest,
        latest=promise.latest,
        chance=promise.chance,
        sentence=sentence(promise, shipment.language),
        reason=reason.as_json() if reason else {},
        numbers=numbers,
    )
