from celery import shared_task
from django.utils import timezone

from .health import SILENCE, WORKER_ALIVE, redis


@shared_task
def note_worker_alive():
    redis().set(WORKER_ALIVE, timezone.now().timestamp(), ex=SILENCE)
