"""Goods leave the shelf with their parcel, once, also when nobody pressed the button for it."""

from datetime import timedelta

import pytest

from notifications.models import Event
from shipping.carriers.base import TrackedScan
from shipping.models import Shipment
from shipping.tracking import hear
from shop.catalog.models import Stock, StockMovement
from shop.orders.dispatching import dispatch
from shop.orders.tasks import follow_undispatched_parcels
from tests import make

pytestmark = pytest.mark.django_db
LATER = make.MONDAY_MORNING + timedelta(hours=1)


def stock():
    return Stock.objects.values_list("on_hand", "reserved").get()


def scanned(order, kind):
    """The draft parcel of a confirmed order, scanned by its carrier."""
    order.confirm(at=make.MONDAY_MORNING, by="card")
    parcel = order.shipments.get()
    hear("table", [TrackedScan(number=parcel.number, kind=kind, at=LATER)], now=LATER)
    return order.shipments.get()


def test_a_parcel_handed_over_by_its_label_alone_takes_its_goods_off_the_shelf_once():
    parcel = scanned(make.order(quantity=2), "accepted")
    assert (parcel.state, stock()) == ("booked", (10, 2))
    follow_undispatched_parcels()
    follow_undispatched_parcels()
    assert stock() == (8, 0)
    movement = StockMovement.objects.get(reason="sold")
    assert (movement.change, movement.reference, movement.by) == (-2, parcel.number, "table")
    named = Event.objects.filter(name="shipment_left_undispatched")
    assert named.get().subject == parcel


def test_the_sweep_leaves_alone_what_was_dispatched_and_what_waits():
    waiting = make.order()
    waiting.confirm(at=LATER, by="card")
    sent = make.order()
    sent.confirm(at=LATER, by="card")
    dispatch(sent.shipments, by="staff", at=LATER)
    sent.shipments.update(state=Shipment.State.IN_TRANSIT)
    follow_undispatched_parcels()
    assert list(Stock.objects.order_by("pk").values_list("on_hand", "reserved")) == [
        (10, 1),
        (9, 0),
    ]


def test_cancelling_before_the_sweep_gives_back_what_is_only_held():
    order = make.order(quantity=2)
    scanned(order, "created")
    order.cancel(at=LATER, by="staff")
    follow_undispatched_parcels()
    assert stock() == (10, 0)
    assert not StockMovement.objects.exclude(reason="delivery").exists()


def test_cancelling_after_the_sweep_puts_back_what_was_taken():
    order = make.order(quantity=2)
    scanned(order, "created")
    follow_undispatched_parcels()
    order.cancel(at=LATER, by="staff")
    assert stock() == (10, 0)
    assert sum(StockMovement.objects.values_list("change", flat=True)) == 10
