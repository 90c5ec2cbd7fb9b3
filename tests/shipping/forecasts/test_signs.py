"""What scans have said, learnt of what followed them."""

from types import SimpleNamespace

import pytest

from shipping.forecasts.own_signs import own_signs
from shipping.forecasts.signs import (
    AT_BRANCH,
    BELIEVED,
    FAILED,
    GUESSED,
    NOTHING_LEARNT,
    OUT,
    SEEN,
    THERE,
    Signs,
    learnt,
)
from shipping.models import Scan
from tests import make

NOW = make.at("2026-12-01 03:00")  # a Tuesday


def service(carrier="table", code="standard"):
    return SimpleNamespace(carrier_code=carrier, code=code)


@pytest.mark.parametrize(
    ("what", "hour", "since", "share"),
    [
        (THERE, 8.5, 0, 0),
        (THERE, 9 + 11 / 4, 0, 1 / 4),
        (THERE, 14.5, 0, 1 / 2),
        (THERE, 23.99, 0, 1),
        (THERE, 19, 18, 1 / 2),  # of those not there by six
        (THERE, 21, 20.5, 1),
        (SEEN, 12, 0, 1 / 2),
        (SEEN, 15, 0, 1),
    ],
)
def test_guessed_hours_are_even(what, hour, since, share):
    found = NOTHING_LEARNT.passed(what, service(), hour, since=since)
    assert found == pytest.approx(share, abs=0.001)


def test_nothing_known_is_what_we_guess():
    for kind, guess in GUESSED.items():
        assert NOTHING_LEARNT.shares(kind, service()) == guess


def test_few_parcels_move_a_guess_a_little_and_many_replace_it():
    few = learnt({OUT: {("table", "standard"): [0, BELIEVED, 0, 0]}}, {})
    assert few.after[OUT][""] == pytest.approx((0.45, 0.535, 0.005))
    many = learnt({OUT: {("table", "standard"): [6000, 3000, 0, 1000]}}, {})
    assert many.shares(OUT, service()) == pytest.approx((0.6, 0.3, 0), abs=0.01)
    assert many.shares(FAILED, service()) == GUESSED[FAILED]


def test_a_carrier_leans_on_all_and_a_service_of_few_parcels_on_its_carrier():
    counted = {("a", "x"): [900, 100, 0, 0], ("a", "y"): [3, 7, 0, 0], ("b", "x"): [0, 500, 0, 500]}
    found = learnt({OUT: counted}, {})
    assert found.shares(OUT, service("a", "x"))[0] == pytest.approx(0.9, abs=0.02)
    assert found.shares(OUT, service("a", "y")) == found.after[OUT]["a"]
    assert found.shares(OUT, service("b", "x")) == found.after[OUT]["b"]
    assert found.shares(OUT, service("c", "x")) == found.after[OUT][""]


def test_what_was_learnt_is_the_same_after_a_night_in_the_database():
    found = learnt({OUT: {("a", "x"): [90, 10, 0, 0]}}, {THERE: {("a", "x"): [10] * 25}})
    assert Signs.from_json(found.as_json()) == found


# --- from the shop's own parcels -----------------------------------------------------------------


def scan(parcel, kind, when, heard=None):
    Scan.objects.create(
        shipment=parcel, kind=kind, at=make.at(when), heard_at=make.at(heard or when)
    )


def travelled(*scans, arrived=None, **fields):
    """Scans of 24 to 26 November, a Tuesday to a Thursday."""
    fields = {"state": "delivered", "handed_over_at": make.at("2026-11-23 17:00"), **fields}
    parcel = make.shipment(arrived_at=arrived and make.at(arrived), **fields)
    for one in scans:
        scan(parcel, *one)
    return parcel


def counts(found, kind, parcels):
    """Of so many parcels behind the shares of all, those of each share."""
    shares, guess = found.after[kind][""], GUESSED[kind]
    total = BELIEVED + parcels
    return [round(share * total - BELIEVED * one) for share, one in zip(shares, guess, strict=True)]


@pytest.mark.django_db
def test_each_round_of_a_courier_is_counted_by_how_it_ended():
    first, again = (("out_for_delivery", f"2026-11-{day} 09:00") for day in (24, 25))
    travelled(first, ("delivered", "2026-11-24 14:00"), arrived="2026-11-24 14:00")
    travelled(first, again, ("delivered", "2026-11-25 14:00"), arrived="2026-11-25 14:00")
    travelled(first, state="lost")
    travelled(("out_for_delivery", "2026-11-30 09:00"), state="in_transit")  # nobody knows yet
    travelled(first, direction="back", arrived="2026-11-24 14:00")
    assert counts(own_signs(NOW), OUT, 4) == [2, 1, 0]


@pytest.mark.django_db
def test_delivery_days_are_counted_and_the_weekend_has_none():
    for came in ("2026-11-27 10:00", "2026-11-30 10:00", "2026-11-28 10:00", "2026-12-02 10:00"):
        travelled(("delivery_failed", "2026-11-27 09:00"), arrived=came)
    assert counts(own_signs(make.at("2026-12-03 03:00")), FAILED, 4) == [1, 2, 0]


@pytest.mark.django_db
def test_a_branch_teaches_when_its_parcels_lie_ready_and_not_when_they_are_fetched():
    branch = make.service(code="branch", tier="branch")
    travelled(
        ("at_branch", "2026-11-24 07:30"), ("delivered", "2026-11-26 18:00"),
        arrived="2026-11-24 07:30", service_row=branch,
    )  # fmt: skip
    found = own_signs(NOW)
    assert counts(found, AT_BRANCH, 0) == [0, 0, 0]
    for what in (SEEN, THERE):
        assert found.hours[what][""][7] == pytest.approx(1 / (BELIEVED + 1), abs=0.001)


@pytest.mark.django_db
def test_the_hours_are_those_in_which_we_heard_of_it():
    out, there = ("out_for_delivery", "2026-11-24 08:10"), ("delivered", "2026-11-24 13:10")
    travelled(out, there, arrived="2026-11-24 13:10")
    travelled(there, arrived="2026-11-24 13:10")  # nobody scanned that a courier took it
    travelled((*out, "2026-11-25 08:00"), (*there, "2026-11-25 02:00"), arrived="2026-11-24 13:10")
    found = own_signs(NOW)
    total = BELIEVED + 3
    there = found.hours[THERE][""]
    assert there[12] == pytest.approx(BELIEVED * 4 / 11 / total, abs=0.001)
    assert there[13] == pytest.approx((BELIEVED * 5 / 11 + 2) / total, abs=0.001)
    assert there[23] == pytest.approx((BELIEVED + 2) / total, abs=0.001)  # one on the next day
    seen = found.hours[SEEN][""]
    assert seen[8] == pytest.approx(1 / total, abs=0.001)


@pytest.mark.django_db
def test_only_the_newest_scans_are_asked(monkeypatch):
    monkeypatch.setattr("shipping.forecasts.own_signs.NEWEST", 2)
    for _ in range(3):
        travelled(("delivery_failed", "2026-11-24 09:00"), arrived="2026-11-25 10:00")
    assert counts(own_signs(NOW), FAILED, 2) == [0, 2, 0]


@pytest.mark.django_db
def test_learning_asks_twice_however_many_scans(django_assert_num_queries):
    travelled(("delivery_failed", "2026-11-24 09:00"), arrived="2026-11-25 10:00")
    own_signs(NOW)
    with django_assert_num_queries(3):  # with the one that finds the newest
        own_signs(NOW)
