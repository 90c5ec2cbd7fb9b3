"""A link to an order stands in no log."""

import io
import logging

import pytest

from shop.logs import HideSecrets
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def logged():
    """What the shop writes to its log, as text so far."""
    [console] = [
        handler
        for handler in logging.getLogger().handlers
        if any(isinstance(one, HideSecrets) for one in handler.filters)
    ]
    before = console.setStream(written := io.StringIO())
    yield written.getvalue
    console.setStream(before)


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("returns/99/", "Not Found: /t/…/returns/99/"),
        ("approval/", "Method Not Allowed (GET): /t/…/"),
    ],
)
def test_a_page_of_an_order_that_is_refused_does_not_tell_its_link(client, logged, page, told):
    address = make.order().get_absolute_url()
    assert client.get(address + page).status_code in {404, 405}
    assert told in logged()
    assert address not in logged()


def test_a_payment_leads_to_its_order_so_only_its_number_is_told(logged):
    logging.getLogger("shop").warning("card could not start %s: %s", f"10428x{'ab' * 10}", "100 %")
    assert logged() == "card could not start 10428x…: 100 %\n"


def test_other_hosts_are_nobodys_work(client, logged):
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
    assert logged() == ""


def test_a_busy_moment_is_no_error_of_ours(client, logged, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1"
    assert client.get("/health/").status_code == 503
    assert logged() == ""


def test_a_fault_of_ours_is_told(client, logged):
    logging.getLogger("django.request").error("oops", extra={"status_code": 500})
    assert logged() == "oops\n"
