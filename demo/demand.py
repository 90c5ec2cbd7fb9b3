"""When people order in a year: more towards its end, most in the evening, on Mondays and around
Black Friday, least on the days of a bayram."""

from datetime import datetime, timedelta

from shipping.calendar import ISTANBUL, local

from .truth import around_black_friday, before_a_bayram, is_bayram

DAYS = 365
GROWTH = 1.6  # the last day of the year to the first
WEEKDAYS = {1: 1.25, 2: 1.1, 3: 1.05, 4: 1.0, 5: 0.95, 6: 0.8, 7: 0.95}
# orders by the hour from midnight on
HOURS = [
    14, 8, 4, 2, 2, 3, 8, 18, 32, 46, 58, 62, 64, 62, 58, 54, 52, 52, 54, 60, 70, 76, 62, 34,
]  # fmt: skip
HURRY, REST, BARGAINS = 1.5, 0.45, 3.2


def moments(random, now, how_many):
    """So many moments of the year before `now`, in order."""
    today = local(now).date()
    days = [today - timedelta(days=ago) for ago in range(DAYS, -1, -1)]
    weights = [busy(day, place / DAYS) for place, day in enumerate(days)]
    found = []
    while len(found) < how_many:
        (day,) = random.choices(days, weights)
        at = some_time_of(day, random)
        if at < now:
            found.append(at)
    return sorted(found)


def busy(day, progress):
    """How much is ordered on a day; `progress` is 0 at the year's beginning and 1 at its end."""
    weight = WEEKDAYS[day.isoweekday()] * (1 + (GROWTH - 1) * progress)
    if around_black_friday(day):
        weight *= BARGAINS
    if before_a_bayram(day):
        weight *= HURRY
    return weight * (REST if is_bayram(day) else 1)


def some_time_of(day, random):
    (hour,) = random.choices(range(24), HOURS)
    minute, second = random.randint(0, 59), random.randint(0, 59)
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=ISTANBUL)
