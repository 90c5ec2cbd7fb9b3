"""A lost link comes again, to the order's own addresses only."""

import pytest

from notifications.models import Event, Message
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
