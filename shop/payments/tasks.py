from celery import shared_task
from django.utils import timezone

from . import collecting, expiring, refunding
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
