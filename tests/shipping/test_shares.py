"""What a share is worth: intervals, differences, and stated chances beside what came true."""

import pytest

from shipping.shares import Bin, Share, bins, differ, interval


@pytest.mark.parametrize(
    ("hits", "count", "low", "high"),
    [
        (9, 10, 0.5958, 0.9821),
        (90, 100, 0.8256, 0.9448),
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (1, 1, 0.2065, 1.0),
    ],
)
def test_an_interval_is_wilsons(hits, count, low, high):
    assert [round(end, 4) for end in interval(hits, count)] == [low, high]


def test_of_nothing_there_is_no_share():
    assert (Share(0, 0).value, Share(0, 0).interval) == (None, None)


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        (Share(95, 100), Share(90, 100), False),
        (Share(950, 1000), Share(900, 1000), True),
        (Share(900, 1000), Share(950, 1000), True),
        (Share(30, 30), Share(27, 30), False),
        (Share(30, 30), Share(30, 30), False),
        (Share(0, 0), Share(30, 30), False),
    ],
)
def test_shares_differ_only_beyond_noise(one, other, said):
    assert differ(one, other) is said


def test_stated_chances_stand_beside_what_came_true():
    rows = [(92, 45, 50), (90, 40, 50), (89, 1, 2), (100, 3, 3)]
    assert bins(rows, (0, 80, 90, 95, 100)) == [
        Bin(80, 90, 0.89, Share(1, 2)),
        Bin(90, 95, 0.91, Share(85, 100)),
        Bin(95, 100, 1.0, Share(3, 3)),
    ]
