"""Parcels that are fetched at a branch: when they have arrived, and what their receiver is told."""

from datetime import date

import pytest

from notifications.models import Message
from notifications.writing import write
from shipping.models import Service, Shipment
from shipping.network import forget_network
from shipping.watching import watch
from tests import make

from .test_tracking import NOW, ROAD, events, expected, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def parcel():
    return make.shipment("KPND0000000001")


@pytest.fixture
def for_the_branch():
    branch = make.service(code="branch", tier="branch")
    return make.shipment("KPND0000000001", service_row=branch)


def arrived_at(parcel):
    parcel.refresh_from_db()
    return parcel.arrived_at


def test_at_its_branch_it_has_arrived_and_when_it_is_fetched_changes_nothing(for_the_branch):
    told(ROAD[0], ("at_branch", "2026-11-24 07:00"))
    assert arrived_at(for_the_branch) == make.at("2026-11-24 07:00")
    assert not for_the_branch.is_awaited
    told(("at_branch", "2026-11-24 09:00"), ("delivered", "2026-11-25 17:00"))
    assert arrived_at(for_the_branch) == make.at("2026-11-24 07:00")
    assert for_the_branch.delivered_at == make.at("2026-11-25 17:00")


def ready_messages(parcel):
    return Message.objects.filter(event__name="shipment_ready", event__subject_id=parcel.pk)


def test_that_it_lies_ready_at_its_branch_is_told_once(for_the_branch):
    Shipment.objects.update(buyer_phone="+905321234567", buyer_email="ayse@example.com")
    Service.objects.filter(pk=for_the_branch.service_id).update(branch_days=3)
    told(ROAD[0], ("at_branch", "2026-11-24 07:00"))
    told(("at_branch", "2026-11-24 09:00"), ("at_branch", "2026-11-24 06:50"))
    sms, mail = ready_messages(for_the_branch).order_by("-channel")
    assert (sms.channel, mail.channel) == ("sms", "email")
    for_the_branch.refresh_from_db()
    assert for_the_branch.kept_until == date(2026, 11, 27)
    text = write(sms, NOW).text
    assert "hazır: Kapında Kurye şubesi, son gün 27 Kas Cum." in text
    assert for_the_branch.reference in text
    assert for_the_branch.number in text


@pytest.mark.parametrize(
    ("days", "last_day"),
    [
        (2, date(2026, 11, 26)),
        (3, date(2026, 11, 27)),
        (4, date(2026, 11, 27)),  # Saturday and Sunday the counter is closed
        (5, date(2026, 11, 27)),
        (6, date(2026, 11, 30)),
    ],
)
def test_the_last_day_at_the_branch_is_one_on_which_it_is_open(for_the_branch, days, last_day):
    Service.objects.update(branch_days=days, delivery_days="12345")
    forget_network()
    told(ROAD[0], ("at_branch", "2026-11-24 07:00"))
    for_the_branch = Shipment.objects.get(pk=for_the_branch.pk)
    assert for_the_branch.kept_until == last_day


def test_how_long_it_is_kept_is_not_told_where_it_is_not_known(for_the_branch):
    Shipment.objects.update(buyer_phone="+905321234567")
    told(ROAD[0], ("at_branch", "2026-11-24 07:00"))
    assert "son gün" not in write(ready_messages(for_the_branch).get(channel="sms"), NOW).text


def test_what_was_fetched_before_the_branch_scanned_it_is_not_called_ready(for_the_branch):
    told(ROAD[0], ROAD[3])
    told(("at_branch", "2026-11-24 07:00"))
    assert "shipment_ready" not in events(for_the_branch)


def test_a_parcel_to_the_door_is_not_called_ready_at_a_branch(parcel):
    told(ROAD[0], ("at_branch", "2026-11-24 07:00"))
    assert "shipment_ready" not in events(parcel)


def test_a_branch_that_never_scanned_it_is_believed_with_its_delivery(for_the_branch):
    told(ROAD[0], ROAD[3])
    assert arrived_at(for_the_branch) == make.at("2026-11-25 14:00")


def test_a_branch_on_the_way_home_is_not_the_receivers(for_the_branch):
    told(ROAD[0], ("returning", "2026-11-24 10:00"), ("at_branch", "2026-11-25 07:00"))
    assert arrived_at(for_the_branch) is None


def test_a_parcel_to_the_door_has_not_arrived_at_the_branch(parcel):
    told(ROAD[0], ("at_branch", "2026-11-24 07:00"))
    assert arrived_at(parcel) is None
    assert parcel.is_awaited


def test_waiting_at_the_branch_for_its_receiver_is_not_late(for_the_branch):
    parcel = for_the_branch
    told(ROAD[0], ("at_branch", "2026-11-25 10:00"))
    now = make.at("2026-11-30 06:00")
    watch(now=now, today=now.date())
    assert expected(parcel) == (date(2026, 11, 24), date(2026, 11, 26), "")
