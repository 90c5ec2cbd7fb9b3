"""The year's slips are those of the shop's own watch, to the half hour."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from demo.journeys import Happening
from demo.packing import Packet
from demo.watching import SWEEPS, Watch, sweeps_of
from shipping.models import Slip
from shipping.network import network
from shipping.promises import Promise
from shipping.tracking import hear
from shipping.watching import watch
from tests import make
from tests.shipping.test_tracking import scan

pytestmark = pytest.mark.django_db
NUMBER = "KPND0000000001"
ORDERED, NOW = make.at("2026-11-23 10:00"), make.at("2026-12-04 14:00")
USUAL = {1: 0.4, 2: 0.3, 3: 0.2, 4: 0.1}
WAYS = [
    [("accepted", "2026-11-23 17:00")],
    [("accepted", "2026-11-24 17:00"), ("in_transit", "2026-11-24 21:00")],
    [
        ("accepted", "2026-11-23 17:00"),
        ("out_for_delivery", "2026-11-26 09:00"),
        ("delivery_failed", "2026-11-26 13:10"),
        ("out_for_delivery", "2026-11-27 09:20"),
        ("delivered", "2026-11-27 15:10"),
    ],
    [],
]


@pytest.fixture
def parcel():
    """Ordered on Monday the 23rd, promised for the 24th to the 26th."""
    made = make.shipment(NUMBER)
    make.forecast(USUAL)
    return made


def foretold(parcel, way):
    """By the demo, which looks as seldom as it can."""
    net = network()
    happenings = [Happening(kind, make.at(when), make.at(when), "", "", "") for kind, when in way]
    packet = Packet(
        number=NUMBER,
        warehouse=net.warehouses[parcel.warehouse_id],
        service=net.every_service[parcel.service_id],
        allotments=[],
        leaves_by=parcel.leaves_by,
        happenings=happenings,
    )
    promise = Promise(parcel.leaves_by, parcel.promised_earliest, parcel.promised_latest)
    story = SimpleNamespace(
        confirmed_at=ORDERED,
        cancelled_by="",
        packets=[packet],
        option=SimpleNamespace(promise=promise),
        receiver=SimpleNamespace(home=SimpleNamespace(province=parcel.province)),
    )
    Watch([(ORDERED, net)], NOW).follow(story)
    return [(one.broken, one.at, one.found.earliest, one.found.latest) for one in packet.notices]


def watched(way):
    """By the shop, half hour for half hour."""
    days = [ORDERED.date() + timedelta(days=days) for days in range(12)]
    looks = [(at, None) for day in days for at in sweeps_of(day) if ORDERED < at < NOW]
    for at, kind in sorted([*looks, *((make.at(when), kind) for kind, when in way)]):
        if kind:
            hear("table", [scan(kind, f"{at:%Y-%m-%d %H:%M}")], now=at)
        else:
            watch(now=at, today=at.date())
    rows = Slip.objects.select_related("promise").order_by("pk")
    return [(one.broken, one.at, one.promise.earliest, one.promise.latest) for one in rows]


@pytest.mark.parametrize("way", WAYS, ids=["silent", "left late", "failed once", "not left"])
def test_the_demo_foresees_what_the_watch_does(parcel, way):
    found = foretold(parcel, way)
    assert found
    assert found == watched(way)
    assert len(SWEEPS) == 26
