"""One question after the delivery, on the tracking page: one tap answers it, another changes it."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from lxml import html

from notifications.events import record
from notifications.models import Event, Message
from returns.promise_ratings import ENOUGH, kinds, satisfactions
from returns.satisfaction import ASKED_FOR, DeliveryRating, NotAsked, rate_delivery
from shipping.models import Shipment
from shipping.shares import Mean
from shop.orders.models import Order
from tests import make

from .test_gifts import ZEYNEP, her_token
from .test_tracking_page import text_of
from .world import bought, page, parcel

pytestmark = pytest.mark.django_db
QUESTION = "Teslimattan ne kadar memnunsunuz?"
TODAY = date(2026, 12, 1)
FIRST = TODAY - timedelta(days=30)


def delivered(days_ago=1, **fields):
    """Promised until three days after it was placed, there on the second day."""
    return bought(placed_at=timezone.now() - timedelta(days=days_ago + 1), **fields)


def say(client, order, stars, language=""):
    return client.post(page(order, "rating/", language), {"stars": stars}, follow=True)


def answers():
    return list(DeliveryRating.objects.values_list("stars", flat=True))


@pytest.mark.parametrize("language", ["", "/en"])
def test_one_tap_is_an_answer_and_another_one_changes_it(client, language):
    order = delivered()
    assert 'aria-pressed="true"' not in text_of(client.get(page(order, language=language)))
    for stars in (2, 2, 4):
        answer = say(client, order, stars, language)
        assert answer.redirect_chain[0][0] == page(order, language=language) + "#delivery-rating"
        pressed = html.fromstring(answer.content).xpath("//button[@aria-pressed='true']/@value")
        assert pressed == [str(stars)]
    assert answers() == [4]
    said = Event.objects.filter(name="delivery_rated").order_by("pk")
    assert [(one.by, one.detail["stars"]) for one in said] == [("buyer", 2), ("buyer", 4)]
    assert not Message.objects.filter(event__in=said).exists()


def test_looking_at_it_answers_nothing(client):
    order = delivered()
    client.get(page(order))
    assert client.get(page(order, "rating/"), {"stars": 5}).status_code == 405
    assert client.head(page(order, "rating/"), {"stars": 5}).status_code == 405
    assert answers() == []


@pytest.mark.parametrize("stars", ["0", "6", "-1", "", "x", "4.5"])
def test_another_number_is_no_answer(client, stars):
    order = delivered()
    assert "1 ile 5 arasında bir sayı seçin" in text_of(say(client, order, stars))
    assert answers() == []


def test_the_database_takes_no_other_number_either():
    with pytest.raises(IntegrityError), transaction.atomic():
        DeliveryRating.objects.create(order=bought(), stars=6, at=make.MONDAY_MORNING)


def test_nothing_is_asked_before_the_last_parcel_is_there(client):
    order = delivered()
    parcel(order, "in_transit")
    assert QUESTION not in text_of(client.get(page(order)))
    assert "artık cevaplanamıyor" in text_of(say(client, order, 5))
    assert answers() == []


def test_a_cancelled_order_is_asked_nothing(client):
    order = delivered()
    Order.objects.filter(pk=order.pk).update(state="cancelled")
    assert QUESTION not in text_of(client.get(page(order)))
    say(client, order, 1)
    assert answers() == []


def test_the_answer_stands_once_its_days_are_over(client):
    order = delivered(days_ago=ASKED_FOR.days)
    assert QUESTION in text_of(client.get(page(order)))
    say(client, order, 5)
    a_day_before = timezone.now() - timedelta(days=ASKED_FOR.days + 1)
    Shipment.objects.update(delivered_at=a_day_before)
    assert QUESTION not in text_of(client.get(page(order)))
    with pytest.raises(NotAsked):
        rate_delivery(order, 1, delivered_at=a_day_before, at=timezone.now())
    assert answers() == [5]


def test_the_one_a_gift_goes_to_is_not_asked(client):
    order = delivered(**ZEYNEP)
    token = her_token(order)
    assert QUESTION not in text_of(client.get(f"/g/{token}/"))
    assert client.post(f"/t/{token}/rating/", {"stars": 1}).status_code == 404
    assert answers() == []


# --- the merchant's page --------------------------------------------------------------------------


def rated(stars, *, came="2026-11-25", told=None):
    """Placed on 23 November, promised until the 26th."""
    order = bought(delivered=False)
    made = parcel(order, delivered_at=make.at(f"{came} 12:00"))
    if told:
        record(made, "shipment_expected_later", at=make.at(told))
    DeliveryRating.objects.create(order=order, stars=stars, at=make.at(f"{came} 18:00"))
    return order


def counted(today=TODAY):
    return {one.kind: one for one in satisfactions(FIRST, today)}


def test_late_orders_are_told_apart_by_whether_they_were_warned_early():
    for _ in range(ENOUGH):
        rated(5)
        rated(4, came="2026-11-28", told="2026-11-26 12:00")
        rated(2, came="2026-11-28", told="2026-11-26 12:01")
    found = counted()
    assert [one.count for one in found.values()] == [ENOUGH] * 3
    assert [one.mean.value for one in found.values()] == [5, 4, 2]
    assert all(one.count == 0 for one in counted(today=date(2026, 11, 26)).values())


def test_no_mean_is_shown_of_a_few(client):
    for _ in range(ENOUGH - 1):
        rated(5)
    found = counted()["on_time"]
    assert (found.count, found.mean) == (ENOUGH - 1, None)


def test_one_late_parcel_makes_the_order_late_and_a_lost_one_sets_it_apart():
    late, lost = rated(3), rated(1)
    parcel(late, delivered_at=make.at("2026-11-28 12:00"))
    parcel(lost, "lost")
    assert kinds(FIRST, TODAY) == {
        late.pk: "unwarned",
        lost.pk: "never",
    }
    assert [one.count for one in counted().values()] == [0, 0, 1]


def test_a_few_answers_that_are_all_alike_are_not_certain():
    few, many = (Mean.of([5] * count, range(1, 6)) for count in (10, 1000))
    assert (few.value, few.interval[1]) == (5, 5)
    assert few.interval[0] < 4.3 < 4.9 < many.interval[0] < 5


def test_the_desk_shows_means_and_every_answer(client):
    client.force_login(make.customer("mina@example.com", is_staff=True, is_superuser=True))
    today = timezone.now()
    for _ in range(ENOUGH):
        order = bought(placed_at=today - timedelta(days=9))
        DeliveryRating.objects.create(order=order, stars=4, at=today)
    shown = html.fromstring(client.get("/admin/shipping/promiseentry/").content.decode())
    cells = shown.xpath("//section[@aria-labelledby='satisfaction']//tbody/tr[1]/*")
    said = [" ".join(cell.text_content().split()) for cell in cells]
    assert said == ["zamanında geldi", "4,00 3,3–4,7", "10"]
    assert str(order) in text_of(client.get("/admin/returns/deliveryrating/"))
