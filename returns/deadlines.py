"""By when an approved return must be handed to the carrier, and what happens when it is not."""

from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone

from shipping.models import Shipment

REMIND_BEFORE = timedelta(days=3)
GRACE = timedelta(days=3)  # a carrier's first scan may come late
S = Shipment.State


def send_by(returned, today):
    """The last day to hand it over, for somebody who has the goods and the code today: never later
    than the code itself is taken. None while something of it is still on its way to the customer:
    nobody can send what they do not have."""
    if not is_with_customer(returned):
        return None
    return min(days_from(today), returned.shipment.return_until or date.max)


def days_from(today):
    return today + timedelta(days=settings.RETURN_SEND_DAYS)


def dies_too_soon(returned, today):
    """Its code was opened so long ago that less than the days to send it are left of it."""
    until = returned.shipment.return_until
    is_old = timezone.localdate(returned.shipment.booked_at) < today
    return until is not None and is_old and until < days_from(today)


def is_with_customer(returned):
    """Every parcel its goods came in was delivered."""
    lines = returned.lines.values_list("order_line_id", flat=True)
    parcels = returned.order.shipments.filter(allocations__line__in=lines)
    states = set(parcels.values_list("state", flat=True)) - {S.CANCELLED, S.SENT_BACK, S.LOST}
    return states == {S.DELIVERED}
