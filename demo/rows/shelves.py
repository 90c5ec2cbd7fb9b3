"""Stock: what left the shelves, what came back on them, and the deliveries that explain both."""

from collections import defaultdict
from datetime import timedelta
from random import Random

from django.db.models import F

from shipping.models import Shipment
from shop.catalog.models import Stock, StockMovement
from shop.orders.models import Order

from .orders import STAFF

Reason, LOST = StockMovement.Reason, Shipment.State.LOST
WAITS = {Order.State.PLACED, Order.State.CONFIRMED}
BEFORE = timedelta(hours=20)


def write(ledger):
    """Every piece that was sold or is held had come in before, with the month's goods, so that
    the ledger adds up to the shelf."""
    sold = [*sales(ledger)]
    held, back = [*still_held(ledger)], [*put_back(ledger)]
    StockMovement.objects.bulk_create(
        sorted([*goods_in(ledger, [*sold, *held]), *sold, *back], key=lambda one: one.at),
        batch_size=4000,
    )
    for stock_id, quantity in counted(held).items():
        Stock.objects.filter(pk=stock_id).update(
            on_hand=F("on_hand") + quantity, reserved=F("reserved") + quantity
        )
    for stock_id, quantity in counted(back).items():
        Stock.objects.filter(pk=stock_id).update(on_hand=F("on_hand") + quantity)


def counted(movements):
    found = defaultdict(int)
    for movement in movements:
        found[movement.stock_id] += abs(movement.change)
    return found


def sales(ledger):
    """What left its shelf with a parcel."""
    for allocation, story in ledger.allocations:
        if has_left(allocation):
            yield StockMovement(
                stock_id=allocation.stock_id,
                change=-allocation.quantity,
                reason=Reason.SOLD,
                reference=allocation.shipment.number,
                by=STAFF,
                at=asked_at(allocation, story),
            )


def has_left(allocation):
    return allocation.shipment is not None and allocation.shipment.wants_booking


def asked_at(allocation, story):
    """When staff asked for the parcel to be booked: then its goods left the shelf."""
    number = allocation.shipment.number
    return next(packet.asked_at for packet in story.packets if packet.number == number)


def still_held(ledger):
    """What lies on the shelf for an order that waits; no movement, only what would explain one."""
    for allocation, story in ledger.allocations:
        is_waiting = ledger.orders[story.number].state in WAITS
        if is_waiting and not has_left(allocation):
            yield StockMovement(
                stock_id=allocation.stock_id, change=-allocation.quantity, at=story.placed_at
            )


def put_back(ledger):
    """Orders that came back whole, and returns that can be sold again."""
    for allocation, story in ledger.allocations:
        is_cancelled = ledger.orders[story.number].state == Order.State.CANCELLED
        if is_cancelled and has_left(allocation) and allocation.shipment.state != LOST:
            yield returned(
                allocation.stock_id, allocation.quantity, story.number, story.cancelled_at
            )
    for number, made in ledger.returns.items():
        home = ledger.story_of[number].homecoming
        if made.checked_at and home.can_be_sold:
            (shelf,) = home.packet.allotments
            yield returned(shelf.stock_id, home.quantity, made, made.checked_at)


def returned(stock_id, quantity, reference, at):
    return StockMovement(
        stock_id=stock_id,
        change=quantity,
        reason=Reason.RETURNED,
        reference=str(reference),
        by=STAFF,
        at=at,
    )


def goods_in(ledger, taken):
    """One delivery a month for each shelf, of what was taken from it in that month."""
    months = defaultdict(list)
    for movement in taken:
        months[movement.stock_id, movement.at.year, movement.at.month].append(movement)
    random = Random("delivery notes")
    for (stock_id, year, _month), movements in months.items():
        yield StockMovement(
            stock_id=stock_id,
            change=-sum(movement.change for movement in movements),
            reason=Reason.DELIVERY,
            reference=f"IRS{year}{random.randrange(10**9):09d}",
            by=STAFF,
            at=min(movement.at for movement in movements) - BEFORE,
        )
