"""A query put together once answers what the queryset would, each time with other values."""

from contextlib import suppress
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from notifications.prepared import Prepared, insert
from shop.cart.models import Cart
from shop.catalog.models import Product, Stock, Variant
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


def fields_of(thing):
    return {one.attname: getattr(thing, one.attname) for one in thing._meta.concrete_fields}


def test_new_rows_are_what_django_writes():
    variant, warehouse = make.product(stock=0).variants.get(), make.warehouse("06")
    Stock.objects.all().delete()
    ours = Stock(variant=variant, warehouse=warehouse, on_hand=3)
    insert(ours)
    assert fields_of(Stock.objects.get()) == fields_of(ours)
    assert Stock.objects.get().pk == ours.pk


def test_several_rows_get_their_own_ids_in_one_statement():
    carts = [Cart(token=f"cart-{number}") for number in range(3)]
    with CaptureQueriesContext(connection) as seen:
        insert(*carts)
    assert len(seen) == 1
    assert {one.token: one.pk for one in Cart.objects.all()} == {one.token: one.pk for one in carts}
    assert len({one.pk for one in carts}) == 3
    assert Cart.objects.get(pk=carts[0].pk).created_at == carts[0].created_at


def test_a_row_that_is_there_already_stays_as_it_is_when_asked_so():
    first = Cart(token="mine")
    insert(first)
    insert(Cart(token="mine"), Cart(token="yours"), unless_there=True)
    assert Cart.objects.get(token="mine").key == first.key
    assert Cart.objects.filter(token="yours").count() == 1


def test_a_row_that_may_not_be_is_refused_as_ever():
    insert(Cart(token="mine"))
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Cart(token="mine"))
    assert Cart.objects.count() == 1


def test_in_a_transaction_that_has_failed_nothing_more_is_asked():
    with transaction.atomic():
        with suppress(ValueError), transaction.atomic(savepoint=False):
            raise ValueError
        with pytest.raises(TransactionManagementError):
            carts_by_token("mine")


def test_an_answer_stays_whole_when_the_next_is_asked():
    insert(Cart(token="mine"), Cart(token="yours"))
    mine, yours = carts_by_token("mine"), carts_by_token("yours")
    assert [one.token for one in (*mine, *yours)] == ["mine", "yours"]


def test_a_row_written_so_can_be_changed_and_kept():
    cart = Cart(token="mine")
    insert(cart)
    cart.token = "still mine"
    cart.save()
    assert Cart.objects.get().token == "still mine"
