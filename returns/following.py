"""Asking the parcels and refunds of open returns how far they are. A second sweep changes nothing:
every step is a move that is taken once."""

from django.conf import settings
from django.db import transaction

from notifications.events import record
from shipping.models import Shipment
from shop.payments.models import Refund

from .models import Return


def follow(now):
    for returned in Return.objects.coming_back().select_related("shipment", "order"):
        follow_parcel(returned, now)
    for returned in Return.objects.awaiting_refund().select_related("refund", "order"):
        follow_refund(returned, now)


def follow_parcel(returned, now):
    """The code is there, the carrier has it, it is back: each said once."""
    parcel = returned.shipment
    if parcel is None:
        return
    if returned.return_code and not returned.code_told_at:
        tell_code(returned, now)
    if parcel.handed_over_at and returned.state == Return.State.APPROVED:
        returned.mark_handed_over(at=parcel.handed_over_at)
    if parcel.state == Shipment.State.DELIVERED and settings.RETURN_RECEIVED_BY_SCAN:
        returned.receive(at=parcel.delivered_at)


def tell_code(returned, now):
    with transaction.atomic():
        told = Return.objects.filter(pk=returned.pk, code_told_at=None).update(code_told_at=now)
        if told:
            returned.code_told_at = now
            record(returned, "return_code_ready", at=now)


def follow_refund(returned, now):
    """Settled when the money is out, or when there was none to give back."""
    if returned.refund is None or returned.refund.state == Refund.State.DONE:
        returned.settle(at=now)
