"""Returns of the simulated year: those long ago are settled, the latest wait for the merchant."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db.models import F

from returns.models import Return, ReturnLine
from shop.catalog.models import Stock, StockMovement
from shop.orders.models import Allocation
from shop.payments.amounts import refund_lines, total
from shop.payments.models import Payment, Refund

ASKED_AFTER, ON_ITS_WAY_AFTER, RECEIVED_AFTER = (timedelta(days=days) for days in (3, 4, 7))
SETTLED_AFTER = timedelta(days=9)


def write_returns(ledger):
    """Answers the orders given back whole."""
    returns, lines = [], []
    for story, order in zip(ledger.stories, ledger.orders, strict=True):
        line = ledger.lines[order.number][0]
        if not goes_back(story, line, ledger.payments[order.number], ledger.now):
            continue
        returns.append(return_of(story, order, line, ledger))
        lines.append(
            ReturnLine(order_line=line, quantity=line.quantity, reason=story.return_reason)
        )
    for made, line in zip(Return.objects.bulk_create(returns), lines, strict=True):
        line.parent = made
        line.is_resellable = line.reason != "damaged" if made.settled_at else None
        tell(ledger, made)
    ReturnLine.objects.bulk_create(lines)
    settled = [(made, line) for made, line in zip(returns, lines, strict=True) if made.settled_at]
    give_money_back(ledger, [made for made, _ in settled])
    put_goods_back(ledger, settled)
    return {made.order_id for made, _ in settled if len(ledger.lines[made.order_id]) == 1}


def goes_back(story, line, payment, now):
    delivered = story.last("delivered")
    if not story.return_reason or not delivered or not payment.paid_at:
        return False
    is_withdrawal = story.return_reason in {"changed_mind", "does_not_fit"}
    return delivered + ASKED_AFTER < now and not (is_withdrawal and line.withdrawal_exception)


def return_of(story, order, line, ledger):
    delivered, now = story.last("delivered"), ledger.now

    def reached(after):
        return delivered + after if delivered + after < now else None

    fault = story.return_reason in ReturnLine.SELLERS_FAULT
    owed = refund_lines(
        order, ledger.lines[order.number], [(line, line.quantity, fault)], before={}
    )
    state = Return.State.APPROVED
    for step, after in (
        (Return.State.ON_ITS_WAY, ON_ITS_WAY_AFTER),
        (Return.State.RECEIVED, RECEIVED_AFTER),
        (Return.State.SETTLED, SETTLED_AFTER),
    ):
        state = step if reached(after) else state
    return Return(
        order=order,
        state=state,
        last_day=(delivered + timedelta(days=settings.RETURN_DAYS)).date(),
        refund_lines=owed,
        refund_amount=total(owed),
        asked_at=delivered + ASKED_AFTER,
        approved_at=delivered + ASKED_AFTER,
        handed_over_at=reached(ON_ITS_WAY_AFTER),
        received_at=reached(RECEIVED_AFTER),
        checked_at=reached(SETTLED_AFTER),
        settled_at=reached(SETTLED_AFTER),
    )


def tell(ledger, made):
    for name, at in (
        ("asked", made.asked_at),
        ("approved", made.approved_at),
        ("on_its_way", made.handed_over_at),
        ("received", made.received_at),
        ("accepted", made.checked_at),
        ("settled", made.settled_at),
    ):
        if at:
            ledger.tell(made, f"return_{name}", at)


def give_money_back(ledger, settled):
    refunds = []
    for made in settled:
        payment = ledger.payments[made.order_id]
        refunds.append(
            Refund(
                payment=payment,
                state=Refund.State.DONE,
                key=uuid.UUID(int=made.order_id),
                amount=made.refund_amount,
                reason="İade",
                reference=str(made),
                asked_at=made.checked_at,
                done_at=made.settled_at,
            )
        )
        is_all = made.refund_amount == payment.amount
        payment.state = Payment.State.REFUNDED if is_all else Payment.State.PARTLY_REFUNDED
    Payment.objects.bulk_update([refund.payment for refund in refunds], ["state"], batch_size=1000)
    for made, refund in zip(settled, Refund.objects.bulk_create(refunds), strict=True):
        made.refund = refund
    Return.objects.bulk_update(settled, ["refund"], batch_size=1000)


def put_goods_back(ledger, settled):
    shelf = dict(
        Allocation.objects.filter(line__in=[line.order_line_id for _, line in settled]).values_list(
            "line_id", "stock_id"
        )
    )
    movements = [
        StockMovement(
            stock_id=shelf[line.order_line_id],
            change=line.quantity,
            reason=StockMovement.Reason.RETURNED,
            reference=str(made),
            by="demo",
            at=made.checked_at,
        )
        for made, line in settled
        if line.is_resellable
    ]
    for movement in movements:
        Stock.objects.filter(pk=movement.stock_id).update(on_hand=F("on_hand") + movement.change)
    StockMovement.objects.bulk_create(movements)
