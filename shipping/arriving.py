"""The days on which a parcel may still come: its window as it stands on a day. What is over, and
days on which its service brings nothing, neither begin nor end it."""

from datetime import date
from typing import NamedTuple

from . import network
from .calendar import DAY, NeverOpen, first_day


class Days(NamedTuple):
    earliest: date
    latest: date


def days_left(service_id, days: Days, today: date) -> Days:
    """Delivery days from `today` on. A window that is over stays as it was told: it is late, and
    that is said elsewhere; so does one of a service whose calendar nobody knows."""
    service = network.network().every_service.get(service_id)
    if days.latest < today or service is None:
        return days
    try:
        return within(service.deliveries, Days(max(days.earliest, today), days.latest))
    except NeverOpen:
        return days


def within(week, days):
    """The first and last open day of it; the next one when it has none."""
    earliest, latest = first_day(days.earliest, week.is_open), days.latest
    while latest > earliest and not week.is_open(latest):
        latest -= DAY
    return Days(earliest, max(earliest, latest))
