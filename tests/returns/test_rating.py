"""A short question follows the refund: one tap, and words if there are any."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from notifications.models import Event, Message
from notifications.stateful import WrongState
from returns.asking import ask
from returns.following import ask_how_it_was, follow
from returns.models import Return
from shop.payments.models import Refund
from shop.payments.refunding import mark_done
from tests import make

from .test_gifts import ZEYNEP, her_token
from .test_tracking_page import text_of
from .world import MONDAY, bought, page, wish

pytestmark = pytest.mark.django_db
EVENING = MONDAY + timedelta(days=3, hours=8)
NEXT_MORNING = make.at("2026-11-27 10:40")


def settled(at=EVENING, **fields):
    """Sent back, and the money is out."""
    order = bought(**{name: value for name, value in fields.items() if name != "asked_by"})
    more = {"asked_by": fields["asked_by"]} if "asked_by" in fields else {}
    returned = ask(order, wish(order, **more), at=MONDAY + timedelta(days=2))
    returned.receive_and_accept(at=at, by="staff")
    mark_done(Refund.objects.latest("pk"), at=at, by="bank")
    follow(at)
    returned.refresh_from_db()
    return returned


def rating(returned, language=""):
    return page(returned.order, f"returns/{returned.number}/rating/", language)


def asked(returned):
    events = Event.objects.about(returned).filter(name="return_rating_asked")
    return list(Message.objects.filter(event__in=events).values_list("role", "channel"))


def test_it_is_asked_the_day_after_the_refund_once():
    returned = settled()
    for now in (EVENING, NEXT_MORNING, NEXT_MORNING + timedelta(days=1)):
        ask_how_it_was(now)
        if now == EVENING:
            assert asked(returned) == []
    assert asked(returned) == [("buyer", "email")]


def test_returns_of_long_ago_and_rated_ones_are_not_asked_about():
    old, rated = settled(), settled()
    Return.objects.filter(pk=old.pk).update(settled_at=EVENING - timedelta(days=20))
    rated.rate(5, "", at=EVENING, by="buyer")
    ask_how_it_was(NEXT_MORNING)
    assert (asked(old), asked(rated)) == ([], [])


def test_whoever_got_the_gift_is_asked_by_sms_and_answers_on_their_own_page(client):
    returned = settled(asked_by="receiver", **ZEYNEP)
    ask_how_it_was(NEXT_MORNING)
    assert asked(returned) == [("receiver", "sms")]
    assert client.get(rating(returned)).status_code == 404
    hers = f"/g/{her_token(returned.order)}/returns/{returned.number}/rating/"
    client.post(hers, {"stars": "4"})
    returned.refresh_from_db()
    assert returned.stars == 4


@pytest.mark.parametrize("language", ["", "/en"])
def test_one_tap_is_an_answer_and_words_may_follow(client, language):
    returned = settled()
    assert client.get(rating(returned, language)).status_code == 200
    answer = client.post(rating(returned), {"stars": "2"})
    assert answer.url == rating(returned)
    returned.refresh_from_db()
    assert (returned.stars, returned.stars_note) == (2, "")
    answer = client.post(rating(returned), {"stars": "2", "note": "Kutu bulamadım."})
    assert answer.url == page(returned.order, f"returns/{returned.number}/")
    client.post(rating(returned), {"stars": "3"})
    returned.refresh_from_db()
    assert (returned.stars, returned.stars_note) == (3, "Kutu bulamadım.")
    details = Event.objects.filter(name="return_rated").order_by("pk")
    assert [event.detail["stars"] for event in details] == [2, 2, 3]


@pytest.mark.parametrize("stars", ["0", "6", "-1", "", "x", "4.5"])
def test_another_number_is_not_an_answer(client, stars):
    returned = settled()
    assert client.post(rating(returned), {"stars": stars}).status_code == 422
    returned.refresh_from_db()
    assert returned.stars is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Return.objects.filter(pk=returned.pk).update(stars=6)


def test_before_the_money_is_back_there_is_nothing_to_say(client):
    order = bought()
    returned = ask(order, wish(order), at=MONDAY + timedelta(days=2))
    assert client.post(rating(returned), {"stars": "1"}).status_code == 404
    with pytest.raises(WrongState):
        returned.rate(1, "", at=EVENING, by="buyer")
    returned.refresh_from_db()
    assert returned.stars is None


def test_the_return_page_asks_too(client):
    returned = settled()
    assert "Bu iade sizin için nasıldı?" in text_of(
        client.get(page(returned.order, f"returns/{returned.number}/"))
    )


def test_the_desk_shows_the_answer_and_the_number(client):
    mina = make.customer("mina@example.com", is_staff=True, is_superuser=True)
    client.force_login(mina)
    now = timezone.now()
    for stars, note in ((5, ""), (4, "Hızlıydı.")):
        returned = settled(at=now)
        returned.rate(stars, note, at=now, by="buyer")
    settled(at=now)
    found = text_of(client.get("/admin/returns/return/"))
    assert "4,5 / 5" in found
    assert "2 cevaba göre" in found
    assert Return.objects.ratings(now + timedelta(days=91))["count"] == 0
    assert "Hızlıydı." in text_of(client.get(f"/admin/returns/return/{returned.pk}/change/"))
