"""What scans and the hour say beyond the forecast: which day it comes, how likely the stated end
breaks, and what to tell instead. Pure functions of values."""

from datetime import timedelta

from .calendar import NeverOpen, days_after, local
from .expectations import Expectation, stated_window
from .forecasts.arrival import Arrival
from .forecasts.notice import worth_telling
from .forecasts.signs import SEEN, THERE
from .models import Scan
from .reasons import Reason

K = Scan.Kind
TELLING = (K.OUT_FOR_DELIVERY, K.FAILED, K.AT_BRANCH)  # where it stands before the door
SILENCE = timedelta(days=2)


def foresight(shipment, scans, service, arrival, *, now, profile, threshold, wanted):
    """The Expectation of a parcel whose days of arrival a forecast knows: `arrival`, an Arrival of
    the Profile `profile`.

    The stated window stands until the chance that it breaks is worth telling by the merchant's
    `threshold`; then the new one is the shortest that holds with the chance `wanted`. `service`
    holds the ServiceFacts.
    """
    stated = stated_window(shipment)
    arrival = informed(arrival, scans, service, profile.signs, now)
    breaks = after(arrival, stated.latest.toordinal())
    is_told = worth_telling(
        breaks,
        (stated.latest - local(now).date()).days,
        threshold=threshold,
        caution=profile.caution,
        hour=local(now).hour,
    )
    if not is_told:
        return Expectation(stated.earliest, stated.latest, break_chance=breaks)
    first, last = arrival.window(wanted)
    last = max(last, stated.latest.toordinal() + 1)
    return Expectation(
        type(stated.latest).fromordinal(first),
        type(stated.latest).fromordinal(last),
        why_later(shipment, scans, now),
        chance=arrival.between(first, last),
        break_chance=breaks,
        breaks_again=after(arrival, last),
    )


def after(arrival, day):
    """The chance that it comes later than by the end of a day (an ordinal)."""
    return float(min(max(1 - arrival.by(day), 0), 1))


def informed(arrival, scans, service, signs, now):
    """The Arrival in the light of the last scan and of the hour."""
    today = local(now).date()
    scan = last_word(scans)
    try:
        chances = dict(zip(arrival.days, arrival.chances, strict=True))
        if scan:
            chances = after_scan(chances, scan, service, signs)
        chances = {day: one for day, one in chances.items() if day >= today.toordinal()}
        if today.toordinal() in chances:
            chances[today.toordinal()] *= still_possible(scan, service, signs, now)
        chances = {day: one for day, one in chances.items() if one > 0}
        if not chances:  # nobody we know of took longer
            chances = {days_after(today, 1, service.deliveries.is_open).toordinal(): 1.0}
    except NeverOpen:
        return arrival
    total = sum(chances.values())
    return Arrival.of({day: chance / total for day, chance in chances.items()})


def last_word(scans):
    """The newest scan that says where it stands before the door; None without one."""
    telling = (one for one in scans if one.kind in TELLING)
    return max(telling, key=lambda one: one.believed_at, default=None)


def after_scan(chances, scan, service, signs):
    """The shares learnt for the day of the scan and the two delivery days after it; the rest lies
    where it lay."""
    day, is_open = local(scan.believed_at).date(), service.deliveries.is_open
    shares = signs.shares(scan.kind, service)
    days = [day]
    while len(days) < len(shares):
        days.append(days_after(days[-1], 1, is_open))
    found = dict(zip((one.toordinal() for one in days), shares, strict=True))
    others = {one: chance for one, chance in chances.items() if one > days[-1].toordinal()}
    rest = sum(others.values())
    if not rest:  # the forecast knows nothing of later ones
        return found | {days_after(days[-1], 1, is_open).toordinal(): 1 - sum(shares)}
    left = (1 - sum(shares)) / rest
    return found | {one: left * chance for one, chance in others.items()}


def still_possible(scan, service, signs, now):
    """As the day passes without it, what was likely today is less so: the share of the parcels
    coming on a day of which nothing would have been heard by this hour."""
    heard = local(scan.believed_at) if scan else None
    if heard is None or heard.date() != local(now).date() or scan.kind == K.AT_BRANCH:
        return 1 - signs.passed(SEEN, service, hour_of(local(now)))
    return 1 - signs.passed(THERE, service, hour_of(local(now)), since=hour_of(heard))


def hour_of(moment):
    return moment.hour + moment.minute / 60


def why_later(shipment, scans, now):
    """The plainest thing we know about why."""
    scan = last_word(scans)
    if scan and scan.kind == K.FAILED:
        return Reason("attempt_failed", day=local(scan.believed_at).date())
    if shipment.handed_over_at is None and shipment.state in {"draft", "booked"}:
        return Reason("not_left")
    if shipment.handed_over_at and local(shipment.handed_over_at).date() > shipment.leaves_by:
        return Reason("left_late", day=local(shipment.handed_over_at).date())
    heard_at = shipment.last_scan_at
    if heard_at and now - heard_at >= SILENCE:
        return Reason("silent", day=local(heard_at).date())
    return Reason("slow_road")
