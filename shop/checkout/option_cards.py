"""The options as the checkout shows them: each with its carrier's record and what this shopper
knows of it."""

from dataclasses import dataclass

from django.db.models import CharField
from django.db.models.functions import Cast, TruncDate

from shipping.models import Shipment
from shipping.preferences import NO_PREFERENCES, Preferences, in_order, is_unwanted, served_well
from shipping.quotes import Option
from shipping.records import Record, record_of
from shop.orders.models import Order

LOOKED_AT = 20  # parcels of a member, newest first


@dataclass(frozen=True)
class Card:
    """`record` is of the carrier to this province, None where too little is known."""

    option: Option
    record: Record | None
    served_well: bool
    is_unwanted: bool


def cards_for(offer, member):
    """The Cards of an offer in the order in which they are shown: no query for guests, one for
    members."""
    if not offer.quotes:
        return ()
    preferences = preferences_of(member)
    return tuple(
        Card(
            one,
            record_of(one.carrier_code, offer.wishes.province),
            served_well(one, preferences),
            is_unwanted(one, preferences),
        )
        for one in in_order(offer.quotes.options, preferences)
    )


def preferences_of(member):
    if member is None:
        return NO_PREFERENCES
    return Preferences(last_that_served_well(member), member.unwanted)


def last_that_served_well(member):
    """The code of the carrier that came last among those whose own last parcel for them was there
    by the promised day: one carrier's delay is not another's."""
    theirs = Order.objects.placed_by(member).order_by()
    brought = (
        Shipment.objects.outbound()
        .filter(
            state=Shipment.State.DELIVERED,
            reference__in=theirs.values_list(Cast("pk", CharField())),
        )
        .annotate(came_on=TruncDate("arrived_at"))
        .order_by("-delivered_at", "-pk")
        .values_list("carrier__code", "came_on", "promised_latest")[:LOOKED_AT]
    )
    seen = set()
    for code, came_on, promised in brought:
        if code not in seen and came_on and came_on <= promised:
            return code
        seen.add(code)
    return ""
