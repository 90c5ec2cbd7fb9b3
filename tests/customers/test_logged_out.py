"""Buttons of a member's page, pressed after the session has ended: log in, and on to that page."""

from urllib.parse import unquote

import pytest

from shop.customers.models import Address
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def address():
    return Address.objects.create(
        customer=make.customer(), name="Ayşe Yılmaz", phone="+905321234567", province="06",
        district="Çankaya", neighbourhood="Kızılay", address="Atatürk Bulvarı No: 1",
    )  # fmt: skip


def led_to(client, path, **form):
    """Where who logs in after pressing the button ends."""
    asked = client.post(path, form)
    assert asked.status_code == 302
    login = {"login": "ayse@example.com", "password": "correct horse"}
    page, _question, then = asked.url.partition("?next=")
    entered = client.post(page, login | {"next": unquote(then)}, follow=True)
    assert entered.status_code == 200
    return entered.redirect_chain[-1][0]


def test_who_deletes_an_address_is_led_to_the_addresses_and_deletes_nothing(client, address):
    assert led_to(client, f"/account/addresses/{address.pk}/deletion/") == "/account/addresses/"
    assert Address.objects.count() == 1


def test_who_ticks_carriers_is_led_to_the_account(client, address):
    make.service()
    assert led_to(client, "/account/carriers/", unwanted="table") == "/account/"
    address.customer.refresh_from_db()
    assert address.customer.unwanted_carriers == []


@pytest.mark.parametrize(
    ("where", "to"), [("/info/delivery/", "/info/delivery/"), ("//evil.example/", "/account/")]
)
def test_who_marks_one_carrier_is_led_back_to_a_page_of_ours(client, address, where, to):
    make.service()
    assert led_to(client, "/account/carriers/table/", next=where) == to
    address.customer.refresh_from_db()
    assert address.customer.unwanted_carriers == []
