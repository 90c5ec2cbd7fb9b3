"""Returns whose money is not where a return looks for it: a courier has yet to collect it, or it
went back with the whole order."""

import pytest
from django.test import Client

from returns.asking import Wish, WishedLine, ask
from returns.following import follow
from shipping.models import Shipment
from shop.catalog import stocking
from shop.catalog.models import Stock
from shop.payments.collecting import follow_parcels, to_look_at
from shop.payments.models import Refund
from shop.payments.paying import start_payment
from shop.payments.resending import send_again
from shop.payments.tasks import pay_back_undelivered_parcels
from shop.payments.undelivered import give_up
from tests import make
from tests.returns import world
from tests.service.desk import act
from tests.two_parcels import (
    BOWL,
    BOWL_FREIGHT,
    MONDAY,
    MUG_DOOR,
    NEXT_WEEK,
    arrived,
    bought,
    came_back,
    sent,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def bowl_back():
    """To be paid at the door with the mug: the bowl came first and went back again."""
    order = bought("cod")
    start_payment(order, "cod", at=MONDAY)
    mug, bowl = sent(order)
    arrived(bowl)
    world.services()
    wished = WishedLine(order.lines.get(name="Kase").pk, 1, "changed_mind")
    returned = ask(order, Wish((wished,), iban=world.IBAN, holder="Ayşe"), at=NEXT_WEEK)
    returned.receive_and_accept(at=NEXT_WEEK, by="staff")
    sweep()
    return order, mug, returned


def sweep():
    for payment in to_look_at():
        follow_parcels(payment, now=NEXT_WEEK)
    follow(NEXT_WEEK)


def refunds():
    return [(one.reference, one.amount) for one in Refund.objects.all()]


def state(returned):
    returned.refresh_from_db()
    return returned.state


def test_what_the_courier_collects_later_for_goods_that_went_back_is_paid_back(bowl_back):
    _order, mug, returned = bowl_back
    assert (state(returned), refunds()) == ("accepted", [])
    arrived(mug)
    sweep()
    sweep()
    assert refunds() == [(str(returned), BOWL)]
    assert state(returned) == "accepted"


def test_also_when_it_is_collected_only_by_the_parcel_sent_again(bowl_back):
    _order, mug, returned = bowl_back
    came_back(mug)
    sweep()
    assert state(returned) == "accepted"
    receiver = {name: getattr(mug, name) for name in Shipment.RECEIVER}
    fresh = send_again(mug, "table:standard", receiver, at=NEXT_WEEK, by="staff")
    assert fresh.cod_amount == MUG_DOOR
    arrived(fresh)
    sweep()
    sweep()
    assert refunds() == [(str(returned), BOWL)]


def test_what_was_collected_for_it_is_paid_back_though_the_other_parcel_was_refused(bowl_back):
    _order, mug, returned = bowl_back
    made = give_up(came_back(mug), "refused", at=NEXT_WEEK, by="staff")
    sweep()
    assert refunds() == [(str(returned), BOWL)]
    # nothing of the order is left: its freight, taken with the bowl, goes back as well
    assert (made.way, made.amount) == ("by_hand", MUG_DOOR + BOWL_FREIGHT)
    pay_back_undelivered_parcels()
    pay_back_undelivered_parcels()
    assert refunds() == [(str(returned), BOWL), (mug.number, BOWL_FREIGHT)]


def test_it_is_settled_without_money_once_none_can_come_any_more(bowl_back):
    _order, mug, returned = bowl_back
    Shipment.objects.filter(cod_amount__gt=0).exclude(pk=mug.pk).update(cod_amount=0)
    give_up(came_back(mug), "refused", at=NEXT_WEEK, by="staff")
    sweep()
    assert (state(returned), refunds()) == ("settled", [])


def test_a_return_of_an_order_that_was_cancelled_gives_nothing_back_a_second_time():
    order = world.bought(delivered=False)
    parcel = world.parcel(order, "in_transit", handed_over_at=MONDAY, wants_booking=True)
    held = [(order.allocations().get().stock_id, 2)]
    stocking.take(held, reference="x", by="staff", at=MONDAY)
    returned = ask(order, world.wish(order), at=MONDAY)
    Shipment.objects.filter(pk=parcel.pk).update(state="sent_back")
    parcel.refresh_from_db()
    assert give_up(parcel, "refused", at=NEXT_WEEK, by="staff") is None
    before = refunds()
    assert before == [(str(order.number), order.total)]
    desk = Client()
    desk.force_login(make.customer("mina@example.com", is_staff=True, is_superuser=True))
    assert act(desk, returned, "accept").status_code == 200
    assert (state(returned), returned.refund_amount) == ("accepted", 0)
    assert (refunds(), Stock.objects.get().on_hand) == (before, 10)
