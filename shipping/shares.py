"""Shares of counted things and what they are worth: how sure a share is, whether two differ beyond
noise, whether stated chances come true. Pure functions of counts."""

from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from statistics import mean, stdev

SURE = 1.96  # standard deviations: 19 times of 20


@dataclass(frozen=True)
class Share:
    """So many (`hits`) of so many (`count`)."""

    hits: int
    count: int

    @property
    def value(self):
        """0 to 1; None of nothing."""
        return self.hits / self.count if self.count else None

    @property
    def interval(self):
        return interval(self.hits, self.count)


@dataclass(frozen=True)
class Mean:
    """Of so many (`count`) answers on a scale, with the (low, high) between which the true mean
    lies 19 times of 20."""

    count: int
    value: float
    interval: tuple

    @classmethod
    def of(cls, answers, scale):
        """`answers`: two at least. The spread is that of one more at each end of the `scale`: a
        few that are all alike never look certain. Wider for few, as Student's."""
        least, most = min(scale), max(scale)
        count, value = len(answers), mean(answers)
        sure = SURE + (SURE**3 + SURE) / (4 * (count - 1))
        spread = sure * stdev([*answers, least, most]) / sqrt(count)
        return cls(count, value, (max(value - spread, least), min(value + spread, most)))


def interval(hits, count):
    """(low, high): Wilson's interval, between which the true share lies 19 times of 20. It stays
    honest with few, and at nothing and all. None of nothing."""
    if not count:
        return None
    share, square = hits / count, SURE * SURE
    middle = share + square / (2 * count)
    spread = SURE * sqrt(share * (1 - share) / count + square / (4 * count * count))
    whole = 1 + square / count
    return max((middle - spread) / whole, 0.0), min((middle + spread) / whole, 1.0)


def differ(one, other):
    """Do two shares differ beyond noise? By Newcombe's interval of their difference, made of the
    Wilson intervals of both. What nothing is known of differs from nothing."""
    if not one.count or not other.count:
        return False
    low, high = (one, other) if one.value <= other.value else (other, one)
    up_of_low, down_of_high = low.interval[1], high.interval[0]
    noise = sqrt((high.value - down_of_high) ** 2 + (up_of_low - low.value) ** 2)
    return high.value - low.value > noise


@dataclass(frozen=True)
class Bin:
    """Windows whose stated chance lies from `first` up to `last` percent: their mean stated chance
    beside what came true."""

    first: int
    last: int
    stated: float
    observed: Share


def bins(counted, edges):
    """[Bin], empty ones left out, of (stated chance in whole percent, hits, count) rows; `edges` in
    percent: a bin holds what is at its lower edge, the last one also what is at its upper."""
    found = []
    for first, last in pairwise(edges):
        inside = [row for row in counted if first <= row[0] < last or row[0] == last == edges[-1]]
        count = sum(row[2] for row in inside)
        if count:
            stated = sum(row[0] * row[2] for row in inside) / count / 100
            found.append(Bin(first, last, stated, Share(sum(row[1] for row in inside), count)))
    return found
