"""What a browser never sends: the answer is a page or a 404, never a crash."""

from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import get_resolver

from tests import make

pytestmark = pytest.mark.django_db
ODD = ["%00", "%C5%9F%00", "%F0%9F%98%80", "%27%3B--", "9" * 400, "%FF%FE"]


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize(
    "address",
    [
        "/search/?q={}",
        "/categories/mutfak/?brand={}",
        "/categories/mutfak/?price_from={}&from={}&page={}&sort={}",
        "/products/kupa/?variant={}",
        "/products/{}/",
        "/payments/{}/",
        "/t/{}/",
        "/t/{}/returns/",
        "/places/{}/districts/",
        "/places/34/neighbourhoods/?district={}",
        "/sitemap-{}.xml",
        "/media/{}",
        "/account/orders/?page={}",
        "/info/{}/",
    ],
)
def test_odd_letters_in_an_address_crash_nothing(client, address, odd):
    make.service()
    make.product(slug="kupa")
    client.force_login(make.customer())
    answer = client.get(address.format(*[odd] * 4))
    assert answer.status_code in {200, 400, 404}


FIELDS = (
    "sku quantity step province district neighbourhood address name phone email option payment key"
    " total_shown number login password next gift_message tax_number voucher credit"
).split()


@pytest.mark.parametrize("odd", ["\0", "ş\0", "9" * 400, "😀", "\ud800"])
@pytest.mark.parametrize(
    "path",
    [
        "/cart/lines/",
        "/cart/lines/1/",
        f"/cart/lines/{10**30}/",
        "/cart/voucher/",
        "/checkout/",
        "/checkout/options/",
        "/orders/link/",
        "/place/",
        "/account/login/",
    ],
)
def test_odd_letters_in_a_form_crash_nothing(client, path, odd):
    make.service()
    sku = make.product(stock=5).variants.get().sku
    client.post("/cart/lines/", {"sku": sku, "quantity": 1})
    # written out here: the test client takes bytes for a list of numbers
    typed = urlencode(dict.fromkeys(FIELDS, odd.encode("utf-8", "surrogatepass")))
    answer = client.post(path, typed, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in {200, 302, 400, 404, 409, 422, 429}


def own_views(patterns, before=""):
    """{name or pattern: view} of all addresses that we answer ourselves."""
    found = {}
    for one in patterns:
        where = before + str(one.pattern)
        if hasattr(one, "url_patterns"):
            found |= own_views(one.url_patterns, where)
        elif not one.callback.__module__.startswith("allauth") and "admin/" not in where:
            found[where] = one.callback
    return found


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_every_view_says_which_methods_it_takes(rf, method):
    views = own_views(get_resolver().url_patterns)
    assert len(views) > 40
    for where, view in views.items():
        assert view(getattr(rf, method)("/")).status_code == 405, where


@pytest.mark.parametrize("page", ["/", "/products/kupa/", "/search/", "/cart/", "/orders/link/"])
def test_whoever_asks_for_the_head_alone_is_answered_as_for_the_page(client, page):
    make.product(slug="kupa")
    assert client.head(page).status_code == 200


def test_a_link_is_looked_at_by_its_head_before_somebody_opens_it(client):
    link = make.order().get_absolute_url()
    assert client.head(link).status_code == 200
    assert client.head(f"{link}returns/new/").status_code == 200


UNREADABLE = {
    "letters of another alphabet": ("application/x-www-form-urlencoded; charset=utf-16", b"a=b"),
    "too many fields": ("application/x-www-form-urlencoded", b"&".join([b"a=1"] * 1001)),
    "too much": ("application/x-www-form-urlencoded", b"a=" + b"x" * 3_000_000),
    "no boundary": ("multipart/form-data", b"--x\r\na"),
}


@pytest.mark.parametrize("kind", UNREADABLE)
@pytest.mark.parametrize("page", ["/cart/lines/", "/checkout/", "/orders/link/", "/admin/login/"])
def test_what_cannot_be_read_is_answered_with_a_sentence(page, kind):
    content_type, body = UNREADABLE[kind]
    strict = Client(enforce_csrf_checks=True)
    strict.cookies["csrftoken"] = "a" * 32
    answer = strict.post(page, body, content_type=content_type)
    assert answer.status_code == 400
    assert "Gönderileni okuyamadık" in answer.content.decode()
