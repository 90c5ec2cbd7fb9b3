"""What an order leaves, with free delivery and without: frozen when it is placed, shown to those
who may see it, never guessed."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from shipping.models import Tariff
from shipping.network import forget_network
from shop.catalog.models import Variant
from shop.customers.models import Customer
from shop.loyalty.credits import give_voucher
from shop.orders.margins import margin_of, margins_by_service
from shop.orders.models import Order
from shop.payments.cancelling import cancel_order
from tests import make
from tests.checkout.filling import AYSE, filled, with_choice
from tests.service.desk import page

pytestmark = pytest.mark.django_db
PAGE = "/admin/shop/ordermargin/"


def shop_with(*, free_from=None, cost="36", bought_for="120"):
    """The mug of 249,90 (208,25 without KDV) and a service of 49,90 (41,58)."""
    mug = make.product().variants.get()
    Variant.objects.filter(pk=mug.pk).update(cost=bought_for)
    service = make.service(free_from=free_from)
    Tariff.objects.filter(service=service).update(cost=cost)
    forget_network()
    return mug, service


def bought(mug, *, voucher=None, phone=AYSE["phone"]):
    shopper = Client()
    shopper.cookies["province"] = "06"
    shopper.post("/cart/lines/", {"sku": mug.sku, "quantity": 1})
    if voucher:
        shopper.post("/cart/voucher/", {"voucher": voucher, "credit": "code"})
    form = with_choice(shopper, filled(shopper), payment="transfer") | {"phone": phone}
    assert shopper.post("/checkout/", form).status_code == 302
    return Order.objects.latest("number")


def margin(order):
    return margin_of(order, list(order.lines.all()))


def staff(*codenames):
    can = make.customer("can@example.com", "Can", is_staff=True)
    can.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client = Client()
    client.force_login(can)
    return client


def test_a_paid_delivery_leaves_goods_and_fee_without_kdv_less_what_both_cost():
    mug, _ = shop_with()
    found = margin(bought(mug))
    assert (found.goods, found.goods_cost) == (Decimal("208.25"), Decimal("120.00"))
    assert (found.fees, found.freight, found.waived) == (Decimal("41.58"), Decimal("30.00"), 0)
    assert found.left == found.left_without_rule == Decimal("99.83")


def test_a_free_one_also_says_what_it_would_have_left():
    mug, _ = shop_with(free_from=200)
    order = bought(mug)
    assert (order.shipping_fee, order.fee_waived) == (0, Decimal("49.90"))
    assert margin(order).left == Decimal("58.25")
    assert margin(order).left_without_rule == Decimal("99.83")


def test_a_voucher_makes_the_goods_cheaper():
    mug, _ = shop_with()
    today = timezone.localdate()
    voucher = give_voucher(Decimal(60), today + timedelta(days=9), at=timezone.now())
    order = bought(mug, voucher=voucher.code)
    assert order.credit_paid == 60
    assert margin(order).goods == Decimal("158.25")


def test_it_stays_as_it_was_placed():
    mug, service = shop_with()
    order = bought(mug)
    Variant.objects.update(cost=1)
    Tariff.objects.filter(service=service).update(cost=1, price=1)
    order.refresh_from_db()
    assert margin(order).left == Decimal("99.83")


@pytest.mark.parametrize("unknown", [{"cost": None}, {"bought_for": None}])
def test_where_a_cost_was_not_known_none_is_guessed(unknown):
    mug, service = shop_with(**unknown)
    order = bought(mug)
    assert margin(order) is None
    [row] = margins_by_service(timezone.now(), days=30)
    assert (row.service_id, row.every, row.free, row.unknown) == (service.pk, None, None, 1)


def test_above_the_bands_the_carriers_bill_grows_by_the_desi():
    mug, service = shop_with()
    Variant.objects.filter(pk=mug.pk).update(weight_kg=Decimal("31.5"))
    Tariff.objects.filter(service=service).update(cost_per_extra_desi=Decimal("1.50"))
    forget_network()
    assert bought(mug).freight_cost == 39  # 36 for 30 desi, 1.50 for each of two more
    Tariff.objects.filter(service=service).update(cost_per_extra_desi=None)
    forget_network()
    assert bought(mug).freight_cost is None


def test_each_service_is_told_on_average_without_cancelled_and_old_orders():
    mug, service = shop_with(free_from=240)
    free = bought(mug)
    Tariff.objects.filter(service=service).update(cost=48)
    Variant.objects.update(price="199.90")
    forget_network()
    bought(mug)  # paid: 166.58 - 120 + 41.58 - 40
    cancel_order(bought(mug), at=timezone.now(), by="buyer")
    old = bought(mug, phone="0532 765 43 21")
    Order.objects.filter(pk=old.pk).update(placed_at=timezone.now() - timedelta(days=31))
    [row] = margins_by_service(timezone.now(), days=30)
    assert (row.free.count, row.free.left) == (1, margin(free).left)
    assert row.free.left_without_rule == Decimal("99.83")
    assert (row.every.count, row.unknown) == (2, 0)
    assert row.every.left == Decimal("53.21")
    assert row.every.left_without_rule == Decimal("74.00")


def test_the_desk_draws_it_in_as_many_queries_for_many_orders(django_assert_max_num_queries):
    mug, service = shop_with(free_from=200)
    client = staff("view_ordermargin", "view_service")
    assert "Henüz veri yok" in client.get(PAGE).content.decode()
    bought(mug)
    text = client.get(PAGE).content.decode()
    assert "58,25" in text
    assert "99,83" in text
    assert f"/admin/shipping/service/{service.pk}/change/" in text
    for _ in range(2):
        bought(mug)
    with django_assert_max_num_queries(8):
        client.get(PAGE, {"days": "30"})
    assert client.get(PAGE, {"days": "nonsense"}).status_code == 200


def test_only_those_with_the_right_see_margins_and_the_rest_see_the_order():
    mug, _ = shop_with(free_from=200)
    order = bought(mug)
    heading = "Bu siparişten kalan"
    client = staff("view_order")
    assert client.get(PAGE).status_code == 403
    assert heading not in client.get(page(order)).content.decode()
    client = staff_also_seeing_margins()
    text = client.get(page(order)).content.decode()
    assert heading in text
    assert "58,25" in text


@pytest.mark.parametrize(("also", "is_there"), [([], False), (["view_ordermargin"], True)])
def test_purchase_prices_are_for_those_who_see_margins(also, is_there):
    mug, _ = shop_with(bought_for="121.21")
    address = f"/admin/shop/product/{mug.product_id}/change/"
    for rights in (["view_product", "view_variant"], ["change_product", "change_variant"]):
        Customer.objects.filter(email="can@example.com").delete()
        text = staff(*rights, *also).get(address).content.decode()
        assert mug.sku in text
        assert ("121,21" in text) == is_there


def staff_also_seeing_margins():
    deniz = make.customer("deniz@example.com", "Deniz", is_staff=True)
    rights = Permission.objects.filter(codename__in=["view_order", "view_ordermargin"])
    deniz.user_permissions.set(rights)
    client = Client()
    client.force_login(deniz)
    return client


def test_the_customer_is_told_nothing_of_it():
    mug, _ = shop_with(free_from=200, cost="37.77", bought_for="121.21")
    order = bought(mug)
    text = Client().get(order.link).content.decode()
    assert str(order.number) in text
    assert "37,77" not in text
    assert "121,21" not in text
