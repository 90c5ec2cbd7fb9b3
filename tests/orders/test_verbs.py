"""The life of an order: confirmed, cancelled, approved, dispatched."""

from datetime import timedelta

import pytest

from notifications.models import Event
from notifications.stateful import WrongState
from shipping.models import Shipment
from shop.catalog.models import Stock, StockMovement
from shop.loyalty.models import KeptOrder
from shop.orders.dispatching import dispatch
from shop.orders.models import Order
from tests import make

pytestmark = pytest.mark.django_db
LATER = make.MONDAY_MORNING + timedelta(hours=1)


def names_of(order):
    return [event.name for event in Event.objects.about(order)]


def stock():
    return Stock.objects.values_list("on_hand", "reserved").get()


def test_confirming_makes_one_draft_parcel_with_the_orders_promise():
    order = make.order(quantity=2)
    assert order.confirm(at=LATER, by="card")
    [parcel] = order.shipments
    assert parcel.state == "draft"
    assert (parcel.promised_earliest, parcel.promised_latest) == (
        order.promised_earliest,
        order.promised_latest,
    )
    assert parcel.contents == [
        {
            "sku": order.lines.get().sku,
            "name": "Seramik kupa",
            "name_en": "Ceramic mug",
            "quantity": 2,
        }
    ]
    assert str(parcel.desi) == "1.16"
    assert parcel.cod_amount == 0
    assert order.allocations().get().shipment == parcel


def test_confirming_twice_makes_one_parcel_and_one_event():
    order = make.order()
    assert order.confirm(at=LATER, by="card")
    assert not order.confirm(at=LATER, by="card")
    assert order.shipments.count() == 1
    assert names_of(order) == ["order_confirmed"]


def test_one_parcel_collects_all_that_is_to_pay_at_the_door():
    order = make.order(method="cod")
    order.confirm(at=LATER, by="buyer")
    assert [parcel.cod_amount for parcel in order.shipments] == [order.total]


def test_cancelling_gives_held_stock_back_and_withdraws_the_draft():
    order = make.order(quantity=3)
    order.confirm(at=LATER, by="card")
    assert stock() == (10, 3)
    assert order.cancel(at=LATER, by="buyer")
    assert stock() == (10, 0)
    assert [parcel.state for parcel in order.shipments] == ["cancelled"]
    assert not StockMovement.objects.exclude(reason="delivery").exists()


def test_cancelling_twice_gives_the_stock_back_once():
    order = make.order(quantity=3)
    order.cancel(at=LATER, by="buyer")
    assert not order.cancel(at=LATER, by="buyer")
    assert stock() == (10, 0)


def test_an_order_on_the_road_cannot_be_cancelled():
    order = make.order()
    order.confirm(at=LATER, by="card")
    dispatch(order.shipments, by="staff", at=LATER)
    order.shipments.update(state=Shipment.State.IN_TRANSIT)
    with pytest.raises(WrongState):
        order.cancel(at=LATER, by="buyer")
    assert Order.objects.get().state == "confirmed"
    assert stock() == (9, 0)


def test_dispatching_takes_goods_off_the_shelf_once():
    order = make.order(quantity=2)
    order.confirm(at=LATER, by="card")
    assert len(dispatch(order.shipments, by="staff", at=LATER)) == 1
    assert dispatch(order.shipments, by="staff", at=LATER) == []
    assert stock() == (8, 0)
    movement = StockMovement.objects.get(reason="sold")
    assert (movement.change, movement.reference) == (-2, order.shipments.get().number)
    assert order.lines.get().variant.product.sold == 2
    assert order.shipments.get().wants_booking


def test_dispatching_again_after_a_booking_problem_takes_nothing_twice():
    order = make.order(quantity=2)
    order.confirm(at=LATER, by="card")
    dispatch(order.shipments, by="staff", at=LATER)
    order.shipments.update(booking_problem="Adres yok", next_poll_at=None)
    assert len(dispatch(order.shipments, by="staff", at=LATER)) == 1
    assert stock() == (8, 0)
    assert order.shipments.get().booking_problem == ""


def test_cancelling_after_dispatch_puts_goods_back_on_the_shelf():
    order = make.order(quantity=2)
    order.confirm(at=LATER, by="card")
    dispatch(order.shipments, by="staff", at=LATER)
    order.cancel(at=LATER, by="staff")
    assert stock() == (10, 0)
    assert sum(StockMovement.objects.values_list("change", flat=True)) == 10


def test_approving_counts_the_order_for_its_member():
    ayse = make.customer()
    order = make.order(customer=ayse)
    order.confirm(at=LATER, by="card")
    assert order.approve(at=LATER, by="buyer")
    assert not order.approve(at=LATER, by="buyer")
    assert KeptOrder.objects.get().order_number == order.number


def test_an_order_that_is_not_confirmed_cannot_be_approved():
    order = make.order()
    with pytest.raises(WrongState):
        order.approve(at=LATER, by="buyer")
    assert Order.objects.get().state == "placed"
    assert not Event.objects.exists()


def test_what_came_back_from_the_road_is_on_the_shelf_again_once_the_order_is_cancelled():
    order = make.order(quantity=2)
    order.confirm(at=LATER, by="card")
    dispatch(order.shipments, by="staff", at=LATER)
    order.shipments.update(state=Shipment.State.SENT_BACK, booked_at=LATER, handed_over_at=LATER)
    assert order.cancel(at=LATER, by="staff")
    assert stock() == (10, 0)
    assert order.shipments.get().state == "sent_back"
    assert sum(StockMovement.objects.values_list("change", flat=True)) == 10


def test_a_parcel_the_carrier_holds_cannot_be_cancelled_even_before_it_moves():
    order = make.order()
    order.confirm(at=LATER, by="card")
    dispatch(order.shipments, by="staff", at=LATER)
    order.shipments.update(state=Shipment.State.BOOKED, booked_at=LATER, handed_over_at=LATER)
    with pytest.raises(WrongState):
        order.cancel(at=LATER, by="staff")
    assert (Order.objects.get().state, stock()) == ("confirmed", (9, 0))
