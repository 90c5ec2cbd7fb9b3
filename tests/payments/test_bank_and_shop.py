"""Shop and bank as processes of their own, talking over HTTP, in every order that happens."""

import time

import pytest
import requests
from django.urls import reverse
from django.utils import timezone

from notifications.models import Event
from shop.payments.models import BankNotice, Payment
from shop.payments.paying import start_payment, try_again
from shop.payments.tasks import send_asked_refunds
from tests import make
from tests.payments import bank
from tests.payments.attempts import states
from tests.processes import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def payment(shop_server, sandbox):
    make.service()
    return start_payment(make.order(placed_at=timezone.now()), "card", at=timezone.now())


def go(shop_server, payment):
    """Follow the shop's link to the bank; the address of its page."""
    answer = requests.get(
        shop_server + reverse("pay", args=[payment.reference]), allow_redirects=False, timeout=10
    )
    return answer.headers["Location"]


def heard(payment):
    return bank.ledger(payment.reference)["notices"]


@pytest.mark.parametrize("habit", ["once", "before_return", "twice", "late"])
def test_paid_in_whatever_order_notice_and_browser_come(shop_server, payment, habit):
    bank.habit(callback=habit, callback_seconds=0.3)
    back = bank.walk(go(shop_server, payment))
    answer = requests.get(back, allow_redirects=False, timeout=10)
    assert answer.headers["Location"] == payment.order.link
    notices = ["200 OK"] * (2 if habit == "twice" else 1)
    wait_until(lambda: heard(payment) == notices)  # else one comes when the next test has begun
    time.sleep(0.1)
    assert states(payment) == ("paid", "confirmed")
    assert Event.objects.filter(name="payment_paid").count() == 1


@pytest.mark.parametrize("verb", ["get", "post"])
def test_the_return_alone_is_enough_because_the_bank_is_asked(shop_server, payment, verb):
    bank.habit(callback="never")
    back = bank.walk(go(shop_server, payment))
    assert states(payment) == ("started", "placed")
    cross_site = {"Origin": "https://bank.example", "Referer": "https://bank.example/"}
    answer = requests.request(verb, back, headers=cross_site, allow_redirects=False, timeout=10)
    assert answer.status_code == 302
    assert states(payment) == ("paid", "confirmed")


def test_the_notice_alone_is_enough(shop_server, payment):
    bank.walk(go(shop_server, payment))
    wait_until(lambda: heard(payment) == ["200 OK"])
    assert states(payment) == ("paid", "confirmed")


def test_coming_back_without_paying_pays_nothing(shop_server, payment):
    go(shop_server, payment)
    answer = requests.get(
        shop_server + reverse("payment_return", args=[payment.reference]),
        params={"status": "success"},
        allow_redirects=False,
        timeout=10,
    )
    assert answer.headers["Location"] == payment.order.link
    assert states(payment) == ("started", "placed")


def test_a_wrong_hash_is_not_answered_ok(shop_server, payment):
    bank.habit(callback="wrong_hash", retry_seconds=0.1)
    bank.walk(go(shop_server, payment))
    wait_until(lambda: len(heard(payment)) >= 3)
    assert set(heard(payment)) == {"403 hash"}
    assert states(payment) == ("started", "placed")
    assert not BankNotice.objects.exists()


@pytest.mark.parametrize(
    ("habit", "problem"), [("wrong_amount", "amount"), ("wrong_currency", "currency")]
)
def test_a_notice_that_does_not_fit_is_heard_but_pays_nothing(shop_server, payment, habit, problem):
    bank.habit(callback=habit)
    bank.walk(go(shop_server, payment))
    wait_until(lambda: heard(payment) == ["200 OK"])
    assert states(payment) == ("started", "placed")
    assert BankNotice.objects.get().problem == problem


@pytest.mark.parametrize(
    ("card", "code"), [(bank.DECLINED, ""), (bank.POOR, ""), (bank.GOOD, "999999")]
)
def test_a_refused_card_declines_the_attempt(shop_server, payment, card, code):
    bank.habit(callback="before_return")
    bank.walk(go(shop_server, payment), card=card, code=code)
    assert states(payment) == ("declined", "placed")
    assert payment.reason


@pytest.mark.parametrize("mode", ["fail", "nonsense"])
def test_a_bank_that_is_down_keeps_the_order_and_offers_more(shop_server, sandbox, payment, mode):
    sandbox.fault("bank", mode)
    page = requests.get(shop_server + reverse("pay", args=[payment.reference]), timeout=10)
    assert page.status_code == 503
    assert 'value="card"' in page.text
    assert 'value="transfer"' in page.text
    assert states(payment) == ("started", "placed")
    sandbox.fault("bank", "none")
    assert "/odeme/guvenli/" in go(shop_server, payment)


def test_the_banks_ledger_and_ours_say_the_same(shop_server, payment):
    bank.habit(callback="before_return")
    first_page = go(shop_server, payment)
    other = try_again(payment, "card", at=timezone.now())
    for page in (first_page, go(shop_server, other)):  # two tabs, paid in both
        bank.walk(page)
    wait_until(lambda: heard(payment) == heard(other) == ["200 OK"])
    send_asked_refunds()
    for attempt in Payment.objects.all():
        row = bank.ledger(attempt.reference)
        done = attempt.refunds.filter(state="done")
        assert row["state"] == "paid"
        assert row["amount"] == attempt.amount * 100
        assert [one["amount"] for one in row["refunds"]] == [one.amount * 100 for one in done]
    assert sum(len(bank.ledger(p.reference)["refunds"]) for p in Payment.objects.all()) == 1
