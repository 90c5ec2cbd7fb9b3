"""Transfers, payment at the door, and cancelling."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from shipping.models import Shipment
from shop.catalog.models import Stock
from shop.payments.cancelling import AlreadyDispatched, can_be_cancelled, cancel_order
from shop.payments.models import Payment
from shop.payments.paying import (
    NothingToPay,
    WrongAmount,
    awaited,
    confirm_transfer,
    start_payment,
    try_again,
)
from shop.payments.tasks import follow_cod_parcels
from tests import make
from tests.payments.attempts import begun, states
from tests.payments.bank import tell

pytestmark = pytest.mark.django_db


def confirm(payment, amount):
    confirm_transfer(
        payment, amount=Decimal(amount), bank_reference="FAST 1", at=timezone.now(), by="Zeynep"
    )


def test_a_transfer_is_confirmed_by_staff():
    payment = begun("transfer")
    assert awaited(payment.order) == payment
    confirm(payment, "299.80")
    confirm(payment, "299.80")
    assert states(payment) == ("paid", "confirmed")
    assert awaited(payment.order) is None


@pytest.mark.parametrize("amount", ["299.79", "299.81", "0"])
def test_too_little_or_too_much_does_not_pay(amount):
    payment = begun("transfer")
    with pytest.raises(WrongAmount):
        confirm(payment, amount)
    assert states(payment) == ("started", "placed")


def test_a_transfer_for_a_cancelled_order_is_to_be_sent_back():
    payment = begun("transfer")
    cancel_order(payment.order, at=timezone.now(), by="buyer")
    confirm(payment, "299.80")
    assert states(payment) == ("paid", "cancelled")
    assert payment.refunds.get().amount == Decimal("299.80")


def parcel_of(payment, state, cod_amount):
    now, day = timezone.now(), date(2026, 11, 26)
    service = make.Service.objects.get()
    return Shipment.objects.create(
        number=f"P{payment.pk}-{Shipment.objects.count()}",
        reference=str(payment.order.number),
        state=state,
        carrier=service.carrier,
        service=service,
        warehouse=make.warehouse(),
        receiver_name="Ayşe",
        receiver_phone="+905321234567",
        province="06",
        district="Çankaya",
        address="Atatürk Bulvarı No: 1",
        desi=1,
        weight_kg=1,
        cod_amount=cod_amount,
        leaves_by=day,
        promised_earliest=day,
        promised_latest=day,
        expected_earliest=day,
        expected_latest=day,
        created_at=now,
    )


@pytest.fixture
def at_the_door():
    """An open payment at the door; the drafts made at confirmation are put aside."""
    payment = begun("cod")
    assert states(payment) == ("started", "confirmed")
    Shipment.objects.update(cod_amount=0)
    return payment


@pytest.mark.parametrize(
    ("parcels", "expected"),
    [
        ([("delivered", 350)], "paid"),
        ([("delivered", 350), ("in_transit", 0)], "paid"),
        ([("out_for_delivery", 350), ("delivered", 0)], "started"),
        ([("delivered", 200), ("in_transit", 150)], "started"),
        ([("sent_back", 350)], "expired"),
        ([("cancelled", 350), ("delivered", 350)], "paid"),
    ],
)
def test_delivered_is_collected_and_refused_is_not(at_the_door, parcels, expected):
    for state, cod_amount in parcels:
        parcel_of(at_the_door, state, cod_amount)
    follow_cod_parcels()
    follow_cod_parcels()
    assert states(at_the_door) == (expected, "confirmed")


def test_cancelling_a_paid_order_gives_stock_and_money_back(client):
    payment = begun("card")
    tell(client, payment)
    payment.order.refresh_from_db()
    assert can_be_cancelled(payment.order)
    assert cancel_order(payment.order, at=timezone.now(), by="buyer")
    assert not cancel_order(payment.order, at=timezone.now(), by="buyer")
    assert states(payment) == ("paid", "cancelled")
    refund = payment.refunds.get()
    assert (refund.amount, refund.reference) == (payment.amount, str(payment.order.number))
    assert Stock.objects.get().reserved == 0
    assert not payment.order.shipments.exclude(state="cancelled").exists()


def test_an_order_on_the_road_is_not_cancelled(client):
    payment = begun("card")
    tell(client, payment)
    parcel_of(payment, "in_transit", 0)
    payment.order.refresh_from_db()
    assert not can_be_cancelled(payment.order)
    with pytest.raises(AlreadyDispatched):
        cancel_order(payment.order, at=timezone.now(), by="buyer")
    assert states(payment) == ("paid", "confirmed")
    assert not payment.refunds.exists()
    assert Stock.objects.get().reserved == 1


def test_an_order_is_not_kept_for_ever_by_trying_again():
    payment = begun("card")
    for _ in range(9):
        payment = try_again(payment, "card", at=timezone.now())
    with pytest.raises(NothingToPay):
        try_again(payment, "card", at=timezone.now())
    assert Payment.objects.count() == 10
    assert states(payment) == ("started", "placed")


def test_a_parcel_that_was_refused_at_the_door_and_came_back_ends_the_order():
    payment = begun("cod")
    payment.order.shipments.update(state=Shipment.State.SENT_BACK, handed_over_at=timezone.now())
    follow_cod_parcels()
    assert states(payment) == ("expired", "confirmed")
    assert can_be_cancelled(payment.order)
    assert cancel_order(payment.order, at=timezone.now(), by="Zeynep")
    assert states(payment) == ("expired", "cancelled")
    assert not payment.refunds.exists()
    assert Stock.objects.values_list("reserved", flat=True).get() == 0


def test_a_transfer_chosen_anew_keeps_its_goods_no_longer_than_the_first():
    make.service()
    order = make.order(method="transfer", placed_at=make.at("2026-11-23 10:00"))
    first = start_payment(order, "transfer", at=order.placed_at)
    again = try_again(first, "transfer", at=make.at("2026-11-26 23:00"))
    assert first.expires_at == again.expires_at == make.at("2026-11-26 23:59:59")
    by_card = try_again(again, "card", at=make.at("2026-11-26 23:10"))
    assert by_card.expires_at == make.at("2026-11-26 23:40")
