"""Who can bring it, for how much and when."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest

from shipping.calendar import ISTANBUL
from shipping.models import Carrier, Tariff, Transit
from shipping.network import forget_network
from shipping.places import provinces
from shipping.promises import Promise
from shipping.quotes import Load, quote
from tests import make

pytestmark = pytest.mark.django_db
NOON = make.at("2026-11-23 12:00")  # a Monday


def load(desi="1", weight="0.4", *, warehouse=None, **fields):
    place = warehouse or make.warehouse()
    return Load(place.pk, Decimal(desi), Decimal(weight), **fields)


def quoted(*loads, province="34", now=NOON, goods_total="100"):
    return quote(loads or (load(),), province, now=now, goods_total=Decimal(goods_total))


def only_problem(quotes):
    assert quotes.options == ()
    return quotes.problems[-1].reason.code


def test_an_option_has_a_carrier_a_fee_and_a_window():
    make.service(days=(1, 3))
    [option] = quoted(province="06").options
    assert option.key == "table:standard"
    assert (option.carrier_name, option.title, option.fee) == (
        "Kapında Kurye", "Standart", Decimal("49.90"),
    )  # fmt: skip
    assert option.promise.leaves_by == date(2026, 11, 23)
    assert (option.promise.earliest, option.promise.latest) == (
        date(2026, 11, 24), date(2026, 11, 26),
    )  # fmt: skip
    assert (option.is_cheapest, option.is_fastest, option.takes_cod) == (True, True, True)


def test_every_option_to_every_province_has_a_window():
    for code, days, tier in (
        ("standard", (1, 3), "standard"),
        ("economy", (5, 10), "economy"),
        ("now", (0, 0), "same_day"),
    ):  # fmt: skip
        make.service(code=code, days=days, tier=tier)
    for hour in range(0, 24 * 14, 19):
        now = NOON + timedelta(hours=hour)
        for province in provinces():
            for option in quoted(province=province, now=now).options:
                assert option.fee >= 0
                assert (
                    now.astimezone(ISTANBUL).date()
                    <= option.promise.leaves_by
                    <= option.promise.earliest
                    <= option.promise.latest
                )


def test_a_warm_quote_asks_the_database_nothing(django_assert_num_queries):
    for number in range(15):
        make.service(code=f"s{number}")
    loads = [load()]
    quoted(*loads)
    with django_assert_num_queries(0):
        assert len(quoted(*loads, province="65").options) == 15


def test_options_come_cheapest_first_then_earliest():
    make.service(code="dear", price="90", days=(1, 1))
    make.service(code="slow", price="30", days=(3, 6))
    make.service(code="same-price", price="30", days=(2, 4))
    quotes = quoted()
    assert [one.service_code for one in quotes.options] == ["same-price", "slow", "dear"]
    assert [one.service_code for one in quotes.options if one.is_cheapest] == ["same-price"]
    assert quotes.cheapest.service_code == "same-price"
    assert quotes.fastest.service_code == "dear"


def test_the_dearest_is_never_suggested():
    make.service(code="dear", price="90", days=(1, 1))
    make.service(code="cheap", price="30", days=(2, 4))
    assert quoted().suggested.service_code == "cheap"


def test_branch_pick_up_is_suggested_only_when_the_door_is_dearest():
    make.service(code="branch", price="20", tier="branch")
    make.service(code="door", price="40")
    assert quoted().suggested.service_code == "branch"
    make.service(code="express", price="90")
    assert quoted().suggested.service_code == "door"


def test_no_option_means_nothing_is_suggested():
    quotes = quoted()
    assert (quotes.suggested, quotes.cheapest, quotes.fastest) == (None, None, None)
    assert quotes.problems[0].reason.code == "no_carrier"
    assert "İstanbul" in quotes.problems[0].text


@pytest.mark.parametrize(
    ("desi", "weight", "fee"),
    [
        ("30", "1", "49.90"),
        ("1", "30", "49.90"),  # weight counts when it is more than volume
        ("30.01", "1", "51.90"),  # each begun desi above the last band
        ("1", "32.5", "55.90"),
    ],
)
def test_the_fee_follows_the_larger_of_desi_and_kilograms(desi, weight, fee):
    make.service(price="49.90")
    assert quoted(load(desi, weight)).options[0].fee == Decimal(fee)


def test_above_the_last_band_there_is_no_price_unless_the_tariff_says_one():
    service = make.service()
    Tariff.objects.filter(service=service).update(per_extra_desi=0)
    forget_network()
    assert only_problem(quoted(load("31"))) == "no_price"


def test_a_service_without_days_on_the_road_is_a_problem_not_an_option_without_a_window():
    service = make.service()
    Transit.objects.filter(service=service, line="city").delete()
    forget_network()
    assert only_problem(quoted(province="34")) == "no_window"
    assert quoted(province="06").options[0].promise.latest == date(2026, 11, 26)


def test_a_carrier_that_never_works_is_a_problem():
    make.service(delivery_days="")
    assert only_problem(quoted()) == "no_window"


def test_delivery_becomes_free_at_the_threshold_and_says_so():
    make.service(price="49.90", free_from=Decimal("500"))
    assert quoted(goods_total="499.99").options[0].fee == Decimal("49.90")
    [option] = quoted(goods_total="500").options
    assert option.fee == 0
    assert option.fee_reasons[0].code == "free_from"


@pytest.mark.parametrize(
    ("service", "problem"),
    [
        ({"origins": ["06"]}, "not_from_here"),
        ({"areas": ["06"]}, "not_to_there"),
        ({"max_desi": Decimal("0.5")}, "too_big"),
    ],
)
def test_a_service_is_offered_only_where_and_for_what_it_works(service, problem):
    make.service(**service)
    assert only_problem(quoted()) == problem


def test_goods_are_not_brought_by_carriers_that_shall_not():
    make.service()
    make.service("yurtici")
    quotes = quoted(load(not_with=frozenset({"table"})))
    assert [one.carrier_code for one in quotes.options] == ["yurtici"]
    assert [one.reason.code for one in quotes.problems] == ["not_these_goods"]


def test_same_day_is_offered_only_while_it_can_be_kept():
    make.service(code="now", tier="same_day", days=(0, 0), cut_off=time(12))
    before = quoted(now=make.at("2026-11-23 11:59:59"))
    assert before.options[0].promise.latest == date(2026, 11, 23)
    assert only_problem(quoted(now=make.at("2026-11-23 12:00:00"))) == "not_today"
    assert only_problem(quoted(now=make.at("2026-11-22 11:00"))) == "not_today"  # a Sunday
    assert only_problem(quoted(now=make.at("2026-10-28 10:00"))) == "not_today"  # a half day
    assert only_problem(quoted(load(handling_days=1))) == "not_today"


def test_next_day_is_offered_only_where_the_road_takes_a_day():
    service = make.service(code="express", tier="next_day", days=(1, 1))
    Transit.objects.filter(service=service, line="long").update(max_days=2)
    forget_network()
    assert quoted(province="06").options[0].promise.latest == date(2026, 11, 24)
    assert only_problem(quoted(province="65")) == "not_next_day"


@pytest.mark.parametrize(
    ("now", "handling", "came_on"),
    [
        ("2026-11-23 10:00", 0, date(2026, 11, 24)),
        ("2026-11-23 16:00", 0, date(2026, 11, 25)),  # after the cut-off it leaves tomorrow
        ("2026-11-22 16:00", 0, date(2026, 11, 24)),  # a Sunday
        ("2026-11-23 10:00", 1, None),
        ("2026-11-27 10:00", 0, None),  # Friday: nobody brings it on Saturday
        ("2026-11-27 18:00", 0, None),
        ("2026-11-28 10:00", 0, None),
        ("2026-10-28 10:00", 0, None),  # the next day is a holiday
    ],
)
def test_next_day_is_not_sold_for_goods_that_leave_or_arrive_later(now, handling, came_on):
    make.service(code="express", tier="next_day", days=(1, 1), delivery_days="12345")
    quotes = quoted(load(handling_days=handling), now=make.at(now))
    if came_on:
        assert quotes.options[0].promise.latest == came_on
    else:
        assert only_problem(quotes) == "late_for_next_day"


def test_next_day_is_not_sold_where_the_warehouse_itself_takes_a_day():
    make.warehouse(handling_days=1)
    make.service(code="express", tier="next_day", days=(1, 1))
    assert only_problem(quoted()) == "late_for_next_day"


def test_nothing_is_promised_for_later_than_thirty_days_after_the_order():
    make.service(days=(1, 3), delivery_days="1234567", pickup_days="1234567")
    in_time, too_far = quoted(load(handling_days=19)), quoted(load(handling_days=20))
    assert in_time.options[0].promise.latest == date(2026, 12, 21)
    assert only_problem(too_far) == "too_far"
    [text] = [one.text for one in too_far.problems if one.key]
    assert text == "Siparişten sonraki 30 gün içinde ulaşamaz."


def test_several_parcels_add_their_fees_and_widen_the_window():
    ankara = make.warehouse("Ankara deposu", "06", cut_off=time(10))
    make.service(price="40", days=(1, 2))
    [option] = quoted(load(), load(warehouse=ankara), province="34").options
    assert option.fee == Decimal(80)
    assert [part.fee for part in option.parts] == [40, 40]
    assert [part.promise.leaves_by.day for part in option.parts] == [23, 24]
    assert option.promise.leaves_by == date(2026, 11, 24)
    assert (option.promise.earliest.day, option.promise.latest.day) == (24, 26)
    assert option.promise.reasons[0].text == "2 parça halinde gelir."


def test_an_option_exists_only_when_every_parcel_can_travel_by_it():
    ankara = make.warehouse("Ankara deposu", "06")
    make.service(code="istanbul", origins=["34"])
    make.service(code="both")
    quotes = quoted(load(), load(warehouse=ankara))
    assert [one.service_code for one in quotes.options] == ["both"]


@pytest.mark.parametrize("province", ["", "00", "82", "İstanbul", None])
def test_without_a_province_there_is_a_sentence_and_no_option(province):
    make.service()
    assert only_problem(quoted(province=province)) == "no_province"


def test_nothing_to_carry_or_an_impossible_size_gives_no_option():
    make.service()
    assert only_problem(quote((), "34", now=NOON, goods_total=Decimal(1))) == "nothing_to_carry"
    assert only_problem(quoted(load("0"))) == "no_size"
    assert only_problem(quoted(load(weight="-1"))) == "no_size"
    assert only_problem(quoted(Load(0, Decimal(1), Decimal(1)))) == "unknown_warehouse"


def test_a_carrier_that_is_switched_off_offers_nothing():
    make.service()
    Carrier.objects.update(is_active=False)
    assert only_problem(quoted()) == "no_carrier"


def test_get_finds_an_option_by_its_key_and_nothing_by_a_wrong_one():
    make.service()
    assert quoted().get("table:standard").service_code == "standard"
    assert quoted().get("table:gold") is None


def test_a_promise_and_its_reasons_survive_storage():
    make.service(free_from=Decimal(100))
    [option] = quoted(province="06", now=make.at("2026-10-27 16:00")).options
    kept = option.as_json()
    back = Promise.from_json(kept["promise"])
    assert back == option.promise
    assert [one.text for one in back.reasons] == [one.text for one in option.promise.reasons]
    assert kept["fee"] == "0"


@pytest.mark.parametrize(("days", "first"), [((1, 2), "2026-11-24"), ((0, 2), "2026-11-23")])
def test_a_learnt_window_begins_on_the_day_it_leaves_only_where_the_carrier_says_so(days, first):
    make.service(days=days)
    make.forecast({0: 0.4, 1: 0.4, 2: 0.2})
    [option] = quoted().options
    assert option.promise.leaves_by == date(2026, 11, 23)
    assert option.promise.earliest == date.fromisoformat(first)
    assert option.promise.chance is not None
