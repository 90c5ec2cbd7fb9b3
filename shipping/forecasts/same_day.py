"""Same-day services are promised as planned: whether today is kept is the packers' word. How often
it was kept lately says with what chance, and whether it is offered at all."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Q

from shipping.calendar import local
from shipping.models import Shipment, Tier
from shipping.shares import Share

LATELY = timedelta(days=90)  # what was withdrawn is tried again when its bad days are older
ENOUGH = 30  # parcels of a service from a warehouse to a province, before anything is said
MARGIN = 0.1  # below the chance the shop wants to state


def kept_today(now):
    """{"service|warehouse|province": [kept, parcels]} of same-day parcels whose day is over."""
    today = local(now).date()
    rows = (
        Shipment.objects.judged(today - LATELY, today)
        .filter(service__tier=Tier.SAME_DAY)
        .values_list("service", "warehouse", "province")
        .annotate(kept=Count("pk", filter=Q(outcome__in=Shipment.ON_TIME)), parcels=Count("pk"))
        .order_by()
    )
    return {key_of(*road): [kept, parcels] for *road, kept, parcels in rows}


def key_of(service_id, warehouse_id, province):
    return f"{service_id}|{warehouse_id}|{province}"


def share_kept(profile, service_id, warehouse_id, province):
    """The Share of same-day parcels that came on their day; None where too few are known."""
    found = profile and profile.same_day.get(key_of(service_id, warehouse_id, province))
    return Share(*found) if found and found[1] >= ENOUGH else None


def chance_of(share):
    """As if one more had been kept and one more not: never quite sure."""
    return round((share.hits + 1) / (share.count + 2), 3)


def is_kept_too_seldom(share):
    """Clearly below what the shop states of others, and not by bad luck alone."""
    wanted = settings.PROMISE_CHANCE
    return share.value < wanted - MARGIN and share.interval[1] < wanted


def withdrawn(net):
    """[(ServiceFacts, WarehouseFacts, province, Share)] that are sold and not offered for it."""
    for key in sorted(net.forecast.same_day) if net.forecast else ():
        service_id, warehouse_id, province = key.split("|")
        service = net.every_service.get(int(service_id))
        warehouse = net.warehouses.get(int(warehouse_id))
        share = share_kept(net.forecast, service_id, warehouse_id, province)
        if service in net.services and warehouse and share and is_kept_too_seldom(share):
            yield service, warehouse, province, share
