"""Few queries and few requests, however much lies in the cart."""

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shop.orders.models import Order
from tests import make

from .filling import AYSE, fields_of, filled, with_choice

pytestmark = pytest.mark.django_db


def queries_of(act):
    with CaptureQueriesContext(connection) as seen:
        act()
    return len(seen)


def warm(shopper):
    """What a process learns once, whichever tests went before."""
    ContentType.objects.get_for_models(*apps.get_models())
    shopper.get("/checkout/")
    shopper.get("/cart/")


def test_the_checkout_page_costs_few_queries(shopper):
    warm(shopper)
    assert queries_of(lambda: shopper.get("/checkout/")) <= 2
    form = filled(shopper)
    assert queries_of(lambda: shopper.post("/checkout/options/", form)) <= 2


@pytest.mark.parametrize(("payment", "most"), [("card", 16), ("transfer", 16), ("cod", 28)])
def test_placing_an_order_costs_few_queries(shopper, payment, most):
    warm(shopper)
    form = with_choice(shopper, filled(shopper), payment=payment)
    assert queries_of(lambda: shopper.post("/checkout/", form)) <= most
    assert Order.objects.count() == 1


def test_each_more_thing_in_the_cart_costs_one_query_when_placing(shopper):
    for _ in range(4):
        sku = make.product().variants.get().sku
        shopper.post("/cart/lines/", {"sku": sku, "quantity": 1})
    warm(shopper)
    form = filled(shopper)
    assert queries_of(lambda: shopper.post("/checkout/", form)) <= 18 + 4


class Counting(Client):
    """A browser that counts what it asks for, redirects included."""

    asked = 0

    def request(self, **request):
        self.asked += 1
        return super().request(**request)


def test_a_guest_buys_in_three_requests_after_the_product_page(mug):
    browser = Counting()
    browser.cookies["province"] = "06"
    wish = {"sku": mug.sku, "quantity": 1, "then": "checkout"}
    page = browser.post("/cart/lines/", wish, follow=True)
    browser.post("/checkout/", fields_of(page) | AYSE)
    assert Order.objects.count() == 1
    assert browser.asked == 3


def test_adding_to_a_new_cart_costs_few_queries(mug, client):
    form = {"sku": mug.sku, "quantity": 1, "then": "checkout"}
    assert queries_of(lambda: client.post("/cart/lines/", form)) <= 2


def test_the_page_of_an_order_that_waits_for_its_money_costs_few_queries(shopper):
    form = with_choice(shopper, filled(shopper), payment="transfer")
    page = shopper.post("/checkout/", form).url
    shopper.get(page)
    assert queries_of(lambda: shopper.get(page)) <= 4


def test_the_page_of_a_confirmed_order_costs_few_queries(shopper):
    form = with_choice(shopper, filled(shopper), payment="cod")
    page = shopper.post("/checkout/", form).url
    shopper.get(page)
    assert queries_of(lambda: shopper.get(page)) <= 7
