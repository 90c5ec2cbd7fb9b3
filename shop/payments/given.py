"""What of an order was given back already: by returns, which stand to the right of here and are
asked by the name they have on an order, by parcels that never arrived, and for being late."""

from .amounts import extras_in, goods_in

RETURNED = ("accepted", "settled")


def goods_given(order):
    """{order line id: quantity} given back already."""
    found = goods_in(line for one in order.undelivered.all() for line in one.lines)
    for returned in order.returns.filter(state__in=RETURNED):
        found.update(goods_in(returned.refund_lines))
    return found


def goods_left(order):
    """{order line id: quantity} not given back yet."""
    given = goods_given(order)
    return {line.pk: max(0, line.quantity - given[line.pk]) for line in order.lines.all()}


def left_in(order, parcel):
    """The same of those that may be in this parcel: not of what lies in another one with us."""
    left = goods_left(order)
    waiting = order.allocations().exclude(shipment=parcel)
    for one in waiting.filter(shipment__undelivered=None, shipment__wants_booking=False):
        left[one.line_id] = max(0, left[one.line_id] - one.quantity)
    return left


def extras_given(order):
    """{one of EXTRAS: TRY} given back already."""
    givers = [one.lines for one in order.undelivered.all()]
    givers += [one.refund_lines for one in order.returns.filter(state__in=RETURNED)]
    givers += [one.lines for one in [getattr(order, "remedy", None)] if one]
    return extras_in(line for lines in givers for line in lines)
