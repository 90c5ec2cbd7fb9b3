"""Hints to the worker. The truth is in PostgreSQL: when Redis is away a hint is lost, and the
periodic `send_waiting_messages` does the work a few seconds later."""

import logging

from celery import current_app
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


def hint(task_name, *args):
    try:
        current_app.send_task(task_name, args=args)
    except OperationalError as error:
        log.warning("queue is away, the periodic task will do it: %s (%s)", task_name, error)


def wake_sender():
    hint("notifications.tasks.send_waiting_messages")
