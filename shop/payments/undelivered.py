"""Giving up a parcel of an order that did not reach its buyer (it came back, was lost or could not
be sent): its goods are seen to, their price goes back, and the rest of the order goes on."""

from collections import Counter
from decimal import Decimal

from django.db import transaction
from django.db.models import Exists, OuterRef, Sum
from django.utils.translation import gettext_noop

from notifications.events import record
from notifications.stateful import WrongState
from shipping.models import Shipment
from shop.orders.credit import credit_in
from shop.orders.models import Order
from shop.orders.parcels import ORDER_NUMBER, quoted_fee
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
    return [(why, total(what_is_let_go(order, parcel, why))) for why in reasons_for(parcel)]


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
        lines = what_is_let_go(order, parcel, why)
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
    freight = min(quoted_fee(order, parcel.warehouse_id), extras_left(order, given)["shipping"])
    if why in Undelivered.OUR_FAULT and freight and not extras_in(found):
        found.append(extra_line("shipping", freight))
    return found


def what_is_let_go(order, parcel, why):
    """What is owed, and besides the fees that stood on the parcel at the door where no other
    courier can be sent for them: nobody gets those."""
    lines = owed(order, parcel, why)
    short = parcel.cod_amount - total(lines)
    is_asked_elsewhere = paid(order) or free_for(order, parcel, short)
    if is_asked_elsewhere or not any(one.cod_amount for one in others_of(order, parcel)):
        return lines
    left = extras_left(order, extras_given(order))
    left["shipping"] = min(left["shipping"], quoted_fee(order, parcel.warehouse_id))
    for what, given in extras_in(lines).items():
        left[what] -= given
    for what, amount in left.items():
        if (taken := min(amount, short)) > 0:
            lines.append(extra_line(what, taken))
            short -= taken
    return lines


def packed_in(order, parcel):
    """How many of each line travel in it, by the line's id."""
    goods = order.allocations().filter(shipment=parcel).values_list("line_id").order_by("line_id")
    return Counter(dict(goods.annotate(Sum("quantity"))))


# --- the money -----------------------------------------------------------------------------------


def way_back(order, parcel, amount, *, at):
    """How the buyer gets it. Who pays at the door and has not paid yet is asked for less; what the
    other couriers have to collect too much goes back once it was collected."""
    payment = paid(order)
    if payment:
        return Way.BY_HAND if payment.plugin.refunds_to_iban else Way.BACK
    payment = order.payments.open().filter(method=COD).first()
    return ask_less(order, payment, parcel, amount, at=at) if payment else Way.NONE


def ask_less(order, payment, parcel, amount, *, at):
    """Nobody collects what stood on the parcel. What the buyer still owes of it is put on one that
    no carrier knows of yet, and taken off it where that collects too much."""
    besides = parcel.cod_amount - amount
    others, free = others_of(order, parcel), free_for(order, parcel, besides)
    if free and besides:
        free.collect(free.cod_amount + besides)
        besides = Decimal(0)
    rest = sum(free.cod_amount if one == free else one.cod_amount for one in others)
    if not rest:  # a voucher may have paid for all that is left: nobody waits for money any more
        payment.move_to(Payment.State.EXPIRED, at=at, note="" if free else "refused")
        return Way.LESS if free else Way.NONE
    payment.amount = rest
    payment.save(update_fields=["amount"])
    return Way.BY_HAND if besides < 0 else Way.LESS


def others_of(order, parcel):
    return list(order.shipments.exclude(pk=parcel.pk).filter(undelivered=None))


def free_for(order, parcel, besides):
    """The parcel of the same order that may collect so much more or less, TRY; None without one.
    Nobody is asked at the door for what stood on a parcel that was on its way and did not come."""
    if besides > 0 and parcel.handed_over_at:
        return None
    able = [
        one
        for one in others_of(order, parcel)
        if one.is_ours_to_change and one.cod_amount + besides >= 0
    ]
    return max(able, key=lambda one: one.cod_amount, default=None)


def paid(order):
    return order.payments.taken().filter(is_surplus=False).first()


def give_money_back(made, *, at):
    """Ask for the refund, once, through the payment that was made; the sweep comes again for money
    that a courier has yet to collect."""
    payment = paid(made.order)
    if payment is None or not made.amount or made.way not in {Way.BACK, Way.BY_HAND}:
        return
    uncollected = made.shipment.cod_amount if payment.method == COD else Decimal(0)
    ask_refund(
        payment,
        made.amount - uncollected,
        reason=gettext_noop("parcel %(number)s"),
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
