"""A parcel that does not reach its buyer while another does: its goods, its price, its order."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from notifications.models import Event
from notifications.stateful import WrongState
from notifications.writing import write
from shipping.models import Shipment
from shop.catalog.models import Stock, StockMovement
from shop.orders.models import Order
from shop.orders.tasks import approve_overdue_orders
from shop.orders.undelivered import Undelivered
from shop.payments.cancelling import cancel_order
from shop.payments.models import Refund
from shop.payments.tasks import (
    give_up_returned_parcels,
)
from shop.payments.undelivered import give_up, what_goes_back
from tests import make
from tests.two_parcels import (
    BOWL,
    BOWL_FREIGHT,
    MONDAY,
    NEXT_WEEK,
    arrived,
    bought,
    came_back,
    paid,
    parcels,
    sent,
)

pytestmark = pytest.mark.django_db
Why = Undelivered.Why


def give(parcel, why, at=NEXT_WEEK):
    return give_up(parcel, why, at=at, by="Zeynep")


def shelves():
    """[(on hand, reserved)] of the mug and the bowl."""
    return list(Stock.objects.order_by("pk").values_list("on_hand", "reserved"))


def refunds():
    return list(Refund.objects.order_by("pk").values_list("reference", "amount"))


def one_kept_one_back():
    order = paid(bought())
    mug, bowl = sent(order)
    arrived(mug)
    return order, mug, came_back(bowl)


def test_a_refused_parcel_is_paid_back_without_freight_and_its_goods_are_on_the_shelf():
    _order, _mug, bowl = one_kept_one_back()
    assert shelves() == [(9, 0), (9, 0)]
    made = give(bowl, Why.REFUSED)
    assert (made.amount, made.way) == (BOWL, "back")
    assert refunds() == [(bowl.number, BOWL)]
    assert shelves() == [(9, 0), (10, 0)]
    assert StockMovement.objects.get(reason="returned").change == 1
    assert Order.objects.get().state == "confirmed"


def test_giving_up_twice_pays_once():
    _order, _mug, bowl = one_kept_one_back()
    give(bowl, Why.REFUSED)
    with pytest.raises(WrongState):
        give(bowl, Why.NOT_BROUGHT)
    assert refunds() == [(bowl.number, BOWL)]
    assert shelves() == [(9, 0), (10, 0)]


def test_a_lost_parcel_is_paid_back_with_its_share_of_the_freight_and_stays_off_the_shelf():
    order = paid(bought())
    _mug, bowl = sent(order)
    made = give(bowl, Why.LOST)
    assert made.amount == BOWL + BOWL_FREIGHT
    assert [line["amount"] for line in made.lines] == ["100.10", "20.00"]
    assert shelves() == [(9, 0), (9, 0)]
    bowl.refresh_from_db()
    assert (bowl.state, bowl.lost_at) == ("lost", NEXT_WEEK)


def test_a_parcel_we_cannot_send_is_withdrawn_and_what_was_held_for_it_is_free():
    order = paid(bought())
    _mug, bowl = parcels(order)
    assert give(bowl, Why.NOT_SENT).amount == BOWL + BOWL_FREIGHT
    assert shelves() == [(10, 1), (10, 0)]
    bowl.refresh_from_db()
    assert bowl.state == "cancelled"


def test_a_parcel_its_carrier_cancelled_puts_its_goods_back():
    order = paid(bought())
    _mug, bowl = sent(order)
    Shipment.objects.filter(pk=bowl.pk).update(state="cancelled", handed_over_at=None)
    bowl.refresh_from_db()
    assert give(bowl, Why.NOT_SENT).amount == BOWL + BOWL_FREIGHT
    assert shelves() == [(9, 0), (10, 0)]


@pytest.mark.parametrize("state", ["delivered", "in_transit"])
def test_what_arrived_or_is_on_its_way_is_not_said_to_have_come_back(state):
    order = paid(bought())
    _mug, bowl = sent(order)
    Shipment.objects.filter(pk=bowl.pk).update(state=state)
    for why in set(Why) - ({Why.LOST} if state == "in_transit" else set()):
        with pytest.raises(WrongState):
            give(bowl, why)
    assert (refunds(), shelves()) == ([], [(9, 0), (9, 0)])
    assert not Undelivered.objects.exists()


def test_free_delivery_has_no_freight_to_give_back():
    order = paid(bought(shipping_fee="0"))
    assert give(parcels(order)[1], Why.NOT_SENT).amount == BOWL


def test_both_given_up_one_after_the_other_give_all_back_to_the_kurus_and_end_the_order():
    order = paid(bought())
    mug, bowl = sent(order)
    give(bowl, Why.LOST)
    assert give(came_back(mug), Why.REFUSED) is None
    rest = order.total - BOWL - BOWL_FREIGHT
    assert refunds() == [(bowl.number, BOWL + BOWL_FREIGHT), (str(order.number), rest)]
    assert shelves() == [(10, 0), (9, 0)]
    assert Order.objects.get().state == "cancelled"


def test_an_order_cancelled_after_a_part_was_given_up_puts_each_thing_back_once():
    order = paid(bought())
    give(parcels(order)[1], Why.NOT_SENT)
    cancel_order(order, at=NEXT_WEEK, by="buyer")
    assert shelves() == [(10, 0), (10, 0)]
    assert sum(amount for _reference, amount in refunds()) == order.total


def test_the_only_parcel_lost_cancels_the_order_and_all_goes_back():
    order = paid(bought())
    order.allocations().last().delete()
    mug, bowl = sent(order)
    bowl.delete()
    assert give(mug, Why.LOST) is None
    assert refunds() == [(str(order.number), order.total)]
    order.refresh_from_db()
    assert (order.state, order.cancelled_because) == ("cancelled", "lost")
    assert shelves()[0] == (9, 0)


def test_an_order_cancelled_because_its_parcel_was_lost_says_so_on_page_and_desk(client):
    order = paid(bought())
    mug, bowl = sent(order)
    give(bowl, Why.LOST)
    give(mug, Why.LOST)
    page = client.get(order.link).content.decode()
    assert "Paketinizi kargo firması kaybetti" in page
    assert "Sipariş iptal edildi. Ödediğiniz tutar" in page
    client.force_login(make.customer("mina@example.com", is_staff=True, is_superuser=True))
    desk = client.get(order.staff_page).content.decode()
    assert "iptal edildi: paketini kargo firması kaybetti" in desk


@pytest.mark.parametrize(("by", "because"), [("buyer", "buyer"), ("staff:mina", "seller")])
def test_who_cancels_an_order_wished_it(by, because):
    order = paid(bought())
    cancel_order(order, at=NEXT_WEEK, by=by)
    assert Order.objects.get().cancelled_because == because


def test_what_staff_is_asked_says_what_each_answer_gives_back():
    _order, _mug, bowl = one_kept_one_back()
    assert what_goes_back(bowl) == [
        (Why.REFUSED, BOWL),
        (Why.NOT_BROUGHT, BOWL + BOWL_FREIGHT),
        (Why.LOST, BOWL + BOWL_FREIGHT),
    ]


# --- the clock -----------------------------------------------------------------------------------


def test_what_nobody_settled_is_paid_back_some_days_after_it_came_back():
    now = timezone.now()
    order = paid(bought())
    mug, bowl = sent(order)
    arrived(mug)
    days = timedelta(days=settings.RETURNED_PARCEL_DAYS)
    came_back(bowl, at=now - days + timedelta(minutes=1))
    give_up_returned_parcels()
    assert refunds() == []
    bowl.scans.update(at=now - days)
    give_up_returned_parcels()
    give_up_returned_parcels()
    assert refunds() == [(bowl.number, BOWL)]


def test_a_parcel_that_is_only_on_its_way_back_waits():
    order = paid(bought())
    _mug, bowl = sent(order)
    Shipment.objects.filter(pk=bowl.pk).update(state="sent_back")
    bowl.scans.create(kind="returning", at=MONDAY, heard_at=MONDAY)
    give_up_returned_parcels()
    assert refunds() == []


def test_the_clock_approves_once_the_rest_is_settled_and_not_before():
    _order, _mug, bowl = one_kept_one_back()
    Shipment.objects.filter(state="delivered").update(
        delivered_at=timezone.now() - timedelta(days=settings.APPROVAL_DAYS)
    )
    approve_overdue_orders()
    assert Order.objects.get().state == "confirmed"
    give(bowl, Why.REFUSED)
    approve_overdue_orders()
    assert Order.objects.get().state == "approved"


def test_a_parcel_is_given_up_also_after_the_buyer_approved_the_other():
    order, _mug, bowl = one_kept_one_back()
    order.approve(at=NEXT_WEEK, by="buyer")
    assert give(bowl, Why.REFUSED).amount == BOWL
    assert Order.objects.get().state == "approved"


# --- words ---------------------------------------------------------------------------------------


def test_the_buyer_is_told_once_what_comes_back_and_how():
    _order, _mug, bowl = one_kept_one_back()
    give(bowl, Why.REFUSED)
    event = Event.objects.get(name="parcel_given_up")
    told = event.messages.filter(role="buyer")
    assert sorted(told.values_list("channel", flat=True)) == ["email", "sms"]
    words = write(told.get(channel="sms"), NEXT_WEEK).text
    assert "bir paketi teslim edilemedi, bize geri geldi. 100,10 TL iade edilecek." in words
