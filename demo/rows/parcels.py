"""Parcels, their scans, and what the shop made of each scan when it heard it."""

from dataclasses import replace
from random import Random

from returns.tracking import ENDED
from shipping.ledger import entry
from shipping.models import PromiseEntry, Scan, Service, Shipment
from shipping.tracking import HANDED_OVER, arrival_of, is_ready, state_after
from shop.orders.models import Allocation
from shop.orders.parcels import about, contents, to_collect_at_the_door

from ..watching import Notice, scan_of
from .orders import STAFF

State = Shipment.State


def write(ledger):
    """{order number: [Shipment]} in the order of the story's packets; none before the money."""
    services = {one.pk: one for one in Service.objects.select_related("carrier")}
    rows, scans, promises = [], [], []
    for story in ledger.stories:
        for packet in story.packets:
            if not ledger.has_come(story.confirmed_at):
                continue
            shipment = draft(story, packet, services[packet.service.id], ledger)
            scans += live(shipment, packet, ledger)
            rows.append(shipment)
            promises.append(first_promise(shipment, story, packet))
            if packet.asked_at is None and ledger.has_come(story.cancelled_at):
                cancel(shipment, story, ledger)
    found = {number: [] for number in ledger.orders}
    for shipment in Shipment.objects.bulk_create(rows, batch_size=1000):
        found[int(shipment.reference)].append(shipment)
    Scan.objects.bulk_create(scans, batch_size=4000)
    PromiseEntry.objects.bulk_create(promises, batch_size=2000)
    return found


def first_promise(shipment, story, packet):
    """The order's window, with the numbers of this parcel's own part of it."""
    parts = story.option.parts
    own = next(one.promise for one in parts if one.warehouse_id == packet.warehouse.id)
    promise = replace(story.option.promise, numbers=own.numbers)
    return entry(shipment, promise, kind=PromiseEntry.Kind.FIRST, at=story.placed_at)


def draft(story, packet, service, ledger):
    """The parcel as the confirmed order makes it."""
    order, promise = ledger.orders[story.number], story.option.promise
    made = Shipment(
        number=packet.number,
        reference=str(story.number),
        carrier=service.carrier,
        service=service,
        warehouse=ledger.warehouses[packet.warehouse.id],
        receiver_name=order.receiver_name,
        receiver_phone=order.receiver_phone,
        province=order.province,
        district=order.district,
        neighbourhood=order.neighbourhood,
        address=order.address,
        cod_amount=to_collect(story, ledger)[packet.warehouse.id],
        leaves_by=packet.leaves_by,
        promised_earliest=promise.earliest,
        promised_latest=promise.latest,
        expected_earliest=promise.earliest,
        expected_latest=promise.latest,
        created_at=story.confirmed_at,
        **contents(goods(story, packet, ledger)),
        **about(order),
    )
    made.others = [(None, 0)] * (len(story.packets) - 1)  # asked it would be a query a message
    return made


def to_collect(story, ledger):
    """{warehouse id: TRY to be paid at the door}"""
    packed = {one.warehouse.id: goods(story, one, ledger) for one in story.packets}
    return to_collect_at_the_door(ledger.orders[story.number], packed)


def goods(story, part, ledger):
    """Unsaved allocations of what is in a packet, or in the whole story."""
    lines = ledger.lines[story.number]
    return [
        Allocation(line=lines[one.variant_id], stock_id=one.stock_id, quantity=one.quantity)
        for one in part.allotments
    ]


def cancel(shipment, story, ledger):
    shipment.state = State.CANCELLED
    by = STAFF if story.cancelled_by == "staff" else story.cancelled_by
    ledger.tell(shipment, "shipment_cancelled", story.cancelled_at, by)


# --- a life ---------------------------------------------------------------------------------------


def live(shipment, packet, ledger, *, asked_by=STAFF):
    """Take the parcel as far as it is by now, telling each step; answers its scans."""
    if not ledger.has_come(packet.asked_at):  # or cancelled before anybody packed it
        return look_after(shipment, packet, ledger)
    shipment.wants_booking = True
    ledger.tell(shipment, "shipment_dispatch_asked", packet.asked_at, asked_by)
    if not ledger.has_come(packet.booked_at):
        shipment.next_poll_at = ledger.now
        return []
    shipment.state, shipment.booked_at = State.BOOKED, packet.booked_at
    shipment.next_poll_at = ledger.now
    if packet.service.carrier_code != "yurtici":  # which numbers a parcel at its first scan
        shipment.tracking_number = packet.number
    ledger.tell(shipment, "shipment_booked", packet.booked_at, packet.service.carrier_code)
    return look_after(shipment, packet, ledger)


def look_after(shipment, packet, ledger):
    """Hear every scan, and expect it anew where the watch did."""
    known = []
    happenings = [(one.heard_at, one) for one in packet.heard(ledger.now)]
    notices = [(one.at, one) for one in packet.notices]
    for _at, found in sorted(happenings + notices, key=lambda pair: pair[0]):
        if isinstance(found, Notice):
            expect(shipment, found)
        else:
            known.append(scan_of(shipment, found))
            hear(shipment, known, packet, ledger)
    if ledger.has_come(packet.lost_at):
        shipment.state, shipment.lost_at = State.LOST, packet.lost_at
        ledger.tell(shipment, "shipment_lost", packet.lost_at, STAFF)
    if shipment.state in ENDED:
        shipment.next_poll_at = None
    return known


def hear(shipment, known, packet, ledger):
    """What `shipping.tracking` does with the newest scan."""
    scan = known[-1]
    shipment.last_scan_at = scan.at
    if scan.kind in HANDED_OVER and not shipment.handed_over_at:
        shipment.handed_over_at = scan.at
        shipment.tracking_number = shipment.tracking_number or cargo_number(shipment.number)
        tell_scan(shipment, "shipment_handed_over", scan, ledger)
    reached = state_after(known)
    if reached != shipment.state:
        shipment.state = reached
        if reached == State.DELIVERED:
            shipment.delivered_at, shipment.received_by = scan.at, packet.signed_by
        tell_scan(shipment, f"shipment_{reached}", scan, ledger)
    is_first = shipment.arrived_at is None
    shipment.arrived_at = arrival_of(shipment, known)
    if is_first and is_ready(shipment):
        tell_scan(shipment, "shipment_ready", scan, ledger, detail={"place": scan.place})


def tell_scan(shipment, name, scan, ledger, *, detail=None):
    ledger.tell(
        shipment,
        name,
        scan.at,
        shipment.carrier.code,
        heard_at=scan.heard_at,
        detail=detail,
        facts=window(shipment),
    )


def cargo_number(number):
    """Twelve digits, as the branch prints them."""
    return f"31{Random(f'the document of {number}').randrange(10**10):010d}"


def window(shipment):
    """What was expected at that moment, for the words of a message."""
    return {
        "expected_earliest": shipment.expected_earliest,
        "expected_latest": shipment.expected_latest,
    }


def expect(shipment, notice):
    """What `shipping.watching` writes down."""
    found = notice.found
    shipment.expected_earliest, shipment.expected_latest = found.earliest, found.latest
    shipment.delay_reason = found.reason.as_json()


def write_allocations(ledger):
    """[(Allocation, its story)], each in its parcel."""
    rows = []
    for story in ledger.stories:
        parcels = {one.warehouse_id: one for one in ledger.parcels[story.number]}
        for allocation, allotment in zip(
            goods(story, story, ledger), story.allotments, strict=True
        ):
            allocation.shipment = parcels.get(allotment.warehouse_id)
            rows.append((allocation, story))
    Allocation.objects.bulk_create([row for row, _ in rows], batch_size=2000)
    return rows
