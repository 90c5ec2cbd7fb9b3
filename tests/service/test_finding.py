"""A lost link comes again, to the order's own addresses only."""

import pytest
from django.core.cache import caches

from notifications.models import Event, Message
from shop.service.finding import send_link_again
from tests import make

pytestmark = pytest.mark.django_db


def test_number_and_email_bring_the_link_again(client):
    order = make.order(buyer_email="ayse@example.com")
    answer = client.post("/orders/link/", {"number": order.number, "email": "AYSE@example.com"})
    assert answer["Location"] == "/orders/link/sent/"
    sent = Message.objects.filter(event__name="order_link_asked")
    assert {message.address for message in sent} == {order.buyer_phone, order.buyer_email}


def test_another_email_brings_nothing_and_the_same_answer(client):
    order = make.order(buyer_email="ayse@example.com")
    answer = client.post("/orders/link/", {"number": order.number, "email": "kim@example.com"})
    assert answer["Location"] == "/orders/link/sent/"
    assert not Event.objects.filter(name="order_link_asked").exists()


def test_asking_twice_sends_once(client):
    order = make.order()
    for _time in range(2):
        client.post("/orders/link/", {"number": order.number, "email": order.buyer_email})
    assert Event.objects.filter(name="order_link_asked").count() == 1


@pytest.mark.parametrize("number", ["", "abc", "-1", "99999999999999999999"])
def test_what_is_no_number_is_told_at_the_field(client, number):
    page = client.post("/orders/link/", {"number": number, "email": "ayse@example.com"})
    assert page.status_code == 200
    assert 'id="id_number_error"' in page.content.decode()


def test_one_order_is_told_of_five_times_a_day_at_most():
    order = make.order()
    for hour in range(8):
        send_link_again(order.number, order.buyer_email, make.at(f"2026-11-23 {10 + hour}:00"))
    assert Event.objects.filter(name="order_link_asked").count() == 5
    send_link_again(order.number, order.buyer_email, make.at("2026-11-24 12:00"))
    assert Event.objects.filter(name="order_link_asked").count() == 6


@pytest.mark.parametrize(("redis", "most"), [("there", 20), ("away", 5)])
def test_one_visitor_asks_so_often_an_hour_and_less_without_redis(client, monkeypatch, redis, most):
    if redis == "away":
        elsewhere = caches.create_connection("default")
        elsewhere._servers = ["redis://127.0.0.1:1"]
        monkeypatch.setattr("shop.customers.limits.cache", elsewhere)
    wrong = {"number": 1, "email": "kim@example.com"}
    address = f"10.0.0.{most}"
    answers = [
        client.post("/orders/link/", wrong, REMOTE_ADDR=address).status_code
        for _time in range(most + 1)
    ]
    assert answers == [302] * most + [429]
    assert client.post("/orders/link/", wrong, REMOTE_ADDR="10.0.0.99").status_code == 302
