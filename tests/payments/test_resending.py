"""A parcel that came back is sent again: same goods, a fresh parcel, a promise of its own."""

from datetime import timedelta
from decimal import Decimal

import pytest

from notifications.models import Event
from notifications.stateful import WrongState
from notifications.writing import write
from shipping.models import PromiseEntry, Scan, Shipment
from shop.catalog.models import Product, Stock, StockMovement
from shop.orders.dispatching import dispatch
from shop.orders.models import Order
from shop.payments.collecting import follow_parcels, to_look_at
from shop.payments.models import Payment, Refund
from shop.payments.paying import start_payment
from shop.payments.resending import NotOffered, send_again, ways_again
from shop.payments.tasks import give_up_returned_parcels
from shop.payments.undelivered import give_up, to_settle
from tests import make
from tests.together import run_together
from tests.two_parcels import (
    BOWL,
    MONDAY,
    MUG_DOOR,
    NEXT_WEEK,
    arrived,
    bought,
    came_back,
    paid,
    sent,
)

pytestmark = pytest.mark.django_db
KEY = "table:standard"
ELSEWHERE = {
    "receiver_name": "Ayşe Yılmaz",
    "receiver_phone": "+905321234567",
    "district": "Keçiören",
    "neighbourhood": "",
    "address": "Sanatoryum Cad. No: 7",
}


def one_kept_one_back(**fields):
    order = paid(bought(**fields))
    mug, bowl = sent(order)
    arrived(mug)
    return order, came_back(bowl)


def pay_at_the_door(order):
    start_payment(order, "cod", at=MONDAY)


def again(parcel, key=KEY, receiver=ELSEWHERE):
    return send_again(parcel, key, receiver, at=NEXT_WEEK, by="staff:mina@example.com")


def test_the_same_goods_travel_in_a_fresh_parcel_to_the_corrected_address():
    order, bowl = one_kept_one_back()
    fresh = again(bowl)
    assert fresh.state == "draft"
    assert (fresh.reference, fresh.contents) == (str(order.number), bowl.contents)
    assert (fresh.district, fresh.address) == ("Keçiören", "Sanatoryum Cad. No: 7")
    assert (fresh.province, fresh.link_nonce) == ("06", order.link_nonce)
    assert [one.shipment for one in order.allocations().filter(line__name="Kase")] == [fresh]
    assert Shipment.objects.get(pk=bowl.pk).district == "Çankaya"
    assert order.undelivered.get().sent_again_as == fresh


def test_its_promise_is_todays_and_the_buyer_hears_it():
    _order, bowl = one_kept_one_back()
    fresh = again(bowl)
    assert fresh.leaves_by == NEXT_WEEK.date()
    assert (fresh.promised_earliest, fresh.promised_latest) == (
        NEXT_WEEK.date() + timedelta(days=1),
        NEXT_WEEK.date() + timedelta(days=3),
    )
    assert PromiseEntry.objects.get(shipment=fresh).kind == "first"
    event = Event.objects.get(name="shipment_sent_again")
    assert event.subject == fresh
    assert {one.channel for one in event.messages.all()} == {"sms", "email"}


def test_its_goods_are_held_on_the_shelf_and_leave_it_once():
    _order, bowl = one_kept_one_back()
    shelf = Stock.objects.get(warehouse=bowl.warehouse)
    assert (shelf.on_hand, shelf.reserved) == (9, 0)
    fresh = again(bowl)
    shelf.refresh_from_db()
    assert (shelf.on_hand, shelf.reserved) == (10, 1)
    dispatch([fresh], by="staff", at=NEXT_WEEK)
    shelf.refresh_from_db()
    assert (shelf.on_hand, shelf.reserved) == (9, 0)
    movements = StockMovement.objects.filter(stock=shelf).order_by("pk")
    assert [one.change for one in movements] == [10, -1, 1, -1]


def test_what_is_paid_when_it_is_fetched_from_a_branch_is_not_said_to_be_paid_at_the_door():
    make.service("table", "branch", tier="branch")
    order = bought("cod")
    pay_at_the_door(order)
    mug, _bowl = sent(order)
    fresh = again(came_back(mug), "table:branch")
    assert fresh.cod_amount == MUG_DOOR
    mail = make.told(fresh, "shipment_sent_again")["email"]
    text = write(mail, NEXT_WEEK).text
    assert "ödenecek tutar" in text
    assert "kapıda" not in text.lower()


def test_nothing_is_paid_back_for_the_old_one_any_more(settings):
    order, bowl = one_kept_one_back()
    again(bowl)
    with pytest.raises(WrongState):
        give_up(bowl, "refused", at=NEXT_WEEK, by="staff")
    Scan.objects.filter(shipment=bowl).update(at=NEXT_WEEK - timedelta(days=90))
    give_up_returned_parcels()
    assert not Refund.objects.exists()
    assert Order.objects.get(pk=order.pk).state == "confirmed"
    assert not to_settle(Shipment.objects.all()).exists()


def test_it_is_not_sent_again_twice():
    _order, bowl = one_kept_one_back()
    again(bowl)
    with pytest.raises(WrongState):
        again(bowl)
    assert Shipment.objects.filter(address=ELSEWHERE["address"]).count() == 1


def test_one_that_was_paid_back_is_not_sent_again():
    _order, bowl = one_kept_one_back()
    give_up(bowl, "refused", at=NEXT_WEEK, by="staff")
    with pytest.raises(WrongState):
        again(bowl)
    assert Shipment.objects.count() == 2
    assert Refund.objects.get().amount == BOWL


def test_a_service_that_does_not_go_there_changes_nothing():
    order, bowl = one_kept_one_back()
    with pytest.raises(NotOffered):
        again(bowl, key="table:rocket")
    assert Shipment.objects.count() == 2
    assert not order.undelivered.exists()
    assert Stock.objects.get(warehouse=bowl.warehouse).reserved == 0


def test_the_fresh_one_that_comes_back_as_well_is_paid_back_once():
    order, bowl = one_kept_one_back()
    fresh = again(bowl)
    dispatch([fresh], by="staff", at=NEXT_WEEK)
    fresh = came_back(fresh, at=NEXT_WEEK + timedelta(days=3))
    assert list(to_settle(Shipment.objects.all())) == [fresh]
    give_up(fresh, "refused", at=NEXT_WEEK + timedelta(days=4), by="staff")
    assert Refund.objects.get().amount == BOWL
    assert Stock.objects.get(warehouse=bowl.warehouse).on_hand == 10
    assert order.undelivered.count() == 2


def test_money_at_the_door_is_asked_for_again_by_the_fresh_parcel():
    order = make.order(method="cod", placed_at=MONDAY)
    Payment.objects.create(
        order=order, method="cod", amount=order.total, reference="1", started_at=MONDAY
    )
    order.confirm(at=MONDAY)
    dispatch(order.shipments, by="staff", at=MONDAY)
    parcel = came_back(order.shipments.get())
    follow_parcels(order.payments.get(), now=NEXT_WEEK)
    assert order.payments.get().state == "expired"
    fresh = again(parcel)
    assert fresh.cod_amount == order.total == Decimal("349.70")
    waiting = order.payments.open().get()
    assert waiting.amount == order.total
    assert not to_look_at().exists()  # the old parcel says nothing about it
    follow_parcels(waiting, now=NEXT_WEEK)
    assert order.payments.open().get() == waiting
    arrived(fresh, at=NEXT_WEEK + timedelta(days=2))
    follow_parcels(waiting, now=NEXT_WEEK + timedelta(days=2))
    assert Payment.objects.get(pk=waiting.pk).state == "paid"


def test_an_order_that_is_sent_again_is_on_its_way_and_approves_itself_later():
    order, bowl = one_kept_one_back()
    fresh = again(bowl)
    late = MONDAY + timedelta(days=400)
    assert not Order.objects.delivered_whole_before(late).exists()
    arrived(fresh, at=NEXT_WEEK + timedelta(days=2))
    assert list(Order.objects.delivered_whole_before(late)) == [order]


def test_who_cannot_take_money_at_the_door_is_not_asked_to():
    make.service("table", "express", takes_cod=False)
    order = make.order(method="cod", placed_at=MONDAY)
    order.confirm(at=MONDAY)
    dispatch(order.shipments, by="staff", at=MONDAY)
    parcel = came_back(order.shipments.get())
    assert [one.key for one in ways_again(parcel, now=NEXT_WEEK)] == [KEY]


def test_it_is_not_sent_again_with_a_carrier_that_shall_not_bring_it():
    _order, bowl = one_kept_one_back()
    assert KEY in [one.key for one in ways_again(bowl, now=NEXT_WEEK)]
    Product.objects.filter(name="Kase").update(not_with=["table"])
    assert KEY not in [one.key for one in ways_again(bowl, now=NEXT_WEEK)]


@pytest.mark.django_db(transaction=True)
def test_two_at_once_send_it_again_once():
    order, bowl = one_kept_one_back()
    acts = [
        lambda: again(bowl),
        lambda: give_up(Shipment.objects.get(pk=bowl.pk), "refused", at=NEXT_WEEK, by="staff"),
    ]
    answers = run_together(lambda number: acts[number](), 2)
    assert sum(isinstance(one, WrongState) for one in answers) == 1
    assert order.undelivered.count() == 1
    is_paid_back = Refund.objects.exists()
    assert order.shipments.count() == (2 if is_paid_back else 3)
