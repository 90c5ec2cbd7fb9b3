from celery import shared_task
from django.utils import timezone

from .codes import forget_old_codes
from .following import ask_how_it_was, follow, remind_and_give_up


@shared_task
def follow_returns():
    """Ask parcels and refunds how far each open return is."""
    follow(timezone.now())


@shared_task
def remind_of_returns():
    """A word to those whose days to send something back run out; an end for those that did."""
    remind_and_give_up(timezone.now())


@shared_task
def ask_how_returns_went():
    """A short question the day after the refund."""
    ask_how_it_was(timezone.now())


@shared_task
def forget_old_return_codes():
    """What was wished and never confirmed need not be kept."""
    forget_old_codes(timezone.now())
