"""Paying for an order: begin an attempt, hear how it ended, begin another.

Locks are taken in one order everywhere: the order first, then its payments. Networks are talked to
before or after a transaction, never inside one.
"""

import logging
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from notifications.events import record
from notifications.prepared import insert
from notifications.templatetags.words import money
from shop.orders.models import Order

from .late_money import day_of, hold_or_renew
from .methods import NOTHING, method_named
from .methods import later_methods as later_methods
from .methods import methods as methods
from .methods.base import DECLINED, PAID, Outcome, TryLater
from .models import BankNotice, Payment
from .refunding import ask_refund

log = logging.getLogger(__name__)
State = Payment.State
MOST_ATTEMPTS = 10  # at one order: each keeps its stock a while longer
FIRST_QUESTION = timedelta(minutes=2)


class NothingToPay(Exception):
    """The order is paid, cancelled, waits for no money, or was tried too often."""


class WrongAmount(Exception):
    """The money that came is not what the order asks for."""


def awaited(order):
    """The attempt the order still waits for, or the last one that failed; None when it waits for
    no money."""
    if order.state != Order.State.PLACED:
        return None
    return order.payments.order_by("pk").last()


def start_payment(order, method_code, *, at):
    """A new attempt at `order.total`, written inside the transaction that places the order and
    before anybody outside is called. A method that asks for no money first confirms the order.
    None where nothing is to be paid."""
    method = method_named(method_code)
    if method.code == NOTHING:
        order.confirm(at=at, by="buyer")
        return None
    payment = Payment(
        order=order,
        method=method.code,
        amount=order.total,
        reference=f"{order.number}x{secrets.token_hex(10)}",
        started_at=at,
        expires_at=longest(method, order, at),
    )
    insert(payment)
    if method.confirms_at_once:
        order.confirm(at=at, by="buyer")
    return payment


def longest(method, order, at):
    """Until when an attempt keeps its stock. A transfer waits no longer for being chosen anew, or
    an order that nobody pays would hold its goods for weeks."""
    return method.expires_at(order.placed_at if method.takes_days else at)


def begin(payment, shopper, *, at):
    """The address of the provider's page for an open attempt, asked for once; empty when there is
    none. Raises TryLater or Refused."""
    if not payment.page_url:
        payment.page_url = payment.plugin.start(payment, shopper).redirect_url
        if payment.page_url:
            Payment.objects.filter(pk=payment.pk).update(
                page_url=payment.page_url, next_ask_at=at + FIRST_QUESTION
            )
    return payment.page_url


def try_again(payment, method_code, *, at):
    """Another attempt at the same order, by card again or by transfer. An open attempt is closed;
    should its money come after all, it is given back. Raises NothingToPay."""
    with transaction.atomic():
        order = lock_order(payment.reference)
        is_settled = order.state != Order.State.PLACED or order.payments.taken().exists()
        if is_settled or order.payments.count() >= MOST_ATTEMPTS:
            raise NothingToPay(order.number)
        for open_payment in order.payments.open():
            open_payment.move_to(State.EXPIRED, at=at, by="buyer")
        order.pay_by(method_code, at=at)
        return start_payment(order, method_code, at=at)


def hear(outcome, at):
    """Keep a provider's notice and act on it, in one transaction: once this returns, it is safe to
    answer that we heard. Hearing the same again changes nothing."""
    with transaction.atomic():
        problem = settle(outcome, at)
        BankNotice.objects.bulk_create(
            [
                BankNotice(
                    method=outcome.method,
                    key=outcome.key[:160],
                    payment=Payment.objects.filter(reference=outcome.reference).first(),
                    reference=outcome.reference[:64],
                    says=outcome.state,
                    amount=outcome.amount,
                    currency=outcome.currency,
                    is_test=outcome.is_test,
                    problem=problem,
                    heard_at=at,
                )
            ],
            ignore_conflicts=True,
        )


def settle(outcome, at, *, by=""):
    """Bring the attempt to where the provider says it is. Under a lock on the order, so that ten
    equal calls at once are one. Answers what does not fit, empty when all does.

    Success is never overwritten by a later failure. Money that the order does not need, because it
    is cancelled or paid already, is recorded as taken and given back whole.
    """
    with transaction.atomic():
        order = lock_order(outcome.reference, outcome.method)
        if order is None:
            log.error("%s speaks of an unknown payment %r", outcome.method, outcome.reference)
            return "reference"
        payment = order.payments.select_for_update().get(reference=outcome.reference)
        payment.order = order
        if outcome.state == DECLINED:
            return decline(payment, outcome, at)
        if problem := what_does_not_fit(payment, outcome):
            return report(payment, outcome, problem, at=at)
        return take(payment, outcome, at=at, by=by or outcome.method)


def lock_order(reference, method=None):
    found = Order.objects.select_for_update(of=("self",)).filter(payments__reference=reference)
    return (found.filter(payments__method=method) if method else found).first()


def decline(payment, outcome, at):
    if payment.state == State.STARTED:
        payment.move_to(State.DECLINED, at=at, by=outcome.method, note=outcome.reason)
    return ""


def what_does_not_fit(payment, outcome):
    """The first of currency, test and amount that is not as we asked; empty when all are."""
    if outcome.currency != "TRY":
        return "currency"
    if outcome.is_test and not payment.plugin.accepts_test:
        return "test"
    return "" if outcome.amount == payment.amount else "amount"


def report(payment, outcome, problem, *, at):
    """The payment stays as it is and the seller is told, once for each different notice."""
    if not BankNotice.objects.filter(method=outcome.method, key=outcome.key[:160]).exists():
        detail = {"problem": problem, "amount": str(outcome.amount), "currency": outcome.currency}
        record(payment, "payment_mismatched", at=at, by=outcome.method, detail=detail)
    return problem


def take(payment, outcome, *, at, by):
    if payment.state in Payment.TAKEN:
        return ""
    order = payment.order
    is_late = order.state == Order.State.CANCELLED
    is_second = order.payments.taken().filter(is_surplus=False).exists()
    payment.move_to(
        State.PAID,
        at=at,
        by=by,
        paid_at=at,
        next_ask_at=None,
        provider_id=outcome.provider_id,
        is_surplus=is_late or is_second,
    )
    if is_late:
        give_back(
            payment,
            "payment_came_too_late",
            gettext_noop("Paid after the order was cancelled."),
            at=at,
        )
        return ""
    if is_second:
        give_back(payment, "payment_taken_twice", gettext_noop("Paid a second time."), at=at)
        return ""
    for other in order.payments.open():
        other.move_to(State.EXPIRED, at=at, by=by)
    if order.state == Order.State.PLACED:
        order.note_paid_by(payment.method)
        hold_or_renew(payment, on=day_of(outcome.came_on, at), at=at)
        order.confirm(at=at, by=by)
    return ""


def give_back(payment, event_name, reason, *, at):
    record(payment, event_name, at=at, detail={"amount": str(payment.amount)})
    ask_refund(payment, payment.amount, reason=reason, reference="surplus", at=at)


def confirm_transfer(payment, *, amount, bank_reference, at, by, came_on=None):
    """Staff saw the money on the account, there since `came_on` (None: today). Raises WrongAmount
    when it is too little or too much: then ask the buyer for the rest, or send it back."""
    if amount != payment.amount:
        raise WrongAmount(
            _("%(asked)s was asked for. Ask the buyer for the rest, or send it back.")
            % {"asked": money(payment.amount)}
        )
    outcome = Outcome(
        method=payment.method,
        reference=payment.reference,
        state=PAID,
        amount=amount,
        provider_id=bank_reference[:80],
        came_on=came_on,
    )
    return settle(outcome, at, by=by)


def ask_provider(payment, *, at):
    """Ask how an attempt ended and act on the answer. Raises TryLater. The next question is written
    down first, so that an attempt the bank cannot speak of does not stand in the way of others."""
    Payment.objects.filter(pk=payment.pk, next_ask_at__isnull=False).update(
        next_ask_at=next_question(payment.started_at, at)
    )
    if outcome := payment.plugin.ask(payment):
        hear(outcome, at)


def ask_unless_away(payment, away, *, at):
    """The same in a sweep: a provider that does not answer is put into `away`, {method code}, and
    left in peace for the rest of it. False when nobody knows how the attempt ended."""
    if payment.method not in away:
        try:
            ask_provider(payment, at=at)
        except TryLater:
            away.add(payment.method)
    return payment.method not in away


def next_question(started_at, at):
    """Every 2 minutes for an hour, then every half hour for three days, then never."""
    if at - started_at < timedelta(hours=1):
        return at + timedelta(minutes=2)
    return at + timedelta(minutes=30) if at - started_at < timedelta(hours=72) else None
