"""Where only slow services go, or none: what a merchant should mend before shoppers find out."""

from math import ceil

from .network import network
from .places import line_between, province_name, provinces

SLOW_DAYS = 10  # calendar days; nobody waits so long when it is the only choice


def slow_provinces():
    """[(name, days)]: provinces to which the fastest service takes ten days and more."""
    days = {code: fastest_days(code) for code in provinces()}
    return [
        (province_name(code), at_most)
        for code, at_most in days.items()
        if at_most is not None and at_most >= SLOW_DAYS
    ]


def provinces_without_service():
    """Their names."""
    return [province_name(code) for code in provinces() if fastest_days(code) is None]


def fastest_days(province):
    """Calendar days in an ordinary week, by the fastest service from any warehouse; None when
    nothing goes there."""
    net = network()
    found = (
        days_of(service, warehouse, province)
        for service in net.services
        for warehouse in net.warehouses.values()
    )
    return min((one for one in found if one is not None), default=None)


def days_of(service, warehouse, province):
    line = line_between(warehouse.province, province)
    is_offered = (
        line in service.bands
        and line in service.days
        and service.deliveries.weekdays
        and warehouse.week.weekdays
        and (not service.areas or province in service.areas)
        and (not service.origins or warehouse.province in service.origins)
    )
    if not is_offered:
        return None
    preparing = in_calendar_days(warehouse.handling_days, warehouse.week)
    return preparing + in_calendar_days(service.days[line][1], service.deliveries)


def in_calendar_days(days, week):
    return ceil(days * 7 / len(week.weekdays))
