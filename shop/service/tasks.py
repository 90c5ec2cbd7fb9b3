from celery import shared_task
from django.utils import timezone

from .forgetting import forget_what_is_over
from .health import SILENCE, WORKER_ALIVE, redis


@shared_task
def note_worker_alive():
    redis().set(WORKER_ALIVE, timezone.now().timestamp(), ex=SILENCE)


@shared_task
def forget_ended_sessions_and_old_log_ins():
    forget_what_is_over(timezone.now())
