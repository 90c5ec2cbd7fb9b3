from celery import shared_task
from django.utils import timezone

from .following import follow


@shared_task
def follow_returns():
    """Ask parcels and refunds how far each open return is."""
    follow(timezone.now())
