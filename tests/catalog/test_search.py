"""Search knows Turkish: letters without marks, suffixes, a slip of the finger."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shop.catalog import search as search_of_shop
from shop.catalog.choosing import Choice
from shop.catalog.listing import refresh_listing
from shop.catalog.models import Product
from shop.catalog.search import search, shortest, stems
from shop.catalog.views import versions_of
from tests import make

pytestmark = pytest.mark.django_db

SHELF = [
    "Işık zinciri", "İnce kupa", "Bakır çaydanlık", "Kitap standı", "Ölü deniz tuzu", "Olu tahta",
    "Şemsiye",
]  # fmt: skip


@pytest.fixture
def shelf():
    for name in SHELF:
        make.product(name, name_en=f"English {SHELF.index(name)}")
    refresh_listing(Product.objects.values_list("pk", flat=True))


def found(text):
    return search(text, Choice(), version=versions_of(), province="", when=None)


def names(text):
    return [one.name for one in found(text).products.order_by("-nearness", "-id")]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("ışık", "Işık zinciri"),
        ("IŞIK", "Işık zinciri"),
        ("isik", "Işık zinciri"),
        ("İNCE", "İnce kupa"),
        ("ince", "İnce kupa"),
        ("kupa", "İnce kupa"),
        ("kupalar", "İnce kupa"),
        ("kupayı", "İnce kupa"),
        ("kupalarımız", "İnce kupa"),
        ("çaydanlık", "Bakır çaydanlık"),
        ("caydanlik", "Bakır çaydanlık"),
        ("çaydanlığı", "Bakır çaydanlık"),
        ("caydanlk", "Bakır çaydanlık"),
        ("çaydalnık", "Bakır çaydanlık"),
        ("kitabı", "Kitap standı"),
        ("semsiyeler", "Şemsiye"),
        ("bakir caydanlik", "Bakır çaydanlık"),
        ("English 2", "Bakır çaydanlık"),
    ],
)
def test_what_is_typed_finds_what_is_meant(shelf, typed, name):
    assert names(typed)[:1] == [name]


def test_what_is_written_exactly_so_comes_first(shelf):
    assert names("ölü")[0] == "Ölü deniz tuzu"
    assert names("olu")[0] == "Olu tahta"


def test_a_stock_code_finds_its_product(shelf):
    product = Product.objects.get(name="Şemsiye")
    assert names(product.variants.get().sku) == ["Şemsiye"]


def test_stems_drop_suffixes_and_harden_consonants():
    assert stems("kupalari") == ["kupa"]
    assert "kitap" in stems("kitabi")
    assert stems("su") == []


def test_a_form_that_begins_with_a_shorter_one_need_not_be_asked_for():
    assert shortest(["kupalari", "kupalar", "kupa"]) == ["kupa"]
    assert shortest(["kitabi", "kitab", "kitap"]) == ["kitab", "kitap"]
    assert shortest(["su"]) == ["su"]


def test_the_page_says_what_it_searched_for_instead(shelf, client):
    page = client.get("/search/", {"q": "caydanlk"})
    assert "çaydanlık" in page.content.decode()
    assert page.context["found"].instead == "çaydanlık"


def test_the_words_it_knows_carry_no_comma(shelf, client):
    refresh_listing([make.product("Dikişli defter, ikili").pk])
    assert client.get("/search/", {"q": "deftr"}).context["found"].instead == "defter"


@pytest.mark.parametrize("typed", ["", "zzqqxx", "%", "_", "'; DROP", "\x00", "   ", "a" * 500])
def test_no_search_page_is_empty(shelf, client, typed):
    page = client.get("/search/", {"q": typed})
    assert page.status_code == 200
    assert page.content.decode().count('class="card"') >= 1


def test_a_search_takes_at_most_six_queries(shelf, client, django_assert_max_num_queries):
    client.get("/search/", {"q": "kupa"})
    for typed in ("kupa", "caydanlk", "zzqqxx"):
        with django_assert_max_num_queries(6):
            client.get("/search/", {"q": typed})


@pytest.fixture
def mugs():
    """Thirty mugs, the cheapest the most sold, and a plate that is cheaper still."""
    for number in range(30):
        make.product(f"Kupa {number}", f"{100 + number}.00", sold=30 - number, brand="Toprak")
    make.product("Tabak", "5.00", sold=99)
    refresh_listing(Product.objects.values_list("pk", flat=True))


def shown(page):
    return [one.name for one in page.context["page"].products]


def test_what_was_found_is_filtered_and_sorted_like_any_list(mugs, client):
    page = client.get("/search/?q=kupa&sort=price_down&price_to=102,50&brand=Toprak")
    assert shown(page) == ["Kupa 2", "Kupa 1", "Kupa 0"]
    assert (page.context["tally"].whole, page.context["tally"].brands) == (30, (("Toprak", 30),))
    assert ("Toprak", "q=kupa&sort=price_down&price_to=102.5&") in page.context["chips"]


@pytest.mark.parametrize("sort", ["best", "popular", "price"])
def test_pages_of_a_search_meet_each_product_once(mugs, client, sort):
    first = client.get(f"/search/?q=kupa&sort={sort}")
    second = client.get(f"/search/?{first.context['query']}{first.context['page'].next}")
    assert len(shown(first)) == 24
    assert sorted(shown(first) + shown(second)) == sorted(f"Kupa {one}" for one in range(30))


@pytest.mark.parametrize(("enough", "is_sorted"), [(24, False), (31, True)])
def test_where_many_are_found_those_in_front_are_read_off_what_was_sold(
    mugs, client, monkeypatch, enough, is_sorted
):
    """The order is the same; all are sorted only where those in front fill no page."""
    make.product("Kupacık", "7.00", sold=999)
    refresh_listing(Product.objects.values_list("pk", flat=True))
    usual = shown(client.get("/search/?q=kupa"))
    assert usual == [f"Kupa {one}" for one in range(24)]
    monkeypatch.setattr(search_of_shop, "MANY", 30)
    monkeypatch.setattr(search_of_shop, "AHEAD", enough)
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/search/?q=kupa")
    assert shown(page) == usual
    assert any("ORDER BY 1 DESC" in query["sql"] for query in queries) == is_sorted
    last = client.get(f"/search/?{page.context['query']}{page.context['page'].address(2)}")
    assert shown(last) == [*(f"Kupa {one}" for one in range(24, 30)), "Kupacık"]


@pytest.mark.parametrize(("many", "is_sorted"), [(500, True), (29, False)])
def test_many_of_which_none_carries_the_whole_word_are_read_off_what_was_sold(
    mugs, client, monkeypatch, many, is_sorted
):
    monkeypatch.setattr(search_of_shop, "MANY", many)
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/search/?q=kup")
    assert shown(page) == [f"Kupa {one}" for one in range(24)]
    assert any("ORDER BY 1 DESC" in query["sql"] for query in queries) == is_sorted
    last = client.get(f"/search/?{page.context['query']}{page.context['page'].address(2)}")
    assert shown(last) == [f"Kupa {one}" for one in range(24, 30)]


def test_page_links_of_a_misspelt_search_ask_for_the_right_word(mugs, client):
    page = client.get("/search/?q=kuppa")
    assert page.context["query"] == "q=kupa&"


def test_where_filters_leave_nothing_the_one_that_costs_most_is_offered_first(mugs, client):
    page = client.get("/search/?q=kupa&price_from=110&price_to=101&brand=Toprak")
    assert page.context["loosened"] == [
        ("En çok 101 TL", "q=kupa&price_from=110&brand=Toprak&", 20),
        ("En az 110 TL", "q=kupa&price_to=101&brand=Toprak&", 2),
    ]
    assert "“En çok 101 TL” olmadan 20 ürün" in page.content.decode()
    category = client.get("/categories/mutfak/?price_from=110&price_to=101")
    assert [count for _words, _query, count in category.context["loosened"]] == [20, 3]


def test_where_no_single_filter_is_to_blame_all_of_them_can_go(mugs, client):
    page = client.get("/search/?q=kupa&price_from=900&brand=Yok")
    assert page.context["loosened"] == []
    assert "30 ürünün hepsini göster" in page.content.decode()
    assert 'href="?q=kupa"' in page.content.decode()


def test_a_word_the_shop_knows_is_not_cut_short(client):
    """ "Masa" is no "masal", though it could be "mas" with a suffix."""
    make.product("Maske", sold=50)
    make.product("Masa")
    refresh_listing(Product.objects.values_list("pk", flat=True))
    assert names("masa") == ["Masa"]
    assert names("masayı") == ["Masa"]


def test_where_nothing_has_all_words_some_are_enough_and_the_page_says_so(shelf, client):
    page = client.get("/search/?q=yeşil kupa")
    assert shown(page) == ["İnce kupa"]
    assert "bir kısmını taşıyor" in page.content.decode()


def test_a_search_that_was_asked_before_is_not_understood_again(
    mugs, client, django_assert_num_queries
):
    client.get("/search/?q=kupa")
    with django_assert_num_queries(3):
        client.get("/search/?q=kupa")
    refresh_listing([make.product("Kupa 31").pk])
    assert client.get("/search/?q=kupa").context["page"].total == 31


def test_what_it_is_made_of_finds_it_too(client):
    make.product("Fincan", specifications=[["Malzeme", "Seramik"]])
    refresh_listing(Product.objects.values_list("pk", flat=True))
    assert names("seramik") == ["Fincan"]


def test_what_was_written_before_specifications_were_searched_is_found_after_the_update():
    make.product("Fincan")
    cup = Product.objects.filter(name="Fincan")
    refresh_listing(cup.values_list("pk", flat=True))
    cup.update(specifications=[["Malzeme", "Isıya dayanıklı seramik"], ["Renk", "Fincan mavisi"]])
    texts = []
    for _time in range(2):
        import_module("shop.migrations.0027_specifications_are_searched").fill(apps, None)
        texts.append(cup.get().search_text)
    assert names("dayanikli seramik") == ["Fincan"]
    refresh_listing(cup.values_list("pk", flat=True))
    assert [sorted(text.split()) for text in texts] == [sorted(cup.get().search_text.split())] * 2


def test_another_word_is_no_slip_of_the_finger(client):
    refresh_listing([make.product("Kabak lifi").pk])
    assert client.get("/search/?q=kazak").context["found"] is None
