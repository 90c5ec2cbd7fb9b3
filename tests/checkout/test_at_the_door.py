"""Payment at the door is not without end: so many orders at once on one phone."""

import pytest
from django.conf import settings
from django.test import Client

from shop.catalog.models import Stock
from shop.orders.models import Order
from shop.payments.models import Payment
from tests import make
from tests.together import run_together

from .filling import filled, with_choice

pytestmark = pytest.mark.django_db
SENTENCE = "Bu telefonla kapıda ödenecek 2 sipariş yolda."


def guest(mug):
    client = Client()
    client.cookies["province"] = "06"
    client.post("/cart/lines/", {"sku": mug.sku, "quantity": 1})
    return client


def at_the_door(client, **words):
    form = with_choice(client, filled(client), payment="cod")
    return client.post("/checkout/", form | words)


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
