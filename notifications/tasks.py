from celery import shared_task
from django.utils import timezone

from .queue import answer_the_call
from .sending import send_waiting


@shared_task
def send_waiting_messages():
    answer_the_call()
    send_waiting(timezone.now)
