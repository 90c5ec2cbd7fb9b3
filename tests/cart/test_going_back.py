"""The cart and the checkout say of the same goods the same: what may be sent back, until when."""

import pytest
from django.test import Client

from tests import make

pytestmark = pytest.mark.django_db
LAST_DAY, REST = "Son iade günü: en erken", "Kalanlar için son iade günü: en erken"
NEVER = "Küpe. Cayma hakkı yoktur: açıldıktan sonra sağlık"

pages = pytest.mark.parametrize("address", ["/cart/", "/checkout/"])


def holding(*products):
    make.service()
    client = Client()
    client.cookies["province"] = "06"
    for product in products:
        client.post("/cart/lines/", {"sku": product.variants.get().sku, "quantity": 1})
    return client


def earrings():
    return make.product("Küpe", withdrawal_exception="ç")


def page(client, address):
    return " ".join(client.get(address).content.decode().split())


@pages
def test_the_last_day_is_said_of_goods_that_can_all_be_sent_back(address):
    shown = page(holding(make.product()), address)
    assert f"{LAST_DAY} " in shown
    assert "Cayma hakkı yoktur" not in shown


@pages
def test_a_line_that_cannot_be_sent_back_is_named_beside_the_last_day_of_the_rest(address):
    shown = page(holding(make.product(), earrings()), address)
    assert NEVER in shown
    assert f"{REST} " in shown
    assert f"{LAST_DAY} " not in shown


@pages
def test_no_last_day_is_said_where_nothing_can_be_sent_back(address):
    shown = page(holding(earrings()), address)
    assert NEVER in shown
    assert "son iade günü" not in shown.lower()
    assert "İade ücretsiz" not in shown


@pages
def test_a_letter_that_was_annulled_takes_nobody_s_right(address):
    shown = page(holding(make.product(withdrawal_exception="k")), address)
    assert f"{LAST_DAY} " in shown
