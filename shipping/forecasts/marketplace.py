"""Somebody else's history, read from a file: a marketplace's parcels, one a line.

Columns: purchased_at, approved_at, handover_due_at, handed_over_at, delivered_at ("2018-01-31
18:05", local; empty: never happened), promised_date, status, seller, seller_state, seller_zip3,
customer_state, customer_zip3 (the first three digits of the postal code), item_count, weight_g,
volume_cm3, freight and price. Of these a window may use only what is known at the purchase; the
approval and the hand-over's due day come after it.

There is one carrier and no map: the freight stands for the distance, the first digit of the postal
code for the region, and the days that were really promised for the days a carrier publishes.
"""

import csv
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from holidays import country_holidays

from .arrival import OpenDays
from .history import NEVER, Calendars, History, coded
from .profile import Facts

WORKING_DAYS = range(1, 6)
AHEAD = 400  # days after the last one of the file that calendars reach
COLUMNS = {
    *("purchased_at", "handed_over_at", "delivered_at", "promised_date", "status", "seller"),
    *("seller_state", "customer_state", "customer_zip3", "weight_g", "freight", "price"),
}


class NotReadable(Exception):
    """The file is not what it should be; the text says where."""


@dataclass(eq=False)
class Market:
    history: History
    facts: list[Facts]
    open_days: dict[str, OpenDays]  # by stage
    promised: np.ndarray  # the day that was really promised
    first_day: date  # day 0


def read(path, *, country):
    with open(path, encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        missing = COLUMNS - set(rows.fieldnames or ())
        if missing:
            raise NotReadable(f"columns missing: {', '.join(sorted(missing))}")
        parcels = []
        for number, row in enumerate(rows, 2):
            try:
                parcels.append(parcel_of(row))
            except ValueError as error:
                raise NotReadable(f"line {number}: {error}") from error
    if not parcels:
        raise NotReadable("there is no parcel in the file")
    return market_of(sorted(parcels, key=lambda one: one["ordered"]), country)


def parcel_of(row):
    ordered = date_of(row["purchased_at"])
    promised = date_of(row["promised_date"])
    if not ordered or not promised:
        raise ValueError("purchased_at and promised_date are needed")
    return {
        "ordered": ordered,
        "handed_over": date_of(row["handed_over_at"]),
        "delivered": date_of(row["delivered_at"]),
        "promised": promised,
        "facts": Facts(
            seller=row["seller"],
            origin=row["seller_state"],
            destination=row["customer_state"],
            region=row["customer_zip3"].zfill(3)[:1],
            area=row["customer_zip3"].zfill(3)[:2],
            carrier="marketplace",
            service="marketplace",
            published=(promised - ordered).days,
            distance=float(row["freight"]),
            weight=float(row["weight_g"]) / 1000,
            value=float(row["price"]),
            weekday=ordered.weekday(),
        ),
    }


def date_of(text):
    return datetime.fromisoformat(text).date() if text else None


def market_of(parcels, country):
    known = [day for one in parcels for day in (one["ordered"], one["delivered"], one["promised"])]
    first = min(day for day in known if day) - timedelta(days=1)
    last = max(day for day in known if day) + timedelta(days=AHEAD)
    open_days = working_days(first, last, country)
    facts = [one["facts"] for one in parcels]
    days = {
        name: np.array([(one[name] - first).days if one[name] else NEVER for one in parcels])
        for name in ("ordered", "handed_over", "delivered")
    }
    days["stopped"] = np.full(len(parcels), NEVER)  # the file does not say when
    counts = np.array([[open_days.place(day) for day in range((last - first).days + 1)]])
    calendar = np.zeros(len(parcels), int)
    names = ("seller", "origin", "destination", "region", "area", "carrier", "service")
    numbers = ("planned", "published", "distance", "weight", "value")
    return Market(
        History(
            calendars=Calendars(counts),
            calendar_of={"handling": calendar, "transit": calendar},
            days=days,
            names={name: coded([getattr(one, name) for one in facts]) for name in names},
            numbers={name: np.array([getattr(one, name) for one in facts]) for name in numbers},
            weekday=np.array([one.weekday for one in facts]),
        ),
        facts,
        {"handling": open_days, "transit": open_days},
        np.array([(one["promised"] - first).days for one in parcels]),
        first,
    )


def working_days(first, last, country):
    """Monday to Friday without public holidays."""
    closed = country_holidays(country, years=range(first.year, last.year + 1))
    return OpenDays(
        tuple(
            number
            for number in range((last - first).days + 1)
            for day in [first + timedelta(days=number)]
            if day.isoweekday() in WORKING_DAYS and day not in closed
        )
    )
