"""Is the promise still possible? A simple, honest rule on what is known: pure functions."""

from dataclasses import dataclass
from datetime import date

from .calendar import NeverOpen, arrives, days_after, local
from .models import Scan, Shipment, Tier
from .places import line_between
from .reasons import Reason

WAITING_TO_LEAVE = {Shipment.State.DRAFT, Shipment.State.BOOKED}


@dataclass(frozen=True)
class Expectation:
    """When the parcel comes as far as we know; `reason` when that is later than promised."""

    earliest: date
    latest: date
    reason: Reason | None = None


def expectation(shipment, scans, service, *, now):
    """What to expect of a parcel that is not there yet.

    The promise stands until it has become impossible: it left so late that even the shortest road
    ends after it, an attempt failed on its last day, or its last day has passed. Then the new
    window is what the service's calendar still allows. `service` holds the ServiceFacts.
    """
    promised = Expectation(shipment.promised_earliest, shipment.promised_latest)
    at_the_branch = any(scan.kind == Scan.Kind.AT_BRANCH for scan in scans)
    if shipment.service.tier == Tier.BRANCH and at_the_branch:
        return promised  # it has arrived; now it waits for its receiver
    try:
        candidates = [
            left_late(shipment, service, local(now).date()),
            attempt_failed(scans, service),
            still_on_the_road(shipment, scans, service, now),
        ]
    except NeverOpen:
        return promised
    late = [one for one in candidates if one and one.earliest > promised.latest]
    return max(late, key=lambda one: (one.latest, one.earliest), default=promised)


def left_late(shipment, service, today):
    """The window counted from the day it left, or would leave if it left today."""
    if shipment.handed_over_at:
        left = local(shipment.handed_over_at).date()
    elif shipment.state in WAITING_TO_LEAVE:
        left = today
    else:
        return None
    days = service.days.get(line_between(shipment.warehouse.province, shipment.province))
    if days is None or left <= shipment.leaves_by:
        return None
    code = "left_late" if shipment.handed_over_at else "not_left"
    return Expectation(*arrives(left, service.deliveries, days), Reason(code, day=left))


def attempt_failed(scans, service):
    """They come again on the next delivery day."""
    failed = [one.believed_at for one in scans if one.kind == Scan.Kind.FAILED]
    if not failed:
        return None
    day = local(max(failed)).date()
    again = days_after(day, 1, service.deliveries.is_open)
    return Expectation(again, again, Reason("attempt_failed", day=day))


def still_on_the_road(shipment, scans, service, now):
    """The last day has passed: today if it is with the courier, else the next delivery day."""
    today = local(now).date()
    is_out = shipment.state == Shipment.State.OUT_FOR_DELIVERY and any(
        local(scan.believed_at).date() == today
        for scan in scans
        if scan.kind == Scan.Kind.OUT_FOR_DELIVERY
    )
    day = today if is_out else days_after(today, 1, service.deliveries.is_open)
    if today <= shipment.promised_latest:
        return None
    return Expectation(day, day, Reason("still_on_the_road"))
