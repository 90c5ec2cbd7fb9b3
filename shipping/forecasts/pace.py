"""How fast parcels finish around what is usual for them, as seen lately.

A life table of the calendar: each day of the last weeks shows parcels that could have finished
and those that did, however long ago they set out. When a carrier slows down or speeds up, this
day's parcels show it at once; cohorts of parcels would show it when the slowest have arrived.
"""

from dataclasses import dataclass

import numpy as np

from .profile import SIZE, START, STEP

GRID = START + STEP * np.arange(SIZE)

LATELY = 75  # finished parcels, each counting half after a half-life, that are enough to see a pace
HALF_LIVES = (3, 4, 5, 6, 7, 9, 11, 14, 18, 23, 30, 40, 60)  # days
LOST = 0.05  # of the parcels never arrive, at most
LOOK_BACK = 10  # half-lives: what is older weighs less than a thousandth


def half_life(begun, today):
    """Days: as short as the number of parcels allows. Counted by those that set out: when nobody
    arrives any more, that must be seen at once."""
    ages = today - 1 - begun[today - begun < HALF_LIVES[-1] * LOOK_BACK]
    enough = (days for days in HALF_LIVES if (0.5 ** (ages / days)).sum() >= LATELY)
    return next(enough, HALF_LIVES[-1])


def lately(rows, spread, calendars, today, softness):
    """The Pace of these parcels in the last weeks."""
    days = half_life(rows.begun, today)
    return Pace.of(seen(rows, spread, calendars, today, days, softness))


@dataclass(eq=False)
class Seen:
    """One entry for each parcel and day it was waited for: where on the grid it stood that day
    (`low` to `high`), what the day weighs, and whether it finished (`events`: weight or 0)."""

    low: np.ndarray
    high: np.ndarray
    weights: np.ndarray
    events: np.ndarray
    at: np.ndarray


def seen(rows, spread, calendars, today, half_life, softness):
    """`spread` is how far each parcel's log stands from its centre, at its end or until now."""
    centres = rows.logs - spread
    first = np.maximum(rows.begun, today - int(half_life * LOOK_BACK))
    lengths = np.maximum(rows.until - first + 1, 0)
    parcel = np.repeat(np.arange(len(first)), lengths)
    before = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    day = np.repeat(first - before, lengths) + np.arange(len(parcel))
    begun, calendar, centre = rows.begun[parcel], rows.calendar[parcel], centres[parcel]
    count = calendars.between(calendar, begun, day)
    passed = calendars.between(calendar, begun, np.maximum(day - 1, begun))
    finished = rows.is_done[parcel] & (day == rows.until[parcel])

    stood = np.where(day > begun, np.log(passed + 0.5 + softness), -9) - centre
    stands = np.log(count + 0.5 + softness) - centre
    ends = np.log(count + softness) - centre
    # somebody who finishes on a closed day was waited for through the whole open day before
    stood = np.where(finished, np.minimum(stood, np.log(count - 0.5 + softness) - centre), stood)
    weights = 0.5 ** ((today - 1 - day) / half_life)
    at = np.searchsorted(GRID, ends)
    low = np.searchsorted(GRID, stood)
    # who finishes on a step was waited for on that step too
    high = np.where(finished, at + 1, np.searchsorted(GRID, stands, side="right"))
    entries = (low, high, weights, np.where(finished, weights, 0), at)
    keep = high > low
    return Seen(*(entry[keep] for entry in entries))


@dataclass(eq=False)
class Pace:
    """Weighted parcels waited for, and finished, at each step of the grid."""

    waited_for: np.ndarray
    finished: np.ndarray

    @classmethod
    def of(cls, seen):
        last = SIZE - 1
        began = np.bincount(np.clip(seen.low, 0, last), seen.weights, SIZE + 1)
        ended = np.bincount(np.clip(seen.high, 0, SIZE), seen.weights, SIZE + 1)
        waited_for = np.maximum(np.cumsum(began - ended)[:SIZE], 0)
        return cls(waited_for, np.bincount(np.clip(seen.at, 0, last), seen.events, SIZE))

    def leaning_on(self, other, parcels):
        """This pace with so many of the other's parcels added."""
        share = parcels / max(other.finished.sum(), 1e-9)
        return Pace(
            self.waited_for + share * other.waited_for, self.finished + share * other.finished
        )

    def curve(self):
        """The chance to have finished at each step of the grid, ending in 1. A few that are left
        beyond the slowest finished parcel are lost ones; more than a few are waiting, and go on
        finishing at the pace of all."""
        waited_for = np.maximum(np.maximum(self.waited_for, self.finished), 1e-12)
        chances = np.minimum(self.finished / waited_for, 0.999)
        if np.prod(1 - chances) > LOST:
            first = np.flatnonzero(self.finished)[:1].sum()
            slowest = np.flatnonzero(self.waited_for > 1e-9)[-1:].sum()
            chances[slowest + 1 :] = self.finished.sum() / waited_for[first:].sum()
        done = 1 - np.cumprod(1 - chances)
        return tuple(round(float(one), 5) for one in done / max(done[-1], 1e-9))


def kaplan_meier(spread, is_done, weights):
    """The chance to have finished at each step of the grid, by cohort; finished sort first."""
    order = np.lexsort((~is_done, spread))
    spread, done, weights = spread[order], is_done[order], weights[order]
    waited_for = np.cumsum(weights[::-1])[::-1]
    left = np.cumprod(1 - np.where(done, weights / np.maximum(waited_for, 1e-12), 0))
    return np.concatenate([[0], 1 - left])[np.searchsorted(spread, GRID, side="right")]
