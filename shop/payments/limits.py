"""Nobody orders without end on one phone. What is to be paid at the door and refused there costs us
the way there and back; what waits for its money holds goods others would buy. And each order
writes to a phone that anybody may have typed."""

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.utils.translation import ngettext

from notifications.prepared import Prepared
from shop.orders.models import Order

from .collecting import COD
from .models import Payment


class TooManyOpen(Exception):
    """Enough orders wait on this phone; its words are for the buyer, `field` the form's field they
    are about."""

    def __init__(self, sentence, field):
        self.field = field
        super().__init__(sentence)


def refuse_too_many(order):
    """Raises TooManyOpen when enough others are open on the order's phones: COD_OPEN_ORDERS for
    one to be paid at the door, UNPAID_ORDERS for one that waits for its money. To be called in the
    transaction that places it: of two at once on a phone, one waits and counts the other."""
    lock_phones({order.buyer_phone, order.receiver_phone})
    if order.payment_method == COD:
        refuse_at_the_door(order)
    else:
        refuse_unpaid(order)


def refuse_at_the_door(order):
    count = len(on_their_way(order.buyer_phone, order.receiver_phone, order.pk))
    if count < settings.COD_OPEN_ORDERS:
        return
    sentence = ngettext(
        "%(count)s order to be paid at the door is on its way for this phone. Once it is there"
        " you can pay at the door again; choose card or bank transfer for this one.",
        "%(count)s orders to be paid at the door are on their way for this phone. Once one of"
        " them is there you can pay at the door again; choose card or bank transfer for this"
        " one.",
        count,
    )
    raise TooManyOpen(sentence % {"count": count}, "payment")


def refuse_unpaid(order):
    """Declined ones count too: they keep their goods until their time is up."""
    waiting = unpaid(order.buyer_phone, order.receiver_phone, order.pk)
    count = len(waiting)
    if count < settings.UNPAID_ORDERS:
        return
    sentence = ngettext(
        "%(count)s order on this phone still waits for its payment. Pay for it or cancel it on its"
        " own page, then you can order again.",
        "%(count)s orders on this phone still wait for their payment. Pay for one of them or cancel"
        " it on its own page, then you can order again.",
        count,
    )
    is_buyers = any(order.buyer_phone in {one.buyer_phone, one.receiver_phone} for one in waiting)
    raise TooManyOpen(sentence % {"count": count}, "phone" if is_buyers else "receiver_phone")


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


def lock_phones(phones):
    """Until the end of the transaction, in one order."""
    locked = (
        "SELECT pg_advisory_xact_lock(hashtextextended(phone, 0)) FROM unnest(%s::text[]) phone"
    )
    with connection.preparing_cursor() as cursor:
        cursor.execute(locked, [sorted(phones)])
