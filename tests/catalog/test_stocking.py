"""Stock: the nearest shelf, the last item once, no shopper in another one's way."""

import threading
from decimal import Decimal

import pytest
from django.db import connection, transaction

from shop.catalog import stocking
from shop.catalog.models import Product, Stock, StockMovement
from shop.catalog.stocking import Allotment, OutOfStock, allot, loads_of
from tests import make
from tests.together import run_together


def shelves():
    return list(Stock.objects.select_related("warehouse"))


@pytest.mark.django_db
def test_the_nearest_warehouse_that_has_it_all_sends_it():
    mug = make.product(stock=5).variants.get()
    ankara = make.warehouse("Ankara deposu", "06")
    near = make.shelf(mug, 5, ankara)
    assert allot({mug.pk: 2}, "42", shelves()) == [Allotment(near.pk, ankara.pk, mug.pk, 2)]
    [from_istanbul] = allot({mug.pk: 2}, "59", shelves())
    assert from_istanbul.warehouse_id == make.warehouse().pk


@pytest.mark.django_db
def test_one_parcel_from_afar_is_better_than_two():
    mug, bowl = (make.product(stock=5).variants.get() for _ in range(2))
    make.shelf(mug, 5, make.warehouse("Ankara deposu", "06"))
    found = allot({mug.pk: 1, bowl.pk: 1}, "06", shelves())
    assert {one.warehouse_id for one in found} == {make.warehouse().pk}


@pytest.mark.django_db
def test_what_no_single_warehouse_has_comes_from_several():
    mug = make.product(stock=3).variants.get()
    make.shelf(mug, 2, make.warehouse("Ankara deposu", "06"))
    found = allot({mug.pk: 4}, "06", shelves())
    assert [one.quantity for one in found] == [2, 2]
    with pytest.raises(OutOfStock) as refusal:
        allot({mug.pk: 6}, "06", shelves())
    assert refusal.value.sellable == 5


@pytest.mark.django_db
def test_a_load_is_the_sum_of_its_boxes_and_as_slow_as_its_slowest():
    mug = make.product(handling_days=1).variants.get()
    chair = make.product(handling_days=3).variants.get()
    goods = {variant.pk: variant for variant in (mug, chair)}
    [load] = loads_of(allot({mug.pk: 2, chair.pk: 1}, "06", shelves()), goods)
    assert (load.desi, load.weight_kg, load.handling_days) == (
        Decimal("1.74"),
        Decimal("1.200"),
        3,
    )


@pytest.mark.django_db
def test_reserving_more_than_is_left_holds_nothing_of_the_whole():
    mug, bowl = make.product(stock=5).variants.get(), make.product(stock=1).variants.get()
    wanted = [
        Allotment(one.pk, one.warehouse_id, one.variant_id, 2)
        for one in Stock.objects.order_by("pk")
    ]
    with pytest.raises(OutOfStock), transaction.atomic():
        stocking.reserve(wanted)
    assert set(Stock.objects.values_list("reserved", flat=True)) == {0}
    assert {mug.pk, bowl.pk} == {one.variant_id for one in wanted}


@pytest.mark.django_db
def test_lists_learn_of_the_last_item_sold_and_of_its_return():
    product = make.product(stock=1)
    stock = Stock.objects.get()
    stocking.reserve([Allotment(stock.pk, stock.warehouse_id, stock.variant_id, 1)])
    assert not Product.objects.get(pk=product.pk).is_in_stock
    stocking.release([(stock.pk, 1)])
    assert Product.objects.get(pk=product.pk).is_in_stock


@pytest.mark.django_db
def test_the_ledger_always_sums_to_what_is_on_hand():
    make.product(stock=5)
    stock = Stock.objects.get()
    stocking.reserve([Allotment(stock.pk, stock.warehouse_id, stock.variant_id, 2)])
    stocking.take([(stock.pk, 2)], reference="P1", by="staff", at=make.MONDAY_MORNING)
    stocking.put(stock.pk, 1, reason="returned", reference="R1", by="staff", at=make.MONDAY_MORNING)
    stock.refresh_from_db()
    assert (stock.on_hand, stock.reserved) == (4, 0)
    assert sum(StockMovement.objects.values_list("change", flat=True)) == 4


def race_for_the_last(stock):
    """Two shoppers at once for one item; how many got it."""
    last = Allotment(stock.pk, stock.warehouse_id, stock.variant_id, 1)

    def shopper(_number):
        with transaction.atomic():
            stocking.reserve([last])
        return "got it"

    return run_together(shopper, 2).count("got it")


def read_check_write(stock_id, quantity):
    """The guard taken out: look, then decide, then write."""
    stock = Stock.objects.get(pk=stock_id)
    if stock.sellable < quantity:
        return None
    MEETING.wait(timeout=5)  # both have looked before either writes
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE shop_stock SET reserved = reserved + %s WHERE id = %s", [quantity, stock_id]
        )
    return stock.sellable - quantity


MEETING = threading.Barrier(2)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_shoppers_race_for_the_last_item_200_times_and_one_wins_each_time():
    make.product(stock=1)
    stock = Stock.objects.get()
    winners = []
    for _ in range(200):
        Stock.objects.update(reserved=0)
        winners.append(race_for_the_last(stock))
    assert winners == [1] * 200


@pytest.mark.django_db(transaction=True)
def test_the_same_race_oversells_when_the_guard_is_taken_out(monkeypatch):
    make.product(stock=1)
    stock = Stock.objects.get()
    monkeypatch.setattr(stocking, "hold", read_check_write)
    with connection.cursor() as cursor:  # the database's own promise stands in the way as well
        cursor.execute("ALTER TABLE shop_stock DROP CONSTRAINT stock_sane")
    try:
        winners = []
        for _ in range(20):
            Stock.objects.update(reserved=0)
            winners.append(race_for_the_last(stock))
        assert winners == [2] * 20
    finally:
        Stock.objects.update(reserved=0)
        with connection.cursor() as cursor:
            cursor.execute(
                "ALTER TABLE shop_stock ADD CONSTRAINT stock_sane CHECK (reserved <= on_hand)"
            )


@pytest.mark.django_db(transaction=True)
def test_twenty_shoppers_of_two_items_in_opposite_order_do_not_block_each_other():
    make.product(stock=10)
    make.product(stock=10)
    first, second = (
        Allotment(one.pk, one.warehouse_id, one.variant_id, 1)
        for one in Stock.objects.order_by("pk")
    )

    def shopper(number):
        with transaction.atomic():
            stocking.reserve([first, second] if number % 2 else [second, first])
        return "got both"

    answers = run_together(shopper, 20)
    assert answers.count("got both") == 10
    assert sum(isinstance(answer, OutOfStock) for answer in answers) == 10
    assert list(Stock.objects.values_list("reserved", flat=True)) == [10, 10]
