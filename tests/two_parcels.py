"""An order that travels in two parcels: the mug from İstanbul, the bowl from İzmir."""

from datetime import timedelta
from decimal import Decimal

from shipping.models import Scan, Shipment
from shipping.promises import Promise
from shop.catalog.stocking import Allotment, reserve
from shop.orders.dispatching import dispatch
from shop.orders.models import Allocation, OrderLine
from shop.payments.models import Payment
from tests import make

MONDAY = make.MONDAY_MORNING
NEXT_WEEK = MONDAY + timedelta(days=7)
MUG, BOWL = Decimal("249.90"), Decimal("100.10")
BOWL_FREIGHT = Decimal("20.00")  # of 49.90
MUG_DOOR, BOWL_DOOR = Decimal("329.70"), Decimal("120.10")  # to pay there, the fee with the mug


def bought(method="card", **fields):
    """The order as placed: goods 350.00, freight 49.90, payment at the door 49.90 more."""
    order = make.order(make.product(price=str(MUG)), method=method, **fields)
    bowl = make.product("Kase", price=str(BOWL), stock=0).variants.get()
    bowl.stocks.all().delete()
    shelf = make.shelf(bowl, 10, make.warehouse("İzmir deposu", "35", district="Bornova"))
    line = OrderLine.objects.create(
        order=order,
        variant=bowl,
        sku=bowl.sku,
        name="Kase",
        name_en="Bowl",
        quantity=1,
        unit_price=BOWL,
        tax_rate=20,
    )
    reserve([Allotment(shelf.pk, shelf.warehouse_id, bowl.pk, 1)])
    Allocation.objects.create(line=line, stock=shelf, quantity=1)
    order.goods_total, order.total = MUG + BOWL, order.total + BOWL
    promise = Promise(order.leaves_by, order.promised_earliest, order.promised_latest).as_json()
    fees = {make.warehouse().pk: "29.90", shelf.warehouse_id: str(BOWL_FREIGHT)}
    order.quote = {
        "parts": [{"warehouse_id": at, "fee": fee, "promise": promise} for at, fee in fees.items()]
    }
    order.save()
    return order


def paid(order, method="card"):
    """Paid and confirmed: its two parcels are drafts."""
    Payment.objects.create(
        order=order,
        method=method,
        amount=order.total,
        reference=f"{order.number}x1",
        started_at=MONDAY,
        paid_at=MONDAY,
        state="paid",
    )
    order.confirm(at=MONDAY, by=method)
    return order


def parcels(order):
    """(the mug's, the bowl's)"""
    return tuple(order.shipments.order_by("warehouse__province"))


def sent(order):
    """Both dispatched, taken by the carrier and on the road."""
    dispatch(order.shipments, by="staff", at=MONDAY)
    on_the_road = {"state": "in_transit", "booked_at": MONDAY, "handed_over_at": MONDAY}
    order.shipments.update(**on_the_road)
    return parcels(order)


def arrived(parcel, at=MONDAY + timedelta(days=2)):
    Shipment.objects.filter(pk=parcel.pk).update(state="delivered", delivered_at=at, arrived_at=at)


def came_back(parcel, at=MONDAY + timedelta(days=3)):
    """Refused, and given back to us by the carrier."""
    Shipment.objects.filter(pk=parcel.pk).update(state="sent_back")
    Scan.objects.create(shipment=parcel, kind="returned", at=at, heard_at=at)
    parcel.refresh_from_db()
    return parcel
