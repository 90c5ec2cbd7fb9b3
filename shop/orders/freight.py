"""Who bears what it costs to bring an order and to fetch it back: the shop, unless the buyer paid.

All amounts TRY with KDV, as carriers bill and buyers pay. What a carrier bills is known by its own
prices (`Tariff.cost`) on the day of the order and of the return, or not at all: none is guessed.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from .models import Order

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Cost:
    """One line: below zero what a carrier bills or what went back, above it what the buyer paid.
    `amount` None: not known. `note` says why it does not count, where it does not."""

    name: str
    amount: Decimal | None
    note: str = ""

    @property
    def is_off(self):
        return self.amount < 0

    @property
    def size(self):
        return abs(self.amount)

    @property
    def counts(self):
        return not self.note


@dataclass(frozen=True)
class Freight:
    costs: list

    @property
    def ours(self):
        """TRY that the shop bears; None where a part of it is not known."""
        amounts = [cost.amount for cost in self.costs if cost.counts]
        return None if None in amounts else -sum(amounts, NOTHING)

    @property
    def surplus(self):
        """TRY that are left where the buyer paid more than the carriers bill."""
        return -self.ours if self.ours is not None and self.ours < 0 else None


def freight_of(order, parcels, returns, given_back):
    """The Freight of an order with its Shipments and SentBack; `given_back`: TRY of the shipping
    fee that went back to the buyer. Of a cancelled order nobody pays the fee, and nothing is left
    to be sent: only what had travelled before costs."""
    is_cancelled = order.state == Order.State.CANCELLED
    has_left = any(parcel.handed_over_at or parcel.delivered_at for parcel in parcels)
    costs = [] if is_cancelled else list(fees_paid(order, given_back))
    if has_left or not is_cancelled:
        note = "" if has_left else _("nothing has left yet")
        costs.append(Cost(_("Freight out"), minus(order.freight_cost), note))
    for one in returns:
        if one.shipment:
            costs += costs_of_return(one)
    return Freight(costs)


def fees_paid(order, given_back):
    yield Cost(_("Shipping fee, paid by the buyer"), order.shipping_fee)
    if given_back:
        yield Cost(_("Shipping fee, given back"), -given_back)


def costs_of_return(one):
    """A parcel that was never sent is not billed, and a fee comes off the refund alone."""
    note = "" if one.has_travelled else _("not sent back")
    yield Cost(_("Freight back, return %(number)s") % {"number": one}, minus(one.freight), note)
    if one.fee and one.is_taken:
        yield Cost(_("Return fee, paid by the buyer"), one.fee)


def minus(amount):
    return None if amount is None else -amount
