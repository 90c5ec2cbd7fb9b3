"""An attempt to pay the mug, and where it stands."""

from django.utils import timezone

from shop.payments.paying import start_payment
from tests import make


def begun(method):
    return start_payment(make.order(method=method), method, at=timezone.now())


def states(payment):
    """(payment's, order's), as they are in the database."""
    payment.refresh_from_db()
    payment.order.refresh_from_db()
    return payment.state, payment.order.state
