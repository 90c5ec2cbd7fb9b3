"""Services that name their day, "same day" and "next day", are promised as planned: whether the day
is kept is the packers' word first. How often it was kept lately says with what chance, and whether
the service is offered at all: sold by the window that others need, its name would be untrue."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Q

from shipping.calendar import local
from shipping.models import NAMING_THEIR_DAY, Shipment
from shipping.places import Line, line_between, province_name
from shipping.shares import Share

LATELY = timedelta(days=90)  # what was withdrawn is tried again when its bad days are older
ENOUGH = 30  # parcels of a service on a road, before anything is said
MARGIN = 0.1  # below the chance the shop wants to state


def kept_lately(now):
    """{"service|warehouse|place": [kept, parcels]} of such parcels whose day is over. A place is a
    province, or a distance line: provinces with few parcels are judged by all of their line."""
    today = local(now).date()
    rows = (
        Shipment.objects.judged(today - LATELY, today)
        .filter(service__tier__in=NAMING_THEIR_DAY)
        .values_list("service", "warehouse", "warehouse__province", "province")
        .annotate(kept=Count("pk", filter=Q(outcome__in=Shipment.ON_TIME)), parcels=Count("pk"))
        .order_by()
    )
    found = {}
    for service_id, warehouse_id, origin, province, kept, parcels in rows:
        for place in places_of(origin, province):
            counted = found.setdefault(key_of(service_id, warehouse_id, place), [0, 0])
            counted[0] += kept
            counted[1] += parcels
    return found


def places_of(origin, province):
    """Where to look for what is known of a road: at its end, then on its line."""
    line = str(line_between(origin, province))
    return (line,) if origin == province else (province, line)


def key_of(service_id, warehouse_id, place):
    return f"{service_id}|{warehouse_id}|{place}"


def share_kept(profile, service_id, warehouse, province):
    """The Share of such parcels that came on their day; None where too few are known."""
    for place in places_of(warehouse.province, province) if profile else ():
        share = Share(*profile.named_day.get(key_of(service_id, warehouse.id, place), (0, 0)))
        if is_known(share):
            return share
    return None


def is_known(share):
    return share.count >= ENOUGH


def chance_of(share):
    """As if one more had been kept and one more not: never quite sure."""
    return round((share.hits + 1) / (share.count + 2), 3)


def is_kept_too_seldom(share):
    """Clearly below what the shop states of others, and not by bad luck alone."""
    wanted = settings.PROMISE_CHANCE
    return share.value < wanted - MARGIN and share.interval[1] < wanted


def withdrawn(net):
    """[(ServiceFacts, WarehouseFacts, name of the province or line, Share)] that are sold and not
    offered for it."""
    for key, counted in sorted(net.forecast.named_day.items()) if net.forecast else ():
        service_id, warehouse_id, place = key.split("|")
        service = net.every_service.get(int(service_id))
        warehouse = net.warehouses.get(int(warehouse_id))
        share = Share(*counted)
        if service in net.services and warehouse and is_known(share) and is_kept_too_seldom(share):
            yield service, warehouse, name_of(place), share


def name_of(place):
    return Line(place).label if place in Line.values else province_name(place)
