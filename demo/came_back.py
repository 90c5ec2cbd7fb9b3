"""Orders of the simulated year that came back undelivered: those of some days ago were cancelled
and paid back, as the clock does it; the latest wait for the merchant."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db.models import F

from shop.catalog.models import Stock, StockMovement
from shop.orders.models import Allocation, Order
from shop.payments.models import Payment, Refund


def cancel_what_came_back(ledger):
    orders = []
    for story, order in zip(ledger.stories, ledger.orders, strict=True):
        ended = ended_at(story)
        if ended and ended < ledger.now:
            order.state, order.cancelled_at = Order.State.CANCELLED, ended
            ledger.tell(order, "order_cancelled", ended)
            orders.append(order)
    Order.objects.bulk_update(orders, ["state", "cancelled_at"], batch_size=1000)
    give_money_back(ledger, orders)
    put_goods_back(orders)


def ended_at(story):
    """When the clock gave it up; None for what did not come back."""
    if story.fate != "sent_back":
        return None
    return story.last("returned") + timedelta(days=settings.RETURNED_PARCEL_DAYS)


def give_money_back(ledger, orders):
    paid = [
        payment
        for order in orders
        if (payment := ledger.payments[order.number]).state == Payment.State.PAID
    ]
    ended = {order.number: order.cancelled_at for order in orders}
    Refund.objects.bulk_create(
        Refund(
            payment=payment,
            state=Refund.State.DONE,
            key=uuid.UUID(int=payment.order_id),
            amount=payment.amount,
            reason="Sipariş iptal edildi.",
            reference=str(payment.order_id),
            asked_at=ended[payment.order_id],
            done_at=ended[payment.order_id] + timedelta(hours=1),
        )
        for payment in paid
    )
    for payment in paid:
        payment.state = Payment.State.REFUNDED
    Payment.objects.bulk_update(paid, ["state"], batch_size=1000)


def put_goods_back(orders):
    ended = {order.number: order.cancelled_at for order in orders}
    movements = [
        StockMovement(
            stock_id=one.stock_id,
            change=one.quantity,
            reason=StockMovement.Reason.RETURNED,
            reference=str(one.line.order_id),
            by="demo",
            at=ended[one.line.order_id],
        )
        for one in Allocation.objects.filter(line__order__in=orders).select_related("line")
    ]
    for movement in movements:
        Stock.objects.filter(pk=movement.stock_id).update(on_hand=F("on_hand") + movement.change)
    StockMovement.objects.bulk_create(movements)
