"""Warehouses, carriers and services on the merchant's desk."""

from decimal import Decimal

import pytest
from django.db.models import ProtectedError
from django.utils import timezone

from shipping.models import Carrier, Service, Warehouse
from shop.orders.models import Order
from shop.payments.paying import confirm_transfer, start_payment
from tests import make
from tests.service.desk import page, said

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


WAREHOUSE = {
    "name": "Merkez",
    "province": "06",
    "district": "Çankaya",
    "address": "Cinnah Cad. No: 1",
    "phone": "+905321234567",
    "cut_off": "15:00:00",
    "saturday_cut_off": "11:00:00",
    "handling_days": "0",
    "is_active": "on",
}


def test_a_new_warehouse_works_from_monday_to_friday_and_waits_for_its_province(mina):
    form = mina.get("/admin/shipping/warehouse/add/").context["adminform"].form
    assert form["working_days"].value() == list("12345")
    assert not form["province"].value()
    assert form.fields["province"].choices[0] == ("", "-")


def test_working_days_are_ticked_by_their_names(mina):
    warehouse = make.warehouse()
    shown = mina.get(page(warehouse)).content.decode()
    assert "Pazartesi" in shown
    assert shown.count('name="working_days"') == 7
    answer = mina.post(page(warehouse), {**WAREHOUSE, "working_days": ["6", "1", "3"]})
    assert answer.status_code == 302
    warehouse.refresh_from_db()
    assert warehouse.working_days == "136"


@pytest.mark.parametrize("days", [[], ["8"], ["12"]])
def test_a_warehouse_without_a_day_or_with_one_that_is_none_is_not_saved(mina, days):
    warehouse = make.warehouse()
    was = warehouse.working_days
    answer = mina.post(page(warehouse), {**WAREHOUSE, "working_days": days})
    assert answer.status_code == 200
    assert answer.context["adminform"].errors.keys() == {"working_days"}
    warehouse.refresh_from_db()
    assert warehouse.working_days == was


def test_a_closed_day_says_whom_it_closes(mina):
    shown = mina.get("/admin/shipping/closedday/add/").content.decode()
    assert "herkes kapalı sayılır" in shown


def test_tariffs_are_downloaded_one_service_at_a_time(mina):
    first, second = make.service(), make.service("yurtici", "door")
    chosen = {"action": "download_tariffs", "index": 0}
    listed = "/admin/shipping/service/"
    both = mina.post(listed, chosen | {"_selected_action": [first.pk, second.pk]}, follow=True)
    assert said(both) == ["Tek bir servis işaretleyin: her birinin dosyası ayrıdır."]
    one = mina.post(listed, chosen | {"_selected_action": [second.pk]})
    assert one["Content-Disposition"] == 'attachment; filename="door.csv"'
