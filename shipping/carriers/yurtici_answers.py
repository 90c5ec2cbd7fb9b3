"""Reading Yurtiçi's answers. Errors come inside HTTP 200, as a flag for the whole and a code for
each parcel; times are local to Istanbul and have no zone."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from notifications.http import Away

from ..places import fold
from .base import Refused, TrackedScan, TryLater
from .reading import what_can_be_read

ISTANBUL = ZoneInfo("Europe/Istanbul")
FINE = "0"
EXISTS = {"60020", "82655"}  # the same key or return code again
UNKNOWN, ALREADY_CANCELLED = "82519", "82520"
UNEXPECTED = "936"
OPERATIONS = {"0": "NOP", "1": "IND", "2": "ISR", "3": "CNL", "4": "ISC", "5": "DLV", "6": "BI"}
KINDS = {"CNL": "cancelled", "ISC": "cancelled", "BI": "exception", "DLV": "delivered"}
# The carrier's list of events is not public: the words decide, in this order
EVENT_WORDS = [
    ("edilemedi", "delivery_failed"),
    ("devir", "delivery_failed"),
    ("iade", "returning"),
    ("arastir", "exception"),
    ("hasar", "exception"),
    ("dagitim", "out_for_delivery"),
    ("indirildi", "in_transit"),
    ("yuklendi", "in_transit"),
    ("kabul", "accepted"),
    ("teslim edildi", "delivered"),
]
REJECT_RUNNING, REJECT_DONE = {"0", "1", "2", "3"}, {"9", "10"}
RETURNED_TO_SENDER = "3"


def check_created(answer):
    """Of createShipment. A key that is there already was booked by an earlier try."""
    for row in rows_or_flag(answer, "shippingOrderDetailVO"):
        code = row["errCode"] or FINE
        if code != FINE and code not in EXISTS:
            raise problem(code, row["errMessage"])


def check_return_code(answer):
    """Of saveReturnShipmentCode."""
    code = answer.get("errCode") or FINE
    if code in EXISTS:
        return
    if answer.get("outFlag") != "0" or code != FINE:
        raise flag_problem(answer)


def is_cancelled(answer):
    """Of cancelShipment, for one key: True when it is cancelled, False when this user does not
    know it. Raises Refused once the branch has scanned it."""
    for row in rows_or_flag(answer, "shippingCancelDetailVO"):
        code = row["errCode"] or FINE
        if code == UNKNOWN:
            return False
        if code == ALREADY_CANCELLED or status_of(row) in {"CNL", "ISC"}:
            continue
        if code == UNEXPECTED and not row["operationMessage"]:
            raise Away(row["errMessage"] or code)
        raise Refused(row["errMessage"] or row["operationMessage"] or code)
    return True


def rows_of(answer):
    """Of queryShipment: one row per key. An answer without rows may be the minute's guard."""
    rows = rows_or_flag(answer, "shippingDeliveryDetailVO")
    if all(row["errCode"] == UNEXPECTED for row in rows):
        raise Away(UNEXPECTED)
    return rows


def rows_or_flag(answer, name):
    rows = answer.get(name) or []
    if answer.get("outFlag") == "2" or not rows:
        raise flag_problem(answer)
    return rows


def flag_problem(answer):
    """0 fine, 1 all wrong, 2 unexpected. Nothing to read under a fine flag is nonsense."""
    words = answer.get("outResult") or ""
    if answer.get("outFlag") == "1":
        return problem(answer.get("errCode") or "", words)
    if answer.get("outFlag") == "2":
        return TryLater(words or _("The carrier had an unexpected problem."))
    return Away("The answer has no rows")


def problem(code, words):
    if code == UNEXPECTED:
        return Away(words or code)
    return Refused(f"{words} ({code})" if words and code else words or code)


def is_known(row):
    """False for a key this user does not see (82519) or may not ask about."""
    return (row["errCode"] or FINE) == FINE


def all_scans(rows):
    """The scans of the parcels of a queryShipment."""
    read = what_can_be_read(rows, scans_of, whose="yurtici")
    return [scan for scans in read for scan in scans]


def scans_of(row):
    """The scans of one parcel."""
    status, item = status_of(row), row["shippingDeliveryItemDetailVO"] or {}
    if status in {"NOP", ""}:
        return []
    events = what_can_be_read(
        item.get("invDocCargoVOArray") or [],
        lambda event: event_scan(row, item, event),
        whose=f"yurtici {row['cargoKey']}",
    )
    # how it ended is the operation's word, with the receiver's name; events tell the way there
    way = [scan for scan in events if scan.kind not in {"delivered", "returned"}]
    return [*opening(row, item, way), *way, *ending(row, item, way)]


def opening(row, item, way):
    """The branch took it: said by an event, else by the document's date, at first by the status
    alone."""
    status = status_of(row)
    at = moment(item.get("documentDate"), item.get("documentTime"))
    if status in {"CNL", "ISC"} or any(scan.kind == "accepted" for scan in way):
        return []
    if at is None and (way or status == "DLV"):
        return []
    # no words: the operation's change with every step, and this is one scan
    return [scan_of(row, item, "accepted", at, place=item.get("departureUnitName"))]


def ending(row, item, way):
    kind = kind_of_ending(status_of(row), item)
    reason = item.get("rejectReasonExplanation") if kind in {"returning", "returned"} else None
    is_told = kind == "returning" and not reason and any(scan.kind == kind for scan in way)
    if kind is None or is_told:
        return []
    date = item.get("returnDeliveryDate") if kind == "returned" else None
    at = moment(date or item.get("deliveryDate"), item.get("deliveryTime"))
    text = reason or row["operationMessage"]
    return [scan_of(row, item, kind, at, place=item.get("deliveryUnitName"), text=text)]


def kind_of_ending(status, item):
    reject, kind = item.get("rejectStatus"), KINDS.get(status)
    if kind == "delivered":
        return "returned" if item.get("returnStatus") == RETURNED_TO_SENDER else kind
    if reject in REJECT_DONE:
        return "returned"
    # 0 is a request, but also what an empty number looks like: only with words it counts
    is_running = reject in REJECT_RUNNING and item.get("rejectStatusExplanation")
    return kind or ("returning" if is_running else None)


def event_scan(row, item, event):
    words = event["eventName"] or ""
    reason = event["reasonName"] if event["reasonId"] not in {None, "", "OK"} else ""
    at = moment(event["eventDate"], event["eventTime"])
    if at is None:
        raise ValueError("no time")
    place = event["unitName"] or event["townName"] or event["cityName"]
    kind = kind_of_event(words, at_the_end=event["unitName"] in last_units(item))
    text = f"{words}: {reason}" if reason else words
    return scan_of(row, item, kind, at, place=place, text=text)


def kind_of_event(words, *, at_the_end=False):
    folded = fold(words)
    if "iade" in folded and "teslim edildi" in folded:
        return "returned"
    kind = next((kind for word, kind in EVENT_WORDS if word in folded), "in_transit")
    return "at_branch" if at_the_end and "indirildi" in folded else kind


def last_units(item):
    return {item.get("arrivalUnitName"), item.get("deliveryUnitName")} - {None, ""}


def scan_of(row, item, kind, at, *, place="", text=""):
    number = item.get("docId") or ""
    return TrackedScan(
        number=row["cargoKey"],
        kind=kind,
        at=at,
        place=place or "",
        text=text or "",
        tracking_number="" if number == "0" else number,
        received_by=(item.get("receiverInfo") or "") if kind == "delivered" else "",
    )


def status_of(row):
    return row["operationStatus"] or OPERATIONS.get(row["operationCode"] or "", "")


def moment(date, time):
    """ "20261124", "93005" → aware; None when there is no date, or none that can be read."""
    if not date or date == "0":
        return None
    try:
        naive = datetime.strptime(f"{date}{(time or '0').zfill(6)}", "%Y%m%d%H%M%S")
    except ValueError:
        return None
    return naive.replace(tzinfo=ISTANBUL)
