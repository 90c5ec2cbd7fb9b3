"""Parcels that were lost while the rest of their order came: what went back for them."""

from shop.orders.parcels import quoted_fee
from shop.orders.undelivered import Undelivered
from shop.payments.amounts import extra_line, extras_in, extras_left, refund_lines, total

from .orders import STAFF
from .returns import amends_before

Way = Undelivered.Way
WAYS = {"card": Way.BACK, "transfer": Way.BY_HAND, "cod": Way.LESS}


def write(ledger):
    """{order number: Undelivered}"""
    rows = [
        row(story, packet, ledger)
        for story in ledger.stories
        for packet in story.packets
        if is_part(story) and ledger.has_come(packet.lost_at)
    ]
    made = {one.order_id: one for one in Undelivered.objects.bulk_create(rows)}
    for one in made.values():
        ledger.tell(one, "parcel_given_up", one.at, STAFF)
    return made


def is_part(story):
    return not all(packet.is_lost for packet in story.packets)


def row(story, packet, ledger):
    """As `shop.payments.undelivered.give_up` leaves it."""
    order, shipment = ledger.orders[story.number], shipment_of(story, packet, ledger)
    lines = lines_of(story, packet, shipment, ledger)
    return Undelivered(
        order=order,
        shipment=shipment,
        why=Undelivered.Why.LOST,
        lines=lines,
        amount=total(lines),
        way=WAYS[story.method],
        at=packet.lost_at,
    )


def shipment_of(story, packet, ledger):
    return ledger.parcels[story.number][story.packets.index(packet)]


def lines_of(story, packet, shipment, ledger):
    order, lines = ledger.orders[story.number], ledger.lines[story.number]
    given = amends_before(story, packet.lost_at)
    packed = {}
    for one in packet.allotments:
        packed[one.variant_id] = packed.get(one.variant_id, 0) + one.quantity
    parts = [(lines[variant], quantity, False) for variant, quantity in packed.items()]
    found = refund_lines(order, lines.values(), parts, before={}, extras_given=given)
    freight = min(quoted_fee(order, shipment.warehouse_id), extras_left(order, given)["shipping"])
    if freight and not extras_in(found):
        found.append(extra_line("shipping", freight))
    uncollected = shipment.cod_amount - total(found)
    if uncollected > 0:
        found.append(extra_line("cod", uncollected))
    return found
