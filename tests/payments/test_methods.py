from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured

from shop.payments.methods import method_named
from shop.payments.methods.base import Forged
from shop.payments.methods.card import Card
from shop.payments.methods.cod import CashOnDelivery
from shop.payments.methods.transfer import Transfer
from tests.make import at

TODAY, LATER = SimpleNamespace(tier="same_day"), SimpleNamespace(tier="next_day", parts=[1])
TAKES_COD = [SimpleNamespace(takes_cod=True)]


@pytest.mark.parametrize(
    ("total", "is_offered"),
    [("4950.10", True), ("4950.11", False), ("5000.00", False), ("0.01", True)],
)
def test_the_limit_at_the_door_counts_its_own_fee(total, is_offered):
    cod = CashOnDelivery()
    with_fee = Decimal(total) + cod.fee(Decimal(total))
    assert (cod.offer(with_fee, TAKES_COD) is None) == is_offered


def test_payment_at_the_door_needs_a_carrier_that_collects():
    reason = CashOnDelivery().offer(Decimal(100), [SimpleNamespace(takes_cod=False)])
    assert reason


def test_who_fetches_it_from_a_branch_pays_there():
    cod = CashOnDelivery()
    assert cod.note_for(SimpleNamespace(tier="branch", parts=[1])).startswith("Ödemeyi şubede")
    assert cod.note_for(LATER).startswith("Ödemeyi kapıda")


def test_who_gets_several_parcels_reads_that_each_is_paid_for():
    note = CashOnDelivery().note_for(SimpleNamespace(tier="standard", parts=[1, 2]))
    assert note.startswith("Ödemeyi kapıda")
    assert note.endswith(
        "Siparişiniz 2 pakette gelir, her pakette içindekilerin tutarını ödersiniz."
    )


def test_payment_at_the_door_is_not_for_presents():
    assert CashOnDelivery().offer(Decimal(100), TAKES_COD, gift_wrap=True)


def test_a_transfer_is_too_slow_for_the_same_day():
    assert Transfer().offer(Decimal(100), [LATER]) is None
    assert Transfer().offer(Decimal(100), [LATER, TODAY])


def test_a_transfer_has_until_the_end_of_its_last_day():
    assert Transfer().expires_at(at("2026-11-23 10:00")) == at("2026-11-26 23:59:59")


def test_a_card_keeps_the_stock_for_half_an_hour():
    assert Card().expires_at(at("2026-11-23 10:00")) == at("2026-11-23 10:30")


@pytest.mark.parametrize(
    ("plugin", "name"),
    [(Card, "CARD_MERCHANT_KEY"), (Transfer, "TRANSFER_IBAN"), (CashOnDelivery, "COD_LIMIT")],
)
def test_a_missing_option_is_named(settings, plugin, name):
    setattr(settings, name, "")
    with pytest.raises(ImproperlyConfigured, match=name):
        plugin()


def test_a_method_that_is_not_switched_on_does_not_exist(settings):
    settings.PAYMENT_METHODS = ["card"]
    with pytest.raises(ImproperlyConfigured, match="barter"):
        method_named("barter")


@pytest.mark.parametrize("body", [b"", b"hash=", b"\xff\xfe", b"merchant_oid=1&merchant_oid=2"])
def test_nonsense_is_not_the_banks_word(body):
    with pytest.raises(Forged):
        Card().read_callback(body, {})
