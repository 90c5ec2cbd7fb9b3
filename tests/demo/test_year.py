"""The simulated year keeps the sums that the verbs would have kept."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db.models import F, Q, Sum
from django.utils import timezone

from notifications.models import Event, Message
from returns.models import Return
from shipping.models import Shipment
from shop.catalog.models import Picture, Product, Stock, StockMovement
from shop.orders.models import Allocation, Order, OrderLine
from shop.payments.models import Payment, Refund
from shop.payments.undelivered import to_settle

pytestmark = pytest.mark.django_db
ORDERS = 400


@pytest.fixture(autouse=True)
def demo_shop(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    call_command("fill_demo_shop", orders=ORDERS, verbosity=0)


def test_the_year_is_whole_and_its_sums_agree():
    assert Order.objects.count() == ORDERS
    assert Order.objects.values("province").distinct().count() == 81
    assert Product.objects.count() == 96
    assert Product.objects.values("category").distinct().count() == 8
    assert not Product.objects.filter(pictures=None).exists()
    assert Picture.objects.filter(width=0).count() == 0
    assert Message.objects.count() == 0  # history sends nothing
    shelves_agree()
    money_agrees()
    stories_agree()
    call_command("fill_demo_shop", orders=ORDERS, verbosity=0)  # a filled shop is left alone
    assert Order.objects.count() == ORDERS


def shelves_agree():
    moved = dict(
        StockMovement.objects.values("stock")
        .annotate(sum=Sum("change"))
        .values_list("stock", "sum")
    )
    assert all(moved.get(stock.pk, 0) == stock.on_hand for stock in Stock.objects.all())
    held = dict(
        Allocation.objects.filter(Q(shipment=None) | Q(shipment__state="draft"))
        .values("stock")
        .annotate(sum=Sum("quantity"))
        .values_list("stock", "sum")
    )
    assert all(held.get(stock.pk, 0) == stock.reserved for stock in Stock.objects.all())


def money_agrees():
    goods = dict(
        OrderLine.objects.values("order")
        .annotate(sum=Sum(F("unit_price") * F("quantity")))
        .values_list("order", "sum")
    )
    assert all(goods[order.number] == order.goods_total for order in Order.objects.all())
    assert not Payment.objects.exclude(amount=F("order__total")).exists()
    given = Refund.objects.values("payment").annotate(sum=Sum("amount"))
    paid = dict(Payment.objects.values_list("pk", "amount"))
    assert all(row["sum"] <= paid[row["payment"]] for row in given)
    settled = Return.objects.filter(state="settled")
    assert settled.exists()
    assert all(one.refund_amount == one.refund.amount for one in settled.select_related("refund"))


def stories_agree():
    long_ago = timezone.now() - timedelta(days=settings.RETURNED_PARCEL_DAYS)
    assert not to_settle(Shipment.objects).came_back_before(long_ago).exists()
    delivered = Shipment.objects.filter(state="delivered")
    assert delivered.exclude(delivered_at=None).count() == delivered.count() > ORDERS / 2
    assert not Shipment.objects.filter(delivered_at__lt=F("handed_over_at")).exists()
    assert Event.objects.filter(name="shipment_delivered").count() == delivered.count()
