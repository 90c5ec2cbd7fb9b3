from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from notifications.sweeping import each
from shipping.models import Shipment

from .dispatching import follow_undispatched
from .models import Order

AT_ONCE = 200  # rows of one sweep; the next one takes the rest


@shared_task
def follow_undispatched_parcels():
    """What carriers took though nobody dispatched it here leaves the shelf."""
    now = timezone.now()
    gone = Shipment.objects.left_undispatched().values_list("pk", flat=True)
    each(gone[:AT_ONCE], lambda shipment_id: follow_undispatched(shipment_id, at=now))


@shared_task
def approve_overdue_orders():
    """The clock approves what the buyer has kept for APPROVAL_DAYS."""
    now = timezone.now()
    since = now - timedelta(days=settings.APPROVAL_DAYS)
    overdue = Order.objects.awaiting_approval().delivered_whole_before(since)
    overdue = overdue.not_postponed(timezone.localdate(now))
    each(overdue, lambda order: order.approve(at=now, by="clock"))
