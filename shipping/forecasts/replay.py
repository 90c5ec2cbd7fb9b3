"""A history replayed in time order: each parcel gets the window the shop would have given it on the
day it was ordered, knowing only what had happened before, by the functions the shop itself uses."""

from dataclasses import dataclass, replace
from statistics import median

from .arrival import arrival, arrival_of_left
from .fitting import fit
from .history import NEVER
from .notice import HALF_LIFE as REMEMBERED
from .notice import caution_of, worth_telling
from .steering import HALF_LIFE, steer

RUN_UP = 6 * HALF_LIFE  # days before the first evaluated one: what they teach steers the first
WARNED = 2 * REMEMBERED  # the same for what warnings teach
WATCHED = 12  # days before the promised one from which a parcel is watched


@dataclass(frozen=True)
class Given:
    """The window of the parcel in row `row`, days as in the history."""

    row: int
    first: int
    last: int


def windows(history, facts, open_days, first_day, *, wanted):
    """The Given of every parcel ordered from `first_day` on, in order. `facts`: one Facts a row;
    `open_days`: by stage, one for all rows."""
    ordered, delivered = history.days["ordered"], history.days["delivered"]
    judged, given = [], []
    for today, rows, profile in fitted_days(history, first_day - RUN_UP):
        done = [one for one in judged if one[0] < today]
        profile = replace(profile, steer=steer(done, today, wanted))
        for row in rows:
            known = facts[row]
            chances = arrival(profile, known, today, open_days["handling"], open_days["transit"])
            first, last = chances.window(profile.aim(wanted, known.carrier))
            judged.append((last, known.carrier, first <= delivered[row] <= last, 1))
            if ordered[row] >= first_day:
                given.append(Given(row, first, last))
    return given


def fitted_days(history, first_day):
    """(day, its rows, the profile of its morning) for each day on which something was ordered."""
    ordered = history.days["ordered"]
    by_day = {}
    for row, day in enumerate(ordered.tolist()):
        by_day.setdefault(day, []).append(row)
    for today in sorted(day for day in by_day if day >= first_day):
        profile = fit(history, today)
        if profile:
            yield today, by_day[today], profile


def warnings(history, facts, open_days, promised, first_day, *, threshold):
    """{row: day} on whose morning we would have said that the promised day will not be kept.
    `promised`: the promised day of each row. A day is the last chance to be 24 hours early when
    it is the promised one itself. Those warned of before `first_day` teach how sure to be."""
    delivered, first_day = history.days["delivered"], first_day - WARNED
    warned = {}
    rows = [row for row, day in enumerate(history.days["ordered"].tolist()) if day >= first_day]
    if not rows:
        return warned
    days = range(first_day, max(int(promised[row]) for row in rows) + 1)
    for today in days:
        over = [row for row in warned if promised[row] < today]
        judged = [(promised[row], delivered[row] > promised[row], 1) for row in over]
        profile, caution = None, caution_of(judged, today)
        for row in rows:
            soon = promised[row] - WATCHED <= today <= promised[row]
            waiting = history.days["ordered"][row] < today <= delivered[row]
            if not soon or not waiting or row in warned:
                continue
            profile = profile or fit(history, today)
            if profile is None:
                break  # too few parcels to fear anything
            chance = breaks(history, row, facts[row], open_days, profile, promised[row], today)
            days_left = promised[row] - today
            if worth_telling(chance, days_left, threshold=threshold, caution=caution):
                warned[row] = today
    return warned


def breaks(history, row, facts, open_days, profile, promised, today):
    """The chance, on the morning of `today`, that a parcel arrives after `promised`."""
    packing, delivering = open_days["handling"], open_days["transit"]
    ordered = int(history.days["ordered"][row])
    left = int(history.days["handed_over"][row])
    if left < today:
        passed = delivering.between(left, today - 1)
        chances = arrival_of_left(profile, facts, left, delivering, passed=passed)
    else:
        passed = packing.between(ordered, today - 1)
        chances = arrival(profile, facts, ordered, packing, delivering, passed=passed)
    return 1 - chances.by(int(promised))


def scored(market, evaluate_from, *, wanted, threshold):
    """The figures of a replay, a dict of numbers; days and hours, shares from 0 to 1."""
    history, promised = market.history, market.promised
    first_day = (evaluate_from - market.first_day).days
    ordered, delivered = history.days["ordered"], history.days["delivered"]
    given = [
        one
        for one in windows(history, market.facts, market.open_days, first_day, wanted=wanted)
        if delivered[one.row] < NEVER
    ]
    rows = [one.row for one in given]
    warned = warnings(
        history, market.facts, market.open_days, promised, first_day, threshold=threshold
    )
    late = [row for row in rows if delivered[row] > promised[row]]
    right = [row for row in late if row in warned]
    heard = [row for row in rows if row in warned]
    return {
        "orders": len(given),
        "in_window": share(one.first <= delivered[one.row] <= one.last for one in given),
        "mean_width_days": mean(one.last - one.first for one in given),
        "on_time": share(delivered[one.row] <= one.last for one in given),
        "mean_latest_days": mean(one.last - ordered[one.row] for one in given),
        "promised_on_time": share(delivered[row] <= promised[row] for row in rows),
        "promised_mean_latest_days": mean(promised[row] - ordered[row] for row in rows),
        "late_orders": len(late),
        "warned_recall": round(len(right) / len(late), 4) if late else None,
        "warned_precision": round(len(right) / len(heard), 4) if heard else None,
        "median_warning_hours": (
            float(median(24 * (int(promised[row]) + 1 - warned[row]) for row in right))
            if right
            else None
        ),
    }


def share(values):
    values = list(values)
    return round(sum(map(bool, values)) / len(values), 4) if values else None


def mean(values):
    values = [float(value) for value in values]
    return round(sum(values) / len(values), 2) if values else None
