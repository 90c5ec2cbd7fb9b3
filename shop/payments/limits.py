"""Nobody orders without end, neither on one phone nor from one address of the internet. What is
to be paid at the door and refused there costs us the way there and back; what waits for its money
holds goods others would buy. And each order writes to a phone that anybody may have typed."""

from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications.prepared import Prepared
from shop.customers.visitors import line_of
from shop.orders.models import Order, OrderText
from shop.orders.telling import COD

from .models import Payment

AS_LONG_AS = timedelta(days=30)  # no order is unpaid, or on its way, for longer
ELSEWHERE = 3  # times UNPAID_ORDERS: so many may wait on one phone from all addresses


class TooManyOpen(Exception):
    """Enough orders wait already; its words are for the buyer, `field` the form's field they
    are about."""

    def __init__(self, sentence, field):
        self.field = field
        super().__init__(sentence)


def refuse_too_many(order, ip=None):
    """Raises TooManyOpen when enough others are open: on the order's phones COD_OPEN_ORDERS for one
    to be paid at the door, UNPAID_ORDERS for one that waits for its money; from the buyer's address
    OPEN_ORDERS_PER_ADDRESS that are paid the same way. To be called in the transaction that places
    it: of two at once, one waits and counts the other."""
    line = line_of(ip) if settings.OPEN_ORDERS_PER_ADDRESS else None
    lock({order.buyer_phone, order.receiver_phone, *(line or ())})
    if order.payment_method == COD:
        refuse_at_the_door(order)
        neighbours = on_their_way_from(*line, *since(order)) if line else []
    else:
        neighbours = unpaid_from(*line, *since(order)) if line else []
        refuse_unpaid(order, {one.pk for one in neighbours} if line else None)
    refuse_one_address(order, neighbours)


def refuse_at_the_door(order):
    count = len(on_their_way(order.buyer_phone, order.receiver_phone, order.pk))
    if count < settings.COD_OPEN_ORDERS:
        return
    sentence = ngettext(
        "%(count)s order to be paid at the door is on its way for this phone. Once it is"
        " delivered you can pay at the door again; choose card or bank transfer for this one.",
        "%(count)s orders to be paid at the door are on their way for this phone. Once one of"
        " them is there you can pay at the door again; choose card or bank transfer for this"
        " one.",
        count,
    )
    raise TooManyOpen(sentence % {"count": count}, "payment")


def refuse_unpaid(order, neighbours):
    """Declined ones count too: they keep their goods until their time is up. A phone is anybody's
    to type: what others have ordered on it from elsewhere (`neighbours`: the orders from this
    address, None where it is not known) leaves its owner room, up to what one may be written."""
    waiting = unpaid(order.buyer_phone, order.receiver_phone, order.pk)
    own = [one for one in waiting if neighbours is None or one.pk in neighbours]
    if len(own) < settings.UNPAID_ORDERS and len(waiting) < ELSEWHERE * settings.UNPAID_ORDERS:
        return
    count = len(waiting)
    sentence = ngettext(
        "%(count)s order on this phone still waits for its payment. Pay for it or cancel it on its"
        " own page, then you can order again.",
        "%(count)s orders on this phone still wait for their payment. Pay for one of them or cancel"
        " it on its own page, then you can order again.",
        count,
    )
    is_buyers = any(order.buyer_phone in {one.buyer_phone, one.receiver_phone} for one in waiting)
    raise TooManyOpen(sentence % {"count": count}, "phone" if is_buyers else "receiver_phone")


def refuse_one_address(order, neighbours):
    """Many may share an address, so another way to pay is always left to them."""
    same_way = [one for one in neighbours if one.payment_method == order.payment_method]
    if not neighbours or len(same_way) < settings.OPEN_ORDERS_PER_ADDRESS:
        return
    sentence = _(
        "Many orders from your internet connection still wait for their payment this way. Choose"
        " another way to pay, or try again later."
    )
    raise TooManyOpen(sentence, "payment")


def since(order):
    """(from when, but this one)"""
    return order.placed_at - AS_LONG_AS, order.pk


@Prepared
def on_their_way(buyer, receiver, order):
    to_collect = Payment.objects.open().filter(method=COD).values("order")
    return others_on(buyer, receiver, order).filter(pk__in=to_collect)


@Prepared
def unpaid(buyer, receiver, order):
    return others_on(buyer, receiver, order).filter(state=Order.State.PLACED)


def others_on(buyer, receiver, order):
    """Orders but this one that share one of the two phones."""
    phones = [buyer, receiver]
    shared = Q(buyer_phone__in=phones) | Q(receiver_phone__in=phones)
    found = Order.objects.filter(shared).exclude(pk=order)
    return found.only("buyer_phone", "receiver_phone").order_by()


@Prepared
def on_their_way_from(first, last, since, order):
    to_collect = Payment.objects.open().filter(method=COD).values("order")
    return others_from(first, last, since, order).filter(pk__in=to_collect)


@Prepared
def unpaid_from(first, last, since, order):
    return others_from(first, last, since, order).filter(state=Order.State.PLACED)


def others_from(first, last, since, order):
    """Orders but this one that were confirmed from an address between these: it is kept with the
    contract, as what proves the confirmation, and nothing more is kept for this."""
    found = Order.objects.filter(
        texts__kind=OrderText.Kind.CONTRACT,
        texts__confirmed_from__range=(first, last),
        texts__confirmed_at__gte=since,
    )
    return found.exclude(pk=order).only("payment_method").order_by()


def lock(names):
    """Until the end of the transaction, in one order."""
    locked = "SELECT pg_advisory_xact_lock(hashtextextended(name, 0)) FROM unnest($1::text[]) name"
    with connection.preparing_cursor() as cursor:
        cursor.execute(locked, [sorted(names)])
