"""Giving up a parcel of an order that did not reach its buyer (it came back, was lost or could not
be sent): its goods are seen to, their price goes back, and the rest of the order goes on."""

from collections import Counter
from decimal import Decimal

from django.db import transaction
from django.db.models import Exists, OuterRef, Sum
from django.utils.translation import gettext as _

from notifications.events import record
from notifications.stateful import WrongState
from shipping.models import Shipment
from shop.orders.credit import credit_in
from shop.orders.models import Order
from shop.orders.parcels import ORDER_NUMBER
from shop.orders.telling import COD
from shop.orders.undelivered import Undelivered, reasons_for

from .amounts import (
    extra_line,
    extras_in,
    extras_left,
    is_whole,
    refund_lines,
    total,
)
from .cancelling import cancel_order
from .given import extras_given, goods_given, goods_left, left_in
from .models import Payment, Refund
from .refunding import ask_refund

Why, Way = Undelivered.Why, Undelivered.Way
ORDERED = {Order.State.CONFIRMED, Order.State.APPROVED}


def can_be_given_up(parcel):
    """A parcel of an order in force, in a place where that is a question."""
    return bool(reasons_for(parcel)) and in_force(parcel) is not None


def in_force(parcel):
    """The order of a parcel that was not given up; None when there is nothing to give up."""
    if parcel.direction != Shipment.Direction.OUT or not parcel.reference.isdecimal():
        return None
    order = Order.objects.filter(pk=parcel.reference, state__in=ORDERED).first()
    is_done = Undelivered.objects.filter(shipment=parcel).exists()
    return None if is_done else order


def what_goes_back(parcel):
    """[(why, TRY)] for each reason the parcel may be given up for."""
    order = in_force(parcel)
    if is_last(order, parcel):
        left = payment.refundable if (payment := paid(order)) else Decimal(0)
        return [(why, left) for why in reasons_for(parcel)]
    return [(why, total(owed(order, parcel, why))) for why in reasons_for(parcel)]


def give_up(parcel, why, *, at, by):
    """Give up a parcel for a reason of `reasons_for(parcel)`.

    Answers the Undelivered it wrote, or None when it was the last one the buyer waited for and the
    whole order is cancelled instead. Raises WrongState, and changes nothing, when the parcel has
    moved on, was given up before, or its order is not in force.
    """
    with transaction.atomic():
        order = Order.objects.select_for_update().filter(pk=parcel.reference).first()
        parcel = Shipment.objects.select_for_update().get(pk=parcel.pk)
        if why not in reasons_for(parcel) or in_force(parcel) is None:
            raise WrongState(parcel, Shipment.State.LOST)
        if is_last(order, parcel):
            end(parcel, why, at=at, by=by)
            cancel_order(order, at=at, by=by, because=why)
            return None
        lines = owed(order, parcel, why)
        left = left_in(order, parcel)
        order.give_stock_back(kept_goods(order, parcel, why), left=left, at=at, by=by)
        end(parcel, why, at=at, by=by)
        made = Undelivered.objects.create(
            order=order,
            shipment=parcel,
            why=why,
            lines=lines,
            amount=total(lines),
            way=way_back(order, parcel, total(lines), at=at),
            at=at,
        )
        give_money_back(made, at=at)
        order.give_credit_back(credit_in(lines), at=at)
        if is_whole(order.lines.all(), goods_given(order)):
            order.note_given_back_whole(at=at)
        record(made, "parcel_given_up", at=at, by=by)
    return made


def to_settle(shipments):
    """Those that came back or were cancelled while their order stands."""
    in_force = Order.objects.filter(pk=OuterRef("order_number"), state__in=ORDERED)
    ended = [Shipment.State.SENT_BACK, Shipment.State.CANCELLED]
    waiting = shipments.outbound().filter(state__in=ended, undelivered=None)
    return waiting.annotate(order_number=ORDER_NUMBER).filter(Exists(in_force))


def end(parcel, why, *, at, by):
    if why == Why.LOST:
        parcel.lose(at=at, by=by)
    elif why == Why.NOT_SENT:
        parcel.cancel(at=at, by=by)


def kept_goods(order, parcel, why):
    goods = order.allocations().filter(shipment=parcel)
    return goods.none() if why == Why.LOST else goods


def is_last(order, parcel):
    """Nothing else of the order was delivered, is on its way or waits to be, and not all of it was
    sent back to us already."""
    others = order.shipments.exclude(pk=parcel.pk).filter(undelivered=None)
    is_open = order.state == Order.State.CONFIRMED
    return is_open and not others.exists() and any(goods_left(order).values())


# --- what is owed --------------------------------------------------------------------------------


def owed(order, parcel, why):
    """Refund lines of a parcel given up: its goods as paid; its share of the shipping fee unless
    the buyer would not take it; and, once nothing of the order is left, all that was paid."""
    packed, left = packed_in(order, parcel), left_in(order, parcel)
    lines = list(order.lines.all())
    given = extras_given(order)
    parts = [(line, min(packed[line.pk], left[line.pk]), False) for line in lines]
    parts = [part for part in parts if part[1]]
    found = refund_lines(order, lines, parts, before=goods_given(order), extras_given=given)
    freight = min(share_of_shipping(order, parcel), extras_left(order, given)["shipping"])
    if why in Undelivered.OUR_FAULT and freight and not extras_in(found):
        found.append(extra_line("shipping", freight))
    return found


def packed_in(order, parcel):
    """How many of each line travel in it, by the line's id."""
    goods = order.allocations().filter(shipment=parcel).values_list("line_id").order_by("line_id")
    return Counter(dict(goods.annotate(Sum("quantity"))))


def share_of_shipping(order, parcel):
    """What bringing this parcel was to cost, TRY, as it was quoted."""
    parts = order.quote.get("parts", ())
    mine = [part["fee"] for part in parts if part["warehouse_id"] == parcel.warehouse_id]
    return sum(map(Decimal, mine), Decimal(0))


# --- the money -----------------------------------------------------------------------------------


def way_back(order, parcel, amount, *, at):
    """How the buyer gets it. Who pays at the door and has not paid yet is asked for less, where no
    courier knows of the whole sum yet; else it goes back once it was collected."""
    payment = paid(order)
    if payment:
        return Way.BY_HAND if payment.plugin.refunds_to_iban else Way.BACK
    payment = order.payments.open().filter(method=COD).first()
    if payment is None:
        return Way.NONE
    waiting = list(order.shipments.exclude(pk=parcel.pk).filter(undelivered=None))
    collecting = [one for one in waiting if one.cod_amount]
    free = [one for one in collecting or waiting if one.is_ours_to_change]
    if free:
        ask_less(payment, free[0], payment.amount - amount, at=at)
        return Way.LESS
    if collecting:
        return Way.BY_HAND
    payment.move_to(Payment.State.EXPIRED, at=at, note="refused")
    return Way.NONE


def paid(order):
    return order.payments.taken().filter(is_surplus=False).first()


def ask_less(payment, parcel, rest, *, at):
    """A voucher may have paid for all that is left: then nobody waits for money any more."""
    parcel.collect(rest)
    if not rest:
        payment.move_to(Payment.State.EXPIRED, at=at)
        return
    payment.amount = rest
    payment.save(update_fields=["amount"])


def give_money_back(made, *, at):
    """Ask for the refund, once, through the payment that was made; the sweep comes again for money
    that a courier has yet to collect."""
    payment = paid(made.order)
    if payment is None or not made.amount or made.way not in {Way.BACK, Way.BY_HAND}:
        return
    ask_refund(
        payment,
        made.amount,
        reason=_("parcel %(number)s") % {"number": made.shipment},
        reference=made.shipment.number,
        at=at,
    )


def to_pay_back():
    """Given up, to be paid back by hand, and not asked for yet."""
    asked = Refund.objects.filter(
        payment__order=OuterRef("order"), reference=OuterRef("shipment__number")
    )
    collected = Payment.objects.taken().filter(order=OuterRef("order"), is_surplus=False)
    return Undelivered.objects.filter(
        Exists(collected), ~Exists(asked), way=Way.BY_HAND, amount__gt=0
    )
