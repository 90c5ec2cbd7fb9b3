"""Asking the parcels and refunds of open returns how far they are. A second sweep changes nothing:
every step is a move that is taken once."""

from contextlib import suppress

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from notifications.events import record
from notifications.stateful import WrongState
from notifications.sweeping import each
from shipping.models import Shipment
from shop.payments.collecting import may_still_collect
from shop.payments.models import Refund

from .deadlines import dies_too_soon, send_by
from .models import AskedAgain, Return


def remind_and_give_up(now):
    """Once a day: a word before the last day to send it, and the end of what was never sent."""
    today = timezone.localdate(now)
    unsent = Return.objects.to_remind(today).select_related("order")
    too_late = Return.objects.to_lapse(today).select_related("shipment", "order")
    take({remind: unsent, let_lapse: too_late}, now)


def take(steps, now):
    """`steps`: {what is done, (return, now) → nothing: with which returns}."""
    pairs = ((step, returned) for step, returns in steps.items() for returned in returns)
    each(pairs, lambda pair: pair[0](pair[1], now))


def let_lapse(returned, now):
    with suppress(WrongState):  # the carrier has it by now
        returned.lapse(at=now)


def remind(returned, now):
    with transaction.atomic():
        if Return.objects.filter(pk=returned.pk, reminded_at=None).update(reminded_at=now):
            record(returned, "return_send_soon", at=now)


def ask_how_it_was(now):
    """The day after the refund, once."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    settled = Return.objects.to_ask_how_it_was(midnight).select_related("order")
    take({ask_about: settled}, now)


def ask_about(returned, now):
    with transaction.atomic():
        unasked = Return.objects.filter(pk=returned.pk, rating_asked_at=None)
        if unasked.update(rating_asked_at=now):
            record(returned, "return_rating_asked", at=now)


def follow(now):
    with_parcels = Return.objects.select_related("shipment", "order")
    accepted = Return.objects.awaiting_refund().select_related("refund", "order")
    steps = {
        follow_parcel: with_parcels.coming_back(),
        revive: with_parcels.sent_after_all(),
        follow_refund: accepted,
    }
    take(steps, now)


def revive(returned, now):
    with suppress(AskedAgain):  # staff sees a cancelled parcel travel
        returned.mark_handed_over(at=returned.shipment.handed_over_at)


def follow_parcel(returned, now):
    """The code is there, the carrier has it, it is back: each said once."""
    parcel = returned.shipment
    if parcel is None:
        return
    if returned.return_code and not returned.code_told_at:
        tell_code(returned, now)
    if parcel.handed_over_at and returned.state == Return.State.APPROVED:
        returned.mark_handed_over(at=parcel.handed_over_at)
    if returned.code_told_at and not returned.send_by and returned.state == Return.State.APPROVED:
        start_clock(returned, now)
    if parcel.state == Shipment.State.DELIVERED and settings.RETURN_RECEIVED_BY_SCAN:
        returned.receive(at=parcel.delivered_at)


def tell_code(returned, now):
    with transaction.atomic():
        last = send_by(returned, timezone.localdate(now))
        untold = Return.objects.filter(pk=returned.pk, code_told_at=None)
        if untold.update(code_told_at=now, send_by=last):
            returned.code_told_at, returned.send_by = now, last
            record(returned, "return_code_ready", at=now)


def start_clock(returned, now):
    """The code was told before the goods were there. Where they took so long that too little is
    left of it, another one is opened and told."""
    today = timezone.localdate(now)
    returned.send_by = send_by(returned, today)
    if returned.send_by and dies_too_soon(returned, today):
        returned.renew_code(at=now)
    elif returned.send_by:
        Return.objects.filter(pk=returned.pk, send_by=None).update(send_by=returned.send_by)


def follow_refund(returned, now):
    """Settled when the money is out, or when there was none to give back. What its courier has yet
    to collect for another parcel goes back once it was."""
    if returned.refund is None:
        returned.ask_for_money_back(returned.order, at=now)
    if returned.refund is None:
        is_over = not returned.refund_amount or not may_still_collect(returned.order)
    else:
        is_over = returned.refund.state == Refund.State.DONE
    if is_over:
        returned.settle(at=now)
