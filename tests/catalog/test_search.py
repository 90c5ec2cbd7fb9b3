"""Search knows Turkish: letters without marks, suffixes, a slip of the finger."""

import pytest

from shop.catalog.listing import refresh_listing
from shop.catalog.models import Product
from shop.catalog.search import search, shortest, stems
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


def names(text):
    found = search(text)
    rows = Product.objects.in_bulk(found.ids)
    return [rows[pk].name for pk in found.ids]


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
