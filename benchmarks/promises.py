"""What promises cost: the nightly learning over many parcels, the watch over many under way, and
dating sixty options.

A process of its own, so that the memory measured is that of learning alone. The parcels are made by
PostgreSQL from one row: twelve carriers of five services, all provinces, days and clocks at random,
with scans in the last two months. Those under way left in the last days and stand anywhere.
"""

import argparse
import resource
import statistics
import time
from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from demo import network as demo_network
from shipping.carriers.base import Party
from shipping.dispatching import draft
from shipping.forecasts.own import learn
from shipping.models import (
    Carrier,
    Forecast,
    Scan,
    Service,
    Shipment,
    Slip,
    Tariff,
    Tier,
    Transit,
)
from shipping.network import forget_network, network
from shipping.places import Line
from shipping.promises import Promise
from shipping.quotes import Load, quote
from shipping.watching import watch

CARRIERS, SERVICES = 12, 5
UNDER_WAY = 100_000
HISTORY, LATELY = "1 + random() * 399", "1 + random() * 7"  # days since the order
ARRIVED = """CASE WHEN ago > 8 THEN
    ordered + interval '1 day' * (1.3 + service.id %% 4 - 2 * ln(1 - hazard)) END"""
NEW = {  # what differs from the pattern's row, as SQL
    "id": "%(first)s + n",
    "number": "'B' || (%(first)s + n)",
    "carrier_id": "service.carrier_id",
    "service_id": "service.id",
    "province": "lpad((1 + floor(random() * 81))::text, 2, '0')",
    "state": "CASE WHEN ago > 8 THEN 'delivered' ELSE 'in_transit' END",
    "created_at": "ordered",
    "leaves_by": "(ordered + interval '1 day')::date",
    "handed_over_at": "ordered + interval '1 day' * (0.3 + random())",
    "delivered_at": ARRIVED,
    "arrived_at": ARRIVED,
}
MADE = """
    INSERT INTO shipping_shipment ({columns})
    SELECT {values}
    FROM (SELECT n, ago, hazard, %(now)s - interval '1 day' * ago AS ordered
          FROM (SELECT n, {ago} AS ago, random() AS hazard
                FROM generate_series(1, %(parcels)s) n) ages) made
    JOIN shipping_service service ON service.id = (%(services)s::int[])[1 + n %% %(kinds)s]
    CROSS JOIN (SELECT * FROM shipping_shipment WHERE id = %(pattern)s) one
"""
SCANNED = """
    INSERT INTO shipping_scan (shipment_id, kind, at, heard_at, place, text)
    SELECT parcel.id, said.kind, said.at, said.at + interval '10 minutes', '', ''
    FROM shipping_shipment parcel CROSS JOIN LATERAL (VALUES
        ('accepted', parcel.handed_over_at),
        ('in_transit', parcel.handed_over_at + interval '9 hours'),
        ('at_branch', parcel.handed_over_at + interval '1 day' * (1 + random() * 3)),
        ('out_for_delivery', COALESCE(date_trunc('day', parcel.arrived_at) + interval '9 hours',
            CASE WHEN random() < 0.3 THEN %(now)s - interval '1 day' * random() END)),
        ('delivered', parcel.arrived_at)
    ) said (kind, at)
    WHERE parcel.id > %(first)s AND parcel.created_at > %(now)s - interval '60 days'
        AND said.at <= %(now)s
"""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--parcels", type=int, required=True)
    parcels = parser.parse_args().parcels
    now = timezone.now()
    services = offered()
    pattern = one_parcel(services[0], now)
    print(f"\nlearning from            {'seconds':>10}{'µs each':>10}{'peak MB':>10}")
    made = 0
    for count in (parcels // 10, parcels):
        make(count - made, made, pattern, services, now, ago=HISTORY)
        made = count
        started = time.monotonic()
        learn(now=now, wanted=settings.PROMISE_CHANCE)
        seconds = time.monotonic() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
        each = seconds / count * 1e6
        print(f"{count:>15,} parcels  {seconds:>10.1f}{each:>10.1f}{peak:>10.0f}")
    watch_them(parcels, pattern, services, now)
    date_options(now)


def offered():
    """Ids of twelve carriers' five services, all like the demo's first standard one."""
    demo_network.fill()
    pattern = Service.objects.filter(is_active=True, tier=Tier.STANDARD).order_by("pk").first()
    Carrier.objects.all().update(is_active=False)
    found = []
    code = settings.CARRIERS[0]
    for carrier_number in range(CARRIERS):
        carrier = Carrier.objects.create(code=f"{code}{carrier_number}", name=f"K{carrier_number}")
        for number in range(SERVICES):
            pattern.pk, pattern.carrier, pattern.code = None, carrier, f"h{number}"
            pattern.is_active, pattern.origins, pattern.areas = True, [], []
            pattern.save(force_insert=True)
            days = {"min_days": 1, "max_days": 2 + number}
            Transit.objects.bulk_create(
                Transit(service_id=pattern.pk, line=line, **days) for line in Line.values
            )
            Tariff.objects.bulk_create(
                Tariff(service_id=pattern.pk, line=line, up_to_desi=30, price=50 + number)
                for line in Line.values
            )
            found.append(pattern.pk)
    settings.CARRIERS = [f"{code}{number}" for number in range(CARRIERS)]
    forget_network()
    return found


def one_parcel(service_id, now):
    today = timezone.localdate(now)
    return draft(
        reference="BENCH",
        service=Service.objects.get(pk=service_id),
        warehouse_id=next(iter(network().warehouses)),
        customer=Party("Ayşe", "+905321112233", "06", "Çankaya", "Kızılay", "Cadde 1"),
        promise=Promise(today, today, today + timedelta(days=3)),
        at=now,
        desi=Decimal(2),
        weight_kg=Decimal(1),
    )


def make(count, made, pattern, services, now, *, ago):
    """So many parcels behind the `made` ones, ordered `ago`, with their scans."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        columns = [field.column for field in Shipment._meta.concrete_fields]
        values = ", ".join(NEW.get(column, f"one.{column}") for column in columns)
        cursor.execute(
            MADE.format(columns=", ".join(columns), values=values, ago=ago),
            {
                "first": pattern.pk + made,
                "parcels": count,
                "now": now,
                "services": services,
                "kinds": len(services),
                "pattern": pattern.pk,
            },
        )
        cursor.execute(SCANNED.format(), {"first": pattern.pk + made, "now": now})
        cursor.execute(f"ANALYZE {Shipment._meta.db_table}, {Scan._meta.db_table}")


def watch_them(made, pattern, services, now):
    """The first look finds whatever has slipped by then; the next one, half an hour later, is what
    the day is made of."""
    make(min(made, UNDER_WAY), made, pattern, services, now, ago=LATELY)
    print(f"\nwatching {'':>15}{'seconds':>10}{'µs each':>10}{'queries each':>14}{'peak MB':>10}")
    forget_network()
    for number, when in enumerate((now, now + timedelta(minutes=30))):
        slips = Slip.objects.count()
        started, parcels = time.monotonic(), Shipment.objects.to_watch(timezone.localdate(when))
        parcels, queries, last = parcels.count(), 0, 0
        while last is not None:
            with CaptureQueriesContext(connection) as asked:
                last = watch(now=when, today=timezone.localdate(when), after=last)
            queries += len(asked)
        seconds = time.monotonic() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
        print(
            f"{parcels:>15,} parcels  {seconds:>10.1f}{seconds / parcels * 1e6:>10.0f}"
            f"{queries / parcels:>14.3f}{peak:>10.0f}"
            f"  {('first', 'again')[number]}: {Slip.objects.count() - slips:,} slips written"
        )


def date_options(now):
    forget_network()
    load = Load(next(iter(network().warehouses)), Decimal(2), Decimal(1))

    def ask(province):
        return quote([load], province, now=now, goods_total=Decimal(300))

    settings.SHIPPING_NETWORK_SECONDS = 3600
    started = time.perf_counter()
    quotes = ask("06")
    options = quotes.options
    cold = time.perf_counter() - started
    with CaptureQueriesContext(connection) as queries:
        taken = [timed(ask, "06") for _ in range(2000)]
    sure = sum(option.promise.chance is not None for option in options)
    print(
        f"\n{len(options)} options dated, {sure} with a chance (forecast of"
        f" {Forecast.objects.latest().parcels:,} parcels):"
        f" {statistics.median(taken) * 1000:.2f} ms warm, {len(queries)} queries;"
        f" {cold * 1000:.0f} ms the first time of a day and province"
    )


def timed(ask, province):
    started = time.perf_counter()
    ask(province)
    return time.perf_counter() - started
