"""Every page on a phone in the light, and on a wide screen in the dark: nothing for axe to find,
nothing to scroll sideways, nothing in the console."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from tests import make
from tests.returns import world

from .conftest import PHONE, WIDE
from .look import axe_violations, keep_picture, sticks_out

PAGES = {
    "home": "/",
    "category": "/categories/mutfak/",
    "product": "/products/kupa/",
    "search": "/search/?q=kupa",
    "cart": "/cart/",
    "checkout": "/checkout/",
    "tracking": "/t/{token}/",
    "return": "/t/{token}/returns/new/",
    "returns": "/t/{token}/returns/",
    "account": "/account/",
    "login": "/account/login/",
    "info": "/info/delivery/",
    "english": "/en/products/kupa/",
}

UNFOLD = "document.querySelectorAll('main details').forEach((one) => { one.open = true; })"
DESK = (
    *("/admin/", "/admin/shop/order/", "/admin/shipping/shipment/"),
    *("/admin/notifications/brand/", "/admin/notifications/wording/add/"),
)


@pytest.fixture
def token(shelf, shop_server):
    """The link of an order that is at the door since yesterday."""
    days_ago = timezone.now() - timedelta(days=3)
    order = world.bought(of=shelf.variant.product, placed_at=days_ago)
    world.scan(order.shipments.get(), "delivered", at=days_ago + timedelta(days=1, hours=4))
    return world.token(order)


def log_in(page, customer):
    client = Client()
    client.force_login(customer)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": settings.SITE_URL}]
    )


def put_in_cart(page):
    page.goto("/products/kupa/")
    page.locator("main form[action='/place/'] select").select_option("06")
    page.locator("main form[action='/place/'] button").click()
    page.locator("form[action='/cart/lines/'] button[type=submit]").click()
    page.wait_for_url("**/cart/")


@pytest.mark.parametrize(
    ("scheme", "screen"), [("light", PHONE), ("dark", WIDE)], ids=["phone", "wide"]
)
def test_every_page(open_page, token, scheme, screen):
    page = open_page(color_scheme=scheme, **screen)
    put_in_cart(page)
    log_in(page, make.customer())
    found = []
    for name, address in PAGES.items():
        page.goto(address.format(token=token))
        keep_picture(page, f"{name} {scheme}")
        found += [f"{name}: {one}" for one in [*axe_violations(page), *sticks_out(page)]]
        page.evaluate(UNFOLD)
        found += [f"{name}, unfolded: {one}" for one in sticks_out(page)]
    assert "\n".join(found) == ""


def test_a_page_that_is_not_there(chromium, shop_server):
    """On its own, because a browser reports the 404 itself."""
    page = chromium.new_page(**PHONE, base_url=settings.SITE_URL)
    assert page.goto("/no-such-page/").status == 404
    assert [*axe_violations(page), *sticks_out(page)] == []
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_desk(open_page, token, scheme):
    """On the merchant's own screen. Two scroll bars of unfold's own go by one name."""
    page = open_page(color_scheme=scheme, **WIDE)
    log_in(page, make.customer("mert@example.com", is_staff=True, is_superuser=True))
    found = []
    for address in DESK:
        page.goto(address)
        keep_picture(page, f"{address} {scheme}")
        found += [f"{address}: {one}" for one in axe_violations(page) if "simplebar" not in one]
    assert "\n".join(found) == ""


def test_a_form_with_mistakes_begins_at_their_list_and_leads_to_the_first(open_page):
    page = open_page()
    page.goto("/account/login/")
    page.locator("main button[type=submit]").click()
    page.locator("[data-takes-focus]:focus").wait_for()
    assert axe_violations(page) == []
    page.locator("[data-takes-focus] a").first.click()
    assert page.evaluate("document.activeElement.name") == "login"


def test_the_ways_of_the_account_take_two_rows_on_an_english_phone(phone, shelf):
    log_in(phone, make.customer())
    phone.goto("/en/account/")
    links = phone.locator(".account-nav__link").all()
    assert len(links) == 6
    assert len({round(link.bounding_box()["y"]) for link in links}) == 2
    assert min(link.bounding_box()["height"] for link in links) >= 44
