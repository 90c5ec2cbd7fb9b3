"""What an order says about payment and delivery: pure functions, no database."""

from datetime import date
from types import SimpleNamespace as Thing

import pytest

from shipping.promises import Promise
from shop.orders.models import Order
from shop.orders.reading import (
    delivery_status,
    payment_status,
    road_ahead,
)
from shop.payments.models import Payment
from tests import make


def attempt(state, method="card", *, is_surplus=False):
    return Payment(state=state, method=method, is_surplus=is_surplus)


@pytest.mark.parametrize(
    ("attempts", "status"),
    [
        ([], "unpaid"),
        ([attempt("started")], "waiting"),
        ([attempt("started", "transfer")], "transfer"),
        ([attempt("started", "cod")], "at_the_door"),
        ([attempt("declined")], "unpaid"),
        ([attempt("declined"), attempt("started")], "waiting"),
        ([attempt("expired"), attempt("paid")], "paid"),
        ([attempt("paid"), attempt("refunded", is_surplus=True)], "paid"),
        ([attempt("partly_refunded")], "partly_refunded"),
        ([attempt("refunded")], "refunded"),
    ],
)
def test_payment_in_one_word(attempts, status):
    assert payment_status(Order(), attempts) == status


@pytest.mark.parametrize(
    ("state", "parcels", "status"),
    [
        ("placed", [], "waiting"),
        ("confirmed", [], "preparing"),
        ("confirmed", ["draft", "booked"], "preparing"),
        ("confirmed", ["booked", "booked"], "ready"),
        ("confirmed", ["in_transit", "booked"], "on_its_way"),
        ("confirmed", ["in_transit", "out_for_delivery"], "out_for_delivery"),
        ("confirmed", ["delivered", "booked"], "partly_delivered"),
        ("confirmed", ["delivered", "failed"], "failed"),
        ("confirmed", ["delivered", "cancelled"], "delivered"),
        ("approved", ["delivered"], "delivered"),
        ("confirmed", ["sent_back"], "sent_back"),
        ("cancelled", ["cancelled"], "cancelled"),
    ],
)
def test_delivery_in_one_word(state, parcels, status):
    things = [Thing(state=one, arrived_at=None) for one in parcels]
    assert delivery_status(Order(state=state), things) == status


@pytest.mark.parametrize(
    ("state", "status"),
    [("in_transit", "at_branch"), ("failed", "at_branch"), ("delivered", "delivered")],
)
def test_what_lies_at_its_branch_is_on_its_way_no_more(state, status):
    parcel = Thing(state=state, arrived_at=make.at("2026-11-23 10:00"))
    assert delivery_status(Order(state="confirmed"), [parcel]) == status


def test_the_road_ahead_has_the_dates_of_the_promise():
    promise = Promise(date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 26))
    road = road_ahead(promise, date(2026, 11, 22))
    assert [station.at for station in road] == [
        date(2026, 11, 22),
        date(2026, 11, 23),
        None,
        date(2026, 11, 24),
        date(2026, 11, 26),
    ]
    assert not any(station.is_done for station in road)
