"""What followed the newest scans of the shop's own parcels, counted in the database."""

from collections import defaultdict
from datetime import timedelta

from django.db.models import Case, Count, F, IntegerField, Q, Value, When
from django.db.models.functions import ExtractHour, TruncDate

from shipping.calendar import ISTANBUL, local
from shipping.models import Scan, Shipment
from shipping.network import network

from .facts import delivery_days
from .signs import AT_BRANCH, FAILED, HOURS, OUT, SEEN, THERE, learnt

NEWEST = 100_000  # scans: more would tell no better, and learning stays as quick
LATELY = timedelta(days=120)
DELIVERED = Scan.Kind.DELIVERED


def own_signs(now):
    """The Signs as of `now`."""
    scans, net, today = newest_scans(now), network(), local(now).date()
    return learnt(
        what_followed(days_counted(scans), net, today), hours_of(hours_counted(scans), net)
    )


def newest_scans(now):
    """Of parcels to customers, with the day `on` which they were made and the day it `came`."""
    keys = Scan.objects.order_by("-pk").values_list("pk", flat=True)
    first = keys[NEWEST - 1 : NEWEST].first() or 0
    return (
        Scan.objects.filter(pk__gte=first, at__gte=now - LATELY, heard_at__lt=now)
        .filter(shipment__direction=Shipment.Direction.OUT)
        .annotate(
            on=TruncDate("at", tzinfo=ISTANBUL),
            came=TruncDate("shipment__arrived_at", tzinfo=ISTANBUL),
        )
        .order_by()
    )


def days_counted(scans):
    """[(kind, service id, day of the scan, day the parcel came or None, parcels)]"""
    return (
        scans.filter(Q(came=None) | Q(came__gte=F("on")), kind__in=[OUT, FAILED, AT_BRANCH])
        .values_list("kind", "shipment__service_id", "on", "came")
        .annotate(parcels=Count("shipment", distinct=True))
    )


def hours_counted(scans):
    """[(kind, service id, hour in which it was heard, parcels)] of scans of the day the parcel
    came; HOURS: heard later."""
    is_today = When(heard_at__date=F("came"), then=ExtractHour("heard_at", tzinfo=ISTANBUL))
    return (
        scans.filter(kind__in=[OUT, AT_BRANCH, DELIVERED], on=F("came"))
        .annotate(hour=Case(is_today, default=Value(HOURS), output_field=IntegerField()))
        .values_list("kind", "shipment__service_id", "hour")
        .annotate(parcels=Count("shipment", distinct=True))
    )


def what_followed(rows, net, today):
    """{kind: {(carrier, service): [on its day, on the next delivery day, on the one after, later
    or never]}} of scans so long ago that all of these days are over. `rows` as `days_counted`."""
    yesterday = (today - timedelta(days=1)).toordinal()
    found = defaultdict(lambda: defaultdict(lambda: [0, 0, 0, 0]))
    for kind, service_id, on, came, parcels in rows:
        service = net.every_service[service_id]
        if is_end(kind, service) or on >= today:
            continue
        days = delivery_days(net, service, today)
        if days.between(on.toordinal(), yesterday) < 2:
            continue
        later = 3 if came is None else days.between(on.toordinal(), came.toordinal())
        # who rings on a day on which nobody should is a day ahead
        place = 0 if came == on else min(max(later, 1), 3)
        found[kind][service.carrier_code, service.code][place] += parcels
    return found


def hours_of(rows, net):
    """{SEEN or THERE: {(carrier, service): [parcels heard of in each hour of the day they came,
    and those heard of later]}}. What no courier was seen to take was seen when it was there.
    `rows` as `hours_counted`."""
    out, there = defaultdict(new_day), defaultdict(new_day)
    for kind, service_id, hour, parcels in rows:
        service = net.every_service[service_id]
        key = service.carrier_code, service.code
        if is_end(kind, service):
            there[key][hour] += parcels
        elif kind == OUT:
            out[key][hour] += parcels
    return {THERE: there, SEEN: {key: seen(out[key], ends) for key, ends in there.items()}}


def new_day():
    return [0] * (HOURS + 1)


def is_end(kind, service):
    """The scan by which a parcel of this service has arrived."""
    return kind == (AT_BRANCH if service.tier == "branch" else DELIVERED)


def seen(out, there):
    unseen = max(1 - sum(out) / sum(there), 0)
    return [taken + unseen * ended for taken, ended in zip(out, there, strict=True)]
