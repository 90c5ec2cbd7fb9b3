"""What an order says about its payment and delivery: pure functions of its payments and parcels."""

from datetime import date
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shipping.models import Shipment
from shipping.tracking import is_ready

from .models import Order
from .telling import COD, TRANSFER


class PaymentStatus(models.TextChoices):
    UNPAID = "unpaid", gettext_lazy("not paid")
    WAITING = "waiting", gettext_lazy("waiting for payment")
    TRANSFER = "transfer", gettext_lazy("waiting for the bank transfer")
    AT_THE_DOOR = "at_the_door", gettext_lazy("to be paid at the door")
    PAID = "paid", gettext_lazy("paid")
    PARTLY_REFUNDED = "partly_refunded", gettext_lazy("partly refunded")
    REFUNDED = "refunded", gettext_lazy("refunded")


class DeliveryStatus(models.TextChoices):
    WAITING = "waiting", gettext_lazy("waiting for payment")
    PREPARING = "preparing", gettext_lazy("being prepared")
    READY = "ready", gettext_lazy("ready for the carrier")
    ON_ITS_WAY = "on_its_way", gettext_lazy("on its way")
    OUT_FOR_DELIVERY = "out_for_delivery", gettext_lazy("out for delivery")
    AT_BRANCH = "at_branch", gettext_lazy("ready at the branch")
    PARTLY_DELIVERED = "partly_delivered", gettext_lazy("partly delivered")
    DELIVERED = "delivered", gettext_lazy("delivered")
    FAILED = "failed", gettext_lazy("could not be delivered")
    SENT_BACK = "sent_back", gettext_lazy("sent back")
    CANCELLED = "cancelled", gettext_lazy("cancelled")


TAKEN = ("refunded", "partly_refunded", "paid")
OPEN = {COD: PaymentStatus.AT_THE_DOOR, TRANSFER: PaymentStatus.TRANSFER}


def payment_status(order, payments):
    """`payments` are all attempts at this order, in any order."""
    needed = [payment for payment in payments if not payment.is_surplus]
    states = {payment.state for payment in needed}
    for state in TAKEN:
        if state in states:
            return PaymentStatus(state)
    for payment in needed:
        if payment.state == "started":
            return OPEN.get(payment.method, PaymentStatus.WAITING)
    return PaymentStatus.PAID if order.total == 0 else PaymentStatus.UNPAID


AT_BRANCH = "at_branch"  # no state of a parcel: it is on the road no more, nor fetched

# what one word says about several parcels: the first of these that fits
LOUDEST = (
    (AT_BRANCH, DeliveryStatus.AT_BRANCH),
    (Shipment.State.FAILED, DeliveryStatus.FAILED),
    (Shipment.State.OUT_FOR_DELIVERY, DeliveryStatus.OUT_FOR_DELIVERY),
    (Shipment.State.IN_TRANSIT, DeliveryStatus.ON_ITS_WAY),
    (Shipment.State.SENT_BACK, DeliveryStatus.SENT_BACK),
    (Shipment.State.DELIVERED, DeliveryStatus.PARTLY_DELIVERED),
    (Shipment.State.BOOKED, DeliveryStatus.READY),
)


def without_given_up(shipments):
    """Parcels that still count, of those read with their `undelivered`."""
    return [one for one in shipments if getattr(one, "undelivered", None) is None]


def delivery_status(order, shipments):
    """`shipments` are the order's parcels to the buyer, without those given up."""
    if order.state == Order.State.CANCELLED:
        return DeliveryStatus.CANCELLED
    if order.state == Order.State.PLACED:
        return DeliveryStatus.WAITING
    states = {word_of(one) for one in shipments} - {Shipment.State.CANCELLED}
    if states == {Shipment.State.DELIVERED}:
        return DeliveryStatus.DELIVERED
    if states == {Shipment.State.DRAFT, Shipment.State.BOOKED}:
        return DeliveryStatus.PREPARING
    for state, status in LOUDEST:
        if state in states:
            return status
    return DeliveryStatus.PREPARING


def word_of(shipment):
    """Its state, or that it lies at the branch where it was promised to be."""
    return AT_BRANCH if is_ready(shipment) else shipment.state


def parcel_says(shipment):
    """What a list says about one parcel."""
    return DeliveryStatus.AT_BRANCH.label if is_ready(shipment) else shipment.get_state_display()


class Station(NamedTuple):
    name: str
    at: date | None
    is_done: bool = False
    is_current: bool = False


def road_ahead(promise, today):
    """The stations of an option that may be chosen, for `parts/_road.html`."""
    return (
        Station(_("Ordered"), today),
        Station(_("Leaves us"), promise.leaves_by),
        Station(_("In transit"), None),
        Station(_("Out for delivery"), promise.earliest),
        Station(_("At your door"), promise.latest),
    )
