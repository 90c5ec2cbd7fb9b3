"""Where a product cannot be had, others like it are offered, and places it does go to."""

import re

import pytest

from shop.catalog.listing import refresh_listing
from shop.catalog.models import Product, Stock
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def sold_out(client):
    """A mug for 200, sold out; others that cost from 50 to 400, one sold out as well."""
    make.service()
    gone = make.product("Kupa", "200.00", slug="kupa", stock=0)
    for price in (50, 190, 205, 230, 260, 400):
        make.product(f"Kupa {price}", f"{price}.00")
    make.product("Yok", "201.00", stock=0)
    make.product("Mont", "200.00", category=make.category("giyim", "Giyim"))
    refresh_listing(Product.objects.values_list("pk", flat=True))
    client.cookies["province"] = "06"
    return gone


def offered(client, path="/products/kupa/"):
    page = client.get(path).content.decode()
    return re.findall(r'class="card__link"[^>]*>([^<]+)<', page)


def test_a_sold_out_product_offers_its_like_in_stock_nearest_in_price(client, sold_out):
    assert offered(client) == ["Kupa 205", "Kupa 190", "Kupa 230", "Kupa 260"]


def test_what_sells_out_meanwhile_is_offered_no_more(client, sold_out):
    offered(client)
    Stock.objects.filter(variant__product__name="Kupa 205").update(on_hand=0)
    refresh_listing([Product.objects.get(name="Kupa 205").pk])
    assert offered(client)[0] == "Kupa 190"


def test_a_product_that_can_be_had_stands_alone(client, sold_out):
    make.product("Tabak", slug="tabak")
    refresh_listing(Product.objects.values_list("pk", flat=True))
    assert offered(client, "/products/tabak/") == []


@pytest.fixture
def plant(client):
    """Our own courier brings it to İstanbul and Ankara; the other carrier may not."""
    make.service("table", areas=["34", "06"])
    make.service("yurtici")
    plant = make.product("Devetabanı", "300.00", slug="devetabani", not_with=["yurtici"])
    make.product("Kaktüs", "310.00")
    make.product("Bonsai", "305.00", not_with=["yurtici"])
    refresh_listing(Product.objects.values_list("pk", flat=True))
    client.cookies["province"] = "65"
    return plant


def test_what_cannot_come_here_says_why_and_where_it_goes(client, plant):
    page = " ".join(client.get("/products/devetabani/").content.decode().split())
    assert "Şu anda bunu Van iline getirebilecek bir kargo firması yok." in page
    assert "Gönderebildiğimiz iller: Ankara, İstanbul." in page
    assert "Bu ürünler bu kargo firmasıyla gönderilmiyor." in page
    assert 'name="sku"' not in page
    assert offered(client, "/products/devetabani/") == ["Kaktüs"]


def test_the_cart_and_the_checkout_say_what_to_do(client, plant):
    client.post("/cart/lines/", {"sku": plant.variants.get().sku, "quantity": 1})
    assert "oraya gönderilemeyen ürünü çıkarın" in client.get("/cart/").content.decode()
    assert "oraya gönderilemeyen ürünü çıkarın" in client.get("/checkout/").content.decode()
