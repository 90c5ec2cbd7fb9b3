"""Payments, one for each order, and the money that went back."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from django.utils.translation import gettext_noop

from returns.models import Return
from shop.payments.methods import method_named
from shop.payments.models import Payment, Refund

from .orders import STAFF

State = Payment.State
BANK_SAID_NO = ["0 Bankanız işlemi onaylamadı", "0 Yetersiz bakiye", "2 SMS şifresi hatalı"]
FOLLOWED_WITHIN = timedelta(seconds=50)  # the clock looks at parcels that collect money


def write(ledger):
    """{order number: Payment}, as they stand now."""
    rows = [row(story, ledger) for story in ledger.stories]
    made = Payment.objects.bulk_create(rows, batch_size=2000)
    for payment, story in zip(made, ledger.stories, strict=True):
        tell(payment, story, ledger)
    return {payment.order_id: payment for payment in made}


def row(story, ledger):
    order = ledger.orders[story.number]
    random = Random(f"the payment of {story.number}")
    state = state_of(story, ledger)
    by_transfer = story.method == "transfer" and state in Payment.TAKEN
    return Payment(
        order=order,
        method=story.method,
        state=state,
        amount=order.total - never_collected(story, ledger),
        reference=f"{story.number}x{random.randbytes(10).hex()}",
        provider_id=f"FT{random.randrange(10**10):010d}" if by_transfer else "",
        started_at=story.placed_at,
        expires_at=method_named(story.method).expires_at(story.placed_at),
        paid_at=ledger.past(paid_at(story)),
        note=random.choice(BANK_SAID_NO) if state == State.DECLINED else "",
    )


def never_collected(story, ledger):
    """TRY that stood at the door on a parcel that was lost."""
    lost = ledger.losses.get(story.number)
    return lost.shipment.cod_amount if lost else Decimal(0)


def paid_at(story):
    """When the money was with us; at the door when the last parcel is in the receiver's hands."""
    if story.method != "cod":
        return story.confirmed_at
    return story.delivered_at + FOLLOWED_WITHIN if story.delivered_at else None


def given_up_at(story):
    """When a payment came to nothing; None for one that came."""
    if story.method != "cod":
        return None if story.confirmed_at else story.cancelled_at
    if story.is_turned_away:
        return story.packets[0].last("returning") + FOLLOWED_WITHIN
    return story.cancelled_at


def state_of(story, ledger):
    if given := given_by_now(story, ledger):
        is_all = given == ledger.orders[story.number].total
        return State.REFUNDED if is_all else State.PARTLY_REFUNDED
    if ledger.has_come(paid_at(story)):
        return State.PAID
    if ledger.has_come(story.declined_at):
        return State.DECLINED
    return State.EXPIRED if ledger.has_come(given_up_at(story)) else State.STARTED


def tell(payment, story, ledger):
    by = {"card": "card", "transfer": STAFF, "cod": "courier"}[story.method]
    ledger.tell(payment, "payment_paid", paid_at(story), by)
    ledger.tell(payment, "payment_declined", story.declined_at, "card")
    if not story.declined_at and paid_at(story) is None:
        ledger.tell(payment, "payment_expired", given_up_at(story))


@dataclass(frozen=True)
class Giving:
    """Money that goes back: `what` is amends, lost, return or cancelled."""

    what: str
    amount: Decimal
    reference: str
    reason: str
    asked_at: datetime
    done_at: datetime | None
    iban: str


def givings(story, ledger):
    """What was asked back by now, in the order of time."""
    found = [one for one in all_givings(story, ledger) if ledger.has_come(one.asked_at)]
    return sorted(found, key=lambda one: one.asked_at)


def all_givings(story, ledger):
    order, amends, home = ledger.orders[story.number], story.amends, story.homecoming
    if amends:
        yield Giving(
            "amends", amends.amount, f"late-{story.number}", gettext_noop("the delivery is late"),
            amends.at, amends.paid_back_at, amends.iban,
        )  # fmt: skip
    lost = ledger.losses.get(story.number)
    if lost and story.method != "cod":
        reason = gettext_noop("parcel %(number)s")
        yield Giving(
            "lost", lost.amount, lost.shipment.number, reason, lost.at, story.paid_back_at,
            story.iban,
        )  # fmt: skip
    if home and story.number in ledger.returns:
        returned = ledger.returns[story.number]
        reason = gettext_noop("return %(number)s")
        yield Giving(
            "return", returned.refund_amount, str(returned), reason, home.accepted_at,
            home.paid_back_at, home.iban,
        )  # fmt: skip
    elif story.cancelled_at and story.paid_back_at:
        yield Giving(
            "cancelled", order.total - (amends.amount if amends else 0), str(story.number),
            gettext_noop("The order was cancelled."), story.cancelled_at, story.paid_back_at,
            story.iban,
        )  # fmt: skip


def given_by_now(story, ledger):
    """TRY that has gone out."""
    done = [one.amount for one in givings(story, ledger) if ledger.has_come(one.done_at)]
    return sum(done, Decimal(0))


def write_refunds(ledger):
    """{(order number, what): Refund}"""
    rows = {
        (story.number, one.what): refund_row(story, one, ledger)
        for story in ledger.stories
        for one in givings(story, ledger)
    }
    Refund.objects.bulk_create(rows.values())
    for (number, what), refund in rows.items():
        tell_refund(refund, ledger)
        if what == "return":
            ledger.returns[number].refund = refund
    going_back = [ledger.returns[number] for number, what in rows if what == "return"]
    Return.objects.bulk_update(going_back, ["refund"], batch_size=1000)
    for story in ledger.stories:
        tell_payment(story, ledger)
    return rows


def refund_row(story, giving, ledger):
    done_at = ledger.past(giving.done_at)
    is_by_hand = story.method != "card"
    return Refund(
        payment=ledger.payments[story.number],
        state=Refund.State.DONE if done_at else Refund.State.ASKED,
        key=uuid.UUID(
            bytes=Random(f"the refund of {giving.what} {giving.reference}").randbytes(16)
        ),
        amount=giving.amount,
        reason=giving.reason,
        reference=giving.reference,
        iban=giving.iban,
        iban_holder=story.buyer.name if giving.iban else "",
        asked_at=giving.asked_at,
        done_at=done_at,
        tries=1 if done_at and not is_by_hand else 0,
        next_try_at=None if done_at or is_by_hand else ledger.now,
    )


def tell_refund(refund, ledger):
    by = STAFF if refund.iban else "clock"
    detail = {"amount": str(refund.amount)}
    ledger.tell(refund, "refund_asked", refund.asked_at, detail=detail)
    ledger.tell(refund, "refund_done", refund.done_at, by)


def tell_payment(story, ledger):
    """It moves twice at most: when a part of it went back, and when all of it has."""
    payment, given, was = ledger.payments[story.number], Decimal(0), ""
    done = [one for one in givings(story, ledger) if ledger.has_come(one.done_at)]
    for one in sorted(done, key=lambda one: one.done_at):
        given += one.amount
        name = "payment_refunded" if given == payment.amount else "payment_partly_refunded"
        if name != was:
            ledger.tell(payment, name, one.done_at, STAFF if one.iban else "clock")
        was = name
