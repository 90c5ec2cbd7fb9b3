"""By when an approved return must be handed to the carrier, and what happens when it is not."""

from datetime import timedelta

from django.conf import settings

from shipping.models import Shipment

REMIND_BEFORE = timedelta(days=3)
GRACE = timedelta(days=3)  # a carrier's first scan may come late
S = Shipment.State


def send_by(returned, today):
    """The last day to hand it over, for somebody who has the goods and the code today. None while
    something of it is still on its way to the customer: nobody can send what they do not have."""
    return today + timedelta(days=settings.RETURN_SEND_DAYS) if is_with_customer(returned) else None


def is_with_customer(returned):
    """Every parcel its goods came in was delivered."""
    lines = returned.lines.values_list("order_line_id", flat=True)
    parcels = returned.order.shipments.filter(allocations__line__in=lines)
    states = set(parcels.values_list("state", flat=True)) - {S.CANCELLED, S.SENT_BACK, S.LOST}
    return states == {S.DELIVERED}
