"""Dispatching: parcels are handed to booking, and what is in them leaves the shelf, once, whether
we sent them or the carrier took them unasked."""

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
        take_off_the_shelf([one for one in dispatched if not one.wants_booking], by=by, at=at)
        for shipment in dispatched:
            shipment.ask_booking(at=at, by=by)
    return dispatched


def follow_undispatched(shipment_id, *, at):
    """A parcel that its carrier scanned though nobody dispatched it here, such as one handed over
    by its printed label: it has left, so its goods leave the shelf as well. False when they have.
    """
    with transaction.atomic():
        gone = Shipment.objects.left_undispatched().filter(pk=shipment_id)
        shipment = gone.select_for_update(of=("self",)).select_related("carrier").first()
        if shipment is None:
            return False
        take_off_the_shelf([shipment], by=shipment.carrier.code, at=at)
        return shipment.mark_dispatched(at=at, by=shipment.carrier.code)


def take_off_the_shelf(shipments, *, by, at):
    packed = Allocation.objects.filter(shipment__in=shipments)
    stocking.lock(packed.values_list("stock_id", flat=True))
    for shipment in shipments:
        stocking.take(
            list(packed.filter(shipment=shipment).values_list("stock_id", "quantity")),
            reference=shipment.number,
            by=by,
            at=at,
        )
