"""Parcels that were on their way before the sandbox was there: taken in, and moved at their own
times."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import requests

from sandbox.carriers import road
from sandbox.world import World
from shipping.carriers import carrier_named

NOW = datetime.now(ZoneInfo("Europe/Istanbul")).replace(microsecond=0)
CARRIERS = {"yurtici": "yurtici", "hepsijet": "hepsijet", "table": "courier"}


def event(kind, hours, **words):
    """One of the road, so many hours from now."""
    return {"kind": kind, "at": (NOW + timedelta(hours=hours)).isoformat(), **words}


def parcel(number="KPND0000000001", carrier="yurtici", **facts):
    return {
        "carrier": carrier,
        "number": number,
        "tracking_number": "310000000001",
        "town": "Çankaya",
        "events": [event("accepted", -30), event("in_transit", -20)],
        "coming": [event("at_branch", 20), event("delivered", 26)],
        **facts,
    }


def adopt(sandbox, *parcels):
    return requests.post(f"{sandbox.url}/parcels", json={"parcels": parcels}, timeout=5)


@pytest.fixture
def world(tmp_path):
    return World(tmp_path)


def stage_after(world, **facts):
    """Where a parcel stands when the tick has come twice."""
    road.adopt(world, [parcel(**facts)])
    road.tick(world)
    road.tick(world)
    return world.get("parcels", "KPND0000000001")["stage"]


@pytest.mark.parametrize("code", CARRIERS)
@pytest.mark.parametrize("cod", ["", "120.00"])
def test_the_carrier_tells_of_an_adopted_parcel_in_its_own_protocol(sandbox, code, cod):
    assert adopt(sandbox, parcel(carrier=CARRIERS[code], cod=cod)).json() == {"adopted": 1}
    scans = carrier_named(code).track(["KPND0000000001"])
    assert [scan.kind for scan in scans if scan.kind != "created"] == ["accepted", "in_transit"]


def test_a_parcel_that_is_known_stays_as_it_is(sandbox):
    adopt(sandbox, parcel())
    sandbox.push("KPND0000000001", "deliver")
    assert adopt(sandbox, parcel(), parcel("KPND0000000002")).json() == {"adopted": 1}
    assert [one["stage"] for one in sandbox.parcels()] == ["delivered", "in_transit"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"carrier": "pigeon"},
        {"events": [event("teleported", -1)]},
        {"events": [{"kind": "accepted", "at": "2026-11-23T10:00:00"}]},
        {"number": None, "events": [{}]},
    ],
)
def test_a_parcel_that_makes_no_sense_is_refused_and_none_is_taken(sandbox, wrong):
    assert adopt(sandbox, parcel(), parcel() | wrong).status_code == 400
    assert sandbox.parcels() == []


def test_nothing_moves_before_its_time(world):
    assert stage_after(world) == "in_transit"


def test_what_is_due_happens_at_its_own_time_and_not_at_the_ticks(world):
    late = event("at_branch", -2, place="Çankaya Şubesi", text="Teslimat şubesinde indirildi")
    assert stage_after(world, coming=[late, event("delivered", 5)]) == "at_branch"
    assert world.get("parcels", "KPND0000000001")["events"][-1] == {**late, "received_by": ""}


def test_a_parcel_with_nothing_to_come_is_lost(world):
    assert stage_after(world, coming=[]) == "in_transit"


def test_without_times_it_moves_with_the_tick(world):
    assert stage_after(world, coming=None) == "out_for_delivery"


def test_a_world_that_was_closed_for_days_catches_up(tmp_path):
    world = World(tmp_path)
    steps = [event("at_branch", -9), event("out_for_delivery", -5), event("delivered", -1)]
    road.adopt(world, [parcel(coming=steps)])
    world.database.close()
    reopened = World(tmp_path)
    road.tick(reopened)
    found = reopened.get("parcels", "KPND0000000001")
    assert found["stage"] == "delivered"
    assert [one["at"] for one in found["events"][2:]] == [step["at"] for step in steps]


def test_a_button_takes_the_parcel_out_of_its_plan(world):
    road.adopt(world, [parcel(coming=[])])
    road.push(world, "KPND0000000001", "next")
    road.tick(world)
    assert world.get("parcels", "KPND0000000001")["stage"] == "out_for_delivery"


TEXT = {
    "to": "5321234567",
    "text": "Kapında: yolda",
    "job": "17",
    "at": "2026-11-23T10:00:00+03:00",
}
MAIL = {
    "to": ["ayse@example.com"],
    "from": "Kapında <merhaba@kapinda.example>",
    "subject": "Siparişiniz yolda",
    "text": "Merhaba",
    "html": "",
    "headers": {"Message-ID": "<message-1@kapinda.example>"},
    "at": "2026-11-23T10:00:00+03:00",
}
CHARGE = {"oid": "1x1", "amount": 12990, "refunds": [{"amount": 990, "reference_no": "a"}]}
DOORS = [
    ("/bank/payments", "payments", CHARGE, "/bank.json"),
    ("/phone", "texts", TEXT, "/phone.json"),
    ("/mailbox", "mails", MAIL, "/mailbox.json"),
]


@pytest.mark.parametrize(("door", "name", "row", "ledger"), DOORS)
def test_charges_texts_and_mails_of_before_are_taken_in_once(sandbox, door, name, row, ledger):
    for new in (1, 0):
        answer = requests.post(sandbox.url + door, json={name: [row]}, timeout=5)
        assert answer.json() == {"adopted": new}
    (known,) = requests.get(sandbox.url + ledger, timeout=5).json()
    assert {key: known[key] for key in row} == row
    assert requests.get(sandbox.url, timeout=5).status_code == 200


@pytest.mark.parametrize(("door", "name", "row", "ledger"), DOORS)
def test_what_makes_no_sense_is_refused_and_none_is_taken(sandbox, door, name, row, ledger):
    for wrong in (dict.fromkeys(row), {}, None):
        answer = requests.post(sandbox.url + door, json={name: [row, wrong]}, timeout=5)
        assert answer.status_code == 400
    assert requests.get(sandbox.url + ledger, timeout=5).json() == []
