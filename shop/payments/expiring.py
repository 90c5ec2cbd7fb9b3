"""Orders nobody paid for: the attempt ends, the stock comes back, the order is cancelled."""

from datetime import timedelta

from django.db import transaction

from notifications.sweeping import each
from shop.orders.models import Order

from .models import Payment
from .paying import ask_unless_away, lock_order

PATIENCE = timedelta(hours=1)  # with a bank that does not say whether it was paid


def expire_all(payments, *, now):
    """End the attempts whose time is up, each after a last question to its provider. One that is
    away is asked once and then left in peace until the next round."""
    away = set()

    def end(payment):
        is_known = not payment.page_url or ask_unless_away(payment, away, at=now)
        if is_known or now >= payment.expires_at + PATIENCE:
            expire(payment, now=now)

    each(payments, end)


def expire(payment, *, now):
    """End the attempt, and the order with it when no other attempt is open."""
    with transaction.atomic():
        order = lock_order(payment.reference)
        payment = order.payments.select_for_update().get(pk=payment.pk)
        if payment.state in Payment.TAKEN:
            return
        if payment.state == Payment.State.STARTED:
            payment.move_to(Payment.State.EXPIRED, at=now)
        if order.state == Order.State.PLACED and not order.payments.open().exists():
            order.cancel(at=now, by="clock", because=Order.Because.UNPAID)
