"""Nobody orders without end on one phone, neither at the door nor without paying."""

from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from notifications.models import Event, Message
from notifications.prepared import Prepared
from shop.catalog.models import Stock
from shop.orders.models import Order, OrderText
from shop.payments.cancelling import cancel_order
from shop.payments.limits import others_from, others_on
from shop.payments.models import Payment
from shop.payments.paying import confirm_transfer
from shop.payments.tasks import expire_unpaid_orders
from tests import make
from tests.together import run_together

from .filling import filled, with_choice

pytestmark = pytest.mark.django_db
SENTENCE = "Bu telefonla kapıda ödenecek 2 sipariş yolda."
UNPAID = "Bu telefonla verilmiş 3 siparişin ödemesi bekleniyor."


def guest(mug):
    client = Client()
    client.cookies["province"] = "06"
    client.post("/cart/lines/", {"sku": mug.sku, "quantity": 1})
    return client


def at_the_door(client, **words):
    return ordered(client, "cod", **words)


def ordered(client, payment, **words):
    form = with_choice(client, filled(client), payment=payment)
    return client.post("/checkout/", form | words)


def told_at(answer, field):
    """What the page says at a field of the form."""
    return " ".join(answer.context["form"].errors.get(field, ()))


def test_a_third_order_on_one_phone_is_refused_at_the_payment_and_changes_nothing(mug):
    for _number in range(settings.COD_OPEN_ORDERS):
        assert at_the_door(guest(mug)).status_code == 302
    third = guest(mug)
    answer = at_the_door(third, name="Bir Başkası", email="baska@example.com")
    assert answer.status_code == 422
    assert SENTENCE in answer.content.decode()
    assert (Order.objects.count(), Payment.objects.count()) == (2, 2)
    assert Stock.objects.get().reserved == 2
    assert third.post("/checkout/", filled(third)).status_code == 302  # by card


def test_a_phone_counts_also_as_the_receivers(mug):
    for _number in range(2):
        at_the_door(guest(mug), receiver_name="Zeynep", receiver_phone="0532 987 65 43")
    words = {"phone": "0532 987 65 43", "email": "zeynep@example.com"}
    assert at_the_door(guest(mug), **words).status_code == 422


def test_once_one_is_delivered_the_next_may_be_ordered(mug):
    for _number in range(2):
        at_the_door(guest(mug))
    Payment.objects.filter(pk=Payment.objects.first().pk).update(state="paid")
    assert at_the_door(guest(mug)).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_of_four_at_once_only_two_are_let_in(mug):
    """Each buys something else, so that no shelf makes them wait for one another."""
    goods = [mug, *(make.product().variants.get() for _number in range(3))]
    clients = [guest(one) for one in goods]
    answers = run_together(lambda number: at_the_door(clients[number]), 4)
    assert sorted(answer.status_code for answer in answers) == [302, 302, 422, 422]
    assert Order.objects.count() == 2


@pytest.mark.parametrize("payment", ["card", "transfer"])
def test_a_fourth_unpaid_order_on_one_phone_is_refused_at_the_phone(mug, payment):
    for method in ("card", "transfer", "card"):
        assert ordered(guest(mug), method).status_code == 302
    events, messages = Event.objects.count(), Message.objects.count()
    fourth = guest(mug)
    answer = ordered(fourth, payment, name="Bir Başkası", email="baska@example.com")
    assert answer.status_code == 422
    assert UNPAID in told_at(answer, "phone")
    assert UNPAID in answer.content.decode()
    assert (Order.objects.count(), Payment.objects.count()) == (3, 3)
    assert (Event.objects.count(), Message.objects.count()) == (events, messages)
    assert Stock.objects.get().reserved == 3
    words = {"phone": "0532 987 65 43", "email": "baska@example.com"}
    assert ordered(fourth, payment, **words).status_code == 302  # the cart is still there


def test_a_receivers_phone_with_enough_unpaid_orders_is_named(mug):
    to_zeynep = {"receiver_name": "Zeynep", "receiver_phone": "0532 987 65 43"}
    for number in range(3):
        assert ordered(guest(mug), "transfer", phone=f"0532 111 22 3{number}", **to_zeynep).url
    answer = ordered(guest(mug), "transfer", **to_zeynep)
    assert answer.status_code == 422
    assert UNPAID in told_at(answer, "receiver_phone")
    assert Order.objects.count() == 3


def test_a_declined_card_counts_as_unpaid_until_its_time_is_up(mug):
    for _number in range(3):
        assert ordered(guest(mug), "card").status_code == 302
    Payment.objects.update(state="declined")
    assert ordered(guest(mug), "card").status_code == 422
    Payment.objects.update(expires_at=timezone.now())
    expire_unpaid_orders()
    assert ordered(guest(mug), "card").status_code == 302


def test_once_one_is_paid_or_cancelled_the_next_may_be_ordered(mug):
    for _number in range(3):
        ordered(guest(mug), "transfer")
    paid, cancelled, _waiting = Payment.objects.order_by("pk")
    transferred = {"amount": paid.amount, "bank_reference": "FAST-1"}
    confirm_transfer(paid, **transferred, at=timezone.now(), by="staff")
    assert ordered(guest(mug), "transfer").status_code == 302
    assert ordered(guest(mug), "transfer").status_code == 422
    cancel_order(cancelled.order, at=timezone.now(), by="buyer")
    assert ordered(guest(mug), "transfer").status_code == 302


def test_unpaid_orders_do_not_stand_in_the_way_of_one_at_the_door(mug):
    for _number in range(3):
        ordered(guest(mug), "transfer")
    assert at_the_door(guest(mug)).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_of_five_unpaid_ones_at_once_only_three_are_let_in(mug):
    goods = [mug, *(make.product().variants.get() for _number in range(4))]
    clients = [guest(one) for one in goods]
    answers = run_together(lambda number: ordered(clients[number], "transfer"), 5)
    assert sorted(answer.status_code for answer in answers) == [302, 302, 302, 422, 422]
    assert Order.objects.count() == 3


def as_of_years():
    """Hundreds of orders and their contracts: what an index saves then does not hang on what other
    tests have left in the tables."""
    order = make.order()
    fields = {field.attname: getattr(order, field.attname) for field in Order._meta.concrete_fields}
    numbers = range(order.pk + 1, order.pk + 801)
    Order.objects.bulk_create(Order(**fields | unlike(number)) for number in numbers)
    OrderText.objects.bulk_create(
        OrderText(
            order_id=number,
            kind=OrderText.Kind.CONTRACT,
            confirmed_at=order.placed_at,
            confirmed_from=f"192.31.{number % 256}.{number // 256 % 256}",
        )
        for number in numbers
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE shop_order, shop_ordertext")


def unlike(number):
    phone = f"+90532{number:07d}"
    return {
        "number": number,
        "checkout_key": uuid4(),
        "link_digest": f"link {number}",
        "receiver_digest": None,
        "buyer_phone": phone,
        "receiver_phone": phone,
    }


def test_who_else_ordered_on_a_phone_is_looked_up_however_many_orders_there_are():
    as_of_years()
    plan = others_on("+905321112233", "+905321112244", 1).explain()
    assert "order_by_buyers_phone" in plan
    assert "order_by_receivers_phone" in plan


def test_who_else_ordered_from_an_address_is_looked_up_by_one_plan_for_all_addresses():
    as_of_years()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (GENERIC_PLAN) {Prepared(others_from).plan.sql}")
        plan = " ".join(line for (line,) in cursor)
    assert "text_by_address" in plan


# --- whose address it is: addresses set apart for AS112, from which nobody orders


def on_phone(number):
    return f"0532 111 22 {number:02d}"


def from_address(mug, address, **words):
    client = guest(mug)
    client.defaults["REMOTE_ADDR"] = address
    return ordered(client, words.pop("payment", "transfer"), **words)


def test_who_fills_a_strangers_phone_does_not_shut_its_owner_out(mug):
    for _number in range(3):
        assert from_address(mug, "192.31.196.7").status_code == 302
    assert from_address(mug, "192.31.196.7").status_code == 422
    assert from_address(mug, "192.175.48.1").status_code == 302


def test_a_phone_is_not_written_to_without_end_from_ever_new_addresses(mug):
    for number in range(9):
        assert from_address(mug, f"192.31.196.{number}").status_code == 302
    answer = from_address(mug, "192.31.196.99")
    assert answer.status_code == 422
    assert "9 siparişin ödemesi bekleniyor" in told_at(answer, "phone")


@pytest.mark.parametrize("payment", ["transfer", "cod"])
def test_new_phones_from_one_address_are_stopped_and_another_way_to_pay_is_left(
    mug, settings, payment
):
    settings.OPEN_ORDERS_PER_ADDRESS = 2
    for number in range(2):
        words = {"phone": on_phone(number), "payment": payment}
        assert from_address(mug, "192.31.196.7", **words).status_code == 302
    count = Order.objects.count()
    answer = from_address(mug, "192.31.196.7", phone=on_phone(3), payment=payment)
    assert answer.status_code == 422
    assert "İnternet bağlantınızdan" in told_at(answer, "payment")
    assert (Order.objects.count(), Stock.objects.get().reserved) == (count, 2)
    words = {"phone": on_phone(3), "payment": "card"}
    assert from_address(mug, "192.31.196.7", **words).status_code == 302
    words = {"phone": on_phone(4), "payment": payment}
    assert from_address(mug, "192.175.48.1", **words).status_code == 302


def test_a_line_of_ipv6_is_one_address(mug, settings):
    settings.OPEN_ORDERS_PER_ADDRESS = 1
    assert from_address(mug, "2620:4f:8000::1", phone=on_phone(1)).status_code == 302
    assert from_address(mug, "2620:4f:8000::ff:2", phone=on_phone(2)).status_code == 422
    assert from_address(mug, "2620:4f:8000:1::1", phone=on_phone(3)).status_code == 302


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.2", "fd00::1"])
def test_behind_a_proxys_own_address_may_stand_everybody(mug, settings, address):
    settings.OPEN_ORDERS_PER_ADDRESS = 1
    for number in range(2):
        assert from_address(mug, address, phone=on_phone(number)).status_code == 302


def test_addresses_are_not_counted_where_the_shop_says_so(mug, settings):
    settings.OPEN_ORDERS_PER_ADDRESS = 0
    for number in range(3):
        assert from_address(mug, "192.31.196.7", phone=on_phone(number)).status_code == 302
    assert from_address(mug, "192.31.196.7").status_code == 302


@pytest.mark.django_db(transaction=True)
def test_of_four_at_once_from_one_address_only_two_are_let_in(mug, settings):
    settings.OPEN_ORDERS_PER_ADDRESS = 2
    goods = [mug, *(make.product().variants.get() for _number in range(3))]
    clients = [guest(one) for one in goods]
    for client in clients:
        client.defaults["REMOTE_ADDR"] = "192.31.196.7"
    answers = run_together(
        lambda number: ordered(clients[number], "transfer", phone=on_phone(number)), 4
    )
    assert sorted(answer.status_code for answer in answers) == [302, 302, 422, 422]
