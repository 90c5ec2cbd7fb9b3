from celery import shared_task
from django.utils import timezone

from . import steps


@shared_task
def fold_checkout_steps():
    steps.fold(timezone.now())
