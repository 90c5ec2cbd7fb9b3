"""Requests that staff must decide, at the desk."""

from datetime import timedelta

import pytest
from django.utils import timezone

from notifications.models import Event, Message
from notifications.templatetags.words import day_short
from returns.asking import ask
from returns.following import follow
from shipping.models import Carrier
from shipping.network import forget_network
from shop.catalog.models import Stock, StockMovement
from shop.orders.undelivered import Undelivered
from shop.payments.amounts import goods_line
from shop.payments.refunding import mark_done
from tests.returns import world
from tests.returns.test_tracking_page import text_of
from tests.service.desk import act, page, said

pytestmark = pytest.mark.django_db
WORDS = "Hastanedeydim, paketi bugün açabildim."


@pytest.fixture
def request_(mina):
    """Asked forty days after delivery."""
    order = world.bought(placed_at=timezone.now() - timedelta(days=41))
    return ask(order, world.wish(order, appeal=WORDS), at=timezone.now())


def told(returned):
    of = Message.objects.filter(event__in=Event.objects.about(returned)).order_by("pk")
    return list(of.values_list("role", "channel", "event__name"))


def test_a_request_is_told_to_customer_and_seller(request_):
    assert told(request_) == [
        ("buyer", "sms", "return_asked"),
        ("buyer", "email", "return_asked"),
        ("seller", "email", "return_asked"),
    ]


def test_a_request_is_seen_at_the_desk_with_its_words(mina, request_):
    number = mina.get("/admin/").context["numbers"][4]
    assert (number["count"], number["pressing"]) == (1, "1 talep cevap bekliyor")
    shown = mina.get("/admin/returns/return/?queue=asked").content.decode()
    assert page(request_) in shown
    assert WORDS in mina.get(page(request_)).content.decode()


def test_a_request_is_granted_with_a_sentence_that_the_customer_reads(mina, client, request_):
    act(mina, request_, "approve", note="Geçmiş olsun, bu kez alıyoruz.")
    request_.refresh_from_db()
    assert (request_.state, request_.staff_note) == ("approved", "Geçmiş olsun, bu kez alıyoruz.")
    found = client.get(world.page(request_.order, f"returns/{request_.number}/")).content.decode()
    assert "Geçmiş olsun, bu kez alıyoruz." in found
    assert WORDS in found


def test_a_request_is_refused_with_a_sentence_or_not_at_all(mina, request_):
    act(mina, request_, "refuse", note="")
    request_.refresh_from_db()
    assert request_.state == "asked"
    act(mina, request_, "refuse", note="Kupa kullanılmış.")
    request_.refresh_from_db()
    assert (request_.state, request_.staff_note) == ("refused", "Kupa kullanılmış.")
    assert told(request_)[-2:] == [
        ("buyer", "sms", "return_refused"),
        ("buyer", "email", "return_refused"),
    ]


def test_goods_of_a_return_that_lapsed_are_taken_when_they_lie_on_the_table(mina):
    order = world.bought(placed_at=timezone.now() - timedelta(days=3))
    returned = ask(order, world.wish(order), at=timezone.now())
    returned.lapse(at=timezone.now())
    newer = ask(order, world.wish(order, quantity=2), at=timezone.now())
    answer = act(mina, returned, "accept", resellable=[])
    assert said(answer) == ["Bu ürünler daha yeni bir iadede; onu kabul edin."]
    newer.lapse(at=timezone.now())
    act(mina, returned, "accept", resellable=[])
    returned.refresh_from_db()
    assert returned.state == "accepted"


def test_only_what_is_accepted_is_asked_about_and_goes_on_the_shelf(mina):
    order = world.bought(placed_at=timezone.now() - timedelta(days=3))
    returned = ask(order, world.wish(order, quantity=2), at=timezone.now())
    lost = world.parcel(order, "lost", lines=order.lines.none())
    line = order.lines.get()
    Undelivered.objects.create(
        order=order,
        shipment=lost,
        why="lost",
        lines=[goods_line(line, 1)],
        amount=line.unit_price,
        way="back",
        at=timezone.now(),
    )
    shown = mina.get(page(returned)).content.decode()
    assert "Kabul edilecek: 1." in shown
    boxes = mina.get(page(returned)).context["verbs"][0]["form"].fields["resellable"].choices
    assert [label for _pk, label in boxes] == ["1 × Seramik kupa"]
    shelf = Stock.objects.get(variant=line.variant)
    before = shelf.on_hand
    act(mina, returned, "accept", resellable=[returned.lines.get().pk])
    returned.refresh_from_db()
    shelf.refresh_from_db()
    assert (returned.state, returned.refund_lines[0]["quantity"]) == ("accepted", 1)
    assert shelf.on_hand == before + 1
    assert StockMovement.objects.filter(reason="returned").get().change == 1


@pytest.fixture
def unfetched(mina):
    """Asked in time, while every carrier is switched off."""
    order = world.bought(placed_at=timezone.now() - timedelta(days=3))
    Carrier.objects.update(is_active=False)
    forget_network()
    return ask(order, world.wish(order), at=timezone.now())


def test_a_return_that_no_carrier_can_fetch_is_not_approved_before_one_can(mina, unfetched):
    assert "Hiçbir kargo firması iadeleri alamıyor" in mina.get("/admin/").content.decode()
    answer = act(mina, unfetched, "approve", note="")
    assert said(answer)[0].startswith("Hiçbir kargo firması getiremiyor.")
    unfetched.refresh_from_db()
    assert (unfetched.state, unfetched.shipment) == ("asked", None)
    Carrier.objects.filter(code="table").update(is_active=True)
    forget_network()
    assert "İadeleri Kapında Kurye getiriyor" in mina.get("/admin/").content.decode()
    act(mina, unfetched, "approve", note="")
    unfetched.refresh_from_db()
    assert (unfetched.state, unfetched.shipment.carrier.code) == ("approved", "table")


def on_the_table(days, *, received=False):
    """A return handed to the carrier, or only brought to us, so many days ago."""
    now = timezone.now()
    at = now - timedelta(days=days)
    order = world.bought(quantity=1, placed_at=at - timedelta(days=2))
    returned = ask(order, world.wish(order), at=at)
    returned.receive(at=at) if received else returned.mark_handed_over(at=at)
    return returned


def shown(response):
    return [row.pk for row in response.context["cl"].result_list]


def number_of_refunds(mina):
    numbers = mina.get("/admin/").context["numbers"]
    return [(n["count"], n["pressing"]) for n in numbers if "queue=refund_due" in n["href"]]


def test_the_laws_day_for_the_refund_presses_from_the_tenth_day_until_the_money_is_out(mina):
    on_the_table(9)
    assert number_of_refunds(mina) == []
    pressing = on_the_table(10)
    assert number_of_refunds(mina) == [(1, "1 iade: dört gün içinde ya da gecikmiş")]
    page = mina.get("/admin/returns/return/?queue=refund_due")
    assert shown(page) == [pressing.pk]
    due = timezone.localdate() + timedelta(days=4)
    assert (pressing.refund_due, day_short(due) in page.content.decode()) == (due, True)
    pressing.receive_and_accept(at=timezone.now(), by="staff")
    assert number_of_refunds(mina) != []
    mark_done(pressing.refund, at=timezone.now(), by="bank")
    follow(timezone.now())
    assert number_of_refunds(mina) == []


def test_without_a_word_of_a_carrier_the_laws_clock_runs_from_the_day_it_came(mina):
    late = on_the_table(15, received=True)
    assert late.refund_due == timezone.localdate() - timedelta(days=1)
    assert shown(mina.get("/admin/returns/return/?queue=refund_due")) == [late.pk]


def test_what_the_law_presses_for_most_stands_first_in_the_queue(mina, request_):
    soon, sooner = on_the_table(3, received=True), on_the_table(8, received=True)
    page = mina.get("/admin/returns/return/?queue=waiting")
    assert shown(page) == [sooner.pk, soon.pk, request_.pk]


def test_the_share_approved_by_the_rules_stands_above_the_list(mina):
    before = text_of(mina.get("/admin/returns/return/"))
    assert "kurallarla hemen onaylanan" not in before
    order = world.bought(placed_at=timezone.now() - timedelta(days=3))
    ask(order, world.wish(order), at=timezone.now())
    found = text_of(mina.get("/admin/returns/return/"))
    assert "<strong>%100</strong> son 90 günde istenen 1 iadeden kurallarla hemen" in found
    assert "Talepten onaya" in found
    assert "yarısı: en çok 1 dakika" in found
