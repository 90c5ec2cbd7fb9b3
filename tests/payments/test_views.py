"""The pages around a payment that did not go through."""

import pytest
from django.urls import reverse
from django.utils import timezone

from shop.payments.models import Payment
from shop.payments.paying import MOST_ATTEMPTS, NothingToPay, begin, try_again
from tests.payments.attempts import begun, states
from tests.payments.bank import habit, tell, walk
from tests.payments.test_card_protocol import SHOPPER

pytestmark = pytest.mark.django_db


def test_a_declined_card_can_be_tried_again(client):
    payment = begun("card")
    tell(client, payment, status="failed", total="0", failed_reason_code="1")
    page = client.get(reverse("pay", args=[payment.reference]))
    assert page.status_code == 200
    assert f"{payment.order.number} numaralı siparişinizi" in page.content.decode()
    answer = client.post(reverse("payment_attempt", args=[payment.reference]), {"method": "card"})
    second = Payment.objects.latest("pk")
    assert answer.url == reverse("pay", args=[second.reference])
    assert (second.order, second.amount, second.state) == (payment.order, payment.amount, "started")


def test_card_can_be_changed_to_transfer(client):
    payment = begun("card")
    client.post(reverse("payment_attempt", args=[payment.reference]), {"method": "transfer"})
    second = Payment.objects.latest("pk")
    assert states(payment) == ("expired", "placed")
    assert (second.method, second.order.payment_method) == ("transfer", "transfer")
    assert client.get(reverse("pay", args=[second.reference])).url == second.order.link


def test_an_order_for_today_cannot_turn_to_a_transfer(client):
    payment = begun("card")
    payment.order.quote = {"tier": "same_day"}
    payment.order.save()
    tell(client, payment, status="failed", total="0", failed_reason_code="1")
    page = client.get(reverse("pay", args=[payment.reference])).content.decode()
    assert 'value="card"' in page
    assert 'value="transfer"' not in page
    attempts = reverse("payment_attempt", args=[payment.reference])
    assert client.post(attempts, {"method": "transfer"}).status_code == 422
    assert Payment.objects.count() == 1
    assert states(payment) == ("declined", "placed")


@pytest.mark.parametrize("method", ["cod", "barter", ""])
def test_no_other_method_can_be_smuggled_in(client, method):
    payment = begun("card")
    answer = client.post(reverse("payment_attempt", args=[payment.reference]), {"method": method})
    assert answer.status_code == 422
    assert Payment.objects.count() == 1
    assert states(payment) == ("started", "placed")


def test_a_paid_order_is_not_paid_again(client):
    payment = begun("card")
    tell(client, payment)
    with pytest.raises(NothingToPay):
        try_again(payment, "card", at=timezone.now())
    answer = client.post(reverse("payment_attempt", args=[payment.reference]), {"method": "card"})
    assert answer.url == payment.order.link
    assert Payment.objects.count() == 1


def test_a_wrong_reference_is_a_plain_404(client):
    for name in ("pay", "payment_return"):
        assert client.get(reverse(name, args=["10001x0"])).status_code == 404


def test_an_order_is_tried_ten_times_and_no_more(client):
    payment = begun("card")
    attempts = reverse("payment_attempt", args=[payment.reference])
    for _attempt in range(MOST_ATTEMPTS):
        client.post(attempts, {"method": "card"})
    assert Payment.objects.count() == MOST_ATTEMPTS
    assert client.post(attempts, {"method": "card"}).url == payment.order.link
    assert Payment.objects.count() == MOST_ATTEMPTS


def test_who_comes_home_again_and_again_makes_the_bank_be_asked_twenty_times(
    client, sandbox, monkeypatch
):
    monkeypatch.setattr("shop.customers.limits.time", lambda: 0)  # all in one window
    habit(callback="never")
    payment, other = begun("card"), begun("card")
    home = reverse("payment_return", args=[payment.reference])
    for _visit in range(20):
        client.get(home)
    for one in (payment, other):
        walk(begin(one, SHOPPER, at=timezone.now()))
    assert client.get(home).url == payment.order.link
    client.get(reverse("payment_return", args=[other.reference]))
    assert (states(payment), states(other)) == (("started", "placed"), ("paid", "confirmed"))
