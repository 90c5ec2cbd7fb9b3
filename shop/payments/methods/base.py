"""What a payment method is: one file, one class, value objects in, value objects out.

Every call to a provider ends in one of three ways: an answer, `TryLater`, or `Refused`. A plug-in
maps each of its provider's errors, time-outs and nonsense answers to one of them and lets nothing
else out. No method is called inside a transaction when it talks to the network: `start`, `ask` and
`refund` do, the others never.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from notifications.outside import Refused as Refused
from notifications.outside import TryLater as TryLater
from shipping.models import Tier

PAID, DECLINED = "paid", "declined"


class Forged(Exception):
    """A callback that the provider did not sign."""


@dataclass(frozen=True)
class Shopper:
    """Who is sent to the provider, and where the browser comes back to. Pages only: what the
    browser says on its return proves nothing."""

    ip: str
    language: str
    success_url: str
    failure_url: str


@dataclass(frozen=True)
class Start:
    """Where to send the shopper; empty when there is nowhere to go."""

    redirect_url: str = ""


@dataclass(frozen=True)
class Outcome:
    """What a provider says of one attempt. `state` is PAID or DECLINED; `amount` is what it took,
    in `currency` (ISO 4217); `reason` is the provider's code, which `explain` puts in words;
    `came_on` the day the money came, where that was not today."""

    method: str
    reference: str
    state: str
    amount: Decimal
    currency: str = "TRY"
    is_test: bool = False
    provider_id: str = ""
    reason: str = ""
    came_on: date | None = None

    @property
    def key(self):
        """Two outcomes with one key say the same thing."""
        kind = "test" if self.is_test else "live"
        return f"{self.reference}:{self.state}:{self.amount}:{self.currency}:{kind}"


@dataclass(frozen=True)
class RefundOutcome:
    """`is_done` False: somebody has to send the money by hand."""

    is_done: bool


class Method:
    """Base of the plug-ins. A plug-in reads its options from settings in `__init__` and raises
    ImproperlyConfigured with the variable's name when one is missing."""

    code = ""
    title = ""
    note = ""  # one sentence under the title in checkout
    confirms_at_once = False  # the order does not wait for the money
    has_page = False  # the shopper is sent to a page of the provider
    accepts_test = False  # the provider's test payments count, in a shop that is itself a test
    takes_days = False  # from choosing it until the money is here
    refunds_to_iban = False  # there is nothing to give back through; staff send it to an account

    def fee(self, total: Decimal) -> Decimal:
        """What this method adds to a total of `total` TRY, tax included."""
        return Decimal(0)

    def note_for(self, option) -> str:
        """The sentence under the title when it is to pay for this delivery option."""
        return str(self.note)

    def offer(self, total_with_fee: Decimal, options, *, gift_wrap=False) -> str | None:
        """Why this method cannot be had for this total (its own fee counted), these delivery
        options and a present or none; None when it can."""
        return None

    def can_pay_for(self, tier: str) -> bool:
        """Whether a delivery of this tier can wait for its money."""
        return not self.takes_days or tier != Tier.SAME_DAY

    def expires_at(self, at: datetime) -> datetime | None:
        """Until when an unpaid attempt begun at `at` keeps its stock; None: as long as it takes."""
        return None

    def start(self, payment, shopper: Shopper) -> Start:
        """Announce the attempt. Safe to repeat for the same `payment.reference`."""
        return Start()

    def read_callback(self, body: bytes, headers) -> Outcome:
        """What the provider pushed. Raises Forged."""
        raise Forged(f"{self.code} has no callback")

    def ask(self, payment) -> Outcome | None:
        """What the provider knows of the attempt; None: nothing that has ended."""
        return None

    def explain(self, reason: str) -> str:
        """Why the provider said no, in a sentence for the shopper."""
        return ""

    def refund(self, refund) -> RefundOutcome:
        """Give back `refund.amount`. With `refund.tries` above one an earlier call may have gone
        through: ask first."""
        return RefundOutcome(is_done=False)


def needed(name):
    """The setting `name`, which must not be empty."""
    if not getattr(settings, name):
        raise ImproperlyConfigured(f"{name} is not set; PAYMENT_METHODS needs it")
    return getattr(settings, name)
