"""Goods that come back twice on paper: withdrawn before they were there, taken back at the desk,
and then brought back by the carrier as undelivered. Shelved and paid back once."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notifications.models import Event
from returns.asking import Wish, WishedLine, ask
from returns.eligibility import eligibility
from shipping.models import Shipment
from shop.catalog import stocking
from shop.catalog.models import Stock
from shop.loyalty.credits import give_voucher
from shop.orders.models import Order
from shop.payments.cancelling import cancel_order
from shop.payments.models import Refund
from shop.payments.resending import can_be_sent_again, send_again
from shop.payments.undelivered import give_up, what_goes_back
from tests.returns import world
from tests.two_parcels import MONDAY, NEXT_WEEK, arrived, bought, came_back, paid, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def order():
    """Two mugs on the road."""
    made = world.bought(delivered=False)
    world.parcel(made, "in_transit", handed_over_at=MONDAY, wants_booking=True)
    held = [(made.allocations().get().stock_id, 2)]
    stocking.take(held, reference="x", by="staff", at=MONDAY)
    return made


def taken_back(order, quantity):
    """Accepted at the desk; the carrier says afterwards that its parcel came back."""
    returned = ask(order, world.wish(order, quantity), at=MONDAY)
    returned.receive_and_accept(at=MONDAY, by="staff")
    Shipment.objects.outbound().update(state="sent_back")
    return order.shipments.get()


def on_the_shelf():
    return Stock.objects.values_list("on_hand", "reserved").get()


def test_all_of_it_taken_back_is_neither_shelved_nor_paid_back_again(order, client):
    parcel = taken_back(order, 2)
    assert {amount for _why, amount in what_goes_back(parcel)} == {0}
    assert not can_be_sent_again(parcel)
    made = give_up(parcel, "refused", at=NEXT_WEEK, by="clock")
    assert (made.lines, made.amount) == ([], 0)
    assert on_the_shelf() == (10, 0)
    assert [one.amount for one in Refund.objects.all()] == [order.total]
    assert Order.objects.get().state == "confirmed"
    told = Event.objects.get(name="parcel_given_up").messages.filter(role="buyer")
    assert not told.exists()
    assert "iadenizle geri verildi" in client.get(order.link).content.decode()


def test_of_a_part_taken_back_only_the_rest_is_shelved_and_paid_back(order):
    parcel = taken_back(order, 1)
    assert on_the_shelf() == (9, 0)
    assert not can_be_sent_again(parcel)
    assert give_up(parcel, "refused", at=NEXT_WEEK, by="clock") is None
    assert on_the_shelf() == (10, 0)
    assert sum(one.amount for one in Refund.objects.all()) == order.total
    assert Order.objects.get().state == "cancelled"


def test_shelves_are_locked_in_the_one_order_before_any_is_filled():
    """By another order than the shoppers', two could wait for each other for ever."""
    order = bought()
    first, second = (line.allocations.get().stock for line in order.lines.order_by("-pk"))
    assert first.pk > second.pk
    paid(order)
    mug, bowl = sent(order)
    arrived(mug)
    arrived(bowl)
    world.services()
    wished = tuple(WishedLine(line.pk, 1, "changed_mind") for line in order.lines.order_by("-pk"))
    returned = ask(order, Wish(wished), at=NEXT_WEEK)
    with CaptureQueriesContext(connection) as found:
        returned.receive_and_accept(at=NEXT_WEEK, by="staff")
    about = [one["sql"] for one in found if '"shop_stock"' in one["sql"]]
    locked = next(n for n, sql in enumerate(about) if "FOR NO KEY UPDATE" in sql)
    filled = next(n for n, sql in enumerate(about) if sql.startswith("UPDATE"))
    assert locked < filled
    assert about[locked].endswith("ORDER BY 1 ASC FOR NO KEY UPDATE")


@pytest.fixture
def in_two():
    """Three mugs: two on the road, one not sent yet; the two are taken back at the desk."""
    order = world.bought(quantity=3, delivered=False)
    road = world.parcel(order, "in_transit", handed_over_at=MONDAY, wants_booking=True)
    line = order.lines.get()
    shelf = line.allocations.get().stock
    draft = world.parcel(order, "draft")
    line.allocations.update(quantity=2, shipment=road)
    line.allocations.create(stock=shelf, shipment=draft, quantity=1)
    stocking.take([(shelf.pk, 2)], reference="x", by="staff", at=MONDAY)
    returned = ask(order, world.wish(order, 2), at=MONDAY)
    returned.receive_and_accept(at=MONDAY, by="staff")
    Shipment.objects.filter(pk=road.pk).update(state="sent_back")
    assert on_the_shelf() == (10, 1)
    return order, Shipment.objects.get(pk=road.pk), draft


def test_what_is_not_sent_yet_is_not_what_came_back(in_two):
    order, road, draft = in_two
    assert give_up(road, "refused", at=NEXT_WEEK, by="clock").lines == []
    assert on_the_shelf() == (10, 1)
    assert give_up(draft, "not_sent", at=NEXT_WEEK, by="staff") is None
    assert on_the_shelf() == (10, 0)
    assert sum(one.amount for one in Refund.objects.all()) == order.total


def test_nor_when_all_of_it_is_cancelled_at_once(in_two):
    order, _road, _draft = in_two
    cancel_order(order, at=NEXT_WEEK, by="buyer")
    assert on_the_shelf() == (10, 0)
    assert sum(one.amount for one in Refund.objects.all()) == order.total


def test_what_waits_here_to_be_sent_again_is_not_taken_back_as_well(order):
    """Withdrawn on the road, brought back, and packed again: it is one box, not two."""
    returned, fresh = accepted_while_packed_again(order)
    assert (returned.refund_amount, on_the_shelf()) == (0, (10, 2))
    give_up(fresh, "not_sent", at=NEXT_WEEK, by="staff")
    assert on_the_shelf() == (10, 0)
    assert [one.amount for one in Refund.objects.all()] == [order.total]


def accepted_while_packed_again(order):
    """(the return of both mugs, the parcel in which they go out once more)"""
    returned = ask(order, world.wish(order, 2), at=MONDAY)
    road = came_back(order.shipments.get())
    receiver = {name: getattr(road, name) for name in Shipment.RECEIVER}
    fresh = send_again(road, "table:standard", receiver, at=NEXT_WEEK, by="staff")
    returned.receive_and_accept(at=NEXT_WEEK, by="staff")
    return returned, fresh


def test_nor_does_the_voucher_that_paid_for_it_come_back(order):
    given = give_voucher(Decimal(100), NEXT_WEEK.date(), at=MONDAY)
    type(given).objects.update(left=0)
    paid = {"credit": given, "credit_paid": 100, "total": order.total - 100}
    Order.objects.filter(pk=order.pk).update(**paid)
    order.lines.update(credit_paid=100)
    accepted_while_packed_again(Order.objects.get())
    given.refresh_from_db()
    assert (given.left, Order.objects.get().credit_back) == (0, 0)


def test_and_once_it_is_there_it_can_be_sent_back(order):
    _returned, fresh = accepted_while_packed_again(order)
    arrived(fresh, at=NEXT_WEEK)
    [claim] = eligibility(order, NEXT_WEEK).claims
    assert (claim.most, claim.returning) == (2, 0)
