"""What sending back may cost, and when nothing may be asked for it."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from returns.asking import ask, priced
from returns.eligibility import window_of
from returns.fees import ReturnFee, fee_for, fees_of
from returns.models import Code, Return
from shop.payments.models import Refund
from tests import make

from .test_asking import confirm, delivered, post, walk
from .test_tracking_page import text_of
from .world import page, services, wish

pytestmark = pytest.mark.django_db
FEE = Decimal("29.90")


def rule(reason="changed_mind", amount=FEE, tier=None):
    return ReturnFee.objects.create(reason=reason, amount=amount, tier=tier)


@pytest.fixture
def gold():
    services()
    return make.tier(from_orders=0, extra_return_days=15)


def late(**fields):
    """Ayşe's two mugs, at her door for twenty days: within what gold adds to the law's fourteen."""
    return delivered(days_ago=20, customer=make.customer(), **fields)


def asked(order, reason="changed_mind", at=None, **more):
    at = at or timezone.now()
    window = window_of(order, at, list(order.shipments))
    return ask(order, priced(order, wish(order, reason=reason, **more), window, at), at=at)


def test_without_a_rule_nothing_is_taken(gold):
    returned = asked(late())
    assert (returned.fee, returned.refund_amount) == (0, Decimal("249.90"))


def test_after_the_free_days_it_is_taken_off_the_refund_to_the_kurus(gold):
    rule()
    returned = asked(late())
    assert (returned.fee, returned.refund_amount) == (FEE, Decimal("220.00"))
    returned.receive_and_accept(at=timezone.now(), by="staff")
    assert Refund.objects.get().amount == Decimal("220.00")
    assert returned.refund_lines[-1] == {"what": "fee", "quantity": 1, "amount": "-29.90"}


@pytest.mark.parametrize("days", [0, 14])
@pytest.mark.parametrize("setting", [5, 14])
def test_in_the_laws_days_it_cannot_be_taken(gold, settings, days, setting):
    settings.RETURN_DAYS = setting
    rule()
    order = delivered(days_ago=days, customer=make.customer())
    assert asked(order).fee == 0


def test_nor_in_the_days_the_shop_gives_everybody(gold, settings):
    settings.RETURN_DAYS = 30
    rule()
    assert asked(late()).fee == 0


def test_nor_in_the_days_added_because_we_were_late(gold):
    rule()
    order = delivered(days_ago=20, customer=make.customer())
    day = timezone.localdate() - timedelta(days=22)
    order.shipments.update(promised_earliest=day, promised_latest=day)
    assert asked(order).fee == 0


@pytest.mark.parametrize("reason", ["not_as_shown", "damaged", "wrong_item", "too_late"])
def test_what_is_our_fault_is_free_and_no_rule_can_say_otherwise(gold, reason):
    rule()
    order = late()
    assert asked(order, reason).fee == 0
    with pytest.raises(IntegrityError), transaction.atomic():
        rule(reason)


def test_one_line_of_our_fault_makes_the_parcel_free():
    fees = {"changed_mind": FEE, "does_not_fit": Decimal(40)}
    assert fee_for(["changed_mind", "does_not_fit"], fees) == Decimal(40)
    assert fee_for(["changed_mind", "damaged"], fees) == 0
    assert fee_for(["changed_mind"], {}) == 0


def test_a_tiers_rule_stands_before_the_one_for_everybody(gold):
    ayse, now = make.customer(), timezone.now()
    rule()
    rule("does_not_fit")
    assert fees_of(ayse, now) == {"changed_mind": FEE, "does_not_fit": FEE}
    rule(amount=Decimal(10), tier=gold)
    rule("does_not_fit", amount=0, tier=gold)
    assert fees_of(ayse, now) == {"changed_mind": Decimal(10)}
    assert fees_of(None, now) == {"changed_mind": FEE, "does_not_fit": FEE}
    with pytest.raises(IntegrityError), transaction.atomic():
        rule()


def test_it_is_never_more_than_what_is_refunded(gold):
    rule(amount=Decimal(1000))
    returned = asked(late())
    assert returned.refund_amount == 0
    returned.receive_and_accept(at=timezone.now(), by="staff")
    assert not Refund.objects.exists()


def test_a_receiver_is_never_charged(gold):
    rule()
    order = late(receiver_name="Zeynep Kaya", receiver_phone="+905329876543")
    assert asked(order, asked_by="receiver").fee == 0


def test_it_is_shown_before_it_is_confirmed(client, gold):
    rule()
    order = late()
    assert "29,90" in text_of(client.get(page(order)))
    assert "29,90" in text_of(client.get(page(order, "returns/new/")))
    walk(client, order)
    for path in ("check/", "code/"):
        found = text_of(client.get(page(order, f"returns/new/{path}")))
        assert "iade ücreti iade tutarınızdan düşülür" in found
        assert "-29,90" in found
        assert "220,00" in found
    confirm(client, order)
    made = Return.objects.get()
    assert made.fee == FEE
    assert "220,00" in text_of(client.get(page(order, f"returns/{made.number}/")))


def test_free_is_said_where_it_is(client):
    rule()
    order = delivered()
    assert "İade kargosu ücretsiz" in text_of(client.get(page(order)))
    walk(client, order)
    assert "29,90" not in text_of(client.get(page(order, "returns/new/check/")))


@pytest.mark.parametrize(("now", "taken"), [("99.90", "29.90"), ("10.00", "10.00")])
def test_what_was_shown_is_the_most_that_is_taken(client, gold, now, taken):
    made = rule()
    order = late()
    walk(client, order)
    made.amount = Decimal(now)
    made.save()
    confirm(client, order)
    assert Return.objects.get().fee == Decimal(taken)


def test_a_fee_that_was_not_shown_is_not_taken(client, gold):
    order = late()
    walk(client, order)
    rule()
    assert Code.objects.get().wish["fee"] == "0"
    confirm(client, order)
    assert Return.objects.get().fee == 0


def test_a_request_after_the_last_day_says_what_it_will_cost(client):
    rule()
    order = delivered(days_ago=60)
    assert "29,90" in text_of(client.get(page(order, "returns/new/")))
    line = order.lines.get().pk
    post(client, order, "", **{f"quantity_{line}": 1}, appeal="Hastanedeydim")
    post(client, order, "reasons/", **{f"reason_{line}": "changed_mind"})
    assert "220,00" in text_of(client.get(page(order, "returns/new/check/")))


def test_a_wish_cannot_be_made_cheaper_than_the_rule_by_a_wrong_sum(gold):
    rule()
    order, now = late(), timezone.now()
    assert ask(order, replace(wish(order), fee="1000"), at=now).fee == FEE
