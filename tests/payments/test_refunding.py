from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.utils import timezone

from notifications.models import Event
from notifications.stateful import WrongState
from shop.payments.models import Payment, Refund
from shop.payments.paying import begin, confirm_transfer, start_payment
from shop.payments.refunding import (
    InvalidIban,
    NotByHand,
    TooMuch,
    ask_again,
    ask_refund,
    give_account,
    mark_sent_by_hand,
    send,
)
from shop.payments.tasks import send_asked_refunds
from tests import make
from tests.payments.bank import habit, ledger, tell, walk
from tests.payments.test_card_protocol import SHOPPER

pytestmark = pytest.mark.django_db
IBAN = "TR33 0006 1005 1978 6457 8413 26"


@pytest.fixture
def paid(client, sandbox):
    """299.80 TRY, taken by the sandbox's bank."""
    make.service()
    habit(callback="never")
    payment = start_payment(make.order(), "card", at=timezone.now())
    walk(begin(payment, SHOPPER, at=timezone.now()))
    tell(client, payment)
    payment.refresh_from_db()
    return payment


@pytest.fixture
def transferred():
    make.service()
    payment = start_payment(make.order(method="transfer"), "transfer", at=timezone.now())
    confirm_transfer(
        payment, amount=payment.amount, bank_reference="FAST 1", at=timezone.now(), by="Zeynep"
    )
    payment.refresh_from_db()
    return payment


def ask(payment, amount, reference="İ1", **account):
    return ask_refund(
        payment,
        Decimal(amount),
        reason="return",
        reference=reference,
        at=timezone.now() - timedelta(seconds=1),
        **account,
    )


def given_back(payment):
    return [one["amount"] for one in ledger(payment.reference)["refunds"]]


def state_of(thing):
    thing.refresh_from_db()
    return thing.state


def test_a_refund_nobody_can_send_holds_up_no_other(paid):
    odd = start_payment(make.order(), "card", at=timezone.now())
    Payment.objects.filter(pk=odd.pk).update(state="paid")
    first, second = ask(odd, "10.00"), ask(paid, "20.00")
    Refund.objects.filter(pk=first.pk).update(next_try_at=second.next_try_at - timedelta(hours=1))
    Payment.objects.filter(pk=odd.pk).update(method="given_up")  # taken out of PAYMENT_METHODS
    with pytest.raises(ImproperlyConfigured, match="given_up"):
        send_asked_refunds()
    assert (state_of(first), state_of(second)) == ("asked", "done")
    assert given_back(paid) == [20_00]


def test_two_parts_then_no_more_than_was_paid(paid):
    ask(paid, "100.00", "İ1")
    send_asked_refunds()
    assert state_of(paid) == "partly_refunded"
    ask(paid, "100.00", "İ2")
    with pytest.raises(TooMuch):
        ask(paid, "99.81", "İ3")
    ask(paid, "99.80", "İ3")
    send_asked_refunds()
    assert state_of(paid) == "refunded"
    assert given_back(paid) == [10000, 10000, 9980]
    names = Event.objects.filter(name__startswith="refund_").values_list("name", flat=True)
    assert sorted(names) == ["refund_asked"] * 3 + ["refund_done"] * 3


def test_asking_twice_for_one_return_is_asking_once(paid):
    assert ask(paid, "100.00") == ask(paid, "100.00")
    with pytest.raises(TooMuch):
        ask(paid, "50.00")
    send_asked_refunds()
    send_asked_refunds()
    assert given_back(paid) == [10000]


@pytest.mark.parametrize("amount", ["0", "-1.00", "299.81"])
def test_an_impossible_amount_is_refused(paid, amount):
    with pytest.raises(TooMuch):
        ask(paid, amount)
    assert not Refund.objects.exists()


def test_nothing_is_given_back_of_what_was_not_paid():
    payment = start_payment(make.order(), "card", at=timezone.now())
    with pytest.raises(TooMuch):
        ask(payment, "1.00")


def test_an_answer_that_was_lost_is_asked_for_and_the_money_goes_once(paid):
    refund = ask(paid, "100.00")
    habit(answers="lost")
    send(refund.pk, now=timezone.now())
    assert state_of(refund) == "asked"
    habit(answers="kept")
    send(refund.pk, now=timezone.now())
    assert state_of(refund) == "asked"  # its pause is not over
    send(refund.pk, now=timezone.now() + timedelta(minutes=3))
    assert state_of(refund) == "done"
    assert given_back(paid) == [10000]
    assert state_of(paid) == "partly_refunded"


def test_a_bank_that_is_away_is_tried_again(paid, sandbox):
    refund = ask(paid, "100.00")
    sandbox.fault("bank", "fail")
    send(refund.pk, now=timezone.now())
    assert (state_of(refund), refund.tries) == ("asked", 1)
    sandbox.fault("bank", "none")
    send(refund.pk, now=timezone.now() + timedelta(minutes=3))
    assert (state_of(refund), refund.tries) == ("done", 2)


def test_a_refund_waits_until_the_bank_has_our_money(paid):
    refund = ask(paid, "100.00")
    habit(balance="empty")
    send(refund.pk, now=timezone.now())
    assert state_of(refund) == "asked"
    assert refund.problem.startswith("010")
    habit(balance="enough")
    send(refund.pk, now=timezone.now() + timedelta(minutes=3))
    assert state_of(refund) == "done"
    assert (refund.problem, given_back(paid)) == ("", [10000])


def test_a_refused_refund_waits_for_somebody_and_can_be_asked_again(paid, monkeypatch):
    refund = ask(paid, "100.00")
    monkeypatch.setattr(paid.plugin, "salt", "wrong")
    send(refund.pk, now=timezone.now())
    assert state_of(refund) == "failed"
    assert refund.problem.startswith("004")
    monkeypatch.undo()
    ask_again(refund, at=timezone.now(), by="Zeynep")
    send(refund.pk, now=timezone.now())
    assert state_of(refund) == "done"
    assert given_back(paid) == [10000]


def test_a_transfer_goes_back_by_hand_to_the_buyers_account(transferred):
    refund = ask(transferred, "299.80", iban=IBAN, holder="Ayşe Yılmaz")
    send_asked_refunds()
    assert state_of(refund) == "asked"
    assert refund.iban == "TR330006100519786457841326"
    assert mark_sent_by_hand(refund, at=timezone.now(), by="Zeynep")
    assert not mark_sent_by_hand(refund, at=timezone.now(), by="Zeynep")
    assert state_of(refund) == "done"
    assert state_of(transferred) == "refunded"


@pytest.mark.parametrize(
    "iban", ["TR330006100519786457841327", "TR33", "DE00", "", "'; --", "TR33000610051978645784132"]
)
def test_money_is_not_sent_to_an_impossible_account(transferred, iban):
    refund = ask(transferred, "10.00")
    with pytest.raises(InvalidIban):
        give_account(refund, iban, "Ayşe", at=timezone.now(), by="staff:zeynep@example.com")
    with pytest.raises(InvalidIban):
        mark_sent_by_hand(refund, at=timezone.now(), by="Zeynep")
    assert state_of(refund) == "asked"


def test_who_noted_the_account_stands_in_the_story_of_the_refund(transferred):
    refund, by = ask(transferred, "10.00"), "staff:zeynep@example.com"
    give_account(refund, IBAN, "Ayşe Yılmaz", at=timezone.now(), by=by)
    other = "TR32 0010 0099 9990 1234 5678 90"
    give_account(refund, other, "Zeynep Kaya", at=timezone.now(), by=by)
    noted = Event.objects.about(refund).filter(name="refund_account_noted")
    assert list(noted.values_list("by", "detail")) == [
        (by, {"was": "", "is": "1326"}),
        (by, {"was": "1326", "is": "7890"}),
    ]


def test_the_account_of_money_that_was_sent_stays(transferred):
    refund, stale = ask(transferred, "10.00", iban=IBAN), Refund.objects.get()
    mark_sent_by_hand(refund, at=timezone.now(), by="Zeynep")
    with pytest.raises(WrongState):
        give_account(
            stale, "TR32 0010 0099 9990 1234 5678 90", "Zeynep", at=timezone.now(), by="Zeynep"
        )
    refund.refresh_from_db()
    assert refund.account_end == "1326"


def test_a_card_is_never_given_back_by_hand(paid):
    refund = ask(paid, "10.00")
    with pytest.raises(NotByHand):
        mark_sent_by_hand(refund, at=timezone.now(), by="Zeynep")
    assert state_of(refund) == "asked"


@pytest.mark.django_db(transaction=True)
def test_ten_wishes_at_once_never_pass_what_was_paid(paid):
    def one(number):
        try:
            ask(paid, "100.00", f"İ{number}")
        except TooMuch:
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(one, range(10))) == 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_one_refund_once(paid):
    refund = ask(paid, "100.00")

    def one(_):
        try:
            send(refund.pk, now=timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(one, range(4)))
    assert given_back(paid) == [10000]
    assert state_of(refund) == "done"
