"""The watch: will the stated window hold? From silence, scans and the clock, through the day.

What is found is a chance on the parcel and, when the window is as good as broken, a Slip with the
window that takes its place. Telling the customer is the shop's part.
"""

from django.conf import settings
from django.db import transaction

from .expectations import expectation
from .forecasts.outlook import outlook
from .foresight import foresight
from .ledger import revise
from .models import Shipment, Slip, Tier
from .network import network

BATCH = 500


def watch(*, now, today, after=0):
    """Look at the next parcels to watch behind the primary key `after`. Answers the last one's
    key, or None when there are no more. Two at once do no harm."""
    rows = Shipment.objects.to_watch(today).filter(pk__gt=after).order_by("pk")
    rows = rows.select_related("service", "warehouse").prefetch_related("scans")
    parcels, net = list(rows[:BATCH]), network()
    seen = [(one, foreseen(one, one.scans.all(), net, now=now)) for one in parcels]
    seen = [(one, found) for one, found in seen if found]
    for parcel, found in seen:
        parcel.break_chance, parcel.watched_at = found.break_chance, now
    Shipment.objects.bulk_update([one for one, _ in seen], ["break_chance", "watched_at"])
    for parcel, found in seen:
        if found.reason:
            look_again(parcel, now=now)
    return parcels[-1].pk if len(parcels) == BATCH else None


def look_again(parcel, *, now):
    """Under the parcel's lock: what was read without one may have changed."""
    with transaction.atomic():
        locked = (
            Shipment.objects.select_for_update(of=("self",))
            .select_related("service", "warehouse")
            .get(pk=parcel.pk)
        )
        reconsider(locked, list(locked.scans.all()), now=now)


def reconsider(shipment, scans, *, now):
    """What to expect of a parcel its caller has locked. Answers the Slip if there is a new one."""
    found = foreseen(shipment, scans, network(), now=now)
    if found is None:
        return None
    broken = shipment.expected_latest
    shipment.break_chance, shipment.watched_at = found.break_chance, now
    shipment.save(update_fields=["break_chance", "watched_at"])
    if not found.reason or found.latest <= broken or is_known(shipment, broken):
        return None
    promise = revise(
        shipment,
        found.earliest,
        found.latest,
        chance=found.chance,
        reason=found.reason,
        at=now,
        numbers={} if found.chance is None else {"forecast": network().forecast_id},
    )
    return Slip.objects.create(
        shipment=shipment,
        broken=broken,
        break_chance=found.break_chance,
        promise=promise,
        at=now,
    )


def is_known(shipment, broken):
    return Slip.objects.filter(shipment=shipment, broken=broken).exists()


def foreseen(shipment, scans, net, *, now):
    """The Expectation of a parcel: by the forecast, else by the rules, as those of the same day,
    which are promised as planned and leave us when others must have left; None when it has ended,
    goes back to us, or its service is no more."""
    service, warehouse = (
        net.every_service.get(shipment.service_id),
        net.warehouses.get(shipment.warehouse_id),
    )
    if service is None or not shipment.is_awaited:
        return None
    is_known = warehouse and service.tier != Tier.SAME_DAY
    arrival = outlook(net, shipment, warehouse, now=now) if is_known else None
    if arrival is None:
        return expectation(shipment, scans, service, now=now)
    return foresight(
        shipment,
        scans,
        service,
        arrival,
        now=now,
        threshold=settings.PROMISE_BREAK_THRESHOLD,
        wanted=net.forecast.aim(settings.PROMISE_CHANCE, service.carrier_code),
    )
