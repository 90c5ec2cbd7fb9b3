from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from notifications.sweeping import each
from shipping.models import Shipment
from shop.orders.undelivered import Undelivered

from . import collecting, delays, expiring, refunding, remedies, undelivered
from .models import Payment, Refund
from .paying import ask_unless_away

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
    away = set()
    each(waiting[:AT_ONCE], lambda payment: ask_unless_away(payment, away, at=now))


@shared_task
def send_asked_refunds():
    now = timezone.now()
    due = Refund.objects.filter(state=Refund.State.ASKED, next_try_at__lte=now)
    ids = due.order_by("next_try_at").values_list("pk", flat=True)
    each(ids[:AT_ONCE], lambda refund_id: refunding.send(refund_id, now=now))


@shared_task
def follow_cod_parcels():
    now = timezone.now()
    ended = collecting.to_look_at().select_related("order")
    each(ended[:AT_ONCE], lambda payment: collecting.follow_parcels(payment, now=now))


@shared_task
def give_up_returned_parcels():
    """What the carrier brought back RETURNED_PARCEL_DAYS ago, and nobody has settled, is paid
    back: the buyer did not take it."""
    now = timezone.now()
    since = now - timedelta(days=settings.RETURNED_PARCEL_DAYS)
    back = undelivered.to_settle(Shipment.objects).came_back_before(since)
    why = Undelivered.Why.REFUSED
    each(back[:AT_ONCE], lambda parcel: undelivered.give_up(parcel, why, at=now, by="clock"))


@shared_task
def pay_back_undelivered_parcels():
    """What could not be paid back before a courier had collected it."""
    now = timezone.now()
    unpaid = undelivered.to_pay_back().select_related("order", "shipment")
    each(unpaid[:AT_ONCE], lambda given_up: undelivered.give_money_back(given_up, at=now))


@shared_task
def tell_of_delays():
    """Who has to wait longer than promised hears of it, once for each slip."""
    now = timezone.now()
    each(delays.to_tell(now)[:AT_ONCE], lambda slip: delays.tell(slip, at=now))


@shared_task
def make_good_late_orders():
    """What came late, or has not come on the promised day, gets the remedy unasked."""
    now = timezone.now()
    if remedies.rule_in_use():
        late = delays.late_without_remedy(timezone.localdate(now))
        each(late[:AT_ONCE], lambda order: remedies.grant(order, at=now))
