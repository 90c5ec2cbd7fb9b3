""" "Order received": by each way to pay, from the checkout to the phone and the mailbox, within a
minute and once. An order by card is received when its bank says that it is paid."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from notifications.sending import send_waiting
from shop.loyalty.credits import give_voucher
from shop.orders.models import Order
from shop.orders.telling import AT_THE_BANK
from shop.payments.models import Payment
from shop.payments.paying import FIRST_QUESTION
from shop.payments.tasks import settle_open_payments
from shop.schedule import SCHEDULE
from tests import make
from tests.checkout.filling import AYSE, filled, with_choice
from tests.payments import bank

pytestmark = pytest.mark.django_db
PHONE = "+905321234567"
MINUTE = timedelta(seconds=59)


@pytest.fixture
def shopper(sandbox):
    """Ayşe with a mug in the cart; what is sent truly goes out."""
    make.service(price="0.00")
    client = Client()
    client.cookies["province"] = "06"
    client.post("/cart/lines/", {"sku": make.product().variants.get().sku, "quantity": 1})
    return client


def place(shopper, **choice):
    assert shopper.post("/checkout/", with_choice(shopper, filled(shopper), **choice)).url
    return Order.objects.get()


def sent(sandbox, *, after):
    """[(text of the SMS)], [subjects of the mails] to Ayşe by the time this has passed."""
    send_waiting(lambda: timezone.now() + after)
    mails = sandbox.mailbox(AYSE["email"])
    return [one["text"] for one in sandbox.phone(PHONE)], [one["subject"] for one in mails]


@pytest.mark.parametrize("payment", ["transfer", "cod"])
def test_by_transfer_and_at_the_door_it_is_told_at_once(shopper, sandbox, payment):
    order = place(shopper, payment=payment)
    texts, subjects = sent(sandbox, after=MINUTE)
    assert len(texts) == 1
    assert texts[0].startswith(f"Kapında: {order.number} no'lu siparişinizi aldık.")
    assert subjects == [f"{order.number} no'lu siparişinizi aldık"]
    assert sent(sandbox, after=timedelta(hours=1)) == (texts, subjects)


def test_what_a_voucher_pays_whole_is_received_at_once(shopper, sandbox):
    worth = give_voucher(Decimal(900), timezone.localdate() + timedelta(days=30), at=timezone.now())
    shopper.post("/cart/voucher/", {"voucher": worth.spelt, "credit": "code"})
    order = place(shopper)
    assert (order.state, order.total) == ("confirmed", 0)
    texts, subjects = sent(sandbox, after=MINUTE)
    assert (len(texts), len(subjects)) == (1, 1)
    assert f"{order.number} no'lu siparişinizi" in texts[0]
    assert sent(sandbox, after=timedelta(hours=1)) == (texts, subjects)


def test_by_card_it_is_told_within_a_minute_of_the_banks_word_with_the_payment(shopper, sandbox):
    order = place(shopper, payment="card")
    assert sent(sandbox, after=MINUTE) == ([], [])
    bank.tell(Client(), Payment.objects.get())
    texts, subjects = sent(sandbox, after=MINUTE)
    assert len(texts) == 1
    assert f"{order.number} no'lu siparişinizi ve ödemesini aldık" in texts[0]
    assert len(subjects) == 1
    assert sent(sandbox, after=timedelta(hours=1)) == (texts, subjects)


def test_where_the_banks_word_is_lost_and_no_browser_comes_back_the_bank_is_asked(shopper, sandbox):
    """The answer is heard before AT_THE_BANK is over: nobody who has paid is told to pay."""
    order = place(shopper, payment="card")
    bank.habit(callback="never")
    payment = Payment.objects.get()
    bank.walk(shopper.get(reverse("pay", args=[payment.reference])).url)
    payment.refresh_from_db()
    assert payment.next_ask_at - payment.started_at < FIRST_QUESTION + timedelta(minutes=1)
    sweep = timedelta(seconds=SCHEDULE["settle_open_payments"]["schedule"])
    assert FIRST_QUESTION + sweep < AT_THE_BANK
    Payment.objects.update(next_ask_at=timezone.now())
    settle_open_payments()
    texts, _subjects = sent(sandbox, after=MINUTE)
    assert len(texts) == 1
    assert f"{order.number} no'lu siparişinizi ve ödemesini aldık" in texts[0]


def test_who_has_not_paid_hears_after_five_minutes_that_the_order_waits(shopper, sandbox):
    place(shopper, payment="card")
    assert sent(sandbox, after=AT_THE_BANK - MINUTE) == ([], [])
    texts, _subjects = sent(sandbox, after=AT_THE_BANK + MINUTE)
    assert len(texts) == 1
    assert "ödemenizi bekliyoruz" in texts[0]


def test_who_heard_of_the_banks_refusal_is_not_told_afterwards_that_the_order_waits(
    shopper, sandbox
):
    order = place(shopper, payment="card")
    bank.tell(Client(), Payment.objects.get(), status="failed")
    texts, subjects = sent(sandbox, after=AT_THE_BANK + MINUTE)
    assert texts == []
    assert subjects == [f"{order.number} no'lu siparişinizin ödemesi tamamlanmadı"]
