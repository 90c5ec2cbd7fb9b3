from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from notifications.http import Http
from shop.catalog.models import Stock
from shop.payments.methods.base import TryLater
from shop.payments.models import Payment
from shop.payments.paying import begin, next_question, start_payment, try_again
from shop.payments.tasks import expire_unpaid_orders, settle_open_payments
from tests import make
from tests.make import MONDAY_MORNING, at
from tests.payments.attempts import states
from tests.payments.bank import habit, ledger, tell, walk
from tests.payments.test_card_protocol import SHOPPER

pytestmark = pytest.mark.django_db
HALF_AN_HOUR_AGO = timedelta(minutes=31)


@pytest.fixture
def late():
    """A card payment begun 31 minutes ago; nobody was sent to the bank yet."""
    make.service()
    started = timezone.now() - HALF_AN_HOUR_AGO
    return start_payment(make.order(quantity=3, placed_at=started), "card", at=started)


def test_an_unpaid_order_ends_and_its_stock_comes_back(late):
    assert Stock.objects.get().reserved == 3
    expire_unpaid_orders()
    expire_unpaid_orders()
    assert states(late) == ("expired", "cancelled")
    assert late.order.cancelled_because == "unpaid"
    stock = Stock.objects.get()
    assert (stock.on_hand, stock.reserved) == (10, 0)


def test_an_order_has_one_open_attempt_and_the_database_sees_to_it(late):
    with pytest.raises(IntegrityError, match="order_one_open_attempt"), transaction.atomic():
        start_payment(late.order, "card", at=timezone.now())
    assert Payment.objects.get() == late


def test_an_order_whose_time_is_not_up_waits():
    make.service()
    payment = start_payment(make.order(), "card", at=timezone.now())
    expire_unpaid_orders()
    assert states(payment) == ("started", "placed")


def test_a_newer_attempt_keeps_the_order(late):
    second = try_again(late, "card", at=timezone.now())
    expire_unpaid_orders()
    assert states(late) == ("expired", "placed")
    assert states(second) == ("started", "placed")
    assert Stock.objects.get().reserved == 3


def test_a_declined_order_ends_when_its_time_is_up(client, late):
    tell(client, late, status="failed", total="0")
    expire_unpaid_orders()
    assert states(late) == ("declined", "cancelled")
    assert Stock.objects.get().reserved == 0


def test_a_declined_attempt_is_not_asked_about_for_as_long_as_a_later_one_is_open(
    client, late, sandbox
):
    begin(late, SHOPPER, at=timezone.now())
    tell(client, late, status="failed", total="0")
    second = try_again(late, "transfer", at=timezone.now())
    assert not Payment.objects.due(timezone.now()).exists()
    expire_unpaid_orders()
    assert (states(late), states(second)) == (("declined", "placed"), ("started", "placed"))
    Payment.objects.filter(pk=second.pk).update(expires_at=timezone.now())
    expire_unpaid_orders()
    assert (states(late), states(second)) == (("declined", "cancelled"), ("expired", "cancelled"))


def test_a_lost_notice_is_asked_for_before_the_order_ends(late, sandbox):
    habit(callback="never")
    walk(begin(late, SHOPPER, at=timezone.now()))
    expire_unpaid_orders()
    assert states(late) == ("paid", "confirmed")


def test_a_silent_bank_is_given_an_hour_more(late, sandbox):
    begin(late, SHOPPER, at=timezone.now())
    sandbox.fault("bank", "fail")
    expire_unpaid_orders()
    assert states(late) == ("started", "placed")
    Payment.objects.update(expires_at=timezone.now() - timedelta(minutes=61))
    expire_unpaid_orders()
    assert states(late) == ("expired", "cancelled")


def test_open_payments_are_asked_about_in_time(late, sandbox):
    habit(callback="never")
    walk(begin(late, SHOPPER, at=timezone.now()))
    settle_open_payments()
    assert states(late) == ("started", "placed")
    Payment.objects.update(next_ask_at=timezone.now())
    settle_open_payments()
    assert states(late) == ("paid", "confirmed")
    assert late.next_ask_at is None


def test_money_that_came_after_the_end_is_found_and_given_back(late, sandbox):
    habit(callback="never")
    begin(late, SHOPPER, at=timezone.now())
    expire_unpaid_orders()
    walk(late.page_url)
    Payment.objects.update(next_ask_at=timezone.now())
    settle_open_payments()
    assert states(late) == ("paid", "cancelled")
    assert late.refunds.get().amount == late.amount
    assert ledger(late.reference)["state"] == "paid"


def test_an_attempt_that_never_reached_the_bank_is_not_asked_about(late, monkeypatch):
    monkeypatch.setattr(late.plugin, "http", Http("http://127.0.0.1:9/bank"))
    with pytest.raises(TryLater):
        begin(late, SHOPPER, at=timezone.now())
    expire_unpaid_orders()
    assert states(late) == ("expired", "cancelled")


@pytest.mark.parametrize(
    ("passed", "expected"),
    [
        (timedelta(0), "2026-11-23 10:02"),
        (timedelta(minutes=59), "2026-11-23 11:01"),
        (timedelta(minutes=60), "2026-11-23 11:30"),
        (timedelta(hours=71), "2026-11-26 09:30"),
        (timedelta(hours=72), None),
    ],
)
def test_the_bank_is_asked_ever_more_seldom(passed, expected):
    asked = next_question(MONDAY_MORNING, MONDAY_MORNING + passed)
    assert asked == (at(expected) if expected else None)
