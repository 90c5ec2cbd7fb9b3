from celery import shared_task
from django.utils import timezone

from .sending import send_waiting


@shared_task
def send_waiting_messages():
    send_waiting(timezone.now)
