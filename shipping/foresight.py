"""What scans and the hour say beyond the forecast: which day it comes, how likely the stated end
breaks, and what to tell instead. Pure functions of values."""

from datetime import time, timedelta

from .calendar import NeverOpen, days_after, local
from .expectations import EVENING, Expectation, stated_window
from .forecasts.arrival import Arrival
from .forecasts.notice import worth_telling
from .models import Scan
from .reasons import Reason

K = Scan.Kind
MORNING = time(9)
LOADED = time(15)  # what no courier has by then comes another day
# the chance that a parcel comes on the day its last scan speaks of
COMES_TODAY = 0.9  # it is with the courier
COMES_AGAIN = 0.75  # nobody was found: on the next delivery day
COMES_SOON = 0.8  # it lies in the branch: today or on the next delivery day
SILENCE = timedelta(days=2)


def foresight(shipment, scans, service, arrival, *, now, threshold, wanted):
    """The Expectation of a parcel whose days of arrival a forecast knows (`arrival`, an Arrival).

    The stated window stands until the chance that it breaks is worth telling by the merchant's
    `threshold`; then the new one is the shortest that holds with the chance `wanted`. `service`
    holds the ServiceFacts.
    """
    stated = stated_window(shipment)
    arrival = informed(arrival, scans, service.deliveries, now)
    breaks = min(max(1 - arrival.by(stated.latest.toordinal()), 0.0), 1.0)
    days_left = (stated.latest - local(now).date()).days
    if not worth_telling(breaks, days_left, threshold=threshold):
        return Expectation(stated.earliest, stated.latest, break_chance=breaks)
    first, last = arrival.window(wanted)
    last = max(last, stated.latest.toordinal() + 1)
    return Expectation(
        type(stated.latest).fromordinal(first),
        type(stated.latest).fromordinal(last),
        why_later(shipment, scans, now),
        chance=arrival.between(first, last),
        break_chance=breaks,
    )


def informed(arrival, scans, deliveries, now):
    """The Arrival in the light of the last scan and of the hour. `deliveries`: a Week."""
    today = local(now).date()
    chances = {
        day: chance
        for day, chance in zip(arrival.days, arrival.chances, strict=True)
        if day >= today.toordinal()
    }
    kind, day = last_word(scans)
    try:
        if kind == K.OUT_FOR_DELIVERY and day == today:
            chances = drawn_to(chances, [today], COMES_TODAY)
        elif kind in {K.FAILED, K.AT_BRANCH}:
            chances = after_stop(chances, kind, day, today, deliveries)
        is_loaded = kind == K.OUT_FOR_DELIVERY and day == today
        chances = less_today(chances, now, until=EVENING if is_loaded else LOADED)
        if not chances:  # nobody we know of took longer
            chances = {days_after(today, 1, deliveries.is_open).toordinal(): 1.0}
    except NeverOpen:
        return arrival
    total = sum(chances.values())
    return Arrival.of({day: chance / total for day, chance in chances.items()})


def last_word(scans):
    """(kind, day) of the newest scan that says where it stands before the door."""
    telling = [one for one in scans if one.kind in {K.OUT_FOR_DELIVERY, K.FAILED, K.AT_BRANCH}]
    if not telling:
        return None, None
    last = max(telling, key=lambda one: one.believed_at)
    return last.kind, local(last.believed_at).date()


def after_stop(chances, kind, day, today, deliveries):
    """It lies in the branch since `day`, or nobody was found on it: soon they come (again)."""
    again = days_after(day, 1, deliveries.is_open)
    if kind == K.FAILED and day == today:
        chances = {one: chance for one, chance in chances.items() if one != day.toordinal()}
    days = [again] if kind == K.FAILED or day < today else [day, again]
    days = [one for one in days if one >= today and deliveries.is_open(one)]
    share = COMES_AGAIN if kind == K.FAILED else COMES_SOON
    return drawn_to(chances, days, share) if days else chances


def drawn_to(chances, days, share):
    """`share` of the chance lies on these days, as it lay among them; the rest as it was."""
    wanted = {day.toordinal(): chances.get(day.toordinal(), 0.0) for day in days}
    within = sum(wanted.values())
    others = {day: chance for day, chance in chances.items() if day not in wanted}
    rest = sum(others.values())
    found = {
        day: share * (chance / within if within else 1 / len(wanted))
        for day, chance in wanted.items()
    }
    return found | {day: (1 - share) * chance / rest for day, chance in others.items() if rest}


def less_today(chances, now, *, until):
    """As the day passes without it, what was likely today is less so."""
    today = local(now).date().toordinal()
    left = (
        chances | {today: chances[today] * (1 - passed(now, until))}
        if today in chances
        else chances
    )
    return {day: chance for day, chance in left.items() if chance > 0}


def passed(now, until):
    """The share, 0 to 1, of the delivery hours that is over."""
    clock = local(now).time()
    hours = clock.hour + clock.minute / 60 - MORNING.hour
    return min(max(hours / (until.hour - MORNING.hour), 0.0), 1.0)


def why_later(shipment, scans, now):
    """The plainest thing we know about why."""
    kind, day = last_word(scans)
    if kind == K.FAILED:
        return Reason("attempt_failed", day=day)
    if shipment.handed_over_at is None and shipment.state in {"draft", "booked"}:
        return Reason("not_left")
    if shipment.handed_over_at and local(shipment.handed_over_at).date() > shipment.leaves_by:
        return Reason("left_late", day=local(shipment.handed_over_at).date())
    heard = [one.believed_at for one in scans]
    if heard and now - max(heard) >= SILENCE:
        return Reason("silent", day=local(max(heard)).date())
    return Reason("slow_road")
