"""Goods that came back: counted, looked at, and put on the shelf when they can be sold again."""

from shop.catalog import stocking
from shop.catalog.models import Stock, StockMovement
from shop.payments.amounts import goods_in


def put_on_shelf(returned, resellable, *, at, by):
    """Note for each line of the return whether it can be sold again, and put as many as were
    accepted of those on the shelf of the warehouse the parcel came to. `resellable`: ids of lines,
    None for all."""
    accepted = goods_in(returned.refund_lines)
    lines = list(returned.lines.select_related("order_line"))
    kept = [line.order_line for line in lines if line.order_line.variant_id]
    stocking.lock([shelf_for(returned, order_line).pk for order_line in kept])
    for line in lines:
        quantity = accepted[line.order_line_id]
        line.is_resellable = bool(quantity) and (resellable is None or line.pk in resellable)
        line.save(update_fields=["is_resellable"])
        if line.is_resellable and line.order_line.variant_id:
            stocking.put(
                shelf_for(returned, line.order_line).pk,
                quantity,
                reason=StockMovement.Reason.RETURNED,
                reference=str(returned),
                by=by,
                at=at,
            )


def shelf_for(returned, order_line):
    return Stock.objects.get_or_create(
        variant_id=order_line.variant_id, warehouse_id=returned.shipment.warehouse_id
    )[0]
