"""Asking to send something back: what is wished, the code that guards it, and the return it makes.

Nothing is written before the code is right; then everything is checked again under a lock, so that
a second tab, a replay or a tampered form never sends back more than was bought.
"""

from dataclasses import asdict, dataclass, replace
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext

from notifications.events import record
from shipping.returning import way_back
from shop.orders.models import Order
from shop.payments.amounts import refund_lines, take_off, total
from shop.payments.given import extras_given
from shop.payments.methods import NOTHING

from .codes import Code
from .eligibility import eligibility
from .fees import return_fee
from .models import Return, ReturnLine, given_back
from .readers import BUYER

CHANNELS = ("sms", "email")


class NotReturnable(Exception):
    """The wish cannot be granted; `text` is the sentence for the reader."""

    def __init__(self, text):
        self.text = text
        super().__init__(text)


class TooManyCodes(Exception):
    """Enough were sent to this person for now."""


@dataclass(frozen=True)
class WishedLine:
    line_id: int
    quantity: int
    reason: str
    note: str = ""


@dataclass(frozen=True)
class Wish:
    """What a reader wants to send back, why, and where the money shall go."""

    lines: tuple[WishedLine, ...]
    asked_by: str = BUYER
    iban: str = ""
    holder: str = ""
    appeal: str = ""
    fee: str = "0"  # TRY, as it was shown to whoever confirms
    clicks: int = 0  # from the order's page to here, links and buttons

    def as_json(self):
        return asdict(self)

    @classmethod
    def from_json(cls, kept):
        lines = tuple(WishedLine(**line) for line in kept["lines"])
        return cls(**{**kept, "lines": lines})


def check_wish(order, wish, now):
    """The `Eligibility` under which the wish can be granted; raises NotReturnable."""
    found = eligibility(order, now, by=wish.asked_by)
    if not wish.lines:
        raise NotReturnable(gettext("Choose what you want to send back."))
    for wished in wish.lines:
        claim = found.claim(wished.line_id)
        if claim is None or not 1 <= wished.quantity <= claim.most:
            raise NotReturnable(gettext("One of the chosen items can no longer be sent back."))
        if wished.reason not in dict(claim.reasons):
            raise NotReturnable(gettext("Choose a reason for each item."))
    if not found.is_open and not wish.appeal:
        raise NotReturnable(gettext("The last day to return has passed."))
    if needs_iban(order, wish.asked_by) and not wish.iban:
        raise NotReturnable(gettext("Tell us the IBAN for your refund."))
    return found


def needs_iban(order, asked_by):
    """A card payment goes back to the card; money that came another way needs an account, which
    only the buyer can give. When a receiver sends back, staff asks the buyer for it."""
    return asked_by == BUYER and order.payment_method not in ("card", NOTHING)


def priced(order, wish, window, now):
    """The wish with today's fee, to be shown before it is confirmed."""
    return replace(wish, fee=str(return_fee(order, wish, window, now)))


def fee_of(order, wish, window, now):
    """What was shown, or less when less is asked for by now; never more than was agreed to."""
    return min(Decimal(wish.fee), return_fee(order, wish, window, now))


def amounts(order, wish, *, fee=0):
    """The refund lines of a wish, as they stand now."""
    lines = {line.pk: line for line in order.lines.all()}
    parts = [
        (lines[wished.line_id], wished.quantity, wished.reason in ReturnLine.SELLERS_FAULT)
        for wished in wish.lines
    ]
    alive = set(Return.State) - Return.DEAD
    before, given = given_back(order, alive), extras_given(order, order.returns.alive())
    owed = refund_lines(order, lines.values(), parts, before=before, extras_given=given)
    return take_off(owed, fee)


def send_code(order, wish, *, channel, at):
    """Send a code that will grant exactly this wish; raises TooManyCodes. Newer voids older."""
    with transaction.atomic():
        Order.objects.select_for_update().get(pk=order.pk)
        if Code.too_many_for(order, wish.asked_by, at):
            raise TooManyCodes
        code = Code.new(order, wish.asked_by, channel=channel, wish=wish.as_json(), at=at)
        record(code, "code_sent", at=at, by=wish.asked_by)
    return code


def newest_code(order, role):
    """The last one sent to this kind of reader: nobody sees what the other one wishes."""
    return order.codes.filter(role=role).order_by("-pk").first()


def confirm(code, digits, *, at):
    """The right digits make the return the code was sent for.

    Raises CodeRefused (the try is counted) or NotReturnable (nothing is changed)."""
    code.check_digits(digits, at)
    with transaction.atomic():
        code.use(at)
        wish = Wish.from_json(code.wish)
        return ask(code.order, replace(wish, clicks=wish.clicks + code.tries), at=at)


def ask(order, wish, *, at):
    """Make the return. Within the rules it is approved at once; an appeal waits for staff, and so
    does what no carrier can fetch."""
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=order.pk)
        found = check_wish(order, wish, at)
        fee = fee_of(order, wish, found.window, at)
        lines = amounts(order, wish, fee=fee)
        made = Return.objects.create(
            order=order,
            asked_by=wish.asked_by,
            last_day=found.window.last_day,
            reasons=[reason.as_json() for reason in found.window.reasons],
            refund_lines=lines,
            refund_amount=total(lines),
            fee=fee,
            iban=wish.iban,
            iban_holder=wish.holder,
            appeal="" if found.is_open else wish.appeal,
            clicks=wish.clicks or None,
            asked_at=at,
        )
        ReturnLine.objects.bulk_create(
            ReturnLine(
                parent=made,
                order_line_id=wished.line_id,
                quantity=wished.quantity,
                reason=wished.reason,
                note=wished.note,
            )
            for wished in wish.lines
        )
        if found.is_open and way_back(order.province):
            made.approve(at=at, by="rules")
        else:
            record(made, "return_asked", at=at, by=wish.asked_by)
    return made
