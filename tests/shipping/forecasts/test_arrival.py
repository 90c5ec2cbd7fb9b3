"""From two stretches of the way to a window."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipping.forecasts.arrival import Arrival, OpenDays
from shipping.forecasts.notice import caution_of, worth_telling
from shipping.forecasts.profile import left_of
from shipping.forecasts.steering import steer


def test_the_window_is_the_shortest_that_comes_nearest_to_the_wanted_chance():
    arrival = Arrival.of({10: 0.05, 11: 0.5, 12: 0.35, 13: 0.06, 20: 0.04})
    assert arrival.window(0.9) == (11, 13)  # as short as (10, 12), and likelier
    assert arrival.between(11, 13) == pytest.approx(0.91)
    assert arrival.window(0.85) == (11, 12)
    assert arrival.window(0.5) == (11, 11)


def test_a_day_too_many_is_left_out_when_the_shorter_window_is_nearer():
    arrival = Arrival.of({1: 0.6, 2: 0.29, 3: 0.11})
    assert arrival.window(0.9) == (1, 2)  # 0.89 is nearer than 1.00


def test_a_sure_day_is_a_window_of_one_day():
    assert Arrival.of({5: 1.0}).window(0.9) == (5, 5)


shares = st.lists(st.floats(0.001, 1), min_size=1, max_size=30)


@given(shares, st.floats(0.5, 0.99))
def test_the_window_is_no_longer_than_the_shortest_that_is_likely_enough(weights, wanted):
    total = sum(weights)
    arrival = Arrival.of({day: weight / total for day, weight in enumerate(weights)})
    first, last = arrival.window(wanted)
    enough = [
        (end - start, arrival.between(start, end))
        for start in range(len(weights))
        for end in range(start, len(weights))
        if arrival.between(start, end) >= wanted
    ]
    assert not enough or last - first <= min(enough)[0]
    # one day less than enough is taken only when that comes nearer to what was wanted
    missed = wanted - arrival.between(first, last)
    assert missed <= 1e-9 or missed < min(chance for _, chance in enough or [(0, 2)]) - wanted + 0.5


@given(st.dates(date(2024, 1, 1), date(2029, 1, 1)), st.integers(0, 40))
def test_open_days_are_counted_on_and_back_over_every_edge_of_the_calendar(day, count):
    """Leap days, year ends, weekends: so many open days later is so many open days later."""
    weekdays = [
        one.toordinal()
        for number in range(120)
        for one in [day + timedelta(days=number - 10)]
        if one.isoweekday() < 6
    ]
    open_days = OpenDays(tuple(weekdays))
    later = open_days.after(day.toordinal(), count)
    assert open_days.between(day.toordinal(), later) == count
    assert count == 0 or date.fromordinal(later).isoweekday() < 6


def test_what_has_passed_is_taken_out_of_the_chances():
    assert left_of([0.5, 0.3, 0.2], 0)[:3] == pytest.approx([0.0, 0.6, 0.4], abs=0.01)
    assert left_of([0.5, 0.5], -1) == [0.5, 0.5]


def test_who_has_outstayed_everybody_is_expected_next():
    left = left_of([0.5, 0.5], 6)
    assert left[:7] == [0.0] * 7
    assert left[7] == max(left)
    assert sum(left) == pytest.approx(1)


def test_who_stays_silent_is_given_ever_longer_windows_and_not_a_stream_of_them():
    ends = [3]
    for passed in range(3, 40):
        if passed == ends[-1]:
            left = left_of([0, 0.3, 0.5, 0.19, 0.01], passed)
            ends.append(next(day for day in range(len(left)) if sum(left[: day + 1]) >= 0.9))
    waits = [then - one for one, then in pairwise(ends)]
    assert waits[:2] == sorted(waits[:2])
    assert len(waits) <= 4


def test_windows_kept_too_seldom_are_asked_for_more():
    judged = [(100, "yurtici", 0.8, 300)]
    # 0.3 of what (0.8 · 300 + 0.9 · 300) / 600 falls short of
    assert steer(judged, 100, 0.9) == {"": pytest.approx(0.015), "yurtici": pytest.approx(0.015)}


def test_a_carrier_that_differs_from_the_others_is_steered_on_its_own():
    found = steer([(100, "a", 0.85, 100), (100, "b", 0.95, 100)], 100, 0.9)
    assert found == {"": pytest.approx(0), "a": pytest.approx(1 / 30), "b": pytest.approx(-1 / 30)}


def test_windows_kept_as_stated_are_left_alone_and_too_often_narrowed():
    assert steer([(50, "a", 0.9, 500)], 60, 0.9) == {"": pytest.approx(0), "a": pytest.approx(0)}
    assert steer([(50, "a", 1.0, 500)], 60, 0.9)["a"] < 0
    assert steer([], 60, 0.9) == {"": 0}


def test_a_doubt_is_told_early_only_when_strong_and_at_last_when_likely():
    assert not worth_telling(0.8, 3, threshold=0.9)
    assert worth_telling(0.9, 3, threshold=0.9)
    assert worth_telling(0.5, 0, threshold=0.9)
    assert not worth_telling(0.49, 0, threshold=0.9)
    assert not worth_telling(0.69, 0, threshold=0.9, hour=9)
    assert worth_telling(0.7, 0, threshold=0.9, hour=9)
    assert worth_telling(0.3, 0, threshold=0.3, hour=9)


def test_caution_moves_what_is_told_early_and_leaves_the_last_morning():
    assert worth_telling(0.75, 3, threshold=0.9, caution=-0.2)
    assert not worth_telling(0.65, 3, threshold=0.9, caution=-0.2)
    assert not worth_telling(0.92, 3, threshold=0.9, caution=0.07)
    assert worth_telling(0.5, 0, threshold=0.9, caution=0.07)
    assert not worth_telling(0.49, 0, threshold=0.9, caution=-0.2)


@pytest.mark.parametrize(
    ("judged", "caution"),
    [
        ([], 0),
        ([(100, 0.82, 500)], 0),  # as often true as wanted
        ([(100, 0.92, 20)], -0.25 + 0.05),  # half of 0.1 too many, five times: no further than that
        ([(100, 0.86, 20)], -0.1),
        ([(40, 0.86, 40)], -0.1),  # a half-life ago
        ([(100, 0.81, 20)], 0.025),
        ([(100, 0.2, 500)], 0.07),
    ],
)
def test_doubts_that_came_true_are_told_sooner_and_false_ones_later(judged, caution):
    assert caution_of(judged, 100) == pytest.approx(caution)
