"""What the watch saw of late parcels: the window told anew, the notice, what customers chose, the
calls somebody made, and what was given back."""

from random import Random

from django.utils.timezone import localdate

from shipping.ledger import entry
from shipping.models import PromiseEntry, Slip
from shipping.network import network
from shipping.promises import Promise
from shop.orders.calls import Call
from shop.payments.delays import branch_call, delay_call, detail_of
from shop.payments.remedies import Remedy, rule_in_use

from ..amends import BRANCH, called_at, can_hear
from .orders import STAFF

OUTCOMES = {
    Call.Why.DELAY: ["Haber verildi, bekliyor.", "Ulaşıldı, teşekkür etti.", "Eşi not aldı."],
    Call.Why.BRANCH: ["Şube not aldı.", "Şube paketi gelince ayıracak."],
}


def write(ledger):
    found = [
        (story, shipment, notice)
        for story in ledger.stories
        for packet, shipment in zip(story.packets, ledger.parcels[story.number], strict=False)
        for notice in packet.notices
    ]
    slips = write_slips(found)
    remedies = write_remedies(ledger, slips)
    for (story, _shipment, notice), slip in zip(found, slips.values(), strict=True):
        remedy = remedies.get(story.number)
        tell(slip, notice, remedy if remedy and remedy.slip == slip else None, ledger)
    write_calls(found, slips, remedies, ledger)


def write_slips(found):
    """{notice: Slip}"""
    entries = PromiseEntry.objects.bulk_create(
        [told_anew(shipment, notice) for _story, shipment, notice in found], batch_size=2000
    )
    slips = Slip.objects.bulk_create(
        Slip(
            shipment=shipment,
            broken=notice.broken,
            break_chance=notice.found.break_chance,
            promise=told,
            at=notice.at,
            told_at=notice.told_at,
            choice=notice.choice,
            chosen_at=notice.chosen_at,
        )
        for (_story, shipment, notice), told in zip(found, entries, strict=True)
    )
    return {notice: slip for (_story, _shipment, notice), slip in zip(found, slips, strict=True)}


def told_anew(shipment, notice):
    found = notice.found
    promise = Promise(shipment.leaves_by, found.earliest, found.latest, found.chance)
    kind = PromiseEntry.Kind.REVISED
    return entry(shipment, promise, kind=kind, at=notice.at, reason=found.reason)


def write_remedies(ledger, slips):
    """{order number: Remedy}"""
    rule = rule_in_use()
    rows = [
        Remedy(
            order=ledger.orders[story.number],
            rule=rule,
            slip=slips.get(story.amends.notice),
            amount=story.amends.amount,
            refund=ledger.refunds[story.number, "amends"],
            month=localdate(story.amends.at).replace(day=1),
            at=story.amends.at,
        )
        for story in ledger.stories
        if story.amends
    ]
    for one in Remedy.objects.bulk_create(rows):
        ledger.tell(one, "remedy_granted", one.at, detail={"amount": str(one.amount)})
    return {one.order_id: one for one in rows}


def tell(slip, notice, remedy, ledger):
    detail = detail_of(slip, remedy)
    ledger.tell(slip.shipment, "shipment_expected_later", slip.told_at, detail=detail)
    if slip.choice:
        name = f"shipment_choice_{slip.choice}"
        ledger.tell(slip.shipment, name, slip.chosen_at, "buyer")


def write_calls(found, slips, remedies, ledger):
    rows = []
    for story, _shipment, notice in found:
        order, slip = ledger.orders[story.number], slips[notice]
        if notice.told_at and not can_hear(story):
            rows.append(delay_call(slip, order, remedies.get(story.number), at=notice.told_at))
        if notice.choice == BRANCH:
            rows.append(branch_call(slip, order, at=notice.chosen_at))
    for call in rows:
        make(call, network().warehouses[call.slip.shipment.warehouse_id].week, ledger)
    Call.objects.bulk_create(rows)


def make(call, week, ledger):
    """Told by now, it is off the list."""
    done_at = called_at(call.asked_at, week)
    if not ledger.has_come(done_at):
        return
    call.done_at, call.done_by = done_at, STAFF
    call.note = Random(f"the call of {call.asked_at}").choice(OUTCOMES[call.why])
    ledger.tell(
        call.slip.shipment, "shipment_call_made", done_at, STAFF, detail={"note": call.note}
    )
