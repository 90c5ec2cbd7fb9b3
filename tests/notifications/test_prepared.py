"""A query put together once answers what the queryset would, each time with other values."""

from datetime import date

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from notifications.prepared import Prepared
from shop.cart.models import Cart
from shop.catalog.models import Product, Variant
from tests import make

pytestmark = pytest.mark.django_db


@Prepared
def variants_by_sku(sku, name):
    found = Variant.objects.filter(sku=sku, product__name=name).select_related("product__category")
    return found.annotate(double=F("price") * 2)


@Prepared
def carts_by_token(token):
    return Cart.objects.filter(token=token).select_related("customer")


def test_the_values_change_and_the_query_does_not():
    cup, pot = (make.product(name=name).variants.get() for name in ("Fincan", "Demlik"))
    assert variants_by_sku(cup.sku, "Fincan") == [cup]
    assert variants_by_sku(pot.sku, "Demlik") == [pot]
    assert variants_by_sku(pot.sku, "Fincan") == []


def test_rows_come_with_related_ones_and_annotations_in_one_query():
    cup = make.product(name="Fincan").variants.get()
    with CaptureQueriesContext(connection) as seen:
        (found,) = variants_by_sku(cup.sku, "Fincan")
        assert found.product.category.name == cup.product.category.name
        assert found.double == cup.price * 2
    assert len(seen) == 1


def test_json_arrays_and_dates_are_what_the_fields_hold():
    made = make.product(name="Fincan", specifications=[["Malzeme", "Seramik"]])
    made.variants.update(back_on=date(2026, 12, 1))
    (found,) = variants_by_sku(made.variants.get().sku, "Fincan")
    assert found.product.specifications == [["Malzeme", "Seramik"]]
    assert found.product.ships_from == Product.objects.get().ships_from
    assert found.back_on == date(2026, 12, 1)


def test_where_nothing_is_related_there_is_none():
    Cart.objects.create(token="empty-handed")
    (found,) = carts_by_token("empty-handed")
    assert found.customer is None


def test_what_a_value_holds_is_never_read_as_sql():
    make.product(name="Fincan")
    assert variants_by_sku("' OR 1=1 --", "%s') OR true --") == []


def test_what_was_read_can_be_changed_and_kept():
    cup = make.product(name="Fincan").variants.get()
    (found,) = variants_by_sku(cup.sku, "Fincan")
    found.price += 1
    found.save()
    assert Variant.objects.get().price == cup.price + 1
