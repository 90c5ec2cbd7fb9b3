"""Kept pages and listing fields are never behind: a change shows at the next request."""

from datetime import time
from decimal import Decimal

import pytest

from shipping.models import Service, Tariff, Warehouse
from shipping.network import forget_network
from shop.catalog.listing import follow_warehouses, refresh_listing
from shop.catalog.menu import forget_menu
from shop.catalog.models import Category, Product, Stock, Variant
from shop.catalog.stocking import Allotment, release, reserve
from shop.customers.models import Address
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def network(settings):
    settings.SHIPPING_NETWORK_SECONDS = 60
    forget_network()


@pytest.fixture
def mug(client):
    client.cookies["province"] = "34"
    make.service()
    product = make.product(slug="kupa", stock=2)
    refresh_listing([product.pk])
    return product


def text(client, path):
    return client.get(path).content.decode()


def all_of(stock, quantity):
    return [Allotment(stock.pk, stock.warehouse_id, stock.variant_id, quantity)]


def test_a_warm_page_takes_one_query(client, mug, django_assert_num_queries):
    for path in ("/", "/categories/mutfak/", "/products/kupa/"):
        client.get(path)
        with django_assert_num_queries(1):
            client.get(path)


def test_so_it_does_for_a_member(client, mug, django_assert_num_queries):
    client.get("/products/kupa/")
    client.force_login(make.customer())
    with django_assert_num_queries(1):
        assert "Seramik kupa" in text(client, "/products/kupa/")


def test_a_page_not_kept_takes_six_queries(client, mug, django_assert_num_queries):
    client.get("/products/kupa/")
    client.cookies["province"] = "35"
    with django_assert_num_queries(6):
        client.get("/products/kupa/")


def test_a_new_price_shows_at_once(client, mug):
    assert "249,90" in text(client, "/products/kupa/")
    assert "249,90" in text(client, "/categories/mutfak/")
    Variant.objects.filter(product=mug).update(price=Decimal("199.50"))
    refresh_listing([mug.pk])
    for path in ("/products/kupa/", "/categories/mutfak/", "/"):
        assert "249,90" not in text(client, path)
        assert "199,50" in text(client, path)


def test_the_product_page_sees_a_price_changed_by_any_hand(client, mug):
    text(client, "/products/kupa/")
    Variant.objects.filter(product=mug).update(price=Decimal("99.00"))
    assert "99,00" in text(client, "/products/kupa/")


def test_the_last_piece_sold_shows_everywhere_at_once_and_coming_back_too(client, mug):
    stock = Stock.objects.get()
    assert 'name="sku"' in text(client, "/products/kupa/")
    reserve(all_of(stock, 2))
    mug.refresh_from_db()
    assert (mug.is_in_stock, mug.ships_from) == (False, [])
    assert 'name="sku"' not in text(client, "/products/kupa/")
    assert client.get("/categories/mutfak/?in_stock=1").context["page"].total == 0
    release([(stock.pk, 1)])
    mug.refresh_from_db()
    assert (mug.is_in_stock, mug.ships_from) == (True, [stock.warehouse_id])
    assert 'name="sku"' in text(client, "/products/kupa/")
    assert client.get("/categories/mutfak/?in_stock=1").context["page"].total == 1


def test_an_order_that_leaves_something_writes_to_no_list(mug):
    before = Category.objects.get().refreshed_at, Product.objects.get().changed_at
    reserve(all_of(Stock.objects.get(), 1))
    assert (Category.objects.get().refreshed_at, Product.objects.get().changed_at) == before


def test_what_is_left_is_said_when_it_is_little(client, mug):
    assert client.get("/products/kupa/").context["goods"].left == 2
    reserve(all_of(Stock.objects.get(), 1))
    assert client.get("/products/kupa/").context["goods"].left == 1


def test_a_new_tariff_shows_when_the_network_is_read_again(client, mug, settings):
    settings.SHIPPING_NETWORK_SECONDS = 0
    assert "49,90" in text(client, "/products/kupa/")
    Tariff.objects.update(price=Decimal("77.70"))
    assert "77,70" in text(client, "/products/kupa/")
    assert "77,70" in text(client, "/categories/mutfak/")


def test_a_cut_off_passing_changes_the_page(client, mug, clock):
    clock("2026-11-23 14:59:59")
    before = client.get("/products/kupa/").context["goods"].option.promise
    clock("2026-11-23 15:00:00")
    after = client.get("/products/kupa/").context["goods"].option.promise
    assert make.warehouse().cut_off == time(15)
    assert after.leaves_by > before.leaves_by


def test_each_visitor_gets_an_own_token(client, mug):
    client.get("/products/kupa/")
    page = text(client, "/products/kupa/")
    token = client.cookies["csrftoken"].value
    assert "csrf-token-goes-here" not in page
    assert token
    assert 'name="csrfmiddlewaretoken"' in page


def test_another_place_another_page(client, mug):
    here = text(client, "/products/kupa/")
    client.cookies["province"] = "65"
    there = text(client, "/products/kupa/")
    assert "Van" in there
    assert here != there


def test_each_member_sees_the_place_of_their_own_address(client, mug):
    del client.cookies["province"]
    for email, province, name in (
        ("a@example.com", "65", "Van"),
        ("b@example.com", "06", "Ankara"),
    ):
        member = make.customer(email)
        Address.objects.create(customer=member, province=province, is_default=True)
        client.force_login(member)
        page = text(client, "/products/kupa/")
        assert f'<option value="{province}" selected>{name}</option>' in page


def test_the_number_in_the_cart_is_each_visitors_own(client, mug):
    counts = [
        text(client, "/products/kupa/").count('frame__count">3<')
        for client.cookies["cart_count"] in ("3", "", "3")
    ]
    assert counts == [1, 0, 1]


def test_a_message_is_shown_to_whom_it_is_for_and_once(client, mug):
    ayse = make.customer()
    home = Address.objects.create(customer=ayse, province="34")
    client.force_login(ayse)
    before = text(client, "/")
    client.post(f"/account/addresses/{home.pk}/deletion/")
    assert "Adres silindi" in text(client, "/")
    after = text(client, "/")
    assert "Adres silindi" not in before + after


def test_another_language_another_page(client, mug):
    assert "249,90" in text(client, "/products/kupa/")
    assert "249.90" in text(client, "/en/products/kupa/")


def test_a_category_renamed_shows_in_every_menu_when_it_is_read_again(client, mug):
    make.category("bahce", "Bahçe")
    forget_menu()
    paths = ("/", "/categories/mutfak/", "/products/kupa/", "/search/?q=kupa")
    for path in paths:
        assert "Bahçe" in text(client, path)
    Category.objects.filter(slug="bahce").update(name="Balkon", slug="balkon")
    forget_menu()
    for path in paths:
        page = text(client, path)
        assert ("/categories/balkon/" in page, "Bahçe" in page) == (True, False)


def test_its_own_category_renamed_shows_at_once(client, mug):
    client.get("/products/kupa/")
    Category.objects.update(name="Sofra", slug="sofra")
    assert '<a href="/categories/sofra/">Sofra</a>' in text(client, "/products/kupa/")


def test_a_product_taken_off_sale_is_gone(client, mug):
    client.get("/products/kupa/")
    Product.objects.update(is_active=False)
    refresh_listing([mug.pk])
    assert client.get("/products/kupa/").status_code == 404
    assert client.get("/categories/mutfak/").context["page"].total == 0


def test_a_warehouse_closed_or_opened_shows_everywhere(client, mug):
    paths = ("/", "/categories/mutfak/", "/products/kupa/")
    warm = {path: text(client, path) for path in paths}
    Warehouse.objects.update(is_active=False)
    forget_network()
    follow_warehouses()
    assert not Product.objects.get().is_in_stock
    for path in paths:
        assert text(client, path) != warm[path]
    assert "Şimdilik tükendi" in text(client, "/categories/mutfak/")
    Warehouse.objects.update(is_active=True)
    forget_network()
    follow_warehouses()
    assert Product.objects.get().is_in_stock
    assert "Şimdilik tükendi" not in text(client, "/categories/mutfak/")


def test_lists_that_know_their_warehouses_are_left_alone(mug, django_assert_num_queries):
    before = Category.objects.values_list("refreshed_at").get()
    with django_assert_num_queries(2):
        follow_warehouses()
    assert Category.objects.values_list("refreshed_at").get() == before


def test_a_service_switched_off_is_offered_nowhere_anymore(client, mug):
    paths = ("/", "/categories/mutfak/", "/products/kupa/")
    assert all("49,90" in text(client, path) for path in paths)
    Service.objects.update(is_active=False)
    forget_network()
    assert not any("49,90\u00a0TL" in text(client, path).replace("249,90", "") for path in paths)
