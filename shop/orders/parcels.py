"""One draft parcel for each warehouse an order comes from, under the order's own promise."""

from collections import Counter, defaultdict
from dataclasses import replace
from decimal import Decimal

from django.db.models import BigIntegerField, Case, When
from django.db.models.functions import Cast

from shipping.carriers.base import Party
from shipping.dispatching import draft
from shipping.promises import Promise
from shipping.reasons import Reason

from .telling import COD

# of a parcel: its reference as the number it is, so that it sorts as one and finds its order by
# the index; empty where a parcel is of no order
ORDER_NUMBER = Case(
    When(reference__regex=r"^\d{1,18}$", then=Cast("reference", BigIntegerField())),
    output_field=BigIntegerField(),
)


def draft_parcels(order, *, at):
    """Called once, when the order is confirmed, inside its transaction."""
    packed = by_warehouse(order)
    to_collect = to_collect_at_the_door(order, packed)
    for warehouse_id, allocations in sorted(packed.items()):
        shipment = draft(
            reference=order.number,
            service=order.service,
            warehouse_id=warehouse_id,
            customer=receiver(order),
            promise=promise_for(order, warehouse_id),
            shown_before=shown_before(order, warehouse_id),
            at=at,
            cod_amount=to_collect[warehouse_id],
            **contents(allocations),
            **about(order),
        )
        put_in(shipment, allocations)


def to_collect_at_the_door(order, packed):
    """{warehouse id: TRY its courier takes}, together the order's total to the kuruş; nothing where
    it is paid another way. Each parcel brings the price of its own goods and freight, the first
    one the other fees besides. `packed`: {warehouse id: allocations with their line}."""
    found = dict.fromkeys(packed, Decimal(0))
    if order.payment_method != COD:
        return found
    counted, freight_left = Counter(), order.shipping_fee
    for warehouse_id, allocations in sorted(packed.items()):
        for one in allocations:
            found[warehouse_id] += one.line.paid_for(one.quantity, after=counted[one.line_id])
            counted[one.line_id] += one.quantity
        freight = min(quoted_fee(order, warehouse_id), freight_left)
        freight_left -= freight
        found[warehouse_id] += freight
    found[min(packed)] += order.total - sum(found.values())
    return found


def quoted_fee(order, warehouse_id):
    """What bringing the parcel from this warehouse was to cost, TRY, as it was quoted."""
    parts = order.quote.get("parts", ())
    mine = [part["fee"] for part in parts if part["warehouse_id"] == warehouse_id]
    return sum(map(Decimal, mine), Decimal(0))


def by_warehouse(order):
    """{warehouse id: allocations with their line, variant and stock}."""
    found = defaultdict(list)
    for allocation in order.allocations().select_related("line__variant", "stock"):
        found[allocation.stock.warehouse_id].append(allocation)
    return found


def put_in(shipment, allocations):
    rows = type(allocations[0]).objects
    rows.filter(pk__in=[one.pk for one in allocations]).update(shipment=shipment)


def promise_for(order, warehouse_id):
    """Worked out anew for those parcels alone that the money was too late for."""
    is_new = order.was_too_late_for(warehouse_id)
    return promise_from(order, order.stated if is_new else order.quote, warehouse_id)


def promise_from(order, quote, warehouse_id):
    """The window is the order's for every parcel; each leaves its own warehouse on its own day."""
    whole = Promise(order.leaves_by, order.promised_earliest, order.promised_latest)
    if "promise" in quote:
        whole = Promise.from_json(quote["promise"])
    for part in quote.get("parts", ()):
        if part["warehouse_id"] == warehouse_id:
            own = Promise.from_json(part["promise"])
            return replace(whole, leaves_by=own.leaves_by, numbers=own.numbers)
    return whole


def shown_before(order, warehouse_id):
    """(Promise as shown at the checkout, why it holds no more); None where it does."""
    if order.paid_late_on is None or not order.was_too_late_for(warehouse_id):
        return None
    shown = promise_from(order, order.quote, warehouse_id)
    return shown, Reason("paid_late", day=order.paid_late_on)


def receiver(order):
    return Party(
        name=order.receiver_name,
        phone=order.receiver_phone,
        province=order.province,
        district=order.district,
        neighbourhood=order.neighbourhood,
        address=order.address,
    )


def contents(allocations):
    parts = [(one.line, one.line.variant, one.quantity) for one in allocations]
    return {
        "contents": [
            {"sku": line.sku, "name": line.name, "name_en": line.name_en, "quantity": quantity}
            for line, variant, quantity in parts
        ],
        "desi": sum(variant.desi * quantity for line, variant, quantity in parts),
        "weight_kg": sum(variant.weight_kg * quantity for line, variant, quantity in parts),
    }


def about(order):
    return {
        "note": order.delivery_note,
        "is_gift": order.gift_wrap,
        "gift_message": order.gift_message,
        "buyer_name": order.buyer_name,
        "buyer_phone": order.buyer_phone if order.wants_sms else "",
        "buyer_email": order.buyer_email if order.wants_email else "",
        "language": order.language,
        "link_nonce": order.link_nonce,
    }
