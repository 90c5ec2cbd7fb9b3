"""Warehouses, carriers and services on the merchant's desk."""

from decimal import Decimal

import pytest
from django.db.models import ProtectedError
from django.utils import timezone

from shipping.models import Carrier, Service, Warehouse
from shop.orders.models import Order
from shop.payments.paying import confirm_transfer, start_payment
from tests import make
from tests.service.desk import page

pytestmark = pytest.mark.django_db


def delete(client, row):
    return client.post(page(row, "delete"), {"post": "yes"}).status_code


def test_what_an_order_needs_is_switched_off_and_not_deleted(mina):
    order = make.order(method="transfer")
    assert delete(mina, order.service) == 403
    assert delete(mina, order.service.carrier) == 403
    assert delete(mina, Warehouse.objects.get()) == 403
    assert (Service.objects.count(), Carrier.objects.count(), Warehouse.objects.count()) == (1,) * 3
    shown = mina.get(page(order.service)).content.decode()
    assert "silmek yerine kapatın" in shown
    assert "/delete/" not in shown


def test_what_nobody_ever_needed_is_deleted(mina):
    service = make.service("yurtici", "mistyped")
    assert delete(mina, service) == 302
    assert not Service.objects.exists()


def test_a_carrier_does_not_take_its_services_along():
    service = make.service()
    with pytest.raises(ProtectedError):
        service.carrier.delete()
    assert Service.objects.get() == service


def test_a_transfer_is_confirmed_though_its_service_was_switched_off_and_renamed():
    order = make.order(method="transfer")
    payment = start_payment(order, "transfer", at=timezone.now())
    Service.objects.update(is_active=False, code="another")
    with pytest.raises(ProtectedError):
        Service.objects.get().delete()
    confirm_transfer(
        payment, amount=Decimal("299.80"), bank_reference="FAST 1", at=timezone.now(), by="Zeynep"
    )
    order = Order.objects.get()
    assert order.state == "confirmed"
    assert order.shipments.get().service == order.service
