"""A double click, a reload, two tabs: one order, one payment."""

import pytest
from django.test import Client

from shop.catalog.models import Stock
from shop.orders.models import Order
from shop.payments.models import Payment
from tests.together import run_together

from .filling import filled


def one_order():
    return (Order.objects.count(), Payment.objects.count(), Stock.objects.get().reserved)


@pytest.mark.django_db
def test_sending_the_form_again_leads_to_the_first_order(shopper):
    form = filled(shopper)
    first, second = shopper.post("/checkout/", form), shopper.post("/checkout/", form)
    assert (first.url, first.status_code) == (second.url, second.status_code)
    assert one_order() == (1, 1, 1)


@pytest.mark.django_db
def test_a_second_tab_leads_to_the_first_order(shopper, mug):
    other_tab = Client()
    other_tab.cookies.update(shopper.cookies)
    here, there = filled(shopper), filled(other_tab)
    first, second = shopper.post("/checkout/", here), other_tab.post("/checkout/", there)
    assert first.url == second.url
    assert one_order() == (1, 1, 1)


@pytest.mark.django_db
def test_the_next_thing_bought_starts_a_new_cart(shopper, mug):
    shopper.post("/checkout/", filled(shopper))
    shopper.post("/cart/lines/", {"sku": mug.sku, "quantity": 2})
    shopper.post("/checkout/", filled(shopper))
    assert [order.lines.get().quantity for order in Order.objects.order_by("pk")] == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_eight_clicks_at_once_make_one_order(shopper):
    form = filled(shopper)

    def click(_number):
        client = Client()
        client.cookies.update(shopper.cookies)
        return client.post("/checkout/", form)

    answers = run_together(click, 8)
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer.url for answer in answers}) == 1
    assert one_order() == (1, 1, 1)
