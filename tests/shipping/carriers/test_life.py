"""A parcel's life through the engine, the plug-in and the carrier's own protocol."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shipping import dispatching
from shipping.models import Shipment
from tests import make

S = Shipment.State


@pytest.fixture(params=["yurtici", "hepsijet", "table"])
def parcel(request, db, sandbox):
    made = booked(make.service(request.param))
    assert made.state == S.BOOKED
    return made


def booked(service):
    """A draft the engine has booked with its carrier."""
    made = make.shipment(service_row=service, state="draft", booked_at=None, next_poll_at=None)
    made.ask_booking(at=timezone.now(), by="test")
    dispatching.book_waiting(service.carrier.code, now=timezone.now())
    made.refresh_from_db()
    return made


def refresh(parcel):
    Shipment.objects.update(next_poll_at=timezone.now())
    dispatching.refresh(parcel.carrier.code, now=timezone.now())
    parcel.refresh_from_db()


def test_a_parcel_goes_from_the_desk_to_the_door(parcel, sandbox):
    states = []
    for _ in range(5):
        sandbox.push(parcel.number)
        refresh(parcel)
        states.append(parcel.state)
    assert states == [S.BOOKED, S.IN_TRANSIT, S.IN_TRANSIT, S.OUT_FOR_DELIVERY, S.DELIVERED]
    assert parcel.tracking_number == sandbox.parcels()[0]["tracking_number"]
    assert parcel.handed_over_at
    assert parcel.received_by == parcel.receiver_name
    assert parcel.scans.exclude(kind="created").count() == 5


@pytest.mark.parametrize(
    ("what", "state"), [("fail", S.FAILED), ("refuse", S.SENT_BACK), ("deliver", S.DELIVERED)]
)
def test_the_buttons_of_the_watch_page_reach_the_shop(parcel, sandbox, what, state):
    sandbox.push(parcel.number, what)
    refresh(parcel)
    assert parcel.state == state


def test_what_goes_back_is_asked_about_until_it_is_home(parcel, sandbox):
    sandbox.push(parcel.number, "refuse")
    refresh(parcel)
    assert parcel.state == S.SENT_BACK
    assert not Shipment.objects.came_back_before(timezone.now()).exists()
    sandbox.push(parcel.number)
    later = timezone.now() + timedelta(days=1)
    Shipment.objects.update(next_poll_at=later)
    dispatching.refresh(parcel.carrier.code, now=later)
    assert parcel.scans.filter(kind="returning").count() == 1
    assert parcel.scans.filter(kind="returned").count() == 1
    assert Shipment.objects.came_back_before(later).get() == parcel
    assert not Shipment.objects.to_refresh(later + timedelta(days=1)).exists()
    parcel.refresh_from_db()
    assert parcel.next_poll_at is None


PARTS = {"yurtici": "yurtici", "hepsijet": "hepsijet", "table": "courier"}


@pytest.mark.parametrize("code", PARTS)
def test_one_scan_without_a_time_costs_nine_other_parcels_nothing(db, sandbox, code, caplog):
    service = make.service(code)
    parcels = [booked(service) for _ in range(10)]
    for parcel in parcels:
        sandbox.push(parcel.number)
    sandbox.push(parcels[4].number)
    sandbox.fault(PARTS[code], "undated")
    for _ in range(5):
        refresh(parcels[4])
    for parcel in parcels:
        parcel.refresh_from_db()
        assert (parcel.tries, bool(parcel.handed_over_at)) == (0, True)
        assert parcel.scans.exclude(kind="created").get().kind == "accepted"
    left_out = [line for line in caplog.messages if "left out" in line]
    assert left_out
    assert parcels[0].receiver_name not in " ".join(left_out)
    sandbox.fault(PARTS[code], "none")
    refresh(parcels[4])
    assert parcels[4].state == S.IN_TRANSIT


def test_the_couriers_app_pushes_each_scan(shop_server, sandbox):
    parcel = booked(make.service("table"))
    sandbox.push(parcel.number)
    parcel.refresh_from_db()
    assert parcel.handed_over_at
    sandbox.push(parcel.number, "deliver")
    parcel.refresh_from_db()
    assert parcel.state == S.DELIVERED
    assert sandbox.parcels()[0]["pushed"] == 5


def test_scans_pushed_twice_and_in_reverse_are_kept_once(shop_server, sandbox):
    parcel = booked(make.service("table"))
    sandbox.fault("courier", "repeat")
    sandbox.push(parcel.number, "deliver")
    parcel.refresh_from_db()
    assert parcel.state == S.DELIVERED
    assert parcel.scans.count() == 5


def test_what_the_shop_did_not_hear_is_pushed_again(shop_server, sandbox):
    parcel = booked(make.service("table"))
    sandbox.fault("courier", "nonsense")
    sandbox.push(parcel.number)
    assert sandbox.parcels()[0]["pushed"] == 0
    sandbox.fault("courier", "none")
    sandbox.push(parcel.number)
    assert sandbox.parcels()[0]["pushed"] == 2
    assert parcel.scans.count() == 2
