"""When a parcel that is under way arrives, from where it is and how long it has been quiet."""

from dataclasses import replace
from datetime import timedelta

from shipping.calendar import NeverOpen, local

from .arrival import arrival, arrival_of_left
from .facts import delivery_days, facts_of, packing_days

NOTHING = -1  # no day has ended since


def outlook(net, shipment, warehouse, *, now):
    """The Arrival of a parcel that is not there yet, as of `now`; days are date ordinals.

    `warehouse` is its WarehouseFacts. None without a forecast, or for a road that nobody
    publishes any more. What was planned when it was ordered counts from its own `leaves_by`.
    """
    service = net.every_service.get(shipment.service_id)
    if net.forecast is None or service is None:
        return None
    try:
        found = facts_of(
            net, warehouse, service, shipment.province, handling_days=0, now=shipment.created_at
        )
    except NeverOpen:
        return None
    if found is None:
        return None
    facts, begins = found
    today = local(now).date()
    yesterday = (today - timedelta(days=1)).toordinal()
    delivering = delivery_days(net, service, today)
    if shipment.handed_over_at:
        left = min(local(shipment.handed_over_at).date(), today).toordinal()
        passed = delivering.between(left, yesterday) if left <= yesterday else NOTHING
        return arrival_of_left(net.forecast, facts, left, delivering, passed=passed)
    packing = packing_days(net, warehouse, service, today)
    begins = begins.toordinal()
    planned = packing.between(begins, shipment.leaves_by.toordinal())
    facts = replace(facts, planned=planned)
    passed = packing.between(begins, yesterday) if begins <= yesterday else NOTHING
    return arrival(net.forecast, facts, begins, packing, delivering, passed=passed)
