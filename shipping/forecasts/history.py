"""What is learnt from: parcels as columns, one entry a parcel, days counted from one first day."""

from dataclasses import dataclass, field
from functools import reduce

import numpy as np

NEVER = 1_000_000  # a day that has not come


@dataclass(eq=False)
class Calendars:
    """Who works when. `counts[c, day]`: open days of calendar `c` up to and with `day`."""

    counts: np.ndarray

    def between(self, calendar, first, last):
        """Open days after `first` up to `last`, as arrays: 0 on the same day."""
        return self.counts[calendar, last] - self.counts[calendar, first]


@dataclass(eq=False)
class History:
    """Columns of equal length. `days`: ordered, handed_over, delivered, and stopped (cancelled,
    sent back or lost: the parcel tells nothing after it), NEVER where it has not happened.
    `calendars`: the row of `Calendars` by stage. `names`: (codes, labels) by column, `numbers`:
    floats by column, all known when it was ordered. `weekday`: 0 is Monday."""

    calendars: Calendars
    calendar_of: dict[str, np.ndarray]
    days: dict[str, np.ndarray]
    names: dict[str, tuple[np.ndarray, list[str]]]
    numbers: dict[str, np.ndarray]
    weekday: np.ndarray
    groups: dict = field(default_factory=dict)

    def __len__(self):
        return len(self.weekday)

    def group(self, columns):
        """(codes, labels) of several columns taken together; labels are joined by "|"."""
        if columns not in self.groups:
            self.groups[columns] = reduce(joined, (self.names[column] for column in columns))
        return self.groups[columns]


def joined(left, right):
    pairs = left[0].astype(np.int64) * len(right[1]) + right[0]
    found, codes = np.unique(pairs, return_inverse=True)
    labels = [f"{left[1][one // len(right[1])]}|{right[1][one % len(right[1])]}" for one in found]
    return codes, labels


def coded(values):
    """(codes, labels) of a column of strings."""
    labels, codes = np.unique(np.asarray(values, dtype=str), return_inverse=True)
    return codes, [str(label) for label in labels]
