"""Payment at the door of an order in two parcels: what each collects, and what becomes of the money
when one of them does not reach its buyer."""

from decimal import Decimal

import pytest

from shipping.models import Shipment
from shop.loyalty.credits import KURUS
from shop.orders.models import Allocation, Order, OrderLine
from shop.orders.undelivered import Undelivered
from shop.payments.models import Payment, Refund
from shop.payments.paying import start_payment
from shop.payments.resending import send_again
from shop.payments.tasks import follow_cod_parcels, pay_back_undelivered_parcels
from shop.payments.undelivered import give_up, what_goes_back
from tests.two_parcels import (
    BOWL,
    BOWL_DOOR,
    BOWL_FREIGHT,
    MONDAY,
    MUG_DOOR,
    NEXT_WEEK,
    arrived,
    bought,
    came_back,
    parcels,
    sent,
)

pytestmark = pytest.mark.django_db
Why = Undelivered.Why


def give(parcel, why):
    return give_up(parcel, why, at=NEXT_WEEK, by="Zeynep")


def refunds():
    return list(Refund.objects.order_by("pk").values_list("reference", "amount"))


def at_the_door():
    """Placed to be paid at the door: 449.80, of which 120.10 to the courier with the bowl."""
    order = bought("cod")
    start_payment(order, "cod", at=MONDAY)
    return order


def door_money():
    return Payment.objects.values_list("state", "amount").get()


def test_each_parcel_collects_what_it_brings_and_all_of_them_the_total():
    order = at_the_door()
    assert [one.cod_amount for one in parcels(order)] == [MUG_DOOR, BOWL_DOOR]
    assert sum([MUG_DOOR, BOWL_DOOR]) == order.total
    mug, bowl = sent(order)
    arrived(mug)
    follow_cod_parcels()
    assert door_money() == ("started", order.total)
    arrived(bowl)
    follow_cod_parcels()
    assert door_money() == ("paid", order.total)


def test_one_line_in_two_parcels_is_split_to_the_kurus():
    order = bought("cod", shipping_fee="0", cod_fee="0")
    mug, bowl = order.lines.order_by("pk")
    OrderLine.objects.filter(pk=mug.pk).update(
        quantity=3, unit_price=Decimal("10.00"), credit_paid=Decimal("20.00")
    )
    Allocation.objects.filter(line=mug).update(quantity=2)
    Allocation.objects.filter(line=bowl).update(line=mug)
    bowl.delete()
    order.goods_total, order.credit_paid, order.total = 30, 20, 10
    order.save()
    start_payment(order, "cod", at=MONDAY)
    assert [str(one.cod_amount) for one in parcels(order)] == ["6.67", "3.33"]


def test_less_is_collected_when_the_other_parcel_has_not_left():
    order = at_the_door()
    mug, bowl = parcels(order)
    made = give(bowl, Why.NOT_SENT)
    assert (made.way, made.amount) == ("less", BOWL + BOWL_FREIGHT)
    mug.refresh_from_db()
    assert mug.cod_amount == Payment.objects.get().amount == order.total - made.amount
    assert refunds() == []


def test_the_other_parcel_collects_the_fee_when_the_one_that_should_is_given_up():
    order = at_the_door()
    mug, bowl = parcels(order)
    made = give(mug, Why.NOT_SENT)
    bowl.refresh_from_db()
    assert bowl.cod_amount == BOWL_DOOR + order.cod_fee
    assert Payment.objects.get().amount == order.total - made.amount == bowl.cod_amount


@pytest.mark.parametrize("is_first_there", [True, False])
def test_what_was_refused_is_never_asked_for_and_the_rest_is_paid(is_first_there):
    order = at_the_door()
    mug, bowl = sent(order)
    kept, refused = (mug, bowl) if is_first_there else (bowl, mug)
    arrived(kept)
    came_back(refused)
    follow_cod_parcels()
    assert door_money() == ("started", order.total)  # until somebody says what becomes of it
    assert what_goes_back(refused)[0] == (Why.REFUSED, refused.cod_amount)
    made = give(refused, Why.REFUSED)
    assert (made.way, made.amount) == ("less", refused.cod_amount)
    follow_cod_parcels()
    pay_back_undelivered_parcels()
    assert door_money() == ("paid", kept.cod_amount)
    assert refunds() == []


def test_a_parcel_that_was_lost_leaves_the_other_to_be_paid():
    order = at_the_door()
    mug, bowl = sent(order)
    made = give(mug, Why.LOST)
    assert (made.way, made.amount) == ("less", MUG_DOOR)
    assert door_money() == ("started", BOWL_DOOR)
    arrived(bowl)
    follow_cod_parcels()
    assert door_money() == ("paid", BOWL_DOOR)


def test_both_refused_nothing_is_paid_and_each_may_collect_again():
    order = at_the_door()
    mug, bowl = sent(order)
    came_back(mug)
    came_back(bowl)
    follow_cod_parcels()
    assert door_money() == ("expired", order.total)
    receiver = {name: getattr(bowl, name) for name in Shipment.RECEIVER}
    fresh = send_again(bowl, "table:standard", receiver, at=NEXT_WEEK, by="staff")
    assert fresh.cod_amount == BOWL_DOOR
    give(mug, Why.REFUSED)
    arrived(fresh)
    follow_cod_parcels()
    assert sorted(Payment.objects.values_list("state", "amount")) == [
        ("expired", order.total),
        ("paid", BOWL_DOOR),
    ]


def whole_on_the_first(order):
    """As orders were drafted before each parcel collected its own."""
    mug, bowl = parcels(order)
    Shipment.objects.filter(pk=mug.pk).update(cod_amount=order.total)
    Shipment.objects.filter(pk=bowl.pk).update(cod_amount=0)


def test_what_a_courier_has_yet_to_collect_too_much_is_paid_back_once_collected():
    order = at_the_door()
    whole_on_the_first(order)
    mug, bowl = sent(order)
    made = give(came_back(bowl), Why.REFUSED)
    assert made.way == "by_hand"
    pay_back_undelivered_parcels()
    assert refunds() == []
    arrived(mug)
    follow_cod_parcels()
    pay_back_undelivered_parcels()
    pay_back_undelivered_parcels()
    assert refunds() == [(bowl.number, BOWL)]
    assert Payment.objects.get().amount == order.total


def test_money_at_the_door_is_given_up_with_the_only_parcel_that_should_bring_it():
    order = at_the_door()
    whole_on_the_first(order)
    mug, _bowl = sent(order)
    made = give(mug, Why.LOST)
    assert made.way == "none"
    assert Payment.objects.get().state == "expired"
    assert refunds() == []


def test_where_a_voucher_paid_for_all_that_is_left_nothing_is_collected_at_the_door():
    order = bought("cod", shipping_fee="0", cod_fee="0")
    mug, bowl = order.lines.order_by("pk")
    OrderLine.objects.filter(pk=mug.pk).update(credit_paid=mug.unit_price - KURUS)
    OrderLine.objects.filter(pk=bowl.pk).update(credit_paid=BOWL)
    order.credit_paid, order.total = order.goods_total - KURUS, KURUS
    order.save()
    payment = start_payment(order, "cod", at=MONDAY)
    mugs, bowls = parcels(order)
    assert (mugs.cod_amount, bowls.cod_amount) == (KURUS, 0)
    made = give(mugs, Why.NOT_SENT)
    assert (made.amount, made.way) == (KURUS, "less")
    payment.refresh_from_db()
    assert (payment.state, payment.amount) == ("expired", KURUS)
    assert parcels(order)[1].cod_amount == 0
    sent(order)
    arrived(bowls)
    follow_cod_parcels()
    payment.refresh_from_db()
    assert (payment.state, Order.objects.get().state) == ("expired", "confirmed")
    assert refunds() == []
