"""The product page: who brings it, for how much and when, and the same for machines."""

import json
import re
from datetime import date, timedelta
from decimal import Decimal

import pytest

from notifications.templatetags.words import day, day_short, money
from shipping.network import forget_network
from shop.catalog.listing import refresh_listing
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def mug(client, clock):
    clock("2026-11-23 10:00")
    forget_network()
    client.cookies["province"] = "34"
    make.service("table", "standard", price="49.90", days=(1, 3))
    make.service("yurtici", "slow", price="29.90", days=(4, 6))
    return make.product(slug="kupa", brand="Lale")


def page_of(client, path="/products/kupa/"):
    return client.get(path).content.decode()


def machine_data(page):
    return json.loads(re.search(r'application/ld\+json">(.*?)</script>', page, re.DOTALL)[1])


def test_it_tells_who_when_and_for_how_much(client, mug):
    answer = client.get("/products/kupa/")
    page, option = answer.content.decode(), answer.context["goods"].option
    assert option.promise.leaves_by == date(2026, 11, 23)
    for said in (
        day_short(option.promise.earliest),
        day_short(option.promise.latest),
        day(option.promise.leaves_by),
        money(option.fee),
        option.carrier_name,
        day(option.promise.earliest + timedelta(days=14)),
        "KDV dahil",
        "249,90",
    ):
        assert said in page


def test_machines_read_what_the_page_says(client, mug):
    answer = client.get("/products/kupa/")
    goods, graph = answer.context["goods"], machine_data(answer.content.decode())["@graph"]
    offer = graph[0]["offers"]
    assert (offer["price"], offer["priceCurrency"]) == (str(goods.variant.price), "TRY")
    assert offer["availability"].endswith("/InStock")
    assert offer["hasMerchantReturnPolicy"]["merchantReturnDays"] == goods.return_days
    for said, option in zip(offer["shippingDetails"], goods.quotes.options, strict=True):
        handling = said["deliveryTime"]["handlingTime"]["maxValue"]
        transit = said["deliveryTime"]["transitTime"]
        leaves_by = date(2026, 11, 23) + timedelta(days=handling)
        assert Decimal(said["shippingRate"]["value"]) == option.fee
        assert said["shippingDestination"]["addressRegion"] == "İstanbul"
        assert leaves_by == option.promise.leaves_by
        assert leaves_by + timedelta(days=transit["minValue"]) == option.promise.earliest
        assert leaves_by + timedelta(days=transit["maxValue"]) == option.promise.latest
    assert [step["name"] for step in graph[1]["itemListElement"]] == ["Mutfak", "Seramik kupa"]


def test_a_name_cannot_break_out_of_the_data(client, mug):
    mug.name = "</script><script>alert(1)</script>"
    mug.save()
    page = page_of(client)
    assert "<script>alert" not in page
    assert machine_data(page)["@graph"][0]["name"] == mug.name


def test_without_a_province_it_asks_and_promises_nothing(client, mug):
    del client.cookies["province"]
    answer = client.get("/products/kupa/")
    goods, shown = answer.context["goods"], " ".join(answer.content.decode().split())
    assert goods.is_example
    assert "İstanbul" in shown
    assert 'class="promise' not in shown
    leaves = day(goods.option.promise.leaves_by)
    assert f"Şimdi sipariş verirseniz en geç {leaves} kargoda." in shown
    assert "Teslimden itibaren 14 gün içinde ücretsiz iade edebilirsiniz." in shown


def test_a_sold_out_variant_says_when_it_is_back(client, mug):
    make.variant(mug, sku="MAVI", name="Mavi", stock=0, back_on=date(2026, 12, 1))
    page = page_of(client)
    assert "1 Ara Sal" in page
    chosen = page_of(client, "/products/kupa/?variant=MAVI")
    assert "1 Aralık Salı" in chosen
    assert 'name="sku"' not in chosen
    assert machine_data(chosen)["@graph"][0]["offers"]["availability"].endswith("OutOfStock")


def test_an_unknown_variant_shows_the_one_the_lists_show(client, mug):
    make.variant(mug, price="99.00", sku="UCUZ", name="Küçük", stock=0)
    make.variant(mug, price="149.00", sku="ORTA", name="Orta")
    assert client.get("/products/kupa/?variant=x").context["goods"].variant.sku == "ORTA"
    refresh_listing([mug.pk])
    mug.refresh_from_db()
    assert mug.lowest_price == Decimal("149.00")


def test_heavier_goods_cost_what_the_tariff_says(client, mug):
    heavy = make.product(slug="dolap", stock=3)
    heavy.variants.update(weight_kg=40)
    light, dear = (
        client.get(f"/products/{slug}/").context["goods"].quotes.get("table:standard").fee
        for slug in ("kupa", "dolap")
    )
    assert (light, dear) == (Decimal("49.90"), Decimal("49.90") + 10 * 2)


def test_what_may_not_be_sent_back_says_so(client, mug):
    mug.withdrawal_exception = "ç"
    mug.save()
    page = page_of(client)
    data = machine_data(page)["@graph"][0]["offers"]["hasMerchantReturnPolicy"]
    assert data["returnPolicyCategory"].endswith("MerchantReturnNotPermitted")
    assert (
        page.count("Cayma hakkı yoktur: açıldıktan sonra sağlık") == 2
    )  # beside the day, in questions


def test_every_product_has_a_window_or_a_reason_everywhere(client, mug):
    make.product(slug="bos", stock=0)
    make.product(slug="dev").variants.update(weight_kg=900)
    for slug in ("kupa", "bos", "dev"):
        for province in ("34", "06", "65", "01"):
            client.cookies["province"] = province
            goods = client.get(f"/products/{slug}/").context["goods"]
            windows = [option.promise for option in goods.quotes.options]
            assert windows or goods.problem or not goods.left
            assert all(one.leaves_by <= one.earliest <= one.latest for one in windows)


def test_where_nothing_delivers_the_page_says_why_and_sells_nothing(client, clock):
    clock("2026-11-23 10:00")
    make.service(areas=["34"])
    make.product(slug="kupa")
    client.cookies["province"] = "65"
    answer = client.get("/products/kupa/")
    assert answer.context["goods"].problem in answer.content.decode()
    assert 'name="sku"' not in answer.content.decode()


def test_a_missing_page_is_not_found(client, mug):
    assert client.get("/products/yok/").status_code == 404
    assert client.get("/categories/yok/").status_code == 404


def test_english_pages_stand_under_en(client, mug):
    assert "Ceramic mug" in page_of(client, "/en/products/kupa/")


def test_the_sitemap_lists_both_languages_and_robots_stay_out_of_carts(client, mug):
    assert "/en/products/kupa/" in client.get("/sitemap-products.xml").content.decode()
    assert client.get("/sitemap.xml").status_code == 200
    assert "Disallow: /en/cart/" in client.get("/robots.txt").content.decode()
