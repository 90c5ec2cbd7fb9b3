"""The watch: will the stated window hold? From silence, scans and the clock, through the day.

What is found is a chance on the parcel and, when the window is as good as broken, a Slip with the
window that takes its place. Telling the customer is the shop's part. Parcels are looked at many at
a time: as many queries for five hundred as for one.
"""

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Prefetch

from .expectations import expectation
from .forecasts.outlook import outlook
from .foresight import TELLING, foresight
from .ledger import revise
from .models import Scan, Shipment, Slip, Tier
from .network import network

BATCH = 500
ASKED = (  # what there is to know of a parcel here: its addresses are not
    *("state", "direction", "service", "warehouse", "province", "created_at", "leaves_by"),
    *("handed_over_at", "arrived_at", "last_scan_at", "expected_earliest", "expected_latest"),
    "promised_latest",
)
WRITE = """
    UPDATE shipping_shipment parcel SET break_chance = seen.chance, watched_at = %s
    FROM unnest(%s::bigint[], %s::float8[]) AS seen (id, chance) WHERE parcel.id = seen.id
"""


def watch(*, now, today, after=0):
    """Look at the next parcels to watch behind the primary key `after`. Answers the last one's
    key, or None when there are no more. Two at once do no harm."""
    rows = Shipment.objects.to_watch(today).filter(pk__gt=after).order_by("pk")
    parcels, net = list(with_scans(rows.only(*ASKED))[:BATCH]), network()
    seen = foreseen_of(parcels, net, now=now)
    write_chances([(one.pk, found.break_chance) for one, found in seen], now=now)
    look_again([one.pk for one, found in seen if found.reason], now=now)
    return parcels[-1].pk if len(parcels) == BATCH else None


def look_again(keys, *, now):
    """Under the parcels' locks: what was read without them may have changed. Answers the Slips."""
    if not keys:
        return []
    with transaction.atomic():
        locked = Shipment.objects.select_for_update().filter(pk__in=keys).order_by("pk")
        locked = with_scans(locked)
        return write_slips(foreseen_of(locked, network(), now=now), now=now)


def with_scans(rows):
    """What their carriers `told` of where they stand, as a list: a related manager for each parcel
    would cost as much as all else."""
    telling = Scan.objects.filter(kind__in=TELLING).only("shipment", "kind", "at", "heard_at")
    return rows.prefetch_related("warehouse", Prefetch("scans", telling, to_attr="told"))


def reconsider(shipment, scans, *, now):
    """What to expect of a parcel its caller has locked. Answers the Slip if there is a new one."""
    found = foreseen(shipment, scans, network(), now=now)
    return next(iter(write_slips([(shipment, found)], now=now)), None) if found else None


def write_slips(seen, *, now):
    """`seen`: [(Shipment, Expectation)] of locked parcels. What breaks is written down once for
    each stated end; the chance on the parcel is then of the window told with it."""
    known = known_ends(seen)
    new = [
        (one, found, one.expected_latest)
        for one, found in seen
        if found.reason
        and found.latest > one.expected_latest
        and (one.pk, one.expected_latest) not in known
    ]
    told = {one.pk for one, _, _ in new}
    for one, found in seen:
        one.break_chance = found.breaks_again if one.pk in told else found.break_chance
        one.watched_at = now
    write_chances([(one.pk, one.break_chance) for one, _ in seen], now=now)
    if not new:
        return []
    entries = revise(
        [(one, found) for one, found, _ in new], at=now, forecast_id=network().forecast_id
    )
    return Slip.objects.bulk_create(
        Slip(
            shipment=one, broken=broken, break_chance=found.break_chance, promise=entry, at=now
        )
        for (one, found, broken), entry in zip(new, entries, strict=True)
    )  # fmt: skip


def known_ends(seen):
    broken = [one.pk for one, found in seen if found.reason]
    if not broken:
        return set()
    return set(Slip.objects.filter(shipment__in=broken).values_list("shipment_id", "broken"))


def write_chances(chances, *, now):
    """`chances`: [(primary key, chance or None)]. Without Django's bulk_update, which takes ten
    times as long for many."""
    if chances:
        with connection.cursor() as cursor:
            cursor.execute(WRITE, [now, *map(list, zip(*chances, strict=True))])


def foreseen_of(parcels, net, *, now):
    """[(Shipment, Expectation)] of those there is something to say of; `parcels` with_scans."""
    seen = [(one, foreseen(one, one.told, net, now=now)) for one in parcels]
    return [(one, found) for one, found in seen if found]


def foreseen(shipment, scans, net, *, now):
    """The Expectation of a parcel: by the forecast, else by the rules, as those of the same day,
    which are promised as planned and leave us when others must have left; None when it has ended,
    goes back to us, or its service is no more."""
    service, warehouse = (
        net.every_service.get(shipment.service_id),
        net.warehouses.get(shipment.warehouse_id),
    )
    if service is None or not shipment.is_awaited:
        return None
    is_known = warehouse and service.tier != Tier.SAME_DAY
    arrival = outlook(net, shipment, warehouse, now=now) if is_known else None
    if arrival is None:
        return expectation(shipment, scans, service, now=now)
    return foresight(
        shipment,
        scans,
        service,
        arrival,
        now=now,
        profile=net.forecast,
        threshold=settings.PROMISE_BREAK_THRESHOLD,
        wanted=net.forecast.aim(settings.PROMISE_CHANCE, service.carrier_code),
    )
