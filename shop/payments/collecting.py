"""Money at the door: the courier's delivery is the payment; a refused parcel brings none."""

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast

from shipping.models import Shipment
from shop.orders.telling import COD

from .methods.base import PAID, Outcome
from .models import Payment
from .paying import lock_order, settle

NEVER_COLLECTED = {Shipment.State.SENT_BACK, Shipment.State.LOST}
ENDED = {Shipment.State.DELIVERED, *NEVER_COLLECTED}


def to_look_at():
    """Open payments at the door with a parcel whose way has ended."""
    ended = Shipment.objects.outbound().filter(
        reference=OuterRef("order_text"), state__in=ENDED, cod_amount__gt=0, undelivered=None
    )
    with_text = Payment.objects.open().annotate(order_text=Cast("order_id", CharField()))
    return with_text.filter(Exists(ended), method=COD)


def follow_parcels(payment, *, now):
    """Paid once every parcel that collects money is delivered; given up when all of them came back.
    Where only some did, it waits until somebody has settled what becomes of those."""
    parcels = payment.order.shipments.filter(cod_amount__gt=0, undelivered=None).exclude(
        state=Shipment.State.CANCELLED
    )
    states = {parcel.state for parcel in parcels}
    brought = sum(one.cod_amount for one in parcels)
    if states == {Shipment.State.DELIVERED} and brought >= payment.amount:
        settle(Outcome(COD, payment.reference, PAID, payment.amount), now, by="courier")
    elif states and states <= NEVER_COLLECTED:
        give_up(payment, now)


def may_still_collect(order):
    """Whether a courier may yet bring money for it: an attempt at the door is open, or a parcel
    that was to bring it came back and may be sent again."""
    if order.payments.taken().filter(is_surplus=False).exists():
        return False
    unsettled = order.shipments.filter(
        cod_amount__gt=0, undelivered=None, state=Shipment.State.SENT_BACK
    )
    return order.payments.open().filter(method=COD).exists() or unsettled.exists()


def give_up(payment, now):
    with transaction.atomic():
        lock_order(payment.reference)
        payment.refresh_from_db()
        if payment.state == Payment.State.STARTED:
            payment.move_to(Payment.State.EXPIRED, at=now, by="courier", note="refused")
