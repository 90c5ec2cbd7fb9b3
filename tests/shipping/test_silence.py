"""Nobody waits for a parcel in silence."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from notifications.events import record
from notifications.models import Event, Message
from notifications.writing import write
from shipping.models import Shipment
from shipping.silence import break_silence, tell_anew
from tests import make

pytestmark = pytest.mark.django_db
LEFT = make.at("2026-11-23 17:00")
LATER = make.at("2026-11-27 17:01")  # four days and a minute


@pytest.fixture
def parcel():
    made = make.shipment("KPND0000000001", state="in_transit", handed_over_at=LEFT)
    record(made, "shipment_in_transit", at=LEFT)
    return made


def said():
    return Event.objects.filter(name="shipment_still_moving").count()


def test_after_days_without_news_the_customer_hears_that_it_is_still_coming(parcel):
    assert break_silence(now=make.at("2026-11-27 16:59")) == 0
    assert break_silence(now=LATER) == 1
    assert break_silence(now=LATER) == 0
    message = Message.objects.get(event__name="shipment_still_moving", channel="sms")
    assert "henüz yolda" in write(message, LATER).text


def test_no_message_names_a_day_on_which_nothing_is_brought(parcel):
    Shipment.objects.update(expected_earliest="2026-11-25", expected_latest="2026-12-01")
    break_silence(now=make.at("2026-11-29 10:00"))
    message = Message.objects.get(event__name="shipment_still_moving", channel="sms")
    assert "30 Kas Pzt - 1 Ara Sal" in write(message, make.at("2026-11-29 10:00")).text


def test_every_silence_is_broken_again(parcel):
    break_silence(now=LATER)
    assert break_silence(now=make.at("2026-12-01 17:02")) == 1


@pytest.mark.parametrize("state", ["delivered", "cancelled", "sent_back", "lost"])
def test_what_has_ended_is_not_spoken_of(parcel, state):
    Shipment.objects.update(state=state)
    assert break_silence(now=LATER) == 0


def test_what_lies_at_its_branch_is_not_called_on_its_way(parcel):
    Shipment.objects.update(arrived_at=LEFT)
    assert break_silence(now=LATER) == 0


def test_what_is_with_us_is_not_called_on_its_way():
    make.shipment()
    assert break_silence(now=LATER) == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_break_it_once():
    made = make.shipment("KPND0000000001", state="in_transit", handed_over_at=LEFT)
    barrier = threading.Barrier(4)

    def tell():
        try:
            barrier.wait()
            return tell_anew(made.pk, now=LATER)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        found = [one.result() for one in [pool.submit(tell) for _ in range(4)]]
    assert (sum(found), said()) == (1, 1)
