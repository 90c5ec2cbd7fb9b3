"""Returns, from the wish to the money, and the parcels that bring them."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from returns.models import Return, ReturnLine
from returns.parcels import ROAD_DAYS
from shipping.models import Scan, Service, Shipment
from shipping.returning import billed_for
from shop.orders.parcels import about
from shop.payments.amounts import is_whole, refund_lines, total

from ..homecomings import GOODWILL, REFUSAL, window_of
from .orders import STAFF
from .parcels import live

State = Return.State


def write(ledger):
    """{order number: Return}"""
    stories = [
        story
        for story in ledger.stories
        if story.homecoming and ledger.has_come(story.homecoming.asked_at)
    ]
    parcels = write_parcels(stories, ledger)
    made = Return.objects.bulk_create([row(one, parcels, ledger) for one in stories])
    lines = [
        line_of(story, returned, ledger) for story, returned in zip(stories, made, strict=True)
    ]
    ReturnLine.objects.bulk_create(lines)
    for story, returned in zip(stories, made, strict=True):
        tell(returned, story.homecoming, ledger)
    return {returned.order_id: returned for returned in made}


def write_parcels(stories, ledger):
    """{order number: Shipment} of those that were approved."""
    services = {one.pk: one for one in Service.objects.select_related("carrier")}
    rows, scans = [], []
    for story in stories:
        home = story.homecoming
        if ledger.has_come(home.approved_at):
            shipment = draft_back(story, services[home.packet.service.id], ledger)
            scans += live(shipment, home.packet, ledger, asked_by=decided_by(home))
            if ledger.has_come(home.lapsed_at):
                shipment.state, shipment.next_poll_at = Shipment.State.CANCELLED, None
                ledger.tell(shipment, "shipment_cancelled", home.lapsed_at)
            rows.append(shipment)
    made = Shipment.objects.bulk_create(rows)
    Scan.objects.bulk_create(scans, batch_size=4000)
    return {int(shipment.reference): shipment for shipment in made}


def draft_back(story, service, ledger):
    """As `returns.parcels` makes it."""
    order, home = ledger.orders[story.number], story.homecoming
    variant, quantity, today = home.variant, home.quantity, timezone.localdate(home.approved_at)
    last = today + timedelta(days=settings.RETURN_SEND_DAYS)
    latest = last + timedelta(days=ROAD_DAYS)
    line = ledger.lines[story.number][variant.pk]
    return Shipment(
        direction=Shipment.Direction.BACK,
        number=home.packet.number,
        reference=str(story.number),
        carrier=service.carrier,
        service=service,
        warehouse=ledger.warehouses[home.packet.warehouse.id],
        receiver_name=order.receiver_name,
        receiver_phone=order.receiver_phone,
        province=order.province,
        district=order.district,
        neighbourhood=order.neighbourhood,
        address=order.address,
        return_code=home.packet.number if ledger.has_come(home.packet.booked_at) else "",
        contents=[{"sku": line.sku, "name": line.name, "quantity": quantity}],
        desi=variant.desi * quantity,
        weight_kg=variant.weight_kg * quantity,
        leaves_by=last,
        promised_earliest=today,
        promised_latest=latest,
        expected_earliest=today,
        expected_latest=latest,
        created_at=home.approved_at,
        **{**about(order), "is_gift": False, "gift_message": "", "note": ""},
    )


def row(story, parcels, ledger):
    order, home, window = ledger.orders[story.number], story.homecoming, window_of(story)
    owed, shipment = owed_for(story, ledger), parcels.get(story.number)
    return Return(
        order=order,
        state=state_of(home, ledger),
        shipment=shipment,
        freight=billed_for(shipment) if shipment else None,
        last_day=window.last_day,
        reasons=[reason.as_json() for reason in window.reasons],
        refund_lines=owed,
        refund_amount=total(owed),
        iban=home.iban,
        iban_holder=story.buyer.name if home.iban else "",
        appeal=home.appeal,
        clicks=home.clicks,
        staff_note=note_of(home, ledger),
        asked_at=home.asked_at,
        approved_at=ledger.past(home.approved_at),
        code_told_at=ledger.past(home.code_told_at),
        send_by=home.send_by if ledger.has_come(home.code_told_at) else None,
        reminded_at=ledger.past(home.reminded_at),
        lapsed_at=ledger.past(home.lapsed_at),
        handed_over_at=ledger.past(home.packet.left_at),
        received_at=ledger.past(home.received_at),
        checked_at=ledger.past(home.accepted_at),
        settled_at=ledger.past(home.settled_at),
        rating_asked_at=ledger.past(home.rating_asked_at),
        **answer_of(home, ledger),
    )


def answer_of(home, ledger):
    """How it was for them, once they have said so."""
    at, stars, words = home.answer or (None, None, "")
    return {"stars": stars, "stars_note": words} if ledger.has_come(at) else {}


def owed_for(story, ledger):
    home, lines = story.homecoming, ledger.lines[story.number]
    fault = home.reason in ReturnLine.SELLERS_FAULT
    part = (lines[home.variant.pk], home.quantity, fault)
    given = amends_before(story, home.accepted_at or home.asked_at)
    order = ledger.orders[story.number]
    return refund_lines(order, lines.values(), [part], before={}, extras_given=given)


def amends_before(story, moment):
    """{one of EXTRAS: TRY} that was given back of it for being late."""
    is_given = story.amends and story.amends.at <= moment
    return {"shipping": story.amends.amount} if is_given else {}


def state_of(home, ledger):
    reached = State.ASKED
    for state, at in (
        (State.REFUSED, home.refused_at),
        (State.APPROVED, home.approved_at),
        (State.LAPSED, home.lapsed_at),
        (State.ON_ITS_WAY, home.packet.left_at),
        (State.RECEIVED, home.received_at),
        (State.ACCEPTED, home.accepted_at),
        (State.SETTLED, home.settled_at),
    ):
        reached = state if ledger.has_come(at) else reached
    return reached


def note_of(home, ledger):
    """What staff answers to a wish that came after the last day."""
    if ledger.has_come(home.refused_at):
        return REFUSAL
    return GOODWILL if home.appeal and ledger.has_come(home.approved_at) else ""


def line_of(story, returned, ledger):
    home = story.homecoming
    return ReturnLine(
        parent=returned,
        order_line=ledger.lines[story.number][home.variant.pk],
        quantity=home.quantity,
        reason=home.reason,
        note=home.note,
        is_resellable=home.can_be_sold if returned.checked_at else None,
    )


def decided_by(home):
    return STAFF if home.appeal else "rules"


def tell(returned, home, ledger):
    if home.appeal:
        ledger.tell(returned, "return_asked", home.asked_at, "buyer")
    for name, at, by in (
        ("refused", home.refused_at, STAFF),
        ("approved", home.approved_at, decided_by(home)),
        ("code_ready", home.code_told_at, "clock"),
        ("send_soon", home.reminded_at, "clock"),
        ("lapsed", home.lapsed_at, "clock"),
        ("on_its_way", home.packet.left_at, "clock"),
        ("received", home.received_at, "clock"),
        ("accepted", home.accepted_at, STAFF),
        ("settled", home.settled_at, "clock"),
        ("rating_asked", home.rating_asked_at, "clock"),
        ("rated", home.answer and home.answer[0], "buyer"),
    ):
        ledger.tell(returned, f"return_{name}", at, by)


def given_back_whole(ledger):
    """Numbers of orders nothing is left of."""
    for story in ledger.stories:
        returned = ledger.returns.get(story.number)
        if returned and returned.checked_at:
            given = {
                ledger.lines[story.number][
                    story.homecoming.variant.pk
                ].pk: story.homecoming.quantity
            }
            if is_whole(ledger.lines[story.number].values(), given):
                yield story.number
