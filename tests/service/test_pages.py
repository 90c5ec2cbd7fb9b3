"""The frame and the pages that only say something, in both languages."""

import pytest
from django.utils.translation import get_language, override
from django.views.defaults import server_error

from tests import make

pytestmark = pytest.mark.django_db
PAGES = [
    *(f"/info/{slug}/" for slug in ("delivery", "returns", "how-to-order", "contact")),
    "/info/privacy/",
    "/info/cookies/",
    "/orders/link/",
    "/orders/link/sent/",
    "/account/login/",
    "/account/signup/",
    "/account/password/reset/",
    "/account/password/reset/done/",
    "/account/confirm-email/",
    "/account/inactive/",
]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("prefix", "language"), [("", "tr"), ("/en", "en")])
def test_a_page_answers_in_its_language(client, path, prefix, language):
    page = client.get(prefix + path)
    assert page.status_code == 200
    assert f'<html lang="{language}">' in page.content.decode()


@pytest.mark.parametrize("time", [1, 2])
def test_the_language_of_one_test_is_not_that_of_the_next(client, time):
    assert get_language() == "tr"
    client.get("/en/info/privacy/")
    assert get_language() == "en"


@pytest.mark.parametrize(
    "path", ["/", "/products/kupa/", "/search/?q=kupa", "/info/privacy/", "/x/"]
)
def test_no_cache_on_the_way_keeps_a_page_that_holds_something_of_a_visitor(client, path):
    make.product(slug="kupa")
    assert client.get(path)["Cache-Control"] == "private"


def test_the_sign_that_browsers_ask_for_unasked_is_there(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        sign = client.get("/favicon.ico")
    assert (sign.status_code, b"".join(sign)[:4]) == (200, b"\0\0\1\0")


def test_the_days_to_send_back_are_those_of_the_settings(client, settings):
    settings.RETURN_DAYS, settings.RETURN_SEND_DAYS = 30, 21
    page = client.get("/info/returns/").content.decode()
    assert "30 takvim günü" in page
    assert "Paketi 21 gün içinde" in page


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_page_on_sending_back_names_its_carrier(client, language):
    make.carrier("yurtici", "Yurtiçi Kargo")
    make.service("yurtici")
    page = client.get(f"{language}/info/returns/").content.decode()
    assert ("Hand the parcel to Yurtiçi Kargo" if language else "Yurtiçi Kargo. Ücret") in page


def test_how_long_a_cart_stays_is_said_as_its_cookie_is_set(client, monkeypatch):
    monkeypatch.setattr("shop.service.info.COOKIE_DAYS", 45)
    monkeypatch.setattr("shop.cart.carts.COOKIE_DAYS", 45)
    assert client.get("/info/cookies/").content.decode().count("45 gün") == 2
    assert "bu cihazda 45 gün kalır" in client.get("/cart/").content.decode()


def test_the_frame_costs_a_visitor_no_query(client, django_assert_num_queries):
    make.category()
    client.get("/info/delivery/")
    with django_assert_num_queries(0):
        page = client.get("/info/delivery/")
    assert "Mutfak" in page.content.decode()


def test_each_language_has_its_own_frame(client):
    make.category()
    assert "Mutfak" in client.get("/info/delivery/").content.decode()
    assert "Kitchen" in client.get("/en/info/delivery/").content.decode()


def test_the_language_switch_keeps_the_page(client):
    page = client.get("/en/info/returns/").content.decode()
    assert 'href="/info/returns/"' in page
    assert 'hreflang="en" href="http' in " ".join(page.split())


@pytest.mark.parametrize("count", ["x", "-1", "<b>", "12345", "0"])
def test_a_forged_cart_count_is_not_shown(client, count):
    client.cookies["cart_count"] = count
    assert "frame__count" not in client.get("/info/delivery/").content.decode()


def test_the_cart_count_comes_from_its_cookie(client):
    client.cookies["cart_count"] = "3"
    assert '<span class="frame__count">3</span>' in client.get("/info/delivery/").content.decode()


def test_the_seller_is_named_as_the_law_wants(client, settings):
    page = client.get("/info/contact/").content.decode()
    for line in ("name", "address", "phone", "email", "kep", "mersis", "tax_number"):
        assert settings.SELLER[line] in page


def test_an_unknown_page_offers_a_search_and_the_way_to_an_order(client):
    for path in ("/info/nothing/", "/nothing/"):
        page = client.get(path)
        assert page.status_code == 404
        assert 'role="search"' in page.content.decode()
        assert 'action="/orders/link/"' in page.content.decode()


def test_the_page_of_a_broken_shop_asks_nothing(django_assert_num_queries, rf):
    with django_assert_num_queries(0):
        page = server_error(rf.get("/"))
    assert "Bir sorun oldu" in page.content.decode()
    assert 'href="/"' in page.content.decode()


def test_the_page_of_a_broken_shop_leads_home_in_its_language(rf):
    with override("en"):
        page = server_error(rf.get("/en/"))
    assert 'href="/en/"' in page.content.decode()


@pytest.mark.parametrize("path", ["/", "/cart/", "/no-such-page/"])
def test_what_a_page_runs_comes_from_the_shop_itself(client, path):
    policy = client.get(path)["Content-Security-Policy"]
    assert policy == (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none';"
        " frame-ancestors 'none'"
    )


def test_the_desk_has_scripts_inside_its_pages(client):
    assert "Content-Security-Policy" not in client.get("/admin/login/")
