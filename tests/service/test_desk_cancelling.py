"""Cancelled by staff, with a reason that the customer reads wherever they hear of it."""

import pytest
from django.utils import timezone

from notifications.models import Message
from notifications.writing import write
from tests import make
from tests.returns import world
from tests.returns.test_tracking_page import text_of
from tests.service.desk import act, page, said

pytestmark = pytest.mark.django_db
WORDS = "Kupanın sırı çatlamış, aynısı bir daha gelmeyecek"


def paid(**fields):
    order = make.order(placed_at=timezone.now(), **fields)
    world.paid(order)
    order.confirm(at=order.placed_at)
    return order


def told(order):
    """{channel: what the buyer is written}"""
    found = {}
    for message in Message.objects.filter(event__name="order_cancelled", role="buyer"):
        found[message.channel] = " ".join(write(message, timezone.now()).text.split())
    return found


@pytest.mark.parametrize(
    ("why", "language", "mail", "sms", "shown"),
    [
        (
            "sold_out",
            "tr",
            "Siparişinizdeki bir parça rafımızda hasarlı ya da eksik çıktı",
            "siparişinizdeki bir ürün elimizde kalmadı",
            "Siparişinizdeki bir ürün elimizde kalmadı",
        ),
        (
            "unreached",
            "en",
            "The address of your order is not complete and we could not reach you",
            "is not complete, it is cancelled.",
            "Its address is not complete, and we could not reach you.",
        ),
        ("not_sent", "tr", "gönderemiyoruz", "gönderemiyoruz", "Siparişinizi gönderemiyoruz"),
        ("buyer", "tr", "isteğiniz üzerine", "iptal edildi", "Sipariş iptal edildi"),
    ],
)
def test_a_reason_of_the_list_is_told_in_the_customers_language(
    mina, client, why, language, mail, sms, shown
):
    order = paid(language=language)
    act(mina, order, "cancel", why=why)
    order.refresh_from_db()
    assert (order.state, order.cancelled_because, order.cancelled_note) == ("cancelled", why, "")
    written = told(order)
    assert mail in written["email"]
    assert sms in written["sms"]
    prefix = "/en" if language == "en" else ""
    assert shown in text_of(client.get(world.page(order, language=prefix)))


def test_words_of_ours_stand_in_mail_and_page_and_another_reason_in_the_sms_too(mina, client):
    order = paid()
    act(mina, order, "cancel", why="seller", note=WORDS)
    written = told(order)
    for text in (written["email"], written["sms"], text_of(client.get(world.page(order)))):
        assert f"{WORDS}." in text
    assert f"{WORDS}." in text_of(mina.get(page(order)))


def test_words_beside_a_reason_of_the_list_make_no_sms_longer(mina):
    order = paid()
    act(mina, order, "cancel", why="sold_out", note=WORDS)
    written = told(order)
    assert (WORDS in written["email"], WORDS in written["sms"]) == (True, False)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "Bir neden seçin; müşteri onu okur."),
        ({"why": "seller"}, "Nedenini yazın: müşteri onu okur."),
        ({"why": "lost"}, "Geçerli bir seçenek seçin. lost mevcut seçeneklerden biri değil."),
    ],
)
def test_without_a_reason_nothing_is_cancelled(mina, given, sentence):
    order = paid()
    assert said(act(mina, order, "cancel", **given)) == [sentence]
    order.refresh_from_db()
    assert order.state == "confirmed"
    assert told(order) == {}


@pytest.mark.parametrize(("language", "named"), [("tr", "Türkçe"), ("en", "İngilizce")])
def test_staff_reads_in_which_language_to_write(mina, language, named):
    assert f"{named} bir cümle" in text_of(mina.get(page(paid(language=language))))
