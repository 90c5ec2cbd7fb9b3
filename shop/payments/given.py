"""What of an order was given back already: for what was sent back, for parcels that never arrived,
and for being late."""

from collections import Counter

from shipping.models import Shipment
from shop.orders.sent_back import taken_back

from .amounts import extras_in, goods_in


def goods_given(order):
    """{order line id: quantity} given back already."""
    found = goods_in(undelivered_lines(order))
    for one in taken_back(order):
        found.update(goods_in(one.refund_lines))
    return found


def goods_left(order):
    """{order line id: quantity} not given back yet."""
    given = goods_given(order)
    return {line.pk: max(0, line.quantity - given[line.pk]) for line in order.lines.all()}


def left_in(order, parcel):
    """The same of those that may be in this parcel: not of what lies in another one with us."""
    with_us = unsent(order.allocations().exclude(shipment=parcel))
    return {line: max(0, count - with_us[line]) for line, count in goods_left(order).items()}


def unsent(allocations):
    """{order line id: quantity} of those that lie in a parcel nobody has dispatched: none of them
    can have come back."""
    found = Counter()
    drafts = {"shipment__state": Shipment.State.DRAFT, "shipment__wants_booking": False}
    for one in allocations.filter(shipment__undelivered=None, **drafts):
        found[one.line_id] += one.quantity
    return found


def extras_given(order, returns=None):
    """{one of EXTRAS: TRY} given back already, or to be given by these `returns` ([SentBack]), when
    those count that are not taken yet."""
    returns = taken_back(order) if returns is None else returns
    remedy = getattr(order, "remedy", None)
    for_goods = [line for one in returns for line in one.refund_lines]
    for_being_late = remedy.lines if remedy else []
    return extras_in([*for_goods, *undelivered_lines(order), *for_being_late])


def undelivered_lines(order):
    """Refund lines of its parcels that never arrived."""
    return [line for one in order.undelivered.all() for line in one.lines]
