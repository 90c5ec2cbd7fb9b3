"""What the clock asks for goes over many rows, and one of them may be beyond us: a refund that no
longer fits its payment, a method that was taken out of the settings. It must not stand in the way
of all others, every minute anew."""

from celery.exceptions import SoftTimeLimitExceeded
from django.db import connection


def each(rows, act):
    """`act(row)` for every row, also behind one where it fails; its transaction is its own.

    What failed is raised at the end, so that the task has failed and is reported: the error itself,
    or all of them as an ExceptionGroup. Raised at once: that time is up, or the database is away.
    """
    errors = []
    for row in rows:
        try:
            act(row)
        except SoftTimeLimitExceeded:
            raise
        except Exception as error:  # raised below
            if not connection.is_usable():
                raise
            errors.append(error)
    if len(errors) > 1:
        raise ExceptionGroup(f"{len(errors)} rows of a sweep failed", errors)
    if errors:
        raise errors[0]
