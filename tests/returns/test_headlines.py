"""The answer in large letters, for every state of order, payment and parcel."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils.translation import override

from returns.headlines import headline, window_words
from returns.roads import road
from returns.tracking import story
from shop.payments.models import Payment
from tests import make

from .world import MONDAY, parcel, scan

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()
AN_HOUR = timedelta(hours=1)


def said(order, *, payments=(), on=TODAY, language="en"):
    with override(language):
        parcels = list(order.shipments.select_related("carrier", "service"))
        found = headline(order, list(payments), parcels, on)
        return plain(f"{found.text} | {found.detail}"), found.tone


def plain(text):
    """Dates stay on one line by unbreakable spaces; here they are spaces like others."""
    return text.replace("\u00a0", " ")


def confirmed(**fields):
    return make.order(state="confirmed", **fields)


@pytest.mark.parametrize(
    ("earliest", "latest", "english", "turkish"),
    [
        ("2026-11-23", "2026-11-23", "At your door today", "Bugün kapında"),
        ("2026-11-24", "2026-11-24", "At your door tomorrow", "Yarın kapında"),
        ("2026-11-26", "2026-11-26", "At your door on Thursday", "Perşembe kapında"),
        ("2026-12-02", "2026-12-02", "At your door on Wed 2 Dec", "2 Ara Çar kapında"),
        (
            "2026-11-24",
            "2026-11-26",
            "At your door between Tue 24 Nov and Thu 26 Nov",
            "24 Kas Sal – 26 Kas Per arasında kapında",
        ),
        ("2026-11-20", "2026-11-22", "Late", "Gecikti"),
    ],
)
def test_the_window_in_words(earliest, latest, english, turkish):
    days = date.fromisoformat(earliest), date.fromisoformat(latest)
    with override("en"):
        assert plain(window_words(*days, TODAY)[0]) == english
    with override("tr"):
        assert plain(window_words(*days, TODAY)[0]) == turkish


def attempt(order, state, method="card"):
    return Payment(order=order, state=state, method=method, amount=order.total)


@pytest.mark.parametrize(
    ("method", "state", "starts", "tone"),
    [
        ("card", "started", "We are waiting for your payment", "waiting"),
        ("transfer", "started", "We are waiting for your transfer", "waiting"),
        ("card", "declined", "Payment did not go through", "trouble"),
        ("card", "expired", "Payment did not go through", "trouble"),
    ],
)
def test_an_unpaid_order_says_how_to_pay(method, state, starts, tone):
    order = make.order(method=method)
    text, found = said(order, payments=[attempt(order, state, method)])
    assert text.startswith(starts)
    assert found == tone


@pytest.mark.parametrize(
    ("state", "detail"),
    [
        ("paid", "What you paid is being given back."),
        ("refunded", "What you paid has been given back."),
        ("expired", "Nothing was charged."),
    ],
)
def test_a_cancelled_order_says_where_the_money_is(state, detail):
    order = make.order(state="cancelled")
    text, _tone = said(order, payments=[attempt(order, state)])
    assert text == f"Order cancelled | {detail}"


@pytest.mark.parametrize(
    ("because", "starts"),
    [
        ("lost", "The carrier lost your parcel | The order is cancelled. What you paid"),
        ("not_sent", "We cannot send your order | The order is cancelled. What you paid"),
        ("refused", "Your parcel came back to us | The order is cancelled. What you paid"),
        ("not_brought", "Your parcel came back to us | The order is cancelled. What you paid"),
        ("unpaid", "Order cancelled | It was not paid in time. What you paid"),
        ("buyer", "Order cancelled | What you paid"),
        ("seller", "Order cancelled | What you paid"),
    ],
)
def test_a_cancelled_order_says_why(because, starts):
    order = make.order(state="cancelled", cancelled_because=because)
    text, _tone = said(order, payments=[attempt(order, "paid")])
    assert text.startswith(starts)


def test_a_confirmed_order_without_a_parcel_says_its_promise():
    text, _tone = said(confirmed())
    assert text == "At your door between Tue 24 Nov and Thu 26 Nov | "


@pytest.mark.parametrize("state", ["draft", "booked", "in_transit"])
def test_a_parcel_on_its_way_says_its_window(state):
    order = confirmed()
    parcel(order, state)
    assert said(order) == ("At your door between Tue 24 Nov and Thu 26 Nov | ", "calm")


@pytest.mark.parametrize(
    ("state", "turkish", "english"),
    [
        ("in_transit", "24 Kas Sal – 26 Kas Per arasında alıcının kapısında", "At the receiver's"),
        ("out_for_delivery", "Bugün alıcının kapısında", "At the receiver's door today"),
        ("delivered", "Alıcının kapısında: 24 Kasım Salı 14.32", "At the receiver's door: Tues"),
    ],
)
def test_a_gift_is_at_its_receivers_door_for_the_buyer_alone(state, turkish, english):
    order = confirmed(receiver_name="Zeynep Kaya", receiver_phone="+905329876543")
    parcel(order, state)
    own, theirs = (story(order, MONDAY, to_receiver=one) for one in (True, False))
    for language, words in (("tr", turkish), ("en", english)):
        with override(language):
            assert plain(theirs.headline.text).startswith(words)
            assert "receiver" not in own.headline.text
            assert "lıcının" not in own.headline.text


def test_out_for_delivery_is_today():
    order = confirmed()
    parcel(order, "out_for_delivery")
    text, tone = said(order, on=date(2026, 11, 25))
    assert (text, tone) == ("At your door today | The courier has it.", "calm")


def test_a_delivered_parcel_says_when_and_to_whom_without_the_whole_name():
    order = confirmed()
    parcel(order, received_by="Ayşe Yılmaz")
    assert said(order) == (
        "At your door: Tuesday 24 November 14:32 | Received by A*** Y***.",
        "kept",
    )
    assert said(order, language="tr") == (
        "Kapında: 24 Kasım Salı 14.32 | Teslim alan: A*** Y***.",
        "kept",
    )


def test_a_late_delivery_says_by_how_much():
    order = confirmed()
    parcel(order, delivered_at=MONDAY + timedelta(days=5))
    text, tone = said(order)
    assert text.endswith("2 days after the day we promised. We are sorry.")
    assert tone == "late"


def slipped(order):
    parcel(order, "in_transit", expected_earliest="2026-11-27", expected_latest="2026-11-27")


@pytest.mark.parametrize("on", [TODAY, date(2026, 11, 26)])
def test_until_the_promised_day_is_over_it_is_only_said_to_be_late_probably(on):
    order = confirmed()
    slipped(order)
    text, tone = said(order, on=on)
    assert text.startswith("At your door ")
    assert text.endswith(
        "| Friday 27 November. We promised Thursday 26 November. It will probably be later than"
        " that, and we are sorry."
    )
    assert tone == "risk"


def test_once_the_promised_day_is_over_late_is_said_plainly_with_the_new_day():
    order = confirmed()
    slipped(order)
    assert said(order, on=date(2026, 11, 27)) == (
        "At your door today | Friday 27 November. We promised Thursday 26 November."
        " It is late, and we are sorry.",
        "late",
    )


def test_of_two_parcels_the_one_that_will_be_late_sets_the_tone():
    order = confirmed()
    parcel(order, "in_transit")
    slipped(order)
    text, tone = said(order)
    assert text.startswith("At your door between Tue 24 Nov and Fri 27 Nov | It comes in 2 parcels")
    assert text.endswith("It will probably be later than that, and we are sorry.")
    assert tone == "risk"


SUNDAY, TUESDAY = date(2026, 11, 29), date(2026, 12, 1)


@pytest.mark.parametrize("state", ["in_transit", None])
def test_a_window_begins_on_the_next_day_on_which_anything_is_brought(state):
    order = make.order(state="confirmed", placed_at=MONDAY + timedelta(days=4))
    if state:
        parcel(order, state, days=4)
    order.promised_latest = TUESDAY
    text, _tone = said(order, on=SUNDAY)
    assert text == "At your door between Mon 30 Nov and Tue 1 Dec | "


def test_a_window_ends_on_the_last_day_on_which_anything_is_brought():
    order = make.order(state="confirmed", placed_at=MONDAY + timedelta(days=3))
    parcel(order, "in_transit")
    text, _tone = said(order, on=date(2026, 11, 26))
    assert text.startswith("At your door tomorrow | Friday 27 November")


def test_a_window_of_days_off_alone_moves_to_the_next_day_of_work():
    order = confirmed()
    parcel(order, "in_transit", expected_earliest="2026-11-28", expected_latest="2026-11-29")
    assert said(order, on=SUNDAY)[0].startswith("At your door tomorrow | Monday 30 November")


def test_past_the_last_day_nothing_is_made_up():
    order = confirmed()
    parcel(order, "in_transit")
    text, tone = said(order, on=date(2026, 11, 28))
    assert text.startswith("Late | The new day is not known yet")
    assert tone == "late"


@pytest.mark.parametrize(
    ("state", "text"),
    [("failed", "It could not be delivered"), ("sent_back", "The parcel is on its way back to us")],
)
def test_trouble_is_said_first(state, text):
    order = confirmed()
    parcel(order, state)
    found, tone = said(order)
    assert found.startswith(text)
    assert tone == "trouble"


def test_of_a_parcel_coming_back_the_page_says_what_becomes_of_its_money():
    paid = confirmed()
    parcel(paid, "sent_back")
    assert "what was paid for it is refunded" in said(paid)[0]
    at_the_door = confirmed()
    parcel(at_the_door, "sent_back", cod_amount=Decimal("299.80"))
    assert "nothing was paid for it" in said(at_the_door)[0]
    assert "refunded" not in said(at_the_door)[0]


def test_a_courier_who_was_at_the_door_had_it_out_for_delivery():
    stations = road(parcel(confirmed(), "failed"))
    assert [one["name"] for one in stations if one["is_current"]] == ["Dağıtımda"]


def test_a_parcel_for_the_branch_waits_there():
    order = confirmed()
    made = parcel(order, "in_transit")
    made.service.tier = "branch"
    made.service.save()
    scan(made, "in_transit", MONDAY)
    scan(made, "at_branch", MONDAY + AN_HOUR)
    assert said(order)[0].startswith("It waits for you at the branch")


def test_the_branch_at_which_it_waits_is_named_where_the_carrier_said_it():
    order = confirmed()
    made = for_the_branch(order, "in_transit")
    scan(made, "at_branch", MONDAY)
    assert "Kapında Kurye, Ankara. Bring your identity card" in said(order)[0]
    made.scans.update(place="")
    assert "to the Kapında Kurye branch" in said(order)[0]


def test_a_gift_at_the_branch_waits_for_its_receiver():
    order = confirmed(receiver_name="Zeynep Kaya", receiver_phone="+905329876543")
    scan(for_the_branch(order, "in_transit"), "at_branch", MONDAY)
    with override("en"):
        told = story(order, MONDAY).headline
    assert told.text == "It waits for its receiver at the branch"
    assert told.detail.startswith("Kapında Kurye Ankara. It is given out for")


def test_the_last_parcels_that_wait_at_the_branch_are_told_so():
    order = confirmed()
    for_the_branch(order, "delivered")
    scan(for_the_branch(order, "in_transit"), "at_branch", MONDAY)
    assert said(order)[0].startswith("It waits for you at the branch | 1 of 2 parcels have arrived")


def for_the_branch(order, state, **fields):
    made = parcel(order, state, **fields)
    made.service.tier = "branch"
    made.service.save()
    return made


def test_on_its_way_to_the_branch_the_window_is_of_lying_ready_there():
    order = confirmed()
    for_the_branch(order, "in_transit")
    assert said(order)[0].startswith("Ready at the branch between Tue 24 Nov and Thu 26 Nov")


def test_fetched_days_after_it_lay_ready_in_time_our_word_was_kept():
    order = confirmed()
    later, ready = MONDAY + timedelta(days=5), MONDAY + timedelta(days=2)
    for_the_branch(order, "delivered", delivered_at=later, arrived_at=ready)
    assert said(order) == ("Picked up at the branch: Saturday 28 November 10:00 | ", "kept")


def test_what_lay_ready_late_says_by_how_much():
    order = confirmed()
    made = for_the_branch(order, "delivered", delivered_at=MONDAY + timedelta(days=6))
    made.arrived_at = MONDAY + timedelta(days=4)
    made.save()
    text, tone = said(order)
    assert text.endswith("It was ready 1 day after the day we promised. We are sorry.")
    assert tone == "late"


def test_two_parcels_are_summed_up():
    order = confirmed()
    parcel(order, "delivered")
    parcel(order, "in_transit")
    assert said(order) == (
        "At your door between Tue 24 Nov and Thu 26 Nov | 1 of 2 parcels have arrived.",
        "calm",
    )


def test_when_all_parcels_are_there_one_line_says_so():
    order = confirmed()
    parcel(order, "delivered", delivered_at=MONDAY)
    parcel(order, "delivered")
    assert said(order) == (
        "At your door: Tuesday 24 November 14:32 | All 2 parcels have arrived.",
        "kept",
    )
