"""Reading HepsiJet's answers: {"status": "OK" | "FAIL" | …, "data", "message", "detailStatus"},
business errors with HTTP 200. Times are local to Istanbul."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from notifications.http import Away

from .base import Refused, TrackedScan
from .reading import what_can_be_read

ISTANBUL = ZoneInfo("Europe/Istanbul")
FINE = {"OK", "INFO", "WARNING"}
EXISTS, NOT_FOUND = "BARCODE_EXIST", "NOT_FOUND"
THEIR_FAULT = {"SERVER_ERROR", "UNKNOWN"}
DATE_FORMATS = ("%d/%m/%Y %H:%M:%S", "%d.%m.%Y %H:%M:%S", "%d-%m-%Y %H:%M:%S", "%d/%m/%Y %H:%M")
# deliveryStatus of the full movements and integrationStatus of the short ones; "" says nothing
KINDS = {
    "NEO": "created",
    "READY": "accepted",
    "ACCEPTED": "accepted",
    "ACCEPTED_BY_VENDOR": "accepted",
    "UPDATED": "",
    "TRANSFERRING": "in_transit",
    "DISPATCHING": "in_transit",
    "WAITING_FOR_DISPATCH": "in_transit",
    "READY_FOR_DELIVERY": "at_branch",
    "DELIVERING": "out_for_delivery",
    "OUT_FOR_DELIVERY": "out_for_delivery",
    "DELIVERED": "delivered",
    "PARTIALLY_DELIVERED": "delivered",
    "RETRY": "delivery_failed",
    "UNDELIVERED": "delivery_failed",
    "REFUSED": "delivery_failed",
    "UNDELIVERABLE": "delivery_failed",
    "UNABLE_TO_COLLECT": "delivery_failed",
    "FAILED_ATTEMPT": "delivery_failed",
    "VENDOR_FAILED_ATTEMPT": "delivery_failed",
    "APPOINTMENT_CANCELLED": "delivery_failed",
    "MARK_FOR_RETURN": "returning",
    "TRANSFERRING_RETURN": "returning",
    "BACK_TO_WAREHOUSE": "returning",
    "WILL_BE_RETURNED": "returning",
    "RECALLED": "returning",
    "RETURNED": "returned",
    "CANCELLED": "cancelled",
    "DELETED": "cancelled",
    "MISSING": "exception",
    "DAMAGED": "exception",
    "MISSING_CONTENT": "exception",
    # the pick-up of a return at the customer's
    "NEO_COLLECT": "created",
    "COLLECTING": "created",
    "COLLECTED": "accepted",
    "TRANSFERRING_COLLECT": "in_transit",
}


def token_of(answer):
    data = data_of(answer)
    if not isinstance(data, dict) or not data.get("token"):
        raise Away("The answer has no token")
    return data["token"]


def check_booked(answer):
    """Of sendDeliveryOrderEnhanced. A number that is there already was booked by an earlier try.
    Its ZPL label is not kept: `shipping.labels` prints the same barcode for every carrier."""
    if answer.get("detailStatus") != EXISTS:
        data_of(answer)


def check_deleted(answer):
    """Of deleteDeliveryOrder. Not there comes to the same as deleted."""
    if answer.get("detailStatus") != NOT_FOUND:
        data_of(answer)


def free_days(answer):
    """Of findAvailableDeliveryDatesV2: the days with room for one more pick-up."""
    try:
        return [
            date.fromisoformat(day["date"][:10])
            for city in data_of(answer) or []
            for town in city["towns"]
            for dock in town["xDock"]
            for day in dock["days"]
            if day["returnedLimit"] > 0
        ]
    except (KeyError, TypeError, ValueError) as error:
        raise Away("The free days make no sense") from error


def deliveries_of(answer):
    """Of getDeliveryTracking: one dict per delivery; none when it knows none of them."""
    if answer.get("detailStatus") == NOT_FOUND:
        return []
    data = data_of(answer) or []
    rows = [data] if isinstance(data, dict) else data
    if not isinstance(rows, list):
        raise Away("The deliveries make no sense")
    known = what_can_be_read(rows, with_number, whose="hepsijet")
    if rows and not known:
        raise Away("The deliveries make no sense")
    return known


def with_number(row):
    if not row["customerDeliveryNo"] or not isinstance(row["customerDeliveryNo"], str):
        raise ValueError("no number")
    return row


def scans_of(delivery, number):
    """The movements of one delivery, under our own number."""
    scans = what_can_be_read(
        delivery.get("transactions") or [],
        lambda move: scan_of(delivery, move, number),
        whose=f"hepsijet {number}",
    )
    return [scan for scan in scans if scan.kind]


def all_scans(deliveries, ours):
    """The movements of the deliveries in `ours`, {HepsiJet's number: our own}."""
    read = what_can_be_read(
        [one for one in deliveries if one["customerDeliveryNo"] in ours],
        lambda one: scans_of(one, ours[one["customerDeliveryNo"]]),
        whose="hepsijet",
    )
    return [scan for scans in read for scan in scans]


def scan_of(delivery, move, number):
    status = move.get("deliveryStatus") or move.get("integrationStatus") or ""
    kind = KINDS.get(status, "unknown")
    if status == "READY" and move.get("operationStatus") == "IN_CUSTOMER":
        kind = "created"  # ready at the sender's, not taken yet
    return TrackedScan(
        number=number,
        kind=kind,
        at=moment(move.get("transactionDateTime") or move.get("transactionDate")),
        place=move.get("location") or move.get("transactionLocation") or "",
        text=move.get("transaction") or move.get("nonDeliveryReason") or status,
        tracking_number=delivery["customerDeliveryNo"],
        received_by=received_by(delivery, move) if kind == "delivered" else "",
    )


def received_by(delivery, move):
    return move.get("deliveredPerson") or delivery.get("recipientName") or ""


def data_of(answer):
    """What is inside a fine answer; else the way it failed."""
    status = answer.get("status")
    if status in FINE:
        return answer.get("data")
    words = answer.get("message") or answer.get("detailStatus") or ""
    if status != "FAIL" or answer.get("detailStatus") in THEIR_FAULT:
        raise Away(words or f"The answer says {status}")
    raise Refused(words or "FAIL")


def moment(text):
    """Aware; the carrier does not document its format, so the usual ones are read."""
    if isinstance(text, int):
        return datetime.fromtimestamp(text / 1000, ISTANBUL)
    for read in (datetime.fromisoformat, *map(reader_of, DATE_FORMATS)):
        try:
            found = read(text)
        except (TypeError, ValueError):
            continue
        return found if found.tzinfo else found.replace(tzinfo=ISTANBUL)
    raise ValueError("not a time")


def reader_of(form):
    return lambda text: datetime.strptime(text, form)
