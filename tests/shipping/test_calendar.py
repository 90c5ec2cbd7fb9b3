"""Which day goods leave and arrive: tables of days in Istanbul, to the second."""

import csv
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from shipping.calendar import (
    FILE,
    ISTANBUL,
    NeverOpen,
    Week,
    arrives,
    holiday_name,
    holidays_of,
    ships_on,
)
from shipping.management.commands.write_holidays import YEARS, rows
from tests.make import at

WORKDAYS = Week(frozenset({1, 2, 3, 4, 5}))
SIX_DAYS = Week(frozenset({1, 2, 3, 4, 5, 6}))
EVERY_DAY = Week(frozenset(range(1, 8)), works_on_holidays=True)


@dataclass(frozen=True)
class Depot:
    week: Week = WORKDAYS
    cut_off: time = time(15)
    saturday_cut_off: time | None = None


@dataclass(frozen=True)
class Pickup:
    pickups: Week = WORKDAYS
    cut_off: time | None = None
    deliveries: Week = field(default=WORKDAYS)


def day(text):
    return date.fromisoformat(f"2026-{text}")


@pytest.mark.parametrize(
    ("now", "leaves"),
    [
        # an ordinary week: 23 November 2026 is a Monday
        ("2026-11-23 00:00:00", "11-23"),
        ("2026-11-23 14:59:59", "11-23"),
        ("2026-11-23 15:00:00", "11-24"),
        ("2026-11-23 23:59:59", "11-24"),
        ("2026-11-27 14:59:59", "11-27"),  # Friday
        ("2026-11-27 15:00:00", "11-30"),
        ("2026-11-28 10:00:00", "11-30"),  # Saturday
        ("2026-11-29 23:59:59", "11-30"),  # Sunday
        # Ramazan Bayramı: Thursday 19 March is half, 20 to 22 March (Friday to Sunday) are off
        ("2026-03-18 15:00:00", "03-19"),
        ("2026-03-19 12:59:59", "03-19"),
        ("2026-03-19 13:00:00", "03-23"),
        ("2026-03-21 09:00:00", "03-23"),
        # Kurban Bayramı: Tuesday 26 May is half, Wednesday to Saturday are off
        ("2026-05-26 12:59:59", "05-26"),
        ("2026-05-26 13:00:00", "06-01"),
        ("2026-05-29 09:00:00", "06-01"),
        # Republic Day: Wednesday 28 October is half, Thursday is off
        ("2026-10-28 12:59:59", "10-28"),
        ("2026-10-28 13:00:00", "10-30"),
        ("2026-10-29 10:00:00", "10-30"),
        # single days, and one that is an ordinary working day
        ("2026-04-22 16:00:00", "04-24"),
        ("2026-12-31 14:00:00", "12-31"),
    ],
)
def test_the_day_it_leaves(now, leaves):
    assert ships_on(at(now), Depot(), Pickup()) == day(leaves)


@pytest.mark.parametrize(
    ("utc", "leaves"),
    [
        ("2026-11-22T20:59:59", "11-23"),  # 23.59.59 on Sunday in Istanbul
        ("2026-11-22T21:00:00", "11-23"),  # midnight: Monday has begun
        ("2026-11-23T00:00:00", "11-23"),  # 03.00 in Istanbul
        ("2026-11-23T11:59:59", "11-23"),
        ("2026-11-23T12:00:00", "11-24"),  # 15.00 in Istanbul
        ("2026-11-23T21:00:00", "11-24"),  # already Tuesday in Istanbul, still Monday in UTC
        ("2026-11-24T00:00:00", "11-24"),
    ],
)
def test_days_change_at_midnight_in_istanbul_not_in_utc(utc, leaves):
    now = datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert ships_on(now, Depot(), Pickup()) == day(leaves)


@pytest.mark.parametrize(
    ("now", "leaves"),
    [
        ("2026-11-28 10:59:59", "11-28"),
        ("2026-11-28 11:00:00", "11-30"),
        ("2026-10-28 10:59:59", "10-28"),  # a half day ends as early as a Saturday
        ("2026-10-28 11:00:00", "10-30"),
        ("2026-05-30 09:00:00", "06-01"),  # a Saturday, but bayram
    ],
)
def test_saturdays_have_their_own_cut_off(now, leaves):
    depot = Depot(week=SIX_DAYS, saturday_cut_off=time(11))
    assert ships_on(at(now), depot, Pickup(pickups=SIX_DAYS)) == day(leaves)


def test_a_carrier_that_stays_away_on_saturday_leaves_the_parcel_for_monday():
    depot = Depot(week=SIX_DAYS, saturday_cut_off=time(11))
    assert ships_on(at("2026-11-28 09:00"), depot, Pickup()) == day("11-30")


@pytest.mark.parametrize(
    ("now", "leaves"), [("2026-11-23 11:59:59", "11-23"), ("2026-11-23 12:00:00", "11-24")]
)
def test_the_earlier_cut_off_of_a_service_counts(now, leaves):
    assert ships_on(at(now), Depot(), Pickup(cut_off=time(12))) == day(leaves)


def test_a_service_cut_off_is_about_today_only():
    pickup = Pickup(cut_off=time(12))
    assert ships_on(at("2026-11-23 13:00"), Depot(), pickup, 1) == day("11-24")


@pytest.mark.parametrize(
    ("now", "handling", "leaves"),
    [
        ("2026-11-23 10:00", 1, "11-24"),
        ("2026-11-23 16:00", 1, "11-25"),
        ("2026-11-26 10:00", 3, "12-01"),
        ("2026-11-28 10:00", 1, "12-01"),  # Saturday: begins on Monday
        ("2026-10-27 10:00", 2, "10-30"),  # the half day is a working day, the holiday is none
    ],
)
def test_handling_counts_working_days_of_the_warehouse(now, handling, leaves):
    assert ships_on(at(now), Depot(), Pickup(), handling) == day(leaves)


def test_days_out_of_the_ordinary_close_a_warehouse_or_a_carrier():
    closed = Week(WORKDAYS.weekdays, {day("11-23"): "sayım"})
    assert ships_on(at("2026-11-23 10:00"), Depot(week=closed), Pickup()) == day("11-24")
    assert ships_on(at("2026-11-23 10:00"), Depot(), Pickup(pickups=closed)) == day("11-24")


def test_a_carrier_that_works_through_bayram_waits_for_the_warehouse():
    assert ships_on(at("2026-05-27 10:00"), Depot(), Pickup(pickups=EVERY_DAY)) == day("06-01")
    always = Depot(week=EVERY_DAY)
    assert ships_on(at("2026-05-27 10:00"), always, Pickup(pickups=EVERY_DAY)) == day("05-27")


@pytest.mark.parametrize(
    ("left", "week", "days", "earliest", "latest"),
    [
        ("11-23", WORKDAYS, (1, 3), "11-24", "11-26"),
        ("11-27", WORKDAYS, (1, 1), "11-30", "11-30"),  # over the weekend
        ("11-27", SIX_DAYS, (1, 1), "11-28", "11-28"),
        ("11-27", EVERY_DAY, (1, 2), "11-28", "11-29"),
        ("11-23", WORKDAYS, (0, 0), "11-23", "11-23"),
        ("11-28", WORKDAYS, (0, 0), "11-30", "11-30"),
        ("05-25", WORKDAYS, (1, 2), "05-26", "06-02"),  # early on the half day, promised later
        ("05-25", EVERY_DAY, (1, 2), "05-26", "05-27"),
        ("10-27", WORKDAYS, (1, 1), "10-28", "10-30"),
        ("12-31", WORKDAYS, (1, 1), "2027-01-04", "2027-01-04"),
    ],
)
def test_the_days_it_can_arrive(left, week, days, earliest, latest):
    found = [one.isoformat().removeprefix("2026-") for one in arrives(day(left), week, days)]
    assert found == [earliest, latest]


def test_the_holidays_of_2026_and_their_names():
    found = {f"{one:%m-%d}": kind[0] for one, kind in sorted(holidays_of(2026).items())}
    assert found == {
        "01-01": "p", "03-19": "h", "03-20": "p", "03-21": "p", "03-22": "p", "04-23": "p",
        "05-01": "p", "05-19": "p", "05-26": "h", "05-27": "p", "05-28": "p", "05-29": "p",
        "05-30": "p", "07-15": "p", "08-30": "p", "10-28": "h", "10-29": "p",
    }  # fmt: skip
    assert holiday_name(day("10-28"), "tr") == "Cumhuriyet Bayramı"
    assert holiday_name(day("05-27"), "en") == "Eid al-Adha"
    assert holiday_name(day("11-23"), "tr") == ""


def test_the_file_of_holidays_says_what_the_package_says():
    """After an update of the package: manage.py write_holidays"""
    with FILE.open(encoding="utf-8") as file:
        assert [tuple(row) for row in csv.reader(file)][1:] == rows()


def test_the_file_of_holidays_ends_in_years_and_after_it_nothing_is_promised():
    assert max(YEARS) >= date.today().year + 5
    with pytest.raises(NeverOpen):
        holidays_of(max(YEARS) + 1)
    with pytest.raises(NeverOpen):
        ships_on(at(f"{max(YEARS)}-12-31 16:00"), Depot(), Pickup())


def test_who_never_works_is_not_waited_for():
    with pytest.raises(NeverOpen):
        ships_on(at("2026-11-23 10:00"), Depot(week=Week(frozenset())), Pickup())


weeks = some.builds(Week, some.frozensets(some.integers(1, 7), min_size=1))
moments = some.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(
    lambda moment: moment.replace(tzinfo=UTC)
)
depots = some.builds(Depot, week=weeks, cut_off=some.times())


@given(moments, depots, some.builds(Pickup, pickups=weeks), some.integers(0, 5))
def test_goods_never_leave_in_the_past_nor_on_a_day_off(now, depot, pickup, handling):
    try:
        leaves = ships_on(now, depot, pickup, handling)
    except NeverOpen:  # a shop open on Mondays and a carrier coming on Tuesdays never meet
        assert not depot.week.weekdays & pickup.pickups.weekdays
        return
    assert leaves >= now.astimezone(ISTANBUL).date()
    assert depot.week.is_open(leaves)
    assert pickup.pickups.is_open(leaves)


@given(moments, depots, some.integers(0, 5), some.integers(0, 100_000))
def test_who_orders_later_is_never_served_earlier(now, depot, handling, seconds):
    same_days = Pickup(pickups=depot.week)
    later = now + timedelta(seconds=seconds)
    assert ships_on(now, depot, same_days, handling) <= ships_on(later, depot, same_days, handling)


@given(some.dates(date(2026, 1, 1), date(2027, 12, 31)), weeks, some.integers(0, 10))
def test_the_latest_day_is_never_before_the_earliest(left, week, days):
    earliest, latest = arrives(left, week, (days, days))
    assert left <= earliest <= latest
    assert week.is_full(latest)
