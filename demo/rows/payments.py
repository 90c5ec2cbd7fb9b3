"""Payments, one for each order, and the money that went back."""

import uuid
from datetime import timedelta
from random import Random

from django.utils.translation import gettext, override

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
        amount=order.total,
        reference=f"{story.number}x{random.randbytes(10).hex()}",
        provider_id=f"FT{random.randrange(10**10):010d}" if by_transfer else "",
        started_at=story.placed_at,
        expires_at=method_named(story.method).expires_at(story.placed_at),
        paid_at=ledger.past(paid_at(story)),
        note=random.choice(BANK_SAID_NO) if state == State.DECLINED else "",
    )


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
    if ledger.has_come(paid_back_at(story)):
        is_all = money_back(story, ledger) == ledger.orders[story.number].total
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


def asked_back_at(story):
    """When the money of a cancelled order or of a return was asked back; None when it was kept."""
    if story.homecoming:
        return story.homecoming.accepted_at
    return story.cancelled_at if story.paid_back_at else None


def paid_back_at(story):
    return story.homecoming.paid_back_at if story.homecoming else story.paid_back_at


def money_back(story, ledger):
    """TRY"""
    if story.homecoming:
        return ledger.returns[story.number].refund_amount
    return ledger.orders[story.number].total


def write_refunds(ledger):
    stories = [story for story in ledger.stories if ledger.has_come(asked_back_at(story))]
    made = Refund.objects.bulk_create([refund_row(story, ledger) for story in stories])
    for refund, story in zip(made, stories, strict=True):
        tell_refund(refund, story, ledger)
    going_back = []
    for refund, story in zip(made, stories, strict=True):
        if story.homecoming:
            ledger.returns[story.number].refund = refund
            going_back.append(ledger.returns[story.number])
    Return.objects.bulk_update(going_back, ["refund"], batch_size=1000)


def refund_row(story, ledger):
    done_at, home = ledger.past(paid_back_at(story)), story.homecoming
    iban = home.iban if home else story.iban
    with override("tr"):
        reference, reason = str(story.number), gettext("The order was cancelled.")
        if home:
            reference = str(ledger.returns[story.number])
            reason = gettext("return %(number)s") % {"number": reference}
    return Refund(
        payment=ledger.payments[story.number],
        state=Refund.State.DONE if done_at else Refund.State.ASKED,
        key=uuid.UUID(bytes=Random(f"the refund of {story.number}").randbytes(16)),
        amount=money_back(story, ledger),
        reason=reason,
        reference=reference,
        iban=iban,
        iban_holder=story.buyer.name if iban else "",
        asked_at=asked_back_at(story),
        done_at=done_at,
        tries=1 if done_at and not iban else 0,
        next_try_at=None if done_at or iban else ledger.now,
    )


def tell_refund(refund, story, ledger):
    by = STAFF if refund.iban else "clock"
    payment, is_all = refund.payment, refund.amount == refund.payment.amount
    detail = {"amount": str(refund.amount)}
    ledger.tell(refund, "refund_asked", refund.asked_at, detail=detail)
    ledger.tell(refund, "refund_done", refund.done_at, by)
    name = "payment_refunded" if is_all else "payment_partly_refunded"
    ledger.tell(payment, name, refund.done_at, by)
