"""Money at the door: the courier's delivery is the payment; a refused parcel brings none. Nobody
orders without end on one phone: each order that is refused costs us the way there and back."""

from django.conf import settings
from django.db import connection, transaction
from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.utils.translation import ngettext

from shipping.models import Shipment

from .methods.base import PAID, Outcome
from .models import Payment
from .paying import lock_order, settle

COD = "cod"
NEVER_COLLECTED = {Shipment.State.SENT_BACK, Shipment.State.LOST}
ENDED = {Shipment.State.DELIVERED, *NEVER_COLLECTED}


class TooManyOpen(Exception):
    """Enough orders to be paid at the door wait on this phone; its words are for the buyer."""


def refuse_too_many(order):
    """Raises TooManyOpen when COD_OPEN_ORDERS others are open on the order's phones. To be called
    in the transaction that places it: of two at once on a phone, one waits and counts the other."""
    phones = {order.buyer_phone, order.receiver_phone}
    lock_phones(phones)
    on_phones = Q(order__buyer_phone__in=phones) | Q(order__receiver_phone__in=phones)
    count = Payment.objects.open().filter(on_phones, method=COD).exclude(order=order).count()
    if count >= settings.COD_OPEN_ORDERS:
        sentence = ngettext(
            "%(count)s order to be paid at the door is on its way for this phone. Once it is there"
            " you can pay at the door again; choose card or bank transfer for this one.",
            "%(count)s orders to be paid at the door are on their way for this phone. Once one of"
            " them is there you can pay at the door again; choose card or bank transfer for this"
            " one.",
            count,
        )
        raise TooManyOpen(sentence % {"count": count})


def lock_phones(phones):
    """Until the end of the transaction, in one order."""
    with connection.cursor() as cursor:
        for phone in sorted(phones):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [phone])


def to_look_at():
    """Open payments at the door with a parcel whose way has ended."""
    ended = Shipment.objects.outbound().filter(
        reference=OuterRef("order_text"), state__in=ENDED, cod_amount__gt=0, undelivered=None
    )
    with_text = Payment.objects.open().annotate(order_text=Cast("order_id", CharField()))
    return with_text.filter(Exists(ended), method=COD)


def follow_parcels(payment, *, now):
    """Paid once every parcel that collects money is delivered; given up when one came back and
    nobody has settled what becomes of it."""
    parcels = payment.order.shipments.filter(cod_amount__gt=0, undelivered=None).exclude(
        state=Shipment.State.CANCELLED
    )
    states = {parcel.state for parcel in parcels}
    if states == {Shipment.State.DELIVERED}:
        settle(Outcome(COD, payment.reference, PAID, payment.amount), now, by="courier")
    elif states & NEVER_COLLECTED:
        give_up(payment, now)


def give_up(payment, now):
    with transaction.atomic():
        lock_order(payment.reference)
        payment.refresh_from_db()
        if payment.state == Payment.State.STARTED:
            payment.move_to(Payment.State.EXPIRED, at=now, by="courier", note="refused")
