"""Drafts, booking, withdrawing and asking, with the sandbox's courier at the other end."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from notifications.models import Event
from notifications.stateful import WrongState
from shipping import dispatching
from shipping.carriers.base import Party
from shipping.carriers.breaker import forget_breakers
from shipping.dispatching import book_waiting, draft, refresh, withdraw_cancelled
from shipping.models import Shipment
from shipping.promises import Promise
from shipping.tracking import hear
from tests import make
from tests.shipping.test_tracking import ROAD, scan

pytestmark = pytest.mark.django_db
NOW = make.at("2026-11-23 11:00")
AYSE = Party("Ayşe Yılmaz", "+905321234567", "06", "Çankaya", "Atatürk Bulvarı No: 1", "Kızılay")
PROMISE = Promise(date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 26))


@pytest.fixture(autouse=True)
def _closed_breakers():
    forget_breakers()
    yield
    forget_breakers()


def drafted(service=None, **fields):
    return draft(
        reference=10428,
        service=service or make.service(),
        warehouse_id=make.warehouse().pk,
        customer=AYSE,
        promise=PROMISE,
        at=NOW,
        **{"desi": Decimal("2.5"), "weight_kg": Decimal("0.8"), "link_nonce": "nonce", **fields},
    )


def waiting(**fields):
    shipment = drafted(**fields)
    shipment.ask_booking(at=NOW, by="mert")
    return shipment


def later(**time):
    return NOW + timedelta(**time)


def test_a_draft_carries_address_promise_and_a_number_of_its_own():
    shipment = drafted()
    shipment.refresh_from_db()
    assert (shipment.state, shipment.reference) == ("draft", "10428")
    assert (shipment.district, shipment.receiver_name) == ("Çankaya", "Ayşe Yılmaz")
    assert shipment.leaves_by == date(2026, 11, 23)
    assert shipment.expected_latest == shipment.promised_latest == date(2026, 11, 26)
    assert shipment.number.startswith("KPND")
    assert len(shipment.number) == 14
    assert shipment.number.isalnum()


def test_a_number_that_is_taken_is_drawn_again(monkeypatch):
    numbers = iter(["KPND1", "KPND1", "KPND2"])
    monkeypatch.setattr(dispatching, "new_number", lambda: next(numbers))
    service = make.service()
    assert [drafted(service).number, drafted(service).number] == ["KPND1", "KPND2"]


def test_booking_is_asked_once():
    shipment = drafted()
    assert shipment.ask_booking(at=NOW, by="mert") is True
    assert shipment.ask_booking(at=NOW, by="mert") is False
    assert Event.objects.get(name="shipment_dispatch_asked").by == "mert"
    assert list(Shipment.objects.waiting_for_booking(NOW)) == [shipment]


def test_a_cancelled_draft_cannot_be_dispatched():
    shipment = drafted()
    shipment.cancel(at=NOW, by="mert")
    with pytest.raises(WrongState):
        shipment.ask_booking(at=NOW, by="mert")
    assert not Shipment.objects.waiting_for_booking(NOW).exists()


def test_a_worker_books_and_a_second_one_finds_nothing_to_do(sandbox):
    shipment = waiting(return_code="")
    book_waiting("table", now=NOW)
    book_waiting("table", now=NOW)
    shipment.refresh_from_db()
    assert (shipment.state, shipment.booked_at) == ("booked", NOW)
    assert shipment.tracking_number == shipment.number
    assert shipment.next_poll_at == later(seconds=5)
    assert Event.objects.filter(name="shipment_booked").count() == 1
    assert [parcel["number"] for parcel in sandbox.parcels()] == [shipment.number]


def test_a_parcel_under_lease_is_left_alone(sandbox):
    shipment = waiting()
    dispatching.claim(Shipment.objects.waiting_for_booking(NOW), now=NOW)
    book_waiting("table", now=later(minutes=2))
    assert sandbox.parcels() == []
    book_waiting("table", now=later(minutes=3))
    shipment.refresh_from_db()
    assert shipment.state == "booked"


def test_a_carrier_that_is_away_is_tried_again_with_growing_pauses(sandbox):
    shipment = waiting()
    sandbox.fault("courier", "fail")
    now, pauses = NOW, []
    for _ in range(3):
        book_waiting("table", now=now)
        shipment.refresh_from_db()
        pauses.append(shipment.next_poll_at - now)
        now = shipment.next_poll_at
    assert pauses == [timedelta(minutes=minutes) for minutes in (1, 2, 5)]
    assert (shipment.state, shipment.tries, shipment.booking_problem) == ("draft", 3, "")
    sandbox.fault("courier", "none")
    book_waiting("table", now=now)
    shipment.refresh_from_db()
    assert (shipment.state, shipment.tries) == ("booked", 0)


def test_trying_ends_and_then_somebody_must_look_at_it(sandbox):
    shipment = waiting()
    Shipment.objects.update(tries=dispatching.LAST_TRY - 1)
    sandbox.fault("courier", "fail")
    book_waiting("table", now=NOW)
    shipment.refresh_from_db()
    assert shipment.booking_problem == "Kargo firması saatlerdir yanıt vermiyor."
    assert not Shipment.objects.waiting_for_booking(later(days=9)).exists()


def test_withdrawing_ends_as_well_and_stands_under_no_news(sandbox):
    shipment = waiting()
    book_waiting("table", now=NOW)
    Shipment.objects.get().cancel(at=NOW, by="mert")
    Shipment.objects.update(tries=dispatching.LAST_TRY - 1)
    sandbox.fault("courier", "fail")
    withdraw_cancelled("table", now=NOW)
    shipment.refresh_from_db()
    assert (shipment.wants_withdrawal, shipment.next_poll_at) == (False, None)
    assert shipment.booking_problem == "Kargo firması saatlerdir yanıt vermiyor."
    assert Shipment.objects.stuck(NOW).get() == shipment


def test_odd_signs_in_a_carriers_refusal_are_left_out():
    shipment = waiting()
    dispatching.give_up(shipment, "Adres\0 yok \ud83d" + "!" * 300)
    shipment.refresh_from_db()
    assert shipment.booking_problem == ("Adres yok " + "!" * 300)[:255]
    assert not Shipment.objects.waiting_for_booking(later(days=9)).exists()


def test_what_a_carrier_refuses_is_shown_to_the_merchant_and_not_repeated(sandbox):
    cod = waiting(service=make.service("yurtici", code="cod"), cod_amount=Decimal(100))
    Shipment.objects.filter(pk=cod.pk).update(receiver_name="A1")  # no name
    book_waiting("yurtici", now=NOW)
    cod.refresh_from_db()
    assert cod.state == "draft"
    assert cod.booking_problem
    assert not Shipment.objects.waiting_for_booking(later(days=9)).exists()
    assert cod.ask_booking(at=later(minutes=5), by="mert") is True
    assert cod.booking_problem == ""


def test_one_carrier_that_is_down_does_not_stop_the_others(sandbox):
    there = waiting(service=make.service("table"))
    gone = waiting(service=make.service("yurtici"))
    sandbox.fault("yurtici", "fail")
    book_waiting("yurtici", now=NOW)
    book_waiting("table", now=NOW)
    gone.refresh_from_db()
    there.refresh_from_db()
    assert (gone.state, there.state) == ("draft", "booked")


def test_a_parcel_cancelled_while_it_is_booked_is_withdrawn(sandbox):
    shipment = waiting()
    stale = Shipment.objects.get(pk=shipment.pk)
    shipment.cancel(at=NOW, by="mert")
    assert stale.book(at=NOW) is False
    shipment.refresh_from_db()
    assert (shipment.state, shipment.wants_withdrawal) == ("cancelled", True)
    assert [parcel["number"] for parcel in sandbox.parcels()] == [shipment.number]
    withdraw_cancelled("table", now=NOW)
    shipment.refresh_from_db()
    assert shipment.wants_withdrawal is False
    assert sandbox.parcels() == []


def test_a_draft_nobody_knows_of_is_cancelled_quietly():
    shipment = drafted()
    assert shipment.cancel(at=NOW, by="mert") is True
    assert shipment.cancel(at=NOW, by="mert") is False
    assert not Shipment.objects.waiting_for_withdrawal(NOW).exists()


def test_a_parcel_that_was_handed_over_cannot_be_cancelled():
    shipment = make.shipment("KPND0000000001")
    hear("table", [scan(*ROAD[0])], now=make.at("2026-11-25 18:00"))
    with pytest.raises(WrongState):
        shipment.cancel(at=NOW, by="mert")
    shipment.refresh_from_db()
    assert shipment.state == "booked"


def test_a_carrier_that_will_not_withdraw_says_why_to_the_merchant(sandbox):
    shipment = waiting()
    book_waiting("table", now=NOW)
    sandbox.push(shipment.number)  # picked up, and we have not heard of it
    Shipment.objects.update(handed_over_at=None)
    Shipment.objects.get().cancel(at=NOW, by="mert")
    withdraw_cancelled("table", now=NOW)
    shipment.refresh_from_db()
    assert (shipment.state, shipment.wants_withdrawal) == ("cancelled", False)
    assert shipment.booking_problem
    assert Shipment.objects.stuck(NOW).get() == shipment


def test_open_parcels_are_asked_about_when_they_are_due(sandbox):
    shipment = waiting()
    book_waiting("table", now=NOW)
    sandbox.push(shipment.number, "deliver")
    refresh("table", now=later(seconds=4))
    shipment.refresh_from_db()
    assert shipment.state == "booked"
    refresh("table", now=later(days=30))
    shipment.refresh_from_db()
    assert shipment.state == "delivered"
    assert shipment.next_poll_at == later(days=30, seconds=5)


def test_a_carrier_that_does_not_answer_is_asked_later(sandbox):
    shipment = waiting()
    book_waiting("table", now=NOW)
    sandbox.fault("courier", "fail")
    refresh("table", now=later(minutes=10))
    shipment.refresh_from_db()
    assert (shipment.tries, shipment.next_poll_at) == (1, later(minutes=11))
    assert shipment.state == "booked"


def test_a_scan_that_is_quicker_than_the_answer_loses_no_number(sandbox):
    shipment = waiting()
    stale = Shipment.objects.get(pk=shipment.pk)
    hear("table", [scan(*ROAD[1], number=shipment.number)], now=make.at("2026-11-23 22:00"))
    assert stale.book(at=NOW) is False
    shipment.refresh_from_db()
    assert (shipment.state, shipment.tracking_number) == ("in_transit", shipment.number)
