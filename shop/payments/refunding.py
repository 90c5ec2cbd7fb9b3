"""Money back. A refund is a row before it is a call; the rows of a payment never add up to more
than what was paid; a call that may have gone through is looked up before it is repeated."""

from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _
from stdnum import iban as iban_number

from notifications.events import record
from notifications.stateful import WrongState

from .methods.base import Refused, TryLater
from .models import Payment, Refund

State = Refund.State
PAUSES = [timedelta(minutes=m) for m in (2, 5, 15, 60, 360)]  # between tries; the last repeats
MOST_TRIES = 40


class TooMuch(Exception):
    """More than what is left of the payment."""


class InvalidIban(Exception):
    """Not an account number: letters, length or check digits are wrong."""


class NotByHand(Exception):
    """The provider gives this one back; nobody has to send it."""


def ask_refund(payment, amount, *, reason, reference, at, iban="", holder=""):
    """Ask for `amount` TRY of a payment to be given back; a task or, for money that did not come
    through a bank's page, a member of staff does it.

    `reason` is a sentence marked for translation and kept as it is in the source, for a reader of
    any language; `reference` names why (a return's or an order's number); asking twice with the
    same one is asking once. Raises TooMuch or InvalidIban; nothing is changed then.
    """
    iban = checked_iban(iban) if iban else ""
    with transaction.atomic():
        payment = Payment.objects.select_for_update().get(pk=payment.pk)
        if earlier := payment.refunds.filter(reference=reference).first():
            return same(earlier, amount)
        refuse_too_much(payment, amount)
        refund = Refund.objects.create(
            payment=payment,
            amount=amount,
            reason=reason,
            reference=reference,
            iban=iban,
            iban_holder=holder[:120],
            asked_at=at,
            next_try_at=None if payment.plugin.refunds_to_iban else at,
        )
        record(refund, "refund_asked", at=at, detail={"amount": str(amount)})
        return refund


def same(earlier, amount):
    if earlier.amount != amount:
        raise TooMuch(f"{earlier.reference} was given back with {earlier.amount}, not {amount}")
    return earlier


def refuse_too_much(payment, amount):
    if payment.state not in Payment.TAKEN:
        raise TooMuch(f"nothing was paid with {payment.reference}")
    asked = payment.refunds.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    if not 0 < amount <= payment.amount - asked:
        raise TooMuch(f"{amount} of {payment.amount}, {asked} given back already")


def checked_iban(text):
    """The account number without spaces; raises InvalidIban. Length and mod-97 are checked."""
    number = iban_number.compact(text)
    if not iban_number.is_valid(number):
        raise InvalidIban(_("This is not an account number: %(iban)s") % {"iban": text or "–"})
    return number


def give_account(refund, iban, holder, *, at, by):
    """Where the buyer wants a refund by hand to go; who said so stands in its story, since whoever
    changes an account changes who gets the money. Raises InvalidIban, or WrongState once it was
    sent."""
    iban = checked_iban(iban)
    with transaction.atomic():
        locked = Refund.objects.select_for_update().get(pk=refund.pk)
        if locked.state != State.ASKED:
            raise WrongState(locked, State.ASKED)
        refund.iban, refund.iban_holder = iban, holder[:120]
        refund.save(update_fields=["iban", "iban_holder"])
        detail = {"was": locked.account_end, "is": refund.account_end}
        record(refund, "refund_account_noted", at=at, by=by, detail=detail)


def send(refund_id, *, now):
    """Give back through the provider: claim the row, call, write the answer. A worker that dies in
    between leaves a counted try, and the next one asks the provider first."""
    refund = claim(refund_id, now)
    if refund is None:
        return
    try:
        outcome = refund.payment.plugin.refund(refund)
    except TryLater as error:
        put_off(refund, str(error), now)
    except Refused as error:
        refund.move_to(State.FAILED, at=now, next_try_at=None, problem=str(error)[:200])
    else:
        if outcome.is_done:
            mark_done(refund, at=now)


def claim(refund_id, now):
    with transaction.atomic():
        refund = (
            Refund.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("payment__order")
            .filter(pk=refund_id, state=State.ASKED, next_try_at__lte=now)
            .first()
        )
        if refund:
            refund.tries += 1
            refund.next_try_at = now + PAUSES[min(refund.tries, len(PAUSES)) - 1]
            refund.save(update_fields=["tries", "next_try_at"])
        return refund


def put_off(refund, problem, now):
    """Not yet; after enough tries somebody has to look."""
    if refund.tries >= MOST_TRIES:
        refund.move_to(State.FAILED, at=now, next_try_at=None, problem=problem[:200])
    else:
        Refund.objects.filter(pk=refund.pk).update(problem=problem[:200])


def mark_done(refund, *, at, by="clock"):
    """The money is on its way back. False when that was known."""
    with transaction.atomic():
        payment = Payment.objects.select_for_update().get(pk=refund.payment_id)
        if not refund.move_to(State.DONE, at=at, by=by, done_at=at, next_try_at=None, problem=""):
            return False
        given = payment.refunds.filter(state=State.DONE).aggregate(sum=Sum("amount"))["sum"]
        is_all = given == payment.amount
        whole, part = Payment.State.REFUNDED, Payment.State.PARTLY_REFUNDED
        payment.move_to(whole if is_all else part, at=at, by=by)
        return True


def mark_sent_by_hand(refund, *, at, by):
    """Staff sent it to the buyer's account. Raises NotByHand or InvalidIban (no account yet)."""
    if not refund.payment.plugin.refunds_to_iban:
        raise NotByHand(_("The bank gives this one back itself."))
    checked_iban(refund.iban)
    return mark_done(refund, at=at, by=by)


def ask_again(refund, *, at, by):
    """Staff mended what stood in the way of a failed refund."""
    is_by_hand = refund.payment.plugin.refunds_to_iban
    return refund.move_to(
        State.ASKED, at=at, by=by, next_try_at=None if is_by_hand else at, problem=""
    )
