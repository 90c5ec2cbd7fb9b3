"""The card plug-in against the bank over HTTP; no shop is running, so the bank tells nobody."""

from decimal import Decimal

import pytest

from notifications.http import Patience
from shop.payments.methods.base import PAID, Refused, Shopper, TryLater
from shop.payments.methods.card import Card
from shop.payments.models import Refund
from shop.payments.paying import start_payment
from tests import make
from tests.make import MONDAY_MORNING
from tests.payments import bank

pytestmark = pytest.mark.django_db
BACK = "http://127.0.0.1/back"
SHOPPER = Shopper("203.0.113.7", "tr", BACK, BACK)


@pytest.fixture
def payment(sandbox):
    bank.habit(callback="never")
    return start_payment(make.order(), "card", at=MONDAY_MORNING)


def refund_of(payment, amount, tries=1):
    return Refund(payment=payment, amount=Decimal(amount), tries=tries)


def test_an_attempt_opens_one_page_however_often_it_is_announced(payment):
    first, second = (Card().start(payment, SHOPPER) for _ in range(2))
    assert first == second
    assert bank.ledger(payment.reference)["amount"] == 29980


def test_nothing_is_known_before_the_shopper_paid(payment):
    Card().start(payment, SHOPPER)
    assert Card().ask(payment) is None


def test_what_was_paid_can_be_asked_for(payment):
    assert bank.walk(Card().start(payment, SHOPPER).redirect_url) == BACK
    outcome = Card().ask(payment)
    assert (outcome.state, outcome.amount, outcome.currency) == (PAID, Decimal("299.80"), "TRY")
    assert outcome.is_test


@pytest.mark.parametrize(
    ("card", "code", "reason"),
    [(bank.DECLINED, "", "0"), (bank.POOR, "", "0"), (bank.GOOD, "000000", "2")],
)
def test_a_refused_card_pays_nothing(payment, card, code, reason):
    bank.walk(Card().start(payment, SHOPPER).redirect_url, card=card, code=code)
    assert Card().ask(payment) is None
    assert bank.ledger(payment.reference)["reason"][0] == reason


def test_a_wrong_key_is_refused(payment, settings):
    settings.CARD_MERCHANT_KEY = "another"
    with pytest.raises(Refused):
        Card().start(payment, SHOPPER)


@pytest.mark.parametrize("mode", ["fail", "nonsense"])
def test_a_bank_in_trouble_means_try_later(payment, sandbox, mode):
    sandbox.fault("bank", mode)
    with pytest.raises(TryLater):
        Card().start(payment, SHOPPER)


def test_a_bank_that_hangs_is_given_up_on(payment, sandbox, monkeypatch):
    monkeypatch.setattr("shop.payments.methods.card.WAIT", Patience(0.2, 0.2, 0.4))
    sandbox.fault("bank", "hang", 1)
    with pytest.raises(TryLater):
        Card().start(payment, SHOPPER)


def test_a_bank_that_is_gone_means_try_later(payment, settings):
    settings.CARD_BANK_URL = "http://127.0.0.1:9/bank"
    with pytest.raises(TryLater):
        Card().ask(payment)


def test_parts_are_given_back_but_never_more_than_was_paid(payment):
    bank.walk(Card().start(payment, SHOPPER).redirect_url)
    assert Card().refund(refund_of(payment, "100.00")).is_done
    assert Card().refund(refund_of(payment, "99.80")).is_done
    with pytest.raises(Refused, match="009"):
        Card().refund(refund_of(payment, "100.01"))
    assert [one["amount"] for one in bank.ledger(payment.reference)["refunds"]] == [10000, 9980]


def test_a_refund_whose_answer_was_lost_is_looked_up_and_not_repeated(payment):
    bank.walk(Card().start(payment, SHOPPER).redirect_url)
    refund = refund_of(payment, "100.00")
    bank.habit(answers="lost")
    with pytest.raises(TryLater):
        Card().refund(refund)
    bank.habit(answers="kept")
    refund.tries = 2
    assert Card().refund(refund).is_done
    assert len(bank.ledger(payment.reference)["refunds"]) == 1
