"""The cart and the checkout say of the same goods the same: what may be sent back, until when."""

import pytest
from django.test import Client

from tests import make

pytestmark = pytest.mark.django_db
LAST_DAY, REST = "Son iade günü: en erken", "Kalanlar için son iade günü: en erken"
NEVER = "Küpe. Cayma hakkı yoktur: açıldıktan sonra sağlık"

pages = pytest.mark.parametrize("address", ["/cart/", "/checkout/"])


def holding(*products, province="06", member=None):
    make.service()
    client = Client()
    if province:
        client.cookies["province"] = province
    if member:
        client.force_login(member)
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


def test_without_a_province_the_days_to_send_back_are_said_and_no_day_is():
    shown = page(holding(make.product(), earrings(), province=""), "/cart/")
    assert NEVER in shown
    assert "Kalanları teslimden itibaren 14 gün içinde ücretsiz iade edebilirsiniz." in shown
    assert "son iade günü" not in shown.lower()


@pages
def test_the_days_of_a_members_tier_are_said_to_the_member_alone(address):
    make.tier(from_orders=0, extra_return_days=15)
    guest, mug = Client(), make.product()
    member = holding(mug, member=make.customer())
    adds = "Altın üyeliğiniz 15 gün ekler, son gün en erken "
    assert adds in page(member, address)
    guest.cookies["province"] = "06"
    guest.post("/cart/lines/", {"sku": mug.variants.get().sku, "quantity": 1})
    assert LAST_DAY in page(guest, address)
    assert "gün ekler" not in page(guest, address)
    assert adds in page(member, address)


def test_without_a_province_a_member_reads_how_many_days_the_tier_adds():
    make.tier(from_orders=0, extra_return_days=15)
    shown = page(holding(make.product(), province="", member=make.customer()), "/cart/")
    assert "Altın üyeliğiniz 15 gün ekler." in shown
