"""What the shop knows of a parcel when it is ordered, in the words of the forecasts."""

from dataclasses import replace
from datetime import timedelta

from shipping.calendar import ships_on, starts_on
from shipping.places import distance_km, line_between, region_of

from .arrival import OpenDays
from .profile import Facts

BEHIND, AHEAD = 430, 500  # days that calendars reach from the first of a month


def packing_days(net, warehouse, service, day):
    """The OpenDays around a date on which the warehouse works and the service picks up."""
    key = ("packing", warehouse.id, service.id, day.year, day.month)
    if key not in net.calendars:
        is_open, picks_up = warehouse.week.is_open, service.pickups.is_open
        net.calendars[key] = open_days(day, lambda one: is_open(one) and picks_up(one))
    return net.calendars[key]


def delivery_days(net, service, day):
    """The OpenDays around a date on which the service delivers."""
    key = ("delivery", service.id, day.year, day.month)
    if key not in net.calendars:
        net.calendars[key] = open_days(day, service.deliveries.is_open)
    return net.calendars[key]


def open_days(day, is_open):
    first = day.replace(day=1) - timedelta(days=BEHIND)
    days = (first + timedelta(days=number) for number in range(BEHIND + AHEAD))
    return OpenDays(tuple(one.toordinal() for one in days if is_open(one)))


def facts_of(net, warehouse, service, province, *, handling_days, now):
    """(Facts, the date handling begins) of goods ordered `now` from a warehouse for a province.
    `handling_days` are all of them, the warehouse's own included. Raises NeverOpen; None when
    the service publishes no days for that road."""
    facts = facts_of_road(warehouse, service, province)
    if facts is None:
        return None
    begins = starts_on(now, warehouse)
    leaves = ships_on(now, warehouse, service, handling_days)
    packing = packing_days(net, warehouse, service, begins)
    planned = packing.between(begins.toordinal(), leaves.toordinal())
    return replace(facts, planned=planned, weekday=begins.weekday()), begins


def facts_of_road(warehouse, service, province):
    """What does not change from day to day; None when no days are published for the road."""
    days = service.days.get(line_between(warehouse.province, province))
    if days is None:
        return None
    return Facts(
        seller=str(warehouse.id),
        origin=warehouse.province,
        destination=province,
        region=region_of(province),
        carrier=service.carrier_code,
        service=service.code,
        published=days[1],
        soonest=days[0],
        distance=distance_km(warehouse.province, province),
    )
