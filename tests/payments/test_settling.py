"""How attempts end: the bank's notices through the callback view, in every order they may come."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from notifications.models import Event
from shop.catalog.models import Stock
from shop.payments.cancelling import cancel_order
from shop.payments.models import BankNotice, Payment
from shop.payments.paying import start_payment, try_again
from tests import make
from tests.payments.attempts import states
from tests.payments.bank import tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def order():
    make.service()
    return make.order(quantity=2, placed_at=timezone.now())


@pytest.fixture
def payment(order):
    return start_payment(order, "card", at=timezone.now())


def events(*names):
    return list(Event.objects.filter(name__in=names).order_by("pk").values_list("name", flat=True))


def reserved():
    return Stock.objects.get().reserved


def test_the_banks_word_pays_and_confirms(client, payment):
    answer = tell(client, payment)
    assert (answer.status_code, answer.content) == (200, b"OK")
    assert answer["Content-Type"].startswith("text/plain")
    assert states(payment) == ("paid", "confirmed")
    assert events("payment_paid", "order_confirmed") == ["payment_paid", "order_confirmed"]


def test_the_same_notice_twice_is_one_payment(client, payment):
    assert [tell(client, payment).content for _ in range(2)] == [b"OK", b"OK"]
    assert events("payment_paid") == ["payment_paid"]
    assert BankNotice.objects.count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"status": "failed", "failed_reason_code": "0", "failed_reason_msg": "yok\0"},
        {"currency": "T\0L"},
    ],
)
def test_a_signed_notice_with_text_no_database_keeps_is_a_bad_request(client, payment, fields):
    about = payment
    if not fields:
        about = SimpleNamespace(reference=f"{payment.reference}\0", amount=payment.amount)
    assert tell(client, about, **fields).status_code == 400
    assert states(payment) == ("started", "placed")
    assert not BankNotice.objects.exists()
    assert events("payment_paid", "payment_mismatched") == []


def test_a_declined_card_leaves_the_order_waiting_with_its_stock(client, payment):
    tell(client, payment, status="failed", total="0", failed_reason_code="1")
    assert states(payment) == ("declined", "placed")
    assert reserved() == 2
    assert payment.can_be_tried_again


@pytest.mark.parametrize(
    ("code", "words", "sentence"),
    [
        ("0", "Yetersiz bakiye", "Banka ödemeyi kabul etmedi: Yetersiz bakiye."),
        ("0", "", "Banka ödemeyi kabul etmedi."),
        ("2", "SMS şifresi hatalı", "3D Secure kodu yanlıştı."),
    ],
)
def test_the_shopper_reads_why(client, payment, code, words, sentence):
    why = {"failed_reason_code": code, "failed_reason_msg": words}
    tell(client, payment, status="failed", total="0", **why)
    payment.refresh_from_db()
    assert payment.reason == sentence


def test_in_english_the_banks_turkish_words_are_left_out(client, payment):
    tell(
        client,
        payment,
        status="failed",
        total="0",
        failed_reason_code="0",
        failed_reason_msg="Yetersiz bakiye",
    )
    payment.refresh_from_db()
    with override("en"):
        assert payment.reason == "The bank did not accept the payment."


def test_failure_after_success_changes_nothing(client, payment):
    tell(client, payment)
    assert tell(client, payment, status="failed", total="0").content == b"OK"
    assert states(payment) == ("paid", "confirmed")
    assert events("payment_declined") == []


def test_success_after_failure_pays(client, payment):
    tell(client, payment, status="failed", total="0")
    tell(client, payment)
    assert states(payment) == ("paid", "confirmed")


def test_a_wrong_hash_is_turned_away_and_nothing_is_kept(client, payment):
    answer = tell(client, payment, key="stolen")
    assert answer.status_code == 403
    assert states(payment) == ("started", "placed")
    assert not BankNotice.objects.exists()


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"total": "54969"}, "amount"),
        ({"total": "54971"}, "amount"),
        ({"total": "0"}, "amount"),
        ({"total": "-54970"}, "amount"),
        ({"total": "٥٤٩٧٠"}, "amount"),
        ({"currency": "USD"}, "currency"),
    ],
)
def test_what_does_not_fit_pays_nothing_and_the_seller_hears_it_once(
    client, payment, fields, problem
):
    assert payment.amount == Decimal("549.70")
    assert [tell(client, payment, **fields).content for _ in range(2)] == [b"OK", b"OK"]
    assert states(payment) == ("started", "placed")
    assert BankNotice.objects.get().problem == problem
    assert events("payment_mismatched", "payment_paid") == ["payment_mismatched"]


def test_a_test_payment_never_pays_a_live_order(client, payment, monkeypatch):
    monkeypatch.setattr(payment.plugin, "accepts_test", False)
    tell(client, payment)
    assert states(payment) == ("started", "placed")
    assert BankNotice.objects.get().problem == "test"


def test_a_payment_nobody_began_is_noted(client, payment):
    stranger = SimpleNamespace(reference="777x0", amount=Decimal(1))
    assert tell(client, stranger).content == b"OK"
    notice = BankNotice.objects.get()
    assert (notice.payment, notice.problem) == (None, "reference")
    assert states(payment) == ("started", "placed")


def test_a_card_notice_cannot_settle_a_transfer(client, order):
    transfer = start_payment(order, "transfer", at=timezone.now())
    assert tell(client, transfer).content == b"OK"
    assert states(transfer) == ("started", "placed")


def test_money_for_a_cancelled_order_is_taken_and_given_back(client, payment):
    cancel_order(payment.order, at=timezone.now(), by="buyer")
    assert reserved() == 0
    tell(client, payment)
    tell(client, payment)
    assert states(payment) == ("paid", "cancelled")
    refund = payment.refunds.get()
    assert (refund.amount, refund.state) == (payment.amount, "asked")
    assert events("payment_came_too_late") == ["payment_came_too_late"]


def test_of_two_attempts_that_succeed_the_second_is_given_back(client, payment):
    tell(client, payment, status="failed", total="0")
    second = try_again(payment, "card", at=timezone.now())
    tell(client, second)
    tell(client, payment)
    assert states(second) == ("paid", "confirmed")
    assert states(payment) == ("paid", "confirmed")
    assert (second.is_surplus, payment.is_surplus) == (False, True)
    assert not second.refunds.exists()
    assert payment.refunds.get().amount == payment.amount
    assert events("payment_taken_twice") == ["payment_taken_twice"]


def test_only_a_post_of_a_sane_size_is_read(client, payment):
    path = "/payments/card/callback/"
    assert client.get(path).status_code == 405
    huge = client.post(path, "x" * 20_001, content_type="text/plain")
    assert huge.status_code == 413
    assert client.post("/payments/barter/callback/").status_code == 404
    assert client.post("/payments/cod/callback/").status_code == 403
    assert states(payment) == ("started", "placed")


@pytest.mark.django_db(transaction=True)
def test_ten_equal_notices_at_once_are_one_payment(payment):
    def one(_):
        try:
            return tell(Client(), payment).content
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(one, range(10)))
    assert answers == [b"OK"] * 10
    assert states(payment) == ("paid", "confirmed")
    assert events("payment_paid", "order_confirmed") == ["payment_paid", "order_confirmed"]
    assert BankNotice.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_attempts_that_succeed_at_once_one_pays(payment):
    second = try_again(payment, "card", at=timezone.now())

    def one(which):
        try:
            return tell(Client(), which).content
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(one, [payment, second])) == [b"OK", b"OK"]
    both = Payment.objects.filter(pk__in=[payment.pk, second.pk])
    assert sorted(both.values_list("state", "is_surplus")) == [("paid", False), ("paid", True)]
    assert sum(one.refunds.count() for one in both) == 1
