from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from shipping.models import Shipment
from shop.orders.undelivered import Undelivered

from . import collecting, delays, expiring, refunding, remedies, undelivered
from .methods.base import TryLater
from .models import Payment, Refund
from .paying import ask_provider

AT_ONCE = 200  # rows of one sweep; the next one takes the rest


@shared_task
def expire_unpaid_orders():
    now = timezone.now()
    due = Payment.objects.due(now).select_related("order").order_by("expires_at")
    expiring.expire_all(due[:AT_ONCE], now=now)


@shared_task
def settle_open_payments():
    """Ask the bank about attempts whose notification may have been lost."""
    now = timezone.now()
    waiting = Payment.objects.to_ask(now).select_related("order").order_by("next_ask_at")
    for payment in waiting[:AT_ONCE]:
        try:
            ask_provider(payment, at=now)
        except TryLater:
            break  # the bank is away: the others wait for the next round


@shared_task
def send_asked_refunds():
    now = timezone.now()
    due = Refund.objects.filter(state=Refund.State.ASKED, next_try_at__lte=now)
    for refund_id in due.order_by("next_try_at").values_list("pk", flat=True)[:AT_ONCE]:
        refunding.send(refund_id, now=now)


@shared_task
def follow_cod_parcels():
    now = timezone.now()
    for payment in collecting.to_look_at().select_related("order")[:AT_ONCE]:
        collecting.follow_parcels(payment, now=now)


@shared_task
def give_up_returned_parcels():
    """What the carrier brought back RETURNED_PARCEL_DAYS ago, and nobody has settled, is paid
    back: the buyer did not take it."""
    now = timezone.now()
    since = now - timedelta(days=settings.RETURNED_PARCEL_DAYS)
    for parcel in undelivered.to_settle(Shipment.objects).came_back_before(since)[:AT_ONCE]:
        undelivered.give_up(parcel, Undelivered.Why.REFUSED, at=now, by="clock")


@shared_task
def pay_back_undelivered_parcels():
    """What could not be paid back before a courier had collected it."""
    for one in undelivered.to_pay_back().select_related("order", "shipment")[:AT_ONCE]:
        undelivered.give_money_back(one, at=timezone.now())


@shared_task
def tell_of_delays():
    """Who has to wait longer than promised hears of it, once for each slip."""
    for slip in delays.to_tell(timezone.now())[:AT_ONCE]:
        delays.tell(slip, at=timezone.now())


@shared_task
def make_good_late_orders():
    """What came late, or has not come on the promised day, gets the remedy unasked."""
    now = timezone.now()
    if remedies.rule_in_use():
        for order in delays.late_without_remedy(timezone.localdate(now))[:AT_ONCE]:
            remedies.grant(order, at=now)
