"""What carriers say, in any order, twice, late or wrong. Every scan is kept once; parcels only
move forward."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction

from notifications.events import record
from notifications.sweeping import each

from .carriers.base import TrackedScan
from .models import Scan, Shipment
from .watching import reconsider

S, K = Shipment.State, Scan.Kind
LEADS_TO = {
    K.IN_TRANSIT: S.IN_TRANSIT,
    K.AT_BRANCH: S.IN_TRANSIT,
    K.OUT_FOR_DELIVERY: S.OUT_FOR_DELIVERY,
    K.DELIVERED: S.DELIVERED,
    K.FAILED: S.FAILED,
    K.RETURNING: S.SENT_BACK,
    K.RETURNED: S.SENT_BACK,
    K.CANCELLED: S.CANCELLED,
}
HANDED_OVER = {K.ACCEPTED, *LEADS_TO} - {K.CANCELLED}
ORDER = {kind: number for number, kind in enumerate(Scan.Kind.values)}  # of scans of one moment
FIRST_TIME, LAST_TIME = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Heard:
    """How many scans were new, and the numbers that are no parcels of this carrier."""

    new: int
    unknown: tuple[str, ...]


def hear(carrier_code, scans: list[TrackedScan], *, now) -> Heard:
    """Keep what is new and move the parcels, each in a transaction of its own."""
    told = defaultdict(list)
    for scan in scans:
        told[printable(scan.number).upper()].append(scan)
    new, unknown = [], []

    def hear_number(number):
        with transaction.atomic():
            if shipment := locked(carrier_code, number):
                new.append(hear_of(shipment, told[number], now))
            else:
                unknown.append(number)

    each(sorted(told), hear_number)
    return Heard(sum(new), tuple(unknown))


def locked(carrier_code, number):
    """A carrier's parcel by our number; None when it is none of its."""
    parcels = Shipment.objects.select_related("carrier", "service", "warehouse")
    parcels = parcels.select_for_update(of=("self",))
    return parcels.filter(carrier__code=carrier_code, number=number).first()


def hear_of(shipment, told, now):
    known = list(shipment.scans.all())
    keys = {key for scan in known for key in keys_of(scan)}
    news = []
    for one in sorted(told, key=lambda one: one.at is None):  # who says a time is heard first
        scan = kept(shipment, one, now)
        timed, untimed = keys_of(scan)
        if (timed if one.at else untimed) not in keys:
            keys |= {timed, untimed}
            news.append((scan, one))
    for scan, one in sorted(news, key=lambda pair: place_in_time(pair[0])):
        keep_scan(scan, known)
        learn(shipment, known, one)
        follow(shipment, known, by=shipment.carrier.code)
        arrive(shipment, known)
    if news:
        reconsider(shipment, known, now=now)
    return len(news)


def keep_scan(scan, known):
    """A row of its own; what was heard without a time before now has the one it happened at."""
    if undated := next((one for one in known if is_dated_by(scan, one)), None):
        undated.at, undated.place = scan.at, scan.place
        undated.save(update_fields=["at", "place"])
    else:
        scan.save(force_insert=True)
        known.append(scan)


def is_dated_by(scan, one):
    """Did the carrier say `one` without a time, and now says when it was? What happened after we
    heard of it is another thing, though it has the same words."""
    is_undated = one.at == one.heard_at
    is_same = (scan.kind, scan.text) == (one.kind, one.text) and one.place in ("", scan.place)
    return is_undated and is_same and scan.believed_at < one.at


def kept(shipment, one, now):
    """The row of what a carrier said."""
    kind = one.kind if one.kind in K.values else K.UNKNOWN
    at = one.at or now
    return Scan(
        shipment=shipment,
        kind=kind,
        at=min(max(at, FIRST_TIME), LAST_TIME),
        place=printable(one.place)[:120],
        text=printable(one.text)[:255],
        heard_at=now,
    )


def printable(text):
    """Without what no database keeps: NUL, and halves of a sign, which JSON can write."""
    whole = str(text).encode("utf-8", "ignore").decode()
    return whole.replace("\0", "").strip()


def keys_of(scan):
    """What makes it the same again: said with a time, and without one."""
    return (scan.kind, scan.at, scan.place, scan.text), (scan.kind, scan.text)


def place_in_time(scan):
    return scan.believed_at, ORDER[scan.kind]


def learn(shipment, scans, one):
    """Facts that do not depend on the order in which scans come; `one` is the newest heard."""
    changes = {"last_scan_at": max(scan.believed_at for scan in scans)}
    if number := printable(one.tracking_number)[:40]:
        changes["tracking_number"] = number
    if one.kind == K.DELIVERED and one.received_by and not shipment.received_by:
        changes["received_by"] = printable(one.received_by)[:120]
    keep(shipment, changes)


def follow(shipment, scans, *, by):
    """Move the parcel to where its scans, read in the order of their times, have brought it."""
    if shipment.state == S.DRAFT:  # booked, and we did not hear the answer
        first = min(scan.believed_at for scan in scans)
        shipment.move_to(S.BOOKED, at=first, by=by, booked_at=first, booking_problem="")
    hand_over(shipment, scans, by=by)
    reached = state_after(scans)
    if reached == shipment.state or reached not in Shipment.MOVES.get(shipment.state, ()):
        return
    at = max(scan.believed_at for scan in scans if LEADS_TO.get(scan.kind) == reached)
    changes = {"delivered_at": at} if reached == S.DELIVERED else {}
    shipment.move_to(reached, at=at, by=by, **changes)


def hand_over(shipment, scans, *, by):
    """The first scan of a person who holds the parcel; told once, its time may be corrected."""
    times = [scan.believed_at for scan in scans if scan.kind in HANDED_OVER]
    if not times or shipment.handed_over_at == min(times):
        return
    is_first = shipment.handed_over_at is None
    keep(shipment, {"handed_over_at": min(times)})
    if is_first:
        record(shipment, "shipment_handed_over", at=min(times), by=by)


def arrive(shipment, scans):
    """When it was where it was promised to be; told once, its time may be corrected."""
    is_first = shipment.arrived_at is None
    keep(shipment, {"arrived_at": arrival_of(shipment, scans)})
    if is_first and is_ready(shipment):
        found = next(one for one in scans if one.believed_at == shipment.arrived_at)
        at, by = shipment.arrived_at, shipment.carrier.code
        record(shipment, "shipment_ready", at=at, by=by, detail={"place": found.place})


def is_ready(shipment):
    """It lies at its branch, and nobody has fetched it."""
    return shipment.state in Shipment.MOVING and shipment.arrived_at is not None


def arrival_of(shipment, scans):
    """At the door it arrives with its delivery. At its branch it has arrived once it lies ready
    there: when somebody fetches it is the customer's own time. None until then."""
    turned = [scan.believed_at for scan in scans if scan.kind == K.RETURNING]
    ready = [
        scan.believed_at
        for scan in scans
        if scan.kind == K.AT_BRANCH
        and shipment.is_for_branch
        # the branch it lies in on its way home is another one
        and not (turned and scan.believed_at >= min(turned))
    ]
    return min([*ready, *filter(None, [shipment.delivered_at])], default=None)


def state_after(scans):
    """Where the scans lead, read by their own times whatever the order they came in. Nothing moves
    a parcel that has arrived, and nobody cancels one that has left."""
    state, has_left = S.BOOKED, False
    for scan in sorted(scans, key=place_in_time):
        to = LEADS_TO.get(scan.kind)
        if to in Shipment.MOVES.get(state, ()) and not (to == S.CANCELLED and has_left):
            state = to
        has_left = has_left or scan.kind in HANDED_OVER
    return state


def keep(shipment, changes):
    changes = {name: value for name, value in changes.items() if getattr(shipment, name) != value}
    for name, value in changes.items():
        setattr(shipment, name, value)
    if changes:
        shipment.save(update_fields=list(changes))
