"""No parcel on the road stays silent for long: who has heard nothing for SILENCE_DAYS is told that
it is still on its way, and when it is expected."""

from datetime import timedelta

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, OuterRef

from notifications.events import record
from notifications.models import Event

from .models import Shipment

BATCH = 500


def break_silence(*, now):
    """Answers how many were told; BATCH when there may be more."""
    quiet = list(silent(now).values_list("pk", flat=True).order_by("pk")[:BATCH])
    return sum(tell_anew(pk, now=now) for pk in quiet)


def silent(now):
    """Parcels with their carrier of which nothing was written for SILENCE_DAYS."""
    since = now - timedelta(days=settings.SILENCE_DAYS)
    kind = ContentType.objects.get_for_model(Shipment)
    heard = Event.objects.filter(subject_type=kind, subject_id=OuterRef("pk"), at__gt=since)
    with_carrier = Shipment.objects.awaited().filter(handed_over_at__lte=since)
    return with_carrier.filter(~Exists(heard))


def tell_anew(pk, *, now):
    """Locked before it is asked: two workers see the same parcel silent, and one of them tells."""
    with transaction.atomic():
        shipment = Shipment.objects.select_for_update().get(pk=pk)
        if not silent(now).filter(pk=pk).exists():
            return False
        record(shipment, "shipment_still_moving", at=now)
    return True
