"""One reckoning: the same goods, place and wishes cost the same on every page, and in the texts,
the order and the payment; and no option ever stands without its dates."""

import re
from decimal import Decimal
from itertools import product as every

import pytest
from django.test import Client
from django.utils import timezone

from notifications.templatetags.words import money
from shipping.places import provinces
from shop.cart.bills import bill
from shop.cart.carts import Basket
from shop.cart.delivery import quotes_for
from shop.cart.models import CartLine
from shop.catalog.delivery import delivery_of
from shop.catalog.models import Stock
from shop.orders.models import Order
from shop.payments.models import Payment
from tests import make

from .filling import filled, with_choice

pytestmark = pytest.mark.django_db


def text_of(response):
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize(
    ("option", "payment", "gift", "total"),
    [
        ("table:standard", "card", "", "549.70"),
        ("table:standard", "transfer", "", "549.70"),
        ("table:standard", "cod", "", "599.60"),
        ("table:standard", "transfer", "on", "589.60"),
        ("yurtici:standard", "card", "on", "619.60"),
    ],
)
def test_the_total_is_the_same_from_product_page_to_payment(mug, option, payment, gift, total):
    quotes = delivery_of([(mug, 2)], "06", timezone.now())
    told_by_the_product = bill(mug.price * 2, quotes.get(option)).total
    client = Client()
    client.cookies["province"] = "06"
    client.post("/cart/lines/", {"sku": mug.sku, "quantity": 2})
    shown = re.search(r"summary__line--total.*?amount\">([^<]+)<", text_of(client.get("/cart/")))
    assert shown[1].strip() == money(bill(mug.price * 2, quotes.suggested).total).replace(
        "\xa0", " "
    )

    form = with_choice(client, filled(client), option=option, payment=payment, gift_wrap=gift)
    client.post("/checkout/", form)
    order, paid = Order.objects.get(), Payment.objects.get()
    assert form["total_shown"] == total
    assert order.total == paid.amount == Decimal(total)
    assert told_by_the_product == order.total - order.cod_fee - order.gift_fee
    for kept in order.texts.all():
        assert money(order.total) in kept.html


def test_free_delivery_takes_away_the_shipping_fee_and_nothing_else(mug, settings):
    settings.SHIPPING_NETWORK_SECONDS = 0
    make.Service.objects.update(free_from=Decimal("200"))
    client = Client()
    client.cookies["province"] = "06"
    client.post("/cart/lines/", {"sku": mug.sku, "quantity": 1})
    form = with_choice(client, filled(client), option="table:standard", payment="cod")
    assert form["total_shown"] == "299.80"
    page = text_of(client.post("/checkout/options/", form))
    assert "49,90 TL hizmet bedeli, kargo ücretsiz olduğunda da alınır." in page
    client.post("/checkout/", form)
    order = Order.objects.get()
    assert (order.shipping_fee, order.cod_fee) == (Decimal(0), Decimal("49.90"))


def test_every_option_of_every_province_has_its_dates_and_fee(mug):
    chair = make.product(handling_days=4, price="4999.90").variants.get()
    now = timezone.now()
    stocks = list(Stock.objects.select_related("warehouse"))
    for province, goods in every(provinces(), ([mug], [chair], [mug, chair])):
        lines = [CartLine(variant=one, quantity=1, price_when_added=one.price) for one in goods]
        _, quotes = quotes_for(Basket(None, lines, stocks), province, now)
        assert len(quotes.options) == 2
        for option in quotes.options:
            promise = option.promise
            assert promise.leaves_by <= promise.earliest <= promise.latest
            assert option.fee > 0
        assert quotes.suggested.fee < max(option.fee for option in quotes.options)


def test_choosing_an_option_draws_its_road_and_total_at_once(shopper):
    form = filled(shopper) | {"option": "yurtici:standard"}
    fragment = shopper.post("/checkout/options/", form, headers={"HX-Request": "true"})
    html = text_of(fragment)
    assert "<html" not in html
    assert 'hx-swap-oob="true"' in html
    assert "329,80 TL" in html
    assert html.count('class="road__station') == 5
    whole = text_of(shopper.post("/checkout/options/", form))
    assert "<html" in whole
    assert "329,80 TL" in whole
    assert 'value="Atatürk Bulvarı No: 1 Daire: 2"' in whole  # nothing typed is lost
    assert Order.objects.count() == 0


def test_choosing_a_province_draws_its_carriers_and_districts(shopper):
    form = filled(shopper) | {"province": "35", "district": ""}
    headers = {"HX-Request": "true", "HX-Trigger-Name": "province"}
    html = text_of(shopper.post("/checkout/options/", form, headers=headers))
    assert 'value="Konak"' in html
    assert 'value="table:standard"' in html


def test_a_choice_with_a_cart_that_another_tab_emptied_leads_to_the_cart(shopper):
    form = filled(shopper)
    CartLine.objects.all().delete()
    chosen = shopper.post("/checkout/options/", form, headers={"HX-Request": "true"})
    assert (chosen.status_code, chosen.content) == (204, b"")
    assert chosen["HX-Redirect"] == "/cart/"
    whole = shopper.post("/checkout/options/", form)
    assert (whole.status_code, whole.url) == (302, "/cart/")


def test_the_cheapest_and_fastest_are_marked_and_the_dearest_is_never_chosen(shopper):
    html = text_of(shopper.get("/checkout/"))
    assert html.count("en ucuz") == 1
    assert html.count("en hızlı") == 1
    assert filled(shopper)["option"] == "table:standard"
