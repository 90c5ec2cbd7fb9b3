"""The unguessable links of orders: the buyer's, and the one of whoever it goes to."""

from notifications.links import digest, new_nonce, token_for

from .models import Order

BATCH = 2000


def new_link():
    """The fields of a new order that make its links."""
    nonce = new_nonce()
    return {"link_nonce": nonce, **digests_of(nonce)}


def digests_of(nonce):
    """What the database keeps to find an order by either link."""
    return {
        "link_digest": digest(token_for(nonce)),
        "receiver_digest": digest(token_for(nonce, "receiver")),
    }


def renew_links():
    """Let the links made with today's SECRET_KEY open their orders; those sent before stay closed.
    May be run again. Answers how many were renewed."""
    renewed = 0
    orders = Order.objects.only("pk", "link_nonce", "link_digest", "receiver_digest").order_by("pk")
    while rows := list(orders[:BATCH]):
        stale = [order for order in rows if renew(order)]
        Order.objects.bulk_update(stale, ["link_digest", "receiver_digest"])
        renewed += len(stale)
        orders = orders.filter(pk__gt=rows[-1].pk)
    return renewed


def renew(order):
    """False when both links are today's already."""
    fresh = digests_of(order.link_nonce)
    if all(getattr(order, name) == value for name, value in fresh.items()):
        return False
    for name, value in fresh.items():
        setattr(order, name, value)
    return True
