import json

import pytest
from django.core.exceptions import ImproperlyConfigured

from shipping.carriers.base import Booking, Refused
from shipping.carriers.table import Table
from tests.make import at

from .parcels import coming_back, consignment

SCAN = {
    "number": "KPND0000000001",
    "kind": "delivered",
    "at": "2026-11-24T14:10:00+03:00",
    "place": "Karşıyaka",
    "text": "Teslim edildi",
    "received_by": "Ayşe Yılmaz",
}


def pushed(*scans):
    return Table().read_push({}, json.dumps({"scans": scans}).encode())


def test_a_push_is_read():
    (scan,) = pushed(SCAN)
    assert (scan.number, scan.kind, scan.at) == (
        "KPND0000000001",
        "delivered",
        at("2026-11-24 14:10"),
    )
    assert (scan.place, scan.received_by) == ("Karşıyaka", "Ayşe Yılmaz")


def test_one_scan_that_makes_no_sense_does_not_cost_the_others_of_its_push():
    scans = pushed({**SCAN, "at": ""}, SCAN, 7, {**SCAN, "number": "KPND0000000002"})
    assert [scan.number for scan in scans] == ["KPND0000000001", "KPND0000000002"]


def test_a_kind_nobody_knows_is_kept_as_unknown():
    assert pushed({**SCAN, "kind": "teleported"})[0].kind == "unknown"


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"[]", b'"scans"', b"{}", b'{"scans": "<html>"}', b'{"scans": [1]}']
    + [json.dumps({"scans": [{**SCAN, "at": wrong}]}).encode() for wrong in ("", None, 7)]
    + [json.dumps({"scans": [{**SCAN, "at": "2026-11-24T14:10:00"}]}).encode()],
)
def test_a_push_that_makes_no_sense_is_an_error(body):
    with pytest.raises(ValueError):  # noqa: PT011
        Table().read_push({}, body)


def test_without_an_app_the_number_is_known_and_nobody_is_told(settings):
    settings.TABLE_COURIER_URL = ""
    carrier, parcel = Table(), consignment()
    assert carrier.book(parcel) == Booking(tracking_number=parcel.number)
    assert carrier.cancel(parcel.number) is None
    assert carrier.track([parcel.number]) == []


def test_a_return_has_its_number_as_code(sandbox):
    parcel = coming_back()
    assert Table().book(parcel).return_code == parcel.number


def test_a_request_with_a_wrong_signature_is_refused(sandbox):
    carrier = Table()
    carrier.secret = "another"
    with pytest.raises(Refused):
        carrier.book(consignment())
    assert sandbox.parcels() == []


def test_there_is_no_page_outside_the_demo(settings):
    settings.SANDBOX_URL = ""
    assert Table().tracking_url("KPND0000000001") == ""


def test_the_page_of_the_demo_shows_the_way(sandbox):
    carrier, parcel = Table(), consignment()
    carrier.book(parcel)
    sandbox.push(parcel.number)
    page = carrier.http.session.get(carrier.tracking_url(parcel.number), timeout=5)
    assert "Kargo kabul edildi" in page.text


def test_a_missing_secret_is_named(settings):
    settings.SCAN_PUSH_SECRETS = []
    with pytest.raises(ImproperlyConfigured, match="SCAN_PUSH_SECRETS"):
        Table()
