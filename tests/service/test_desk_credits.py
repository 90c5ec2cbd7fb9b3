"""Vouchers are made at the desk; what one is worth never changes afterwards."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from shop.loyalty.credits import Credit, give_points
from tests import make

from .desk import page

pytestmark = pytest.mark.django_db


@pytest.fixture
def voucher(mina):
    data = {"worth": "49,90", "minimum": "0", "last_day": "2036-01-01", "note": "Fuar"}
    mina.post(reverse("admin:shop_credit_add"), data)
    return Credit.objects.get()


def test_a_voucher_needs_a_sum_and_a_day_and_makes_its_code_itself(voucher, mina):
    assert (voucher.worth, voucher.left, len(voucher.code)) == (Decimal("49.90"),) * 2 + (8,)
    shown = mina.get(page(voucher)).content.decode()
    assert voucher.spelt in shown
    assert voucher.spelt in mina.get(reverse("admin:shop_credit_changelist")).content.decode()


@pytest.mark.parametrize("typed", ["31.12.2036", "31/12/2036", "2036-12-31"])
def test_a_day_is_typed_as_anybody_here_writes_it(mina, typed):
    data = {"worth": "50", "minimum": "0", "last_day": typed, "note": ""}
    mina.post(reverse("admin:shop_credit_add"), data)
    assert Credit.objects.get().last_day == date(2036, 12, 31)


def test_only_its_last_day_and_note_change(voucher, mina):
    data = {"worth": "900", "left": "900", "last_day": "2026-01-01", "note": "Geri alındı"}
    mina.post(page(voucher), data)
    voucher.refresh_from_db()
    assert (voucher.worth, voucher.left) == (Decimal("49.90"),) * 2
    assert (voucher.last_day, voucher.note) == (date(2026, 1, 1), "Geri alındı")


def test_nobody_deletes_one(voucher, mina):
    assert mina.post(page(voucher, "delete"), {"post": "yes"}).status_code == 403
    assert Credit.objects.exists()


def test_a_members_points_can_be_looked_at(mina):
    now = timezone.now()
    points = give_points(
        make.customer(), Decimal(30), date(2036, 1, 1), today=timezone.localdate(now), at=now
    )
    assert "30,00" in mina.get(page(points)).content.decode()


def test_an_order_that_it_paid_whole_says_so_on_its_page_and_list(voucher, mina):
    order = make.order(shipping_fee="0.00")
    order.lines.update(credit_paid=order.goods_total)
    whole = {"credit": voucher, "credit_paid": order.goods_total, "total": 0}
    type(order).objects.update(**whole, payment_method="nothing", state="confirmed")
    shown = mina.get(page(order)).content.decode()
    assert f"Kupon {voucher.spelt}" in shown
    assert "−249,90" in shown
    assert mina.get(reverse("admin:shop_order_changelist")).status_code == 200
    assert str(order) in mina.get(page(voucher)).content.decode()
