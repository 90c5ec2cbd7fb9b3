"""Work behind the pages. Each carrier has its own task, so that one that hangs holds up only its
own parcels; all may run twice."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from notifications.later import Later

from . import dispatching, records, silence, watching
from .models import Shipment

learning = Later("shipping.forecasts.own")


@shared_task
def book_waiting_shipments():
    for code in carriers_of(Shipment.objects.waiting_for_booking(timezone.now())):
        book_with.delay(code)


@shared_task
def book_with(carrier_code):
    if dispatching.book_waiting(carrier_code, now=timezone.now()):
        book_with.delay(carrier_code)


@shared_task
def withdraw_cancelled_shipments():
    for code in carriers_of(Shipment.objects.waiting_for_withdrawal(timezone.now())):
        withdraw_with.delay(code)


@shared_task
def withdraw_with(carrier_code):
    if dispatching.withdraw_cancelled(carrier_code, now=timezone.now()):
        withdraw_with.delay(carrier_code)


@shared_task
def refresh_shipments():
    for code in carriers_of(Shipment.objects.to_refresh(timezone.now())):
        refresh_with.delay(code)


@shared_task
def refresh_with(carrier_code):
    if dispatching.refresh(carrier_code, now=timezone.now()):
        refresh_with.delay(carrier_code)


@shared_task
def watch_promises(after=0):
    """Batch by batch, so that no task runs for minutes however many parcels are under way."""
    now = timezone.now()
    last = watching.watch(now=now, today=timezone.localdate(now), after=after)
    if last is not None:
        watch_promises.delay(last)


@shared_task
def break_silence():
    if silence.break_silence(now=timezone.now()) == silence.BATCH:
        break_silence.delay()


@shared_task
def learn_from_parcels():
    learning.learn(now=timezone.now(), wanted=settings.PROMISE_CHANCE)


@shared_task
def count_records():
    records.count_records(today=timezone.localdate())


def carriers_of(shipments):
    return list(shipments.order_by().values_list("carrier__code", flat=True).distinct())
