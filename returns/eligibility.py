"""What of an order may go back, how many of it, until when, and why not the rest."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import get_language

from shipping.models import Shipment
from shop.catalog.withdrawal import exception_sentence
from shop.loyalty.tiers import tier_of
from shop.orders.models import Order

from .models import ReturnLine
from .readers import BUYER, RECEIVER
from .windows import Window, policy, window

S = Shipment.State
# the parcels whose goods can be claimed: a buyer may withdraw before it is delivered, while a
# receiver is not told what is in a gift that has not arrived
CLAIMABLE = {
    BUYER: {S.IN_TRANSIT, S.OUT_FOR_DELIVERY, S.FAILED, S.DELIVERED},
    RECEIVER: {S.DELIVERED},
}

NOT_COMING = {Shipment.State.CANCELLED, Shipment.State.SENT_BACK, Shipment.State.LOST}


@dataclass(frozen=True)
class Claim:
    """One line of the order and how many of it can be chosen."""

    line: object  # OrderLine
    most: int
    returning: int  # in another return already
    exception: str  # the sentence when there is no right of withdrawal

    @property
    def reasons(self):
        """The reasons that can be given: [(value, label)]."""
        return [
            (value, label)
            for value, label in ReturnLine.Reason.choices
            if not self.exception or value in ReturnLine.DEFECTS
        ]

    @property
    def quantities(self):
        return range(1, self.most + 1)


@dataclass(frozen=True)
class Eligibility:
    claims: tuple[Claim, ...]
    window: Window
    is_open: bool  # today is not after the last day

    @property
    def choosable(self):
        return [claim for claim in self.claims if claim.most]

    @property
    def leaves_no_choice(self):
        """One piece of one thing: whoever comes to send back means that."""
        return [claim.most for claim in self.choosable] == [1]

    def claim(self, line_id):
        return next((claim for claim in self.choosable if claim.line.pk == line_id), None)


def eligibility(order, now, *, by=BUYER):
    """The claims of all lines, for the buyer or the receiver. Reads the allocations, the returns
    and the member's tier."""
    shipments = list(order.shipments)
    lines = list(order.lines.prefetch_related("allocations__shipment", "return_lines__parent"))
    found = window_of(order, now, shipments)
    open_today = found.is_open(timezone.localdate(now))
    claims = tuple(claim_for(order, line, CLAIMABLE[by]) for line in lines)
    return Eligibility(claims, found, open_today)


def window_of(order, now, shipments):
    """The order's window. What was shown with the order is the least: a tier the buyer has lost, or
    days the shop has cut since, count on; a tier that adds more by now counts instead."""
    shown = order.going_back
    return window(
        [
            (day_of(shipment.delivered_at), shipment.promised_latest)
            for shipment in shipments
            if shipment.state not in NOT_COMING
        ],
        policy(shown.get("days", 0)),
        **days_of_tier(shown, tier_of(order.customer, now)),
    )


def days_of_tier(shown, standing):
    """What `window` is told of the better tier: as shown with the order, or as it stands."""
    days = shown.get("tier_days", 0)
    if days > standing.extra_return_days:
        name = (get_language() == "en" and shown["tier_en"]) or shown["tier"]
        return {"tier_name": name, "tier_days": days, "tier_reason": "tier_then"}
    name = standing.tier.title if standing.tier else ""
    return {"tier_name": name, "tier_days": standing.extra_return_days}


def day_of(moment):
    return timezone.localdate(moment) if moment else None


def claim_for(order, line, states):
    sent = sum(
        allocation.quantity
        for allocation in line.allocations.all()
        if allocation.shipment and allocation.shipment.state in states
    )
    if order.state == Order.State.CANCELLED:
        sent = 0
    returning = returning_of(line)
    exception = exception_sentence(line.withdrawal_exception)
    return Claim(line, max(0, sent - returning), returning, exception)


def returning_of(line):
    return sum(
        returned.counted
        for returned in line.return_lines.all()
        if returned.parent.state not in returned.parent.DEAD
    )
