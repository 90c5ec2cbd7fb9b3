"""The shop's own parcels, as they are learnt from."""

from datetime import date

import pytest

from shipping.forecasts.own import judged, own_history
from shipping.models import PromiseEntry
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
