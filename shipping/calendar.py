"""Which day goods leave and which days they can arrive: pure functions of values.

All days are days in Istanbul. Turkish public holidays and half days (work ends at 13.00) stand in
a file (`manage.py write_holidays`); a merchant adds days out of the ordinary as ClosedDay rows.
"""

import csv
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

FILE = Path(__file__).parent / "data" / "holidays.csv"
ISTANBUL = ZoneInfo("Europe/Istanbul")
HALF_DAY_ENDS = time(13)
DAY = timedelta(days=1)
SATURDAY = 6
LOOK_AHEAD = 120  # days; who works on none of them never will


class NeverOpen(Exception):
    """No working day in sight: the calendar of a warehouse or service is empty."""


@dataclass(frozen=True)
class Week:
    """When somebody works: ISO weekdays (1 is Monday), less holidays and `closed`
    ({day: why}). `works_on_holidays` is true of carriers who keep going on them."""

    weekdays: frozenset[int]
    closed: dict[date, str] = field(default_factory=dict)
    works_on_holidays: bool = False

    def is_open(self, day):
        """At least half the day."""
        if day.isoweekday() not in self.weekdays or day in self.closed:
            return False
        return self.works_on_holidays or holidays_of(day.year).get(day) != "public"

    def is_full(self, day):
        return self.is_open(day) and not self.is_half(day)

    def is_half(self, day):
        return not self.works_on_holidays and holidays_of(day.year).get(day) == "half_day"


@cache
def holidays():
    """{year: {day: (kind, name, name in English)}} of the years the file knows."""
    found = {}
    with FILE.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            day = date.fromisoformat(row["day"])
            found.setdefault(day.year, {})[day] = (row["kind"], row["name"], row["name_en"])
    return found


@cache
def holidays_of(year):
    """{day: "public" or "half_day"}; raises NeverOpen for a year nobody has a calendar of."""
    if year not in holidays():
        raise NeverOpen(f"No holidays are known of {year}")
    return {day: kind for day, (kind, _name, _name_en) in holidays()[year].items()}


def holiday_name(day, language):
    """ "Cumhuriyet Bayramı"; empty when the day is none."""
    _kind, name, name_en = holidays().get(day.year, {}).get(day, ("", "", ""))
    return name_en if language == "en" else name


def local(moment: datetime):
    """The same moment on Istanbul's clock: the only day and hour that count here."""
    return moment.astimezone(ISTANBUL)


def ships_on(now, warehouse, service, handling_days=0):
    """The day the goods are handed to the carrier when ordered `now`.

    Preparation starts today before the warehouse's cut-off on one of its working days, else on
    its next one; `handling_days` are working days of the warehouse. The parcel then leaves on the
    first day on which the warehouse works and the service picks up.
    """
    day = ready_on(now, warehouse, handling_days)
    if day == local(now).date() and is_past(now, service_cut_off(service, day)):
        day += DAY
    return first_day(day, lambda one: warehouse.week.is_open(one) and service.pickups.is_open(one))


def ready_on(now, warehouse, handling_days):
    day = starts_on(now, warehouse)
    for _ in range(handling_days):
        day = first_day(day + DAY, warehouse.week.is_open)
    return day


def starts_on(now, warehouse):
    today = local(now).date()
    missed = is_past(now, warehouse_cut_off(warehouse, today))
    return first_day(today + DAY if missed else today, warehouse.week.is_open)


def warehouse_cut_off(warehouse, day):
    """On Saturdays and half days work ends early, and so does the cut-off."""
    early = warehouse.saturday_cut_off or warehouse.cut_off
    if warehouse.week.is_half(day):
        return min(early, warehouse.cut_off, HALF_DAY_ENDS)
    return early if day.isoweekday() == SATURDAY else warehouse.cut_off


def service_cut_off(service, day):
    """None when the warehouse's own is the only one."""
    if service.cut_off and service.pickups.is_half(day):
        return min(service.cut_off, HALF_DAY_ENDS)
    return service.cut_off


def is_past(now, cut_off):
    """Exact to the second: at 15.00.00 a cut-off of 15.00 has passed."""
    return cut_off is not None and local(now).time() >= cut_off


def arrives(left, week, days):
    """(earliest, latest) for `days` = (at least, at most) delivery days after the day it `left`.
    A half day may bring a parcel early, but nobody is promised one by its end."""
    at_least, at_most = days
    return days_after(left, at_least, week.is_open), days_after(left, at_most, week.is_full)


def days_after(day, count, is_open):
    """The `count`th open day after `day`; 0 means `day` itself, or the next open one."""
    if count == 0:
        return first_day(day, is_open)
    for _ in range(count):
        day = first_day(day + DAY, is_open)
    return day


def first_day(day, is_open):
    for _ in range(LOOK_AHEAD):
        if is_open(day):
            return day
        day += DAY
    raise NeverOpen
