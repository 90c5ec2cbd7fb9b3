"""The clock approves what has been with the buyer for APPROVAL_DAYS."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shop.orders.models import Order
from shop.orders.tasks import approve_overdue_orders
from tests import make

pytestmark = pytest.mark.django_db


def delivered(days_ago):
    order = make.order(make.product(slug=f"p{days_ago}"))
    now = timezone.now()
    order.confirm(at=now - timedelta(days=30), by="card")
    order.shipments.update(state="delivered", delivered_at=now - timedelta(days=days_ago))
    return order


def states():
    return dict(Order.objects.values_list("number", "state"))


def test_an_order_kept_long_enough_is_approved_and_a_fresh_one_is_not():
    old, fresh = delivered(15), delivered(13)
    approve_overdue_orders()
    approve_overdue_orders()
    assert states() == {old.number: "approved", fresh.number: "confirmed"}


def test_an_order_with_a_parcel_still_on_its_way_is_not_approved():
    order = delivered(15)
    parcel = order.shipments.get()
    parcel.pk, parcel.number, parcel.state, parcel.delivered_at = None, "X2", "in_transit", None
    parcel.save()
    approve_overdue_orders()
    assert states() == {order.number: "confirmed"}


def test_an_order_whose_buyer_says_it_is_not_there_waits():
    order = delivered(15)
    now = timezone.now()
    order.postpone_approval(timezone.localdate(now) + timedelta(days=3), at=now, by="buyer")
    approve_overdue_orders()
    assert states() == {order.number: "confirmed"}
