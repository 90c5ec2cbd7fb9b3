"""Hints to the worker. The truth is in PostgreSQL: when Redis is away a hint is lost, and the
periodic `send_waiting_messages` does the work a few seconds later."""

import logging

from celery import current_app
from django.core.cache import cache
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)

SENDER_IS_CALLED = "sender-is-called"
PERIOD = 10  # seconds, of the periodic run: should the hint be lost


def hint(task_name, *args):
    try:
        current_app.send_task(task_name, args=args)
    except OperationalError as error:
        log.warning("queue is away, the periodic task will do it: %s (%s)", task_name, error)


def wake_sender():
    """One hint waits at a time: whoever takes it up sends all that is there by then."""
    if cache.add(SENDER_IS_CALLED, 1, PERIOD):
        hint("notifications.tasks.send_waiting_messages")


def answer_the_call():
    """To be called by the sender before it looks: whatever is written later calls again."""
    cache.delete(SENDER_IS_CALLED)
