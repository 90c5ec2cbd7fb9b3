"""The parcel that brings a return home, and the one that takes rejected goods back."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.utils import timezone

from shipping.carriers.base import Party
from shipping.dispatching import draft
from shipping.models import Shipment
from shipping.promises import Promise
from shipping.returning import return_service

ROAD_DAYS = 7
LEAST = Decimal("0.01")


class NoWayBack(Exception):
    """No carrier in use can carry a return."""


def draft_back(returned, *, at):
    """From the customer to the warehouse most of it came from. The days only bound the search:
    nobody is promised when a return arrives."""
    today = timezone.localdate(at)
    last = today + timedelta(days=settings.RETURN_SEND_DAYS)
    return draft_for(
        returned,
        reference=str(returned.order.number),
        promise=Promise(last, today, last + timedelta(days=ROAD_DAYS)),
        direction=Shipment.Direction.BACK,
        at=at,
    )


def draft_again(returned, *, at):
    """What we did not accept goes back to the customer, under the return's own number."""
    today = timezone.localdate(at)
    return draft_for(
        returned,
        reference=str(returned),
        promise=Promise(today, today, today + timedelta(days=ROAD_DAYS)),
        at=at,
    )


def draft_for(returned, *, reference, promise, at, **more):
    """Raises NoWayBack where no carrier can bring it."""
    order = returned.order
    lines = list(returned.lines.select_related("order_line__variant"))
    service = return_service(order.province)
    if service is None:
        raise NoWayBack(returned)
    return draft(
        reference=reference,
        service=service,
        warehouse_id=warehouse_of(returned, lines),
        customer=Party(
            name=order.receiver_name,
            phone=order.receiver_phone,
            province=order.province,
            district=order.district,
            neighbourhood=order.neighbourhood,
            address=order.address,
        ),
        promise=promise,
        at=at,
        contents=[
            {
                "sku": line.order_line.sku,
                "name": line.order_line.name,
                "quantity": line.quantity,
            }
            for line in lines
        ],
        desi=max(LEAST, weigh(lines, "desi")),
        weight_kg=max(LEAST, weigh(lines, "weight_kg")),
        language=order.language,
        link_nonce=order.link_nonce,
        **buyer_of(returned),
        **more,
    )


def buyer_of(returned):
    """Who hears of the parcel besides its receiver: nobody, when the receiver sends it back."""
    order = returned.order
    if returned.is_receivers:
        return {}
    return {
        "buyer_name": order.buyer_name,
        "buyer_phone": order.buyer_phone if order.wants_sms else "",
        "buyer_email": order.buyer_email if order.wants_email else "",
    }


def weigh(lines, measure):
    variants = [(line.order_line.variant, line.quantity) for line in lines]
    return sum(
        (getattr(variant, measure) * quantity for variant, quantity in variants if variant),
        Decimal(0),
    )


def warehouse_of(returned, lines):
    """Where it comes back to: the parcel's own end, or the warehouse that sent the most of it."""
    if returned.shipment:
        return returned.shipment.warehouse_id
    sent = Counter()
    for line in lines:
        for allocation in line.order_line.allocations.select_related("stock"):
            sent[allocation.stock.warehouse_id] += allocation.quantity
    return sent.most_common(1)[0][0]
