"""Dispatching: parcels are handed to booking, and what is in them leaves the shelf."""

from django.db import transaction

from shipping.models import Shipment
from shop.catalog import stocking

from .models import Allocation


def dispatch(shipments, *, by, at):
    """Ask for the booking of draft parcels; those handed over before are left alone.

    Parcels whose booking met a problem are asked for again; their goods left the shelf the first
    time. Answers the parcels that were dispatched. A worker books them with their carriers.
    """
    with transaction.atomic():
        ids = [shipment.pk for shipment in shipments]
        drafts = Shipment.objects.outbound().filter(pk__in=ids, state=Shipment.State.DRAFT)
        locked = drafts.order_by("pk").select_for_update(of=("self",))
        dispatched = [one for one in locked if not one.wants_booking or one.booking_problem]
        packed = Allocation.objects.filter(shipment__in=dispatched)
        stocking.lock(packed.values_list("stock_id", flat=True))
        for shipment in dispatched:
            if shipment.wants_booking:
                shipment.ask_booking(at=at, by=by)
                continue
            allocations = Allocation.objects.filter(shipment=shipment)
            stocking.take(
                list(allocations.values_list("stock_id", "quantity")),
                reference=shipment.number,
                by=by,
                at=at,
            )
            shipment.ask_booking(at=at, by=by)
    return dispatched
