"""The ledger of promises: the sentence shown, the numbers behind it, and every later one."""

from django.db import transaction

from .models import Forecast, PromiseEntry, Shipment
from .promises import Promise, sentence


def write_first(shipment, promise, *, at, shown_before=None):
    """The promise as it stood when the order was placed. Once for each parcel. `shown_before`:
    (Promise, Reason) where the money came too late for that one; then `promise` is the one stated
    when it came, and the one the parcel is judged by."""
    if shown_before is None:
        return write(shipment, promise, kind=PromiseEntry.Kind.FIRST, at=at)
    shown, reason = shown_before
    write(shipment, shown, kind=PromiseEntry.Kind.FIRST, at=at)
    return write(shipment, promise, kind=PromiseEntry.Kind.PAID, at=at, reason=reason)


def write(shipment, promise, *, kind, at, reason=None):
    made = entry(shipment, promise, kind=kind, at=at, reason=reason)
    made.forecast_id = known_forecast(promise.numbers.get("forecast"))
    made.save()
    return made


def revise(found, *, at, forecast_id=None):
    """New windows that take the place of the last ones, the parcels expected in them from now:
    `found` [(Shipment, Expectation)], each with its reason. Answers the PromiseEntries in the same
    order; as many queries for many as for one."""
    for shipment, new in found:
        shipment.expected_earliest, shipment.expected_latest = new.earliest, new.latest
        shipment.delay_reason = new.reason.as_json()
    known = known_forecast(forecast_id)
    fields = ["expected_earliest", "expected_latest", "delay_reason"]
    with transaction.atomic():
        Shipment.objects.bulk_update([shipment for shipment, _ in found], fields)
        return PromiseEntry.objects.bulk_create(
            revised(shipment, new, at=at, forecast_id=known) for shipment, new in found
        )


def revised(shipment, new, *, at, forecast_id):
    promise = Promise(shipment.leaves_by, new.earliest, new.latest, new.chance)
    made = entry(shipment, promise, kind=PromiseEntry.Kind.REVISED, at=at, reason=new.reason)
    made.forecast_id = None if new.chance is None else forecast_id
    return made


def known_forecast(key):
    """The one it was worked out with may have been forgotten since."""
    return Forecast.objects.filter(pk=key).values_list("pk", flat=True).first()


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
