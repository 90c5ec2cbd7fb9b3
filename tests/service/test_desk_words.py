"""The desk speaks Turkish as people do."""

import pytest

from notifications.templatetags.words import capital
from tests import make
from tests.service.desk import confirmed, page

pytestmark = pytest.mark.django_db


def counted(client, path):
    text = " ".join(client.get(path).content.decode().split())
    return text.rpartition('<div class="py-4">')[2].partition("</div>")[0].strip()


def test_things_are_counted_without_a_plural(mina):
    for _number in range(3):
        confirmed()
    assert counted(mina, "/admin/shipping/shipment/") == "3 paket"
    assert counted(mina, "/admin/shop/order/") == "3 sipariş"


def test_in_english_they_have_one(client):
    client.force_login(
        make.customer("sam@example.com", is_staff=True, is_superuser=True, language="en")
    )
    for _number in range(3):
        confirmed()
    assert counted(client, "/admin/shop/order/") == "3 orders"


def test_rights_are_named_after_things_and_what_is_done_with_them(mina):
    clerk = make.customer("can@example.com", is_staff=True)
    shown = mina.get(page(clerk)).content.decode()
    assert "Sipariş: değiştirir, işlem yapar" in shown
    assert "Can change" not in shown


def test_what_was_kept_is_said_without_boasting(mina):
    tier = make.tier()
    answer = mina.post(page(tier, "delete"), {"post": "yes"}, follow=True)
    [said] = [str(one) for one in answer.context["messages"]]
    assert said.startswith("Silindi:")


@pytest.mark.parametrize(("word", "written"), [("iade", "İade"), ("ılık", "Ilık"), ("", "")])
def test_a_capital_is_turkish(word, written):
    assert capital(word) == written


def test_an_empty_list_says_so_in_both_languages(mina):
    assert "Burada bir şey yok" in text(mina, "/admin/shop/call/")
    mina.cookies["django_language"] = "en"
    assert "Nothing here" in text(mina, "/admin/shop/call/")


def test_only_what_was_searched_is_to_be_tried_without(mina):
    hint = "Süzgeç veya arama kullandıysanız"
    assert hint not in text(mina, "/admin/shop/call/")
    assert hint in text(mina, "/admin/shop/call/?q=ayse")


def text(client, path):
    return client.get(path).content.decode()


def test_no_message_is_called_by_a_capital_that_turkish_does_not_have(mina):
    shown = text(mina, "/admin/notifications/wording/add/")
    assert "İade kabul edildi" in shown
    assert "Iade" not in shown
