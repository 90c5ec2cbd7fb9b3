"""Lists: filters, sorting, and pages that meet every product exactly once."""

import re
from decimal import Decimal

import pytest

from shipping.network import forget_network
from shop.catalog.choosing import Choice, amount
from shop.catalog.lists import PAGES_BY_NUMBER
from shop.catalog.models import Product
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def network(settings):
    settings.SHIPPING_NETWORK_SECONDS = 60
    forget_network()


def shelf(count, **fields):
    for number in range(count):
        make.product(f"Kupa {number}", f"{100 + number % 7}.00", sold=number % 3, **fields)


def listed(page):
    return re.findall(r'class="card__link"\s+href="/products/([\w-]+)/"', page.content.decode())


@pytest.mark.parametrize("sort", ["popular", "newest", "price", "price_down"])
def test_walking_by_next_meets_every_product_once(client, sort):
    shelf(55)
    met, address = [], f"?sort={sort}"
    while address:
        page = client.get(f"/categories/mutfak/{address}")
        met += listed(page)
        following = page.context["page"].next
        assert not following or "from=" in following
        address = f"?sort={sort}&{following}" if following else ""
    assert len(met) == 55
    assert set(met) == set(Product.objects.values_list("slug", flat=True))


@pytest.mark.parametrize("sort", ["popular", "price"])
def test_every_page_link_leads_to_what_the_typed_number_shows(client, sort):
    shelf(130)
    third = client.get("/categories/mutfak/", {"sort": sort, "page": 3})
    for number, address in third.context["page"].links:
        linked = client.get(f"/categories/mutfak/?sort={sort}&{address}")
        typed = client.get("/categories/mutfak/", {"sort": sort, "page": number})
        assert listed(linked) == listed(typed) != []


def test_sorting_by_price(client):
    for price in ("30.00", "10.00", "20.00"):
        make.product(f"Kupa {price}", price)
    up = client.get("/categories/mutfak/?sort=price").context["page"].products
    down = client.get("/categories/mutfak/?sort=price_down").context["page"].products
    assert [one.lowest_price for one in up] == [Decimal(10), Decimal(20), Decimal(30)]
    assert list(down) == list(up)[::-1]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("price_from=20", {"B", "C"}),
        ("price_to=20", {"A", "B"}),
        ("price_from=15&price_to=25,00", {"B"}),
        ("brand=Lale", {"A"}),
        ("brand=Lale&brand=Ardıç", {"A", "B"}),
        ("in_stock=1", {"A", "B"}),
        ("price_from=nonsense&page=-3&sort=x", {"A", "B", "C"}),
        ("from=x~y&page=9", {"A", "B", "C"}),
    ],
)
def test_filters(client, asked, expected):
    make.product("A", "10.00", brand="Lale")
    make.product("B", "20.00", brand="Ardıç")
    make.product("C", "30.00", stock=0)
    page = client.get(f"/categories/mutfak/?{asked}").context["page"]
    assert {one.name for one in page.products} == expected
    assert page.total == len(expected)


def test_each_choice_is_a_chip_that_takes_it_out(client):
    make.product("A", brand="Lale")
    page = client.get("/categories/mutfak/?brand=Lale&in_stock=1")
    assert page.context["chips"] == [("Lale", "in_stock=1&"), ("Stokta var", "brand=Lale&")]


def test_by_tomorrow_shows_exactly_what_can_be_there(client, clock):
    clock("2026-11-23 10:00")  # a Monday, before anything leaves
    make.service("table", "near", days=(1, 1), delivery_days="1234567", max_desi=5)
    make.service("yurtici", "slow", days=(3, 5))
    make.product("Küçük", listed_desi=1, listed_weight_kg=1, ships_from=[make.warehouse().pk])
    make.product("Büyük", listed_desi=20, listed_weight_kg=1, ships_from=[make.warehouse().pk])
    make.product("Yapılacak", listed_desi=1, ships_from=[make.warehouse().pk], handling_days=3)
    client.cookies["province"] = "34"
    found = client.get("/categories/mutfak/?tomorrow=1").context["page"].products
    assert {one.name for one in found} == {"Küçük"}


def test_a_day_to_make_it_may_still_be_tomorrow(client, clock):
    """Brought on the day it leaves; two days to make it are too many."""
    clock("2026-11-23 10:00")
    make.service("table", "cabuk", days=(0, 0), delivery_days="1234567")
    for days in range(3):
        fields = {"listed_desi": 1, "listed_weight_kg": 1, "ships_from": [make.warehouse().pk]}
        make.product(f"{days} günde", handling_days=days, **fields)
    client.cookies["province"] = "34"
    found = client.get("/categories/mutfak/?tomorrow=1").context["page"].products
    assert sorted(one.name for one in found) == ["0 günde", "1 günde"]


def test_who_asks_for_tomorrow_is_shown_who_comes_tomorrow(client, clock):
    """Not the cheaper one that we would suggest."""
    clock("2026-11-23 10:00")
    make.service("table", "hizli", price="89.90", days=(1, 1), delivery_days="1234567")
    make.service("yurtici", "yavas", price="39.90", days=(3, 5))
    make.product(listed_desi=1, listed_weight_kg=1, ships_from=[make.warehouse().pk])
    client.cookies["province"] = "34"
    assert "39,90" in client.get("/categories/mutfak/").content.decode()
    asked = client.get("/categories/mutfak/?tomorrow=1").content.decode()
    assert ("24 Kas" in asked, "39,90" in asked) == (True, False)


def test_a_number_typed_by_hand_stays_within_bounds(client):
    shelf(30)
    assert client.get("/categories/mutfak/?page=999999").context["page"].number == 2
    assert client.get("/categories/mutfak/?page=0").context["page"].number == 1
    assert PAGES_BY_NUMBER * 24 < 10_000


def test_queries_do_not_grow_with_the_products(client, django_assert_num_queries):
    client.cookies["province"] = "34"
    make.service()
    for more, total in ((10, 10), (50, 60)):
        shelf(more)
        client.get("/")  # reads the network and draws what all pages share
        address = f"/categories/mutfak/?price_from={more}"
        with django_assert_num_queries(5):
            assert client.get(address).context["page"].total == total
        with django_assert_num_queries(1):
            client.get(address)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.249,90", Decimal("1249.90")),
        ("1249.90", Decimal("1249.90")),
        ("1.249", Decimal(1249)),
        ("-1", None),
        ("NaN", None),
        ("1e99", None),
        ("1e-999999", Decimal(0)),
        ("", None),
    ],
)
def test_prices_are_read_as_people_write_them(text, value):
    assert amount(text) == value


@pytest.mark.parametrize(
    "asked",
    ["price_from=1e-999999", "price_to=1e-9999", "price_from=nan", "page=2&from=1e-999999~5"],
)
def test_a_price_nobody_would_write_neither_crashes_nor_fills_the_page(client, asked):
    for number in range(25):
        make.product(f"Kupa {number}")
    answer = client.get(f"/categories/mutfak/?sort=price&{asked}")
    assert answer.status_code == 200
    assert len(answer.content) < 100_000


def test_a_choice_without_filters_is_empty():
    assert Choice().query() == ""


def test_a_chosen_price_is_written_with_the_marks_of_the_language(client):
    make.product("A")
    asked = "price_from=1249.5&price_to=90000"

    turkish = client.get(f"/categories/mutfak/?{asked}")
    english = client.get(f"/en/categories/mutfak/?{asked}")

    assert turkish.context["chips"] == [
        ("En az 1.249,5 TL", "price_to=90000&"),
        ("En çok 90.000 TL", "price_from=1249.5&"),
    ]
    assert [words for words, _query in english.context["chips"]] == [
        "From 1,249.5 TL",
        "Up to 90,000 TL",
    ]
