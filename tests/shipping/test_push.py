"""Carriers tell us of scans: signed, fresh, small, and of parcels of their own."""

import json

import pytest
from django.utils import timezone

from shipping.models import Scan
from shipping.signatures import TOLERANCE, is_signed, sign
from tests import make

pytestmark = pytest.mark.django_db
SECRET = "sandbox-push-secret"
URL = "/shipping/scans/table/"


@pytest.fixture
def parcel():
    return make.shipment("KPND0000000001")


def body_of(*kinds, number="KPND0000000001"):
    scans = [
        {"number": number, "kind": kind, "at": f"2026-11-23T1{hour}:00:00+03:00"}
        for hour, kind in enumerate(kinds)
    ]
    return json.dumps({"scans": scans}).encode()


def pushed(client, body, *, url=URL, secret=SECRET, now=None, **headers):
    now = timezone.now().timestamp() if now is None else now
    headers = {"X-Kapinda-Signature": sign(secret, body, now=now), **headers}
    return client.post(url, body, content_type="application/json", headers=headers)


def test_signed_scans_move_the_parcel(client, parcel):
    answer = pushed(client, body_of("accepted", "in_transit"))
    assert (answer.status_code, answer.json()) == (202, {"new": 2, "unknown": []})
    parcel.refresh_from_db()
    assert parcel.state == "in_transit"


def test_the_same_push_again_is_accepted_and_changes_nothing(client, parcel):
    pushed(client, body_of("accepted"))
    answer = pushed(client, body_of("accepted"))
    assert (answer.status_code, answer.json()["new"]) == (202, 0)
    assert Scan.objects.count() == 1


def test_parcels_that_are_not_ours_are_named(client, parcel):
    answer = pushed(client, body_of("accepted", number="KPND7"))
    assert (answer.status_code, answer.json()) == (202, {"new": 0, "unknown": ["KPND7"]})


@pytest.mark.parametrize(
    "change",
    [
        {"secret": "guessed"},
        {"now": 0},
        {"X-Kapinda-Signature": ""},
        {"X-Kapinda-Signature": "t=1,v1=çay"},
        {"X-Kapinda-Signature": "v1=" + "0" * 64},
        {"X-Kapinda-Signature": "t=" + "9" * 5000 + ",v1=0"},
    ],
)
def test_a_bad_signature_is_forbidden_and_changes_nothing(client, parcel, change):
    assert pushed(client, body_of("delivered"), **change).status_code == 403
    parcel.refresh_from_db()
    assert (parcel.state, Scan.objects.count()) == ("booked", 0)


def test_a_signature_is_good_for_its_own_body_only(client, parcel):
    now = timezone.now().timestamp()
    stolen = sign(SECRET, body_of("accepted"), now=now)
    answer = pushed(client, body_of("delivered"), **{"X-Kapinda-Signature": stolen})
    assert (answer.status_code, Scan.objects.count()) == (403, 0)


def test_without_a_secret_nobody_may_push(client, parcel, settings):
    settings.SCAN_PUSH_SECRETS = []
    assert pushed(client, body_of("accepted")).status_code == 403
    settings.SCAN_PUSH_SECRETS = [""]
    assert pushed(client, body_of("accepted"), secret="").status_code == 403


def test_two_secrets_are_good_while_they_are_changed(client, parcel, settings):
    settings.SCAN_PUSH_SECRETS = ["new", "old"]
    assert pushed(client, body_of("accepted"), secret="old").status_code == 202
    assert pushed(client, body_of("in_transit"), secret="new").status_code == 202


@pytest.mark.parametrize(
    ("age", "is_good"),
    [(TOLERANCE, True), (TOLERANCE + 1, False), (-TOLERANCE, True), (-TOLERANCE - 1, False)],
)
def test_a_signature_lives_five_minutes(age, is_good):
    header = sign(SECRET, b"{}", now=1_000_000)
    assert is_signed(b"{}", header, [SECRET], now=1_000_000 + age) is is_good


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b'{"scans": 1}', b"\xff", b"null"])
def test_nonsense_is_a_bad_request(client, parcel, body):
    assert pushed(client, body).status_code == 400
    assert Scan.objects.count() == 0


def test_a_carrier_nobody_knows_or_that_does_not_push(client, parcel):
    assert pushed(client, body_of("accepted"), url="/shipping/scans/nobody/").status_code == 404
    make.carrier("yurtici", "Yurtiçi Kargo")
    assert pushed(client, body_of("accepted"), url="/shipping/scans/yurtici/").status_code == 400


def test_an_enormous_push_is_not_read(client, parcel):
    assert pushed(client, b" " * 256_001).status_code == 413


def test_only_post_is_answered(client, parcel):
    assert client.get(URL).status_code == 405


LIES = {
    "number": ["\0", "KPND0000000001\0", " kpnd0000000001 ", "x" * 5000, 7, None],
    "kind": ["\0", "flown", 7, None],
    "at": ["", "yesterday", "2026-11-23", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"],
    "place": ["\0", "x" * 5000, 7, None, "\ud800"],
    "text": ["a\0b", "😀" * 400, {}, []],
    "tracking_number": ["\0", "x" * 5000, 7, "\ud800"],
    "received_by": ["\0", "x" * 5000, 7],
}


@pytest.mark.parametrize(
    ("field", "lie"), [(field, lie) for field, lies in LIES.items() for lie in lies]
)
def test_whatever_a_field_holds_is_kept_or_refused_and_breaks_nothing(client, parcel, field, lie):
    scan = {"number": "KPND0000000001", "kind": "delivered", "at": "2026-11-23T10:00:00+03:00"}
    answer = pushed(client, json.dumps({"scans": [scan | {field: lie}]}).encode())
    assert answer.status_code in {202, 400}
