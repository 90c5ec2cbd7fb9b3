"""Days on which something around the shop does not work: pages answer in time, nothing is lost, and
nobody is told, charged or sent anything twice."""

import os
import signal
import socket
import time
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import requests
from celery import current_app
from django.conf import settings
from django.db.models import F
from django.utils import timezone
from redis import Redis

from notifications.models import Message
from shipping.models import Shipment
from shop.orders.models import Order

from .life import (
    MAIL,
    PHONE,
    dispatch_all,
    fill_cart,
    fill_checkout,
    order,
    pay_at_the_bank,
)
from .person import Person
from .processes import environment_for_tests, pause, resume, start, wait_until, worker_command

pytestmark = pytest.mark.slow
PROMPT = 1.5  # seconds: each answer, whatever ails the carriers
OUTSIDE = ("yurtici", "hepsijet", "courier", "netgsm", "smtp")


def an_hour_passes():
    """What was put off is due."""
    hour = timedelta(hours=1)
    Message.objects.filter(state__in=Message.OPEN).update(next_try_at=F("next_try_at") - hour)
    Shipment.objects.update(next_poll_at=F("next_poll_at") - hour)


def told(sandbox):
    """(SMS to Ayşe, mails to Ayşe), oldest first; each must be told once."""
    texts = [text["text"] for text in sandbox.phone(PHONE)]
    subjects = [mail["subject"].strip() for mail in sandbox.mailbox(MAIL)]
    assert len(set(texts)) == len(texts)
    assert len(set(subjects)) == len(subjects)
    return texts, subjects


@pytest.mark.parametrize("mode", ["hang", "fail", "nonsense"])
def test_no_answer_on_the_way_to_an_order_waits_for_a_carrier(mode, shelf, sandbox):
    """The page with the options, each change of it, the order: fees and dates come from stored
    tariffs. Whoever asked a carrier that hangs would wait for twenty seconds."""
    for part in OUTSIDE:
        sandbox.fault(part, mode, seconds=20)
    ayse = Person()
    fill_cart(ayse)
    ayse.waits.clear()
    neighbourhood = fill_checkout(ayse, "yurtici:standard", "cod")
    assert sorted(ayse.values("option")) == [
        f"{code}:standard" for code in ("hepsijet", "table", "yurtici")
    ]
    assert "64,90 TL" in ayse.text
    ayse.send("option", neighbourhood=neighbourhood, agreed=True)
    assert Order.objects.get().state == "confirmed"
    assert len(ayse.waits) == 5  # the page, two changes, the order, its page
    assert max(ayse.waits) < PROMPT


@pytest.mark.parametrize("mode", ["hang", "fail", "nonsense"])
def test_with_everybody_outside_down_the_order_completes(mode, shelf, merchant, sandbox, worker):
    """Carriers, SMS and mail at once: options come from stored tariffs, the order is placed and
    dispatched, and all that waits is done once when they are back."""
    for part in OUTSIDE:
        sandbox.fault(part, mode, seconds=1)
    ayse = Person()
    fill_cart(ayse)
    order(ayse, "yurtici:standard", "cod")
    assert ayse.status == 200
    assert Order.objects.get().state == "confirmed"
    dispatch_all(merchant)
    worker.finish()
    assert Shipment.objects.get().state == "draft"
    for part in OUTSIDE:
        sandbox.fault(part, "none")
    for _ in range(2):
        an_hour_passes()
        worker.tick()
    assert Shipment.objects.get().state == "booked"
    assert [parcel["number"] for parcel in sandbox.parcels()] == [Shipment.objects.get().number]
    texts, subjects = told(sandbox)
    assert (len(texts), len(subjects)) == (1, 1)


def test_redis_flushed_at_every_step_loses_nothing(shelf, merchant, sandbox, worker):
    redis, ayse = Redis.from_url(settings.REDIS_URL), Person()
    fill_cart(ayse, quantity=2)
    redis.flushdb()
    assert "499,80 TL" in ayse.open("/cart/").text
    order(ayse, "table:standard", "card")
    redis.flushdb()
    pay_at_the_bank(ayse)
    assert Order.objects.get().state == "confirmed"
    redis.flushdb()
    dispatch_all(merchant)
    redis.flushdb()
    worker.tick()
    parcel = Shipment.objects.get()
    assert parcel.state == "booked"
    sandbox.push(parcel.number, "deliver")
    redis.flushdb()
    worker.tick()
    assert "Kapında: " in ayse.open(ayse.address).text
    texts, subjects = told(sandbox)
    assert "teslim edildi" in texts[-1]
    assert "teslim edildi" in subjects[-1]
    assert not Message.objects.due(timezone.now()).exists()


@pytest.fixture
def victim(worker, worker_process):
    """A second worker, to be killed; the other one stands still meanwhile."""
    pause(worker_process)
    for _ in range(2):  # what the standing one has asked for already it still gets
        current_app.send_task("shop.service.tasks.note_worker_alive")
    process = start("victim", worker_command(), env=environment_for_tests())
    yield process
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def test_a_worker_killed_while_it_books_and_sends_loses_and_repeats_nothing(
    shelf, merchant, sandbox, worker, worker_process, victim
):
    for part in ("yurtici", "netgsm"):
        sandbox.fault(part, "hang", seconds=20)
    ayse = Person()
    fill_cart(ayse)
    order(ayse, "yurtici:standard", "cod")
    dispatch_all(merchant)
    booking = Shipment.objects.filter(next_poll_at__gt=timezone.now() + timedelta(minutes=1))
    wait_until(lambda: sandbox.phone(PHONE) and booking.exists(), victim)
    os.killpg(victim.pid, signal.SIGKILL)
    Redis.from_url(settings.REDIS_URL).delete("unacked", "unacked_index")  # what it had in hand
    for part in ("yurtici", "netgsm"):
        sandbox.fault(part, "none")
    an_hour_passes()
    resume(worker_process)
    worker.tick()
    an_hour_passes()
    worker.tick()
    texts, subjects = told(sandbox)
    assert (len(texts), len(subjects)) == (1, 1)
    assert Shipment.objects.get().state == "booked"
    assert len(sandbox.parcels()) == 1
    assert not Message.objects.filter(state__in=Message.OPEN).exists()


def test_what_is_somebody_elses_is_not_there(shelf, sandbox):
    """A wrong link, a foreign payment, return or address: the same plain 404, and nothing more."""
    ayse = Person()
    fill_cart(ayse)
    order(ayse, "table:standard", "transfer")
    mehmet, token = Person(), ayse.address.rstrip("/").rpartition("/")[2]
    for address in (
        f"/t/{token[:-1]}/",
        f"/t/{token}x/returns/new/",
        f"/t/{token}/returns/1/",
        "/payments/1x00000000000000000000/",
        "/products/no-such-thing/",
    ):
        assert mehmet.open(address).status == 404
        assert "Ayşe" not in mehmet.text


def test_a_member_cannot_use_the_desk(shelf, sandbox):
    """Not even with the address of a verb in hand."""
    ayse = Person()
    fill_cart(ayse)
    order(ayse, "table:standard", "cod")
    made = Order.objects.get()
    form = {"csrfmiddlewaretoken": ayse.session.cookies["csrftoken"]}
    address = f"{settings.SITE_URL}/admin/shop/order/{made.number}/verbs/cancel/"
    answer = ayse.session.post(address, form, timeout=5)
    assert "/admin/login/" in answer.url
    made.refresh_from_db()
    assert made.state == "confirmed"


@pytest.mark.skipif(not hasattr(socket, "TCP_DEFER_ACCEPT"), reason="Linux holds them back")
def test_connections_that_say_nothing_keep_nobody_waiting(shop_server):
    """Browsers open some ahead, more than there are workers."""
    address = urlsplit(shop_server)
    silent = [socket.create_connection((address.hostname, address.port)) for _number in range(6)]
    try:
        time.sleep(0.2)  # a worker that takes them up has done so by now
        assert requests.get(f"{shop_server}/cart/", timeout=PROMPT).status_code == 200
    finally:
        for one in silent:
            one.close()
