"""Additive effects, each drawn to nothing the less there is to show for it: ridge regression on a
few numbers and shrunken means of many groups, in turns until they agree (backfitting)."""

from dataclasses import dataclass

import numpy as np

TURNS = 5
WEEKDAYS = 6


@dataclass(eq=False)
class Effects:
    """`slopes` of the numbers, and one array of effects for each group."""

    slopes: np.ndarray
    groups: list[np.ndarray]

    def of(self, numbers, codes):
        return numbers @ self.slopes + sum(
            found[group] for found, group in zip(self.groups, codes, strict=True)
        )


def fitted(logs, weights, numbers, groups):
    """`groups`: (codes, number of labels, strength). Costs the same for each parcel."""
    left = logs.copy()
    slopes = np.zeros(numbers.shape[1])
    found = [np.zeros(size) for _, size, _ in groups]
    heavy = numbers * weights[:, None]
    inverse = np.linalg.inv(heavy.T @ numbers + np.diag(penalties(numbers.shape[1])))
    shares = [np.bincount(codes, weights, size) + strength for codes, size, strength in groups]
    for _ in range(TURNS):
        left += numbers @ slopes
        slopes = inverse @ (heavy.T @ left)
        left -= numbers @ slopes
        for number, (codes, size, _) in enumerate(groups):
            left += found[number][codes]
            found[number] = np.bincount(codes, weights * left, size) / shares[number]
            left -= found[number][codes]
    return Effects(slopes, found)


def penalties(count):
    """None on the level, little on the numbers, some on the weekdays."""
    return np.array([1e-6, *[1.0] * (count - 1 - WEEKDAYS), *[3.0] * WEEKDAYS])
