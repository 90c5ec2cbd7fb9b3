"""The days to send back that were shown with the order are the least there will be."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation

from returns.asking import ask
from returns.eligibility import window_of
from returns.models import Return
from shop.loyalty.models import Tier
from shop.loyalty.tiers import keep
from shop.orders.models import Order
from tests import make
from tests.checkout.filling import filled, with_choice

from .test_asking import delivered
from .test_tracking_page import text_of
from .world import page, wish

pytestmark = pytest.mark.django_db
GOLD = {"days": 14, "tier_days": 15, "tier": "Altın", "tier_en": "Gold"}


def arrived(days_ago, **fields):
    """Ayşe's order, at her door for so many days."""
    customer = fields.pop("customer", None) or make.customer()
    order = delivered(days_ago=days_ago, customer=customer)
    Order.objects.filter(pk=order.pk).update(**fields)
    order.refresh_from_db()
    return order


def days_of(order, now=None):
    now = now or timezone.now()
    found = window_of(order, now, list(order.shipments))
    since = timezone.localdate(order.shipments.get().delivered_at)
    return (found.last_day - since).days


def test_the_order_keeps_what_the_checkout_showed():
    """The test of the page itself: tests/cart/test_going_back.py."""
    make.tier(from_orders=0, extra_return_days=15)
    make.service()
    shopper = Client()
    shopper.force_login(make.customer())
    shopper.cookies["province"] = "06"
    sku = make.product().variants.get().sku
    shopper.post("/cart/lines/", {"sku": sku, "quantity": 1})
    assert "Altın üyeliğiniz 15 gün ekler" in text_of(shopper.get("/checkout/"))
    shopper.post("/checkout/", with_choice(shopper, filled(shopper), payment="transfer"))
    assert Order.objects.get().going_back == GOLD


def test_a_tier_lost_since_the_order_still_gives_its_days(client):
    order = arrived(20, going_back=GOLD)
    assert days_of(order) == 29
    assert ask(order, wish(order), at=timezone.now()).state == "approved"
    found = text_of(client.get(page(order, "returns/new/")))
    assert "Sipariş verdiğiniz gün geçerli olan Altın üyeliğiniz 15 gün ekler." in found
    with translation.override("en"):
        reasons = window_of(order, timezone.now(), list(order.shipments)).reasons
        assert reasons[-1].text == "Gold, your tier when you ordered, adds 15 days."


def test_without_the_promise_the_same_order_is_too_late():
    order = arrived(20)
    assert days_of(order) == 14
    ask(order, wish(order, appeal="Hastanedeydim"), at=timezone.now())
    assert Return.objects.get().state == "asked"


def test_a_tier_reached_since_gives_more_and_the_two_are_not_added():
    ayse = make.customer()
    make.tier("Elmas", from_orders=1, extra_return_days=30)
    keep(ayse, 1, at=timezone.now() - timedelta(days=1))
    order = arrived(20, customer=ayse, going_back=GOLD)
    assert days_of(order) == 44


def test_a_tier_cut_or_deleted_takes_nothing_from_orders_placed_before():
    gold = make.tier(from_orders=0, extra_return_days=15)
    order = arrived(20, going_back=GOLD)
    gold.extra_return_days = 3
    gold.save()
    assert days_of(order) == 29
    Tier.objects.all().delete()
    assert days_of(order) == 29


def test_fewer_days_of_the_shop_take_nothing_from_orders_placed_before(settings):
    settings.RETURN_DAYS = 14
    order = arrived(20, going_back={"days": 30})
    assert days_of(order) == 30
    settings.RETURN_DAYS = 45
    assert days_of(order) == 45
