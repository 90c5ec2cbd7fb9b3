"""Learning from parcels, knowing only what had happened."""

from dataclasses import replace

import numpy as np
import pytest

from shipping.forecasts.arrival import arrival, arrival_of_left
from shipping.forecasts.fitting import fit
from shipping.forecasts.history import NEVER
from shipping.forecasts.profile import Profile
from shipping.forecasts.replay import warnings
from tests.shipping.forecasts.market import FIRST_DAY, OPEN, facts, history, parcels

CALM = parcels(160)


def dated(profile, day, **known):
    weekday = (FIRST_DAY.weekday() + day) % 7
    return arrival(profile, facts(weekday=weekday, **known), day, OPEN, OPEN)


def latest(profile, day, wanted=0.9, **known):
    return dated(profile, day, **known).window(wanted)[1] - day


def test_too_few_parcels_say_nothing():
    assert fit(history(CALM[:40]), 4) is None


def test_the_window_holds_what_the_market_really_does():
    profile = fit(history(CALM), 120)
    kept = stated = 0
    later = [one for one in CALM if one[1] >= 120]
    for known, ordered, _, there in later:
        chances = arrival(profile, known, ordered, OPEN, OPEN)
        first, last = chances.window(0.9)
        stated += chances.between(first, last)
        kept += first <= there <= last
    assert kept / len(later) == pytest.approx(stated / len(later), abs=0.04)


def test_nothing_of_the_future_is_looked_at():
    """Whatever comes after that morning, what was learnt is the same to the last digit."""
    told = history(CALM)
    changed = history(CALM)
    for name in ("handed_over", "delivered"):
        after = changed.days[name] >= 100
        changed.days[name] = np.where(after, changed.days[name] + 30, changed.days[name])
    assert fit(told, 100).as_json()["stages"] == fit(changed, 100).as_json()["stages"]


def test_no_warning_looks_at_the_future():
    def warned(told):
        promised, open_days = told.days["ordered"] + 5, {"handling": OPEN, "transit": OPEN}
        known = [one[0] for one in few]
        found = warnings(told, known, open_days, promised, 35, threshold=0.6)
        return {row: day for row, day in found.items() if day <= 45}

    few = parcels(52, a_day=3)
    changed = history(few)
    after = changed.days["delivered"] >= 45
    changed.days["delivered"] = np.where(after, 400, changed.days["delivered"])
    assert warned(history(few)) == warned(changed) != {}


def test_a_strike_shows_within_days_and_so_does_its_end():
    def strike(day, carrier):
        return 6 if 55 <= day < 70 and carrier == "hızlı" else 0

    told = history(parcels(100, slow=strike, carriers=("hızlı", "yavaş")))
    before, struck, over = fit(told, 55), fit(told, 66), fit(told, 92)
    assert latest(struck, 92) >= latest(before, 92) + 2
    assert latest(struck, 92, carrier="yavaş") < latest(struck, 92)
    in_a_week = OPEN.after(92, 5)
    assert dated(over, 92).by(in_a_week) > dated(struck, 92).by(in_a_week) + 0.1


def test_parcels_still_under_way_count():
    """A carrier that delivers nothing any more must not look as fast as its last deliveries."""
    stuck = [
        (known, ordered, left, NEVER if left >= 100 else there)
        for known, ordered, left, there in parcels(112)
    ]
    left_out = [one for one in stuck if one[3] < NEVER]
    told, flattered = fit(history(stuck), 112), fit(history(left_out), 112)
    assert latest(told, 112) >= latest(flattered, 112) + 3


def test_a_carrier_with_few_parcels_leans_on_the_others():
    few = [(replace(known, carrier="yeni"), *rest) for known, *rest in CALM[:6]]
    profile = fit(history(CALM[6:] + few), 120)
    assert abs(latest(profile, 120, carrier="yeni") - latest(profile, 120)) <= 1


def test_a_parcel_on_its_way_is_dated_by_how_long_it_has_been_quiet():
    profile = fit(history(CALM), 120)
    known = facts()
    fresh = arrival_of_left(profile, known, 120, OPEN)
    quiet = arrival_of_left(profile, known, 120, OPEN, passed=4)
    assert quiet.by(OPEN.after(120, 4)) == 0
    assert quiet.by(OPEN.after(120, 6)) < fresh.by(OPEN.after(120, 6))


def test_delivered_before_it_was_handed_over_teaches_nothing():
    odd = [(known, ordered, there + 3, there) for known, ordered, _, there in CALM[:200]]
    assert (
        fit(history(odd + CALM), 120).as_json()["stages"]["transit"]
        == (
            fit(
                history([(*one[:3], NEVER) if one in odd else one for one in odd * 0 + CALM]), 120
            ).as_json()["stages"]["transit"]
        )
    )


def test_what_was_learnt_is_the_same_after_a_night_in_the_database():
    profile = fit(history(CALM), 120)
    again = Profile.from_json(profile.as_json())
    assert dated(again, 120) == dated(profile, 120)
