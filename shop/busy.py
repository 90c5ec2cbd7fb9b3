"""A request that waited too long for what somebody else is changing (`lock_timeout`, a deadlock,
`statement_timeout`) is undone by the database. That is no fault of ours to be mended: whoever asked
is told so, and to come again."""

import logging

from django.db import OperationalError
from django.shortcuts import render
from psycopg.errors import DeadlockDetected, LockNotAvailable, QueryCanceled, SerializationFailure

log = logging.getLogger(__name__)
HELD_UP = (LockNotAvailable, QueryCanceled, DeadlockDetected, SerializationFailure)
COME_AGAIN = 503
AFTER = 5  # seconds


def was_held_up(error):
    return isinstance(error, OperationalError) and isinstance(error.__cause__, HELD_UP)


def come_again(request, error, response):
    log.warning("%s %s was held up: %s", request.method, request.path, error)
    response["Retry-After"] = AFTER
    return response


def busy(get_response):
    """The middleware: one page for every view that was held up and has no words of its own."""

    def middleware(request):
        return get_response(request)

    def process_exception(request, error):
        if not was_held_up(error):
            return None
        return come_again(request, error, render(request, "503.html", status=COME_AGAIN))

    middleware.process_exception = process_exception
    return middleware
