"""The unguessable links of orders, after the SECRET_KEY they are made with was changed."""

from notifications.links import digest, token_for

from .models import Order

BATCH = 2000


def renew_links():
    """Let the links made with today's SECRET_KEY open their orders; those sent before stay closed.
    May be run again. Answers how many were renewed."""
    renewed = 0
    orders = Order.objects.only("pk", "link_nonce", "link_digest").order_by("pk")
    while rows := list(orders[:BATCH]):
        stale = [one for one in rows if one.link_digest != digest(token_for(one.link_nonce))]
        for order in stale:
            order.link_digest = digest(token_for(order.link_nonce))
        Order.objects.bulk_update(stale, ["link_digest"])
        renewed += len(stale)
        orders = orders.filter(pk__gt=rows[-1].pk)
    return renewed
