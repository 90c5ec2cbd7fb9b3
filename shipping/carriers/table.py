"""The shop's own courier, priced by the merchant's table. Numbers are our own, known at once.

With TABLE_COURIER_URL set, the riders' app is told of parcels in JSON:

    PUT    <url>/parcels/<number>       {"reference", "sender": {…}, "receiver": {…}, "desi",
                                         "weight_kg", "cod_amount", "note", "is_return"} → 200
    DELETE <url>/parcels/<number>       204, also when unknown; 409 once it has been picked up
    GET    <url>/parcels?numbers=A,B    {"parcels": [{"number", "scans": [scan, …]}]}

and pushes scans to us: POST /shipping/scans/table/ {"scans": [scan, …]} with

    scan = {"number", "kind": one of Scan.Kind, "at": ISO 8601 with offset, "place", "text",
            "received_by"}

Requests carry X-Kapinda-Signature: t=<unix>,v1=<hex hmac-sha256 of "t.METHOD path.body">, made
with the first of SCAN_PUSH_SECRETS."""

import hashlib
import hmac
import json
import time
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings

from notifications.http import Away, Http

from ..places import province_name
from .addresses import street_of
from .base import Booking, Carrier, Refused, TrackedScan, option
from .breaker import guarded
from .reading import what_can_be_read

KINDS = {
    "created", "accepted", "in_transit", "at_branch", "out_for_delivery", "delivered",
    "delivery_failed", "returning", "returned", "cancelled", "exception",
}  # fmt: skip


class Table(Carrier):
    code = "table"

    def __init__(self):
        self.http = Http(settings.TABLE_COURIER_URL) if settings.TABLE_COURIER_URL else None
        self.secret = option("SCAN_PUSH_SECRETS")[0] if self.http else ""

    @guarded
    def book(self, consignment):
        if self.http:
            check_taken(
                self._ask("PUT", f"/parcels/{consignment.number}", told(consignment)),
                consignment.number,
            )
        return Booking(
            tracking_number=consignment.number,
            return_code=consignment.number if consignment.is_return else "",
        )

    @guarded
    def cancel(self, number):
        if self.http:
            check_withdrawn(self._ask("DELETE", f"/parcels/{number}"))

    @guarded
    def track(self, numbers):
        if not self.http or not numbers:
            return []
        return read_parcels(self._ask("GET", f"/parcels?numbers={','.join(numbers)}"))

    def read_push(self, headers, body):
        try:
            rows = json.loads(body)["scans"]
            scans = read_scans(rows)
        except (KeyError, TypeError) as error:
            raise ValueError("The scans make no sense") from error
        if rows and not scans:
            raise ValueError("The scans make no sense")
        return scans

    def _ask(self, method, path, body=None):
        content = json.dumps(body, ensure_ascii=False).encode() if body else b""
        signature = signed(self.secret, method, urlsplit(self.http.url + path), content)
        headers = {"Content-Type": "application/json", "X-Kapinda-Signature": signature}
        return self.http.ask(method, path, data=content, headers=headers)

    def tracking_url(self, tracking_number):
        """Our own riders have a page in the sandbox only."""
        if not settings.SANDBOX_URL or not tracking_number:
            return ""
        return f"{settings.SANDBOX_URL}/courier/parcels/{tracking_number}/"


def told(consignment):
    """What the app is told of a parcel."""
    return {
        "reference": consignment.reference,
        "sender": told_party(consignment.sender),
        "receiver": told_party(consignment.receiver),
        "desi": str(consignment.desi),
        "weight_kg": str(consignment.weight_kg),
        "cod_amount": str(consignment.cod_amount) if consignment.cod_amount else "",
        "note": consignment.note,
        "is_return": consignment.is_return,
    }


def told_party(party):
    return {
        "name": party.name,
        "phone": party.phone,
        "province": party.province,
        "province_name": province_name(party.province),
        "district": party.district,
        "address": street_of(party, shortest=1),
    }


def check_taken(answer, number):
    """Of PUT: the parcel, as the app has it."""
    if answer.status_code != 200:
        raise refusal(answer)
    if answer.json().get("number") != number:
        raise Away("The app speaks of another parcel")


def check_withdrawn(answer):
    """Of DELETE: nothing."""
    if answer.status_code == 204:
        return
    raise refusal(answer)


def read_parcels(answer):
    """Of GET: all scans of all parcels."""
    if answer.status_code != 200:
        raise refusal(answer)
    parcels = answer.json().get("parcels")
    if not isinstance(parcels, list):
        raise Away("The scans make no sense")
    read = what_can_be_read(parcels, lambda parcel: read_scans(parcel["scans"]), whose="table")
    return [scan for scans in read for scan in scans]


def refusal(answer):
    words = answer.json().get("error")
    if answer.status_code < 400 or not words:
        return Away(f"The app answered {answer.status_code}")
    return Refused(words)


def read_scans(rows):
    """TrackedScans from the app's words; what makes no sense is left out."""
    return what_can_be_read(rows, scan_of, whose="table")


def scan_of(row):
    return TrackedScan(
        number=str(row["number"]),
        kind=row["kind"] if row["kind"] in KINDS else "unknown",
        at=aware(row["at"]),
        place=str(row.get("place") or ""),
        text=str(row.get("text") or ""),
        tracking_number=str(row["number"]),
        received_by=str(row.get("received_by") or ""),
    )


def aware(text):
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(f"no offset: {text}")
    return at


def signed(secret, method, url, body):
    stamp = str(int(time.time()))
    path = f"{url.path}?{url.query}" if url.query else url.path
    words = f"{stamp}.{method} {path}.".encode() + body
    return f"t={stamp},v1={hmac.new(secret.encode(), words, hashlib.sha256).hexdigest()}"


plugin = Table
