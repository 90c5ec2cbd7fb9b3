"""The shop's own parcels, as they are learnt from."""

from datetime import date

import pytest

from shipping.forecasts.own import feared, judged, learn, own_history
from shipping.models import PromiseEntry, Slip
from tests import make

pytestmark = pytest.mark.django_db
NOW = make.at("2026-12-01 03:00")


def promised(parcel):
    PromiseEntry.objects.create(
        shipment=parcel, kind="first", at=parcel.created_at, chance=0.9, sentence="x",
        earliest="2026-11-24", latest="2026-11-26",
    )  # fmt: skip
    return parcel


def ready(**fields):
    """At its branch on the last promised day, fetched days later if at all."""
    return promised(make.shipment(arrived_at=make.at("2026-11-26 08:00"), **fields))


def test_a_branch_parcel_is_judged_and_learnt_from_by_the_day_it_lay_ready():
    ready(state="delivered", delivered_at=make.at("2026-11-29 12:00"))
    ready(state="in_transit")
    ready(state="sent_back")
    ready(state="lost")
    assert judged(NOW) == [(date(2026, 11, 26).toordinal(), "table", 0.75, 4)]
    history, first = own_history(NOW)
    assert set(history.days["delivered"]) == {date(2026, 11, 26).toordinal() - first}


def slipped(parcel, chance=0.9, broken="2026-11-26", at="2026-11-26 08:05"):
    promise = PromiseEntry.objects.create(
        shipment=parcel, kind="revised", at=parcel.created_at, sentence="x",
        earliest="2026-11-27", latest="2026-11-30",
    )  # fmt: skip
    Slip.objects.create(
        shipment=parcel, broken=broken, break_chance=chance, promise=promise, at=make.at(at)
    )


def test_a_fear_is_judged_once_the_end_it_was_of_is_over():
    slipped(make.shipment(arrived_at=make.at("2026-11-26 23:00")))
    slipped(make.shipment(arrived_at=make.at("2026-11-27 01:00")))
    slipped(make.shipment(state="lost"))
    slipped(make.shipment(state="in_transit"))
    slipped(make.shipment(state="cancelled"))
    slipped(make.shipment(), chance=None)  # by a rule
    slipped(make.shipment(), broken="2026-12-01")
    slipped(make.shipment(), at="2026-11-26 13:05")  # by the hour, on its last day
    assert feared(NOW) == [(date(2026, 11, 26).toordinal(), 0.75, 4)]


def test_one_night_learns_the_days_the_signs_and_how_sure_to_be():
    for number in range(40):
        left = make.at("2026-11-23 17:00")
        there = make.at(f"2026-11-{24 + number % 3} 14:00")
        one = make.shipment(state="delivered", handed_over_at=left, arrived_at=there)
        if number < 20:
            slipped(one, broken="2026-11-23", at="2026-11-22 10:05")
    data = learn(now=NOW, wanted=0.9).data
    assert data["caution"] == -0.2
    assert set(data["signs"]) == {"after", "hours"}
