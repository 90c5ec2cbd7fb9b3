"""The sandbox is told of what is on its way, and says nothing but what the shop knows; from there
it goes on by itself."""

from datetime import timedelta
from random import Random

import pytest
from django.utils import timezone

from demo import catalogue, network, shopkeeping, year
from demo.outside import tell_sandbox
from notifications.models import Message
from shipping import tracking
from shipping.carriers import carrier_named
from shipping.models import Scan, Service, Shipment
from shipping.network import forget_network
from shop.payments.models import Payment, Refund
from shop.payments.refunding import ask_refund, send
from tests import make

pytestmark = pytest.mark.django_db
NOTHING_NEW = "The sandbox has taken in 0 parcels, 0 payments and 0 messages."
CARRIERS = ("yurtici", "hepsijet", "table")


@pytest.fixture
def demo_shop(sandbox):
    now, random = timezone.now(), Random(1453)
    network.fill()
    catalogue.fill(random, now)
    shopkeeping.fill(now)
    forget_network()
    year.fill(random, now, 112)


def hear_all():
    """Ask every carrier about every parcel on its way; how many scans were new."""
    new = 0
    for code in CARRIERS:
        moving = Shipment.objects.on_the_way().filter(carrier__code=code)
        numbers = list(moving.values_list("number", flat=True))
        scans = carrier_named(code).track(numbers) if numbers else []
        new += tracking.hear(code, scans, now=timezone.now()).new
    return new


def test_the_sandbox_knows_what_the_shop_knows_and_goes_on_from_there(demo_shop, sandbox):
    tell_sandbox()
    moving, known = Shipment.objects.on_the_way(), sandbox.parcels()
    assert moving.count() > 2
    assert {one.number for one in moving} <= {one["number"] for one in known}
    assert hear_all() == 0
    comes_after_now(known)
    assert len(sandbox.phone()) == texts_of_two_days() > 0
    assert all("Kapında" in text["text"] for text in sandbox.phone())
    assert all(mail["text"] and "<html" in mail["html"] for mail in sandbox.mailbox())
    assert tell_sandbox() == NOTHING_NEW
    delivers_one_ahead_of_its_time(moving[0], sandbox)
    gives_a_card_back()


def texts_of_two_days():
    """How many there are depends on the hour at which the year ends."""
    since = timezone.now() - timedelta(days=2)
    return Message.objects.filter(channel="sms", state="sent", sent_at__gt=since).count()


def comes_after_now(known):
    """What has happened and was not heard of yet is at most half an hour old."""
    coming = [event["at"] for one in known for event in one["coming"] or []]
    overdue = timezone.localtime() - timedelta(minutes=35)
    assert coming
    assert min(coming) > overdue.isoformat()


def delivers_one_ahead_of_its_time(parcel, sandbox):
    sandbox.push(parcel.number, "deliver")
    assert hear_all() > 0
    parcel.refresh_from_db()
    assert parcel.state == "delivered"


def gives_a_card_back():
    payment = Payment.objects.filter(method="card", state="paid").latest("pk")
    refund = ask_refund(payment, payment.amount, reason="İade", reference="x", at=timezone.now())
    send(refund.pk, now=timezone.now())
    refund.refresh_from_db()
    assert refund.state == Refund.State.DONE


def test_a_parcel_that_went_another_way_moves_with_the_tick(sandbox):
    network.fill()
    forget_network()
    service = Service.objects.get(carrier__code="yurtici", code="standart")
    parcel = make.shipment(service_row=service, state="in_transit", reference="İ7")
    at = make.at("2026-11-23 17:00")
    Scan.objects.create(shipment=parcel, kind="accepted", at=at, heard_at=at)
    tell_sandbox()
    (found,) = sandbox.parcels()
    assert found["coming"] is None
    assert [event["kind"] for event in found["events"]] == ["accepted"]
