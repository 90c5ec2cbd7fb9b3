"""Learning: each stage's length as effects of who, where and when, and the pace around them.

Only what had happened before `today` is looked at, so a replay of the past is honest. Parcels
still on their way count too: they say "at least so long".
"""

from dataclasses import dataclass

import numpy as np

from . import pace
from .effects import Effects, fitted
from .pace import GRID
from .profile import Profile, StageProfile
from .stages import STAGES

MEMORY = 400  # days; older parcels have nothing to say about tomorrow's
ENOUGH = 30  # finished parcels in each stage, before a chance is stated at all
MANY = 100  # parcels, and
OWN_PACE = 10  # finished ones lately, before a carrier has a pace of its own
BORROWED = 5  # parcels of everybody's that stand behind each own pace
FURTHEST = 1.5  # how far an unfinished parcel may pull an effect, in logs
ROUNDS = 2


@dataclass(eq=False)
class Rows:
    """The parcels of one stage, as known at the start of `today`."""

    index: np.ndarray  # in the history
    begun: np.ndarray
    until: np.ndarray  # the day it ended, or the last day it is known to have gone on
    is_done: np.ndarray
    calendar: np.ndarray
    logs: np.ndarray  # log(open days + softness)

    def only(self, chosen):
        return Rows(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


def fit(history, today):
    """The Profile as of the start of `today` (a day of the history); None with too few parcels."""
    stages = {}
    for stage in STAGES:
        rows = rows_of(history, stage, today)
        if rows.is_done.sum() < ENOUGH:
            return None
        stages[stage.name] = fit_stage(history, stage, rows, today)
    delivered = int((history.days["delivered"] < today).sum())
    return Profile(fitted_on=int(today), parcels=delivered, stages=stages)


def rows_of(history, stage, today):
    begun, end = history.days[stage.begins], history.days[stage.ends]
    stopped = np.minimum(history.days["stopped"], today - 1)
    is_done = end < today
    index = np.flatnonzero(
        (begun < today)
        & (begun >= today - MEMORY)
        & (is_done | (today - begun <= stage.horizon))
        & (~is_done | (end >= begun))  # delivered before it was handed over: somebody's typing
        & (is_done | (stopped >= begun))
    )
    begun, is_done = begun[index], is_done[index]
    until = np.where(is_done, end[index], stopped[index])
    calendar = history.calendar_of[stage.name][index]
    days = history.calendars.between(calendar, begun, until)
    return Rows(index, begun, until, is_done, calendar, np.log(days + stage.softness))


def fit_stage(history, stage, rows, today):
    weights = 0.5 ** ((today - rows.begun) / stage.half_life)
    numbers = numbers_of(history, stage, rows.index)
    groups = [
        (codes[rows.index], len(labels), strength)
        for columns, strength in stage.groups
        for codes, labels in [history.group(columns)]
    ]
    done = rows.is_done
    effects = fitted(
        rows.logs[done],
        weights[done],
        numbers[done],
        [(codes[done], size, strength) for codes, size, strength in groups],
    )
    for _ in range(ROUNDS):
        centres = effects.of(numbers, [codes for codes, _, _ in groups])
        guessed = guess_unfinished(rows, centres, weights)
        effects = fitted(guessed, weights, numbers, groups)
    centres = effects.of(numbers, [codes for codes, _, _ in groups])
    # a parcel pulls its own centre towards it; the next parcel will not: take that pull out
    spread = (rows.logs - centres) / (1 - own_pull(weights, groups))
    return profile_of(history, stage, rows, effects, spread, today)


def numbers_of(history, stage, index):
    """A column of ones, the logs of the stage's numbers, a column for each weekday but Monday."""
    weekday = history.weekday[index]
    columns = [np.ones(len(index))]
    columns += [np.log1p(np.maximum(history.numbers[name][index], 0)) for name in stage.numbers]
    columns += [same_place(history, index)]
    columns += [(weekday == day).astype(float) for day in range(1, 7)]
    return np.column_stack(columns)


def same_place(history, index):
    codes, labels = history.group(("origin", "destination"))
    same = np.array([label.split("|")[0] == label.split("|")[1] for label in labels])
    return same[codes[index]].astype(float)


def guess_unfinished(rows, centres, weights):
    """The logs, those of unfinished parcels replaced by what is to be expected of parcels that
    have already taken so long."""
    spread = rows.logs - centres
    chance = np.diff(pace.kaplan_meier(spread, rows.is_done, weights), prepend=0)
    chance[-1] += 1 - chance.sum()
    left = np.cumsum(chance[::-1])[::-1]
    sums = np.cumsum((chance * GRID)[::-1])[::-1]
    waiting = ~rows.is_done
    at = np.minimum(np.searchsorted(GRID, spread[waiting], side="right"), len(GRID) - 1)
    expected = np.where(left[at] > 1e-9, sums[at] / np.maximum(left[at], 1e-9), FURTHEST)
    logs = rows.logs.copy()
    logs[waiting] = centres[waiting] + np.maximum(np.minimum(expected, FURTHEST), spread[waiting])
    return logs


def own_pull(weights, groups):
    pull = np.zeros(len(weights))
    for codes, size, strength in groups:
        pull += weights / (np.bincount(codes, weights, size) + strength)[codes]
    return np.minimum(pull, 0.6)


def profile_of(history, stage, rows, effects: Effects, spread, today):
    codes, labels = history.names[stage.by]
    codes = codes[rows.index]
    everybody = pace.lately(rows, spread, history.calendars, today, stage.softness)
    paces = {"": everybody.curve()}
    counts = np.bincount(codes)
    for code in np.flatnonzero(counts >= MANY) if len(labels) > 1 else ():
        mine = codes == code
        own = pace.lately(rows.only(mine), spread[mine], history.calendars, today, stage.softness)
        if own.finished.sum() >= OWN_PACE:
            paces[labels[code]] = own.leaning_on(everybody, BORROWED).curve()
    return StageProfile(
        softness=stage.softness,
        numbers=tuple(float(slope) for slope in effects.slopes),
        effects={
            "|".join(columns): {
                label: round(float(effect), 4)
                for label, effect in zip(history.group(columns)[1], found, strict=True)
                if abs(effect) >= 0.0005
            }
            for (columns, _), found in zip(stage.groups, effects.groups, strict=True)
        },
        paces=paces,
    )
