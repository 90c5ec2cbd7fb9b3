"""When does it come, and does the stated window still hold? By rules alone, where no forecast has
been learnt: pure functions of what is known."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from .calendar import NeverOpen, arrives, days_after, first_day, local
from .models import Scan, Shipment
from .places import line_between
from .reasons import Reason

WAITING_TO_LEAVE = {Shipment.State.DRAFT, Shipment.State.BOOKED}
EVENING = time(20)  # nobody rings at a door later


@dataclass(frozen=True)
class Expectation:
    """When the parcel comes as far as we know; `reason` when the stated window does not hold.

    `chance` that it comes within the window, `break_chance` that it comes after the stated end and
    `breaks_again` that it comes after this one are None where no forecast tells them.
    """

    earliest: date
    latest: date
    reason: Reason | None = None
    chance: float | None = None
    break_chance: float | None = None
    breaks_again: float | None = None


def expectation(shipment, scans, service, *, now):
    """What to expect of a parcel that is not there yet.

    The stated window stands until it has become impossible: it left so late that even the
    shortest road ends after it, an attempt failed on its last day, or its last day is over. Then
    the new window is what the service's calendar still allows. `service` holds the ServiceFacts.
    """
    stated = stated_window(shipment)
    try:
        candidates = [
            left_late(shipment, service, local(now).date()),
            attempt_failed(scans, service),
            still_on_the_road(shipment, scans, service, now),
        ]
    except NeverOpen:
        return stated
    late = [one for one in candidates if one and one.earliest > stated.latest]
    return max(late, key=lambda one: (one.latest, one.earliest), default=stated)


def stated_window(shipment):
    return Expectation(shipment.expected_earliest, shipment.expected_latest)


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
    """The last day is over: today while it is with the courier, else the next delivery day. When
    that was said before and did not come true, it may take as long again as it is late by then:
    nobody is told of a tomorrow night after night."""
    today, is_evening = local(now).date(), local(now).time() >= EVENING
    if today < shipment.expected_latest or (today == shipment.expected_latest and not is_evening):
        return None
    is_coming = not is_evening and is_out_today(shipment, scans, today)
    if is_coming:
        return Expectation(today, today, Reason("still_on_the_road"))
    is_open = service.deliveries.is_open
    late = (shipment.expected_latest - shipment.promised_latest).days
    first = days_after(today, 1, is_open)
    last = first_day(first + timedelta(days=late), is_open)
    return Expectation(first, last, Reason("still_on_the_road"))


def is_out_today(shipment, scans, today):
    return shipment.state == Shipment.State.OUT_FOR_DELIVERY and any(
        local(scan.believed_at).date() == today
        for scan in scans
        if scan.kind == Scan.Kind.OUT_FOR_DELIVERY
    )
