"""Nothing is sold without a word on who brings it, for how much and when: every product of the demo
shop that can be bought, to every province, by every option."""

from decimal import Decimal
from random import Random

import pytest

from demo import catalogue, network
from shipping.models import NAMING_THEIR_DAY
from shipping.network import forget_network
from shipping.places import provinces
from shipping.promises import LONGEST_WAIT
from shop.catalog.delivery import delivery_of
from shop.catalog.models import Variant
from tests import make

pytestmark = pytest.mark.django_db
ODD_MOMENTS = (
    make.at("2026-11-21 16:00"),  # Saturday, after every cut-off
    make.at("2026-05-26 11:30"),  # the half day before four days of Kurban Bayramı
)


@pytest.fixture
def goods():
    """[(variant, its shelves)] of all that can be bought."""
    network.fill()
    catalogue.fill(Random(1453), make.MONDAY_MORNING)
    forget_network()
    variants = Variant.objects.select_related("product").prefetch_related("stocks__warehouse")
    found = [(one, list(one.stocks.all())) for one in variants]
    return [(one, shelves) for one, shelves in found if any(s.sellable for s in shelves)]


def test_every_product_to_every_province_by_every_option_has_a_fee_and_a_window(goods):
    offered = offers(goods, make.MONDAY_MORNING)
    assert len(offered) == len(goods) * 81 == 141 * 81
    assert what_is_missing(offered, make.MONDAY_MORNING) == []


@pytest.mark.parametrize("now", ODD_MOMENTS, ids=str)
def test_so_it_is_on_days_out_of_the_ordinary(goods, now):
    """Dates depend on where a thing lies and how long it takes to make: one of each."""
    assert what_is_missing(offers(one_of_each(goods), now), now) == []


@pytest.mark.parametrize("now", [make.MONDAY_MORNING, ODD_MOMENTS[1]], ids=str)
def test_so_it_is_with_what_was_learnt(goods, now):
    """The windows of a shop that has been open for a while are learnt from its own parcels."""
    make.forecast({0: 0.1, 1: 0.5, 2: 0.25, 4: 0.1, 9: 0.05}, {0: 0.7, 1: 0.2, 3: 0.1}, now=now)
    offered = offers(one_of_each(goods), now)
    assert what_is_missing(offered, now) == []
    options = [option for quotes in offered.values() for option in quotes.options]
    learnt = [one for one in options if one.tier not in NAMING_THEIR_DAY]
    assert len(learnt) > len(offered)
    assert all(0 < one.promise.chance < 1 for one in learnt)


def one_of_each(goods):
    """Of the things that lie in the same places and take as long to make, one."""
    kinds = {
        (one.product.handling_days, *(shelf.warehouse_id for shelf in shelves)): (one, shelves)
        for one, shelves in goods
        if not one.product.not_with
    }
    assert len(kinds) > 5
    return kinds.values()


def offers(goods, now):
    """{(variant, province): its Quotes}."""
    return {
        (variant, province): delivery_of([(variant, 1)], province, now, stocks=shelves)
        for variant, shelves in goods
        for province in provinces()
    }


def what_is_missing(offered, now):
    """Ways nobody goes, and options without a fee or a window. What only our own courier may bring
    is not sold where it does not come, and the page says so."""
    return [way for way, quotes in offered.items() if not goes(way, quotes)] + [
        (way, option.key)
        for way, quotes in offered.items()
        for option in quotes.options
        if not is_told(option, now.date())
    ]


def goes(way, quotes):
    variant, _province = way
    return quotes.options or (variant.product.not_with and quotes.problems[0].text)


def is_told(option, today):
    promise = option.promise
    # what was learnt may come before the day by which it leaves at the latest, never end before it
    soonest = promise.leaves_by if promise.chance is None else today
    return (
        isinstance(option.fee, Decimal)
        and 0 <= option.fee < 10_000
        and today <= promise.leaves_by <= promise.latest <= today + LONGEST_WAIT
        and soonest <= promise.earliest <= promise.latest
    )
