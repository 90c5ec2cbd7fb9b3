"""Cancelling an order before it leaves, or when it came back to us whole: the goods stay, the
money goes back."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shop.orders.models import Order

from .given import goods_left
from .models import Payment
from .refunding import ask_refund


class AlreadyDispatched(Exception):
    """A parcel is on its way or delivered: too late to cancel, send it back instead."""


def can_be_cancelled(order):
    """It is open, and its goods are with us."""
    return Order.State.CANCELLED in Order.MOVES.get(order.state, ()) and not has_left(order)


def has_left(order):
    return any(shipment.is_out for shipment in order.shipments)


def cancel_order(order, *, at, by, because="", note=""):
    """Cancel, give held stock back, close open attempts and ask for what was paid to be refunded.
    `because` and `note` as `Order.cancel` takes them. False when it was cancelled already. Raises
    AlreadyDispatched or WrongState; nothing is changed then."""
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=order.pk)
        if order.state == Order.State.CANCELLED:
            return False
        if has_left(order):
            raise AlreadyDispatched(_("A parcel of this order is with the carrier or the buyer."))
        order.cancel(at=at, by=by, because=because, note=note, left=goods_left(order))
        for payment in order.payments.open():
            payment.move_to(Payment.State.EXPIRED, at=at, by=by)
        for payment in order.payments.taken().filter(is_surplus=False):
            if payment.refundable:
                ask_refund(
                    payment,
                    payment.refundable,
                    reason=gettext_noop("The order was cancelled."),
                    reference=str(order.number),
                    at=at,
                )
        return True
