"""The province: chosen once, kept in a cookie, guessed for members."""

import pytest

from shop.customers.models import Address
from tests import make

pytestmark = pytest.mark.django_db


def test_a_chosen_province_is_kept_and_the_visitor_comes_back(client):
    response = client.post("/place/", {"province": "34", "next": "/info/delivery/?a=1"})
    assert response.status_code == 302
    assert response["Location"] == "/info/delivery/?a=1"
    assert response.cookies["province"].value == "34"
    assert "İstanbul" in client.get("/info/delivery/").content.decode()


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:x", ""])
def test_nobody_is_sent_to_another_site(client, target):
    response = client.post("/place/", {"province": "34", "next": target})
    assert response["Location"] == "/"


@pytest.mark.parametrize("code", ["82", "00", "İstanbul", "", "34; drop"])
def test_an_unknown_province_changes_nothing(client, code):
    client.cookies["province"] = "06"
    response = client.post("/place/", {"province": code, "next": "/info/delivery/"})
    assert "province" not in response.cookies


def test_a_forged_cookie_is_no_province(client):
    client.cookies["province"] = "<script>"
    page = client.get("/info/delivery/")
    assert page.context["province"] == ""
    assert b"<script>alert" not in page.content


def test_a_members_default_address_answers_when_nothing_was_chosen(client):
    ayse = make.customer()
    Address.objects.create(
        customer=ayse,
        label="Ev",
        name="Ayşe",
        phone="+905321234567",
        province="35",
        district="Konak",
        neighbourhood="Alsancak",
        address="1",
        is_default=True,
    )
    client.force_login(ayse)
    assert client.get("/info/delivery/").context["province"] == "35"
    client.cookies["province"] = "06"
    assert client.get("/info/delivery/").context["province"] == "06"
