"""What a shopper lived through with carriers changes what is shown first, never the prices."""

from decimal import Decimal

import pytest

from shipping.preferences import NO_PREFERENCES, Preferences, in_order, suggested
from shipping.quotes import Load, quote
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def quotes():
    """The table courier for 30, Yurtiçi for 50, HepsiJet for 80."""
    for code, price in (("table", "30"), ("yurtici", "50"), ("hepsijet", "80")):
        make.service(code, price=price)
    load = Load(make.warehouse().pk, Decimal(1), Decimal(1))
    return quote([load], "06", now=make.MONDAY_MORNING, goods_total=Decimal(100))


def codes(options):
    return [one.carrier_code for one in options]


def unwanted(*found):
    return Preferences(unwanted=frozenset(found))


@pytest.mark.parametrize(
    ("left_out", "selected"),
    [
        ((), "table"),
        (("table",), "yurtici"),
        (("table", "yurtici"), "hepsijet"),
        (("hepsijet",), "table"),
        (("table", "yurtici", "hepsijet"), "table"),
    ],
)
def test_an_unwanted_carrier_is_selected_only_where_no_other_comes(quotes, left_out, selected):
    assert suggested(quotes, unwanted(*left_out)).carrier_code == selected


def test_who_served_well_is_shown_first_and_not_selected_for_that(quotes):
    preferences = Preferences(served_well="hepsijet")
    assert codes(in_order(quotes.options, preferences)) == ["hepsijet", "table", "yurtici"]
    assert suggested(quotes, preferences).carrier_code == "table"


def test_unwanted_ones_are_shown_last_and_all_can_be_chosen(quotes):
    assert codes(in_order(quotes.options, unwanted("table"))) == ["yurtici", "hepsijet", "table"]
    both = Preferences(served_well="table", unwanted=frozenset({"table"}))
    assert codes(in_order(quotes.options, both)) == ["yurtici", "hepsijet", "table"]


def test_without_preferences_nothing_changes(quotes):
    assert in_order(quotes.options, NO_PREFERENCES) == list(quotes.options)
    assert suggested(quotes, NO_PREFERENCES) == quotes.suggested


def test_nothing_offered_stays_nothing():
    load = Load(make.warehouse().pk, Decimal(1), Decimal(1))
    nothing = quote([load], "06", now=make.MONDAY_MORNING, goods_total=Decimal(100))
    assert suggested(nothing, unwanted("table")) is None
