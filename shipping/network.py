"""All that a quote needs to know, in memory: warehouses, services, prices, days on the road.

Every page of the shop quotes. The rows are few and change rarely, so each process keeps one
snapshot and reads it again at most every SHIPPING_NETWORK_SECONDS.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal
from time import monotonic

from django.conf import settings
from django.db import connection
from django.utils.translation import get_language

from . import models
from .calendar import Week
from .forecasts.profile import Profile
from .marks import Mark
from .shares import Share


@dataclass(frozen=True, eq=False)
class WarehouseFacts:
    id: int
    name: str
    province: str
    week: Week
    cut_off: time
    saturday_cut_off: time | None
    handling_days: int


@dataclass(frozen=True, eq=False)
class Band:
    """The price of parcels up to so many desi, and what the carrier bills the shop for them (None:
    not known); TRY with KDV."""

    up_to_desi: Decimal
    price: Decimal
    per_extra_desi: Decimal
    cost: Decimal | None = None
    cost_per_extra_desi: Decimal | None = None


@dataclass(frozen=True, eq=False)
class ServiceFacts:
    """One thing a carrier sells. `bands` and `days` by line; empty `origins`/`areas`: all."""

    id: int
    key: str
    carrier_code: str
    carrier_name: str
    mark: Mark
    code: str
    tier: str
    name: str
    name_en: str
    pickups: Week
    deliveries: Week
    cut_off: time | None
    origins: frozenset[str]
    areas: frozenset[str]
    max_desi: Decimal | None
    free_from: Decimal | None
    takes_cod: bool
    is_active: bool
    carrier_is_active: bool  # also where this service of it is not on offer
    bands: dict[str, tuple[Band, ...]]
    days: dict[str, tuple[int, int]]

    @property
    def title(self):
        return self.name_en if get_language() == "en" else self.name


@dataclass(frozen=True)
class Record:
    """How many parcels a carrier brought to a province lately, and how many by the promised day."""

    parcels: int
    on_time: int

    @property
    def share(self):
        return Share(self.on_time, self.parcels)


@dataclass(frozen=True, eq=False)
class Network:
    """`services` are those on offer; `every_service` also those parcels still travel by.
    `forecast` is what was learnt of our parcels, None when there were too few; `records` are by
    carrier code and province. `worked_out` remembers promises: the same few are asked for again
    and again; `calendars` the open days they are counted in."""

    warehouses: dict[int, WarehouseFacts]
    services: tuple[ServiceFacts, ...]
    every_service: dict[int, ServiceFacts]
    forecast: Profile | None = None
    forecast_id: int | None = None
    worked_out: dict = field(default_factory=dict)
    calendars: dict = field(default_factory=dict)
    records: dict[tuple[str, str], Record] = field(default_factory=dict)


class Snapshot:
    network: Network | None = None
    version: tuple = ()
    read_at = 0.0


def network():
    """The snapshot; no query while it is fresh, one while nothing has changed. It stays the same
    object for as long as its rows are the same, so that whoever keeps what was worked out from it
    may compare by identity."""
    found, age = Snapshot.network, monotonic() - Snapshot.read_at
    if found is None or age >= settings.SHIPPING_NETWORK_SECONDS:
        version = read_version()
        if found is None or version != Snapshot.version:
            found = read_network()
        Snapshot.network, Snapshot.version, Snapshot.read_at = found, version, monotonic()
    return found


def read_version():
    """Row versions of everything a snapshot is read from: PostgreSQL's own, the writing
    transaction (xmin) and the place of the row (ctid), so that no writer has to remember it."""
    tables = (
        models.Warehouse,
        models.Carrier,
        models.Service,
        models.Tariff,
        models.Transit,
        models.ClosedDay,
        models.CarrierRecord,
    )
    versions = ", ".join(
        f"(SELECT md5(string_agg(concat(xmin, ctid), ',' ORDER BY id)) FROM {table._meta.db_table})"
        for table in tables
    )
    with connection.cursor() as cursor:
        newest = f"(SELECT max(id) FROM {models.Forecast._meta.db_table})"
        cursor.execute(f"SELECT {newest}, {versions}")
        return (*cursor.fetchone(), *settings.CARRIERS)


def forget_network():
    Snapshot.network = None


def read_network():
    closed = closed_days()
    newest = models.Forecast.objects.order_by("-pk").first()
    services = [
        service_facts(service, closed)
        for service in models.Service.objects.select_related("carrier")
        .prefetch_related("tariffs", "transits")
        .order_by("carrier__name", "pk")
    ]
    return Network(
        warehouses={
            one.pk: warehouse_facts(one, closed)
            for one in models.Warehouse.objects.filter(is_active=True)
        },
        services=tuple(one for one in services if one.is_active),
        every_service={one.id: one for one in services},
        forecast=Profile.from_json(newest.data) if newest else None,
        forecast_id=newest.pk if newest else None,
        records={
            (one.carrier.code, one.province): Record(one.parcels, one.on_time)
            for one in models.CarrierRecord.objects.select_related("carrier")
        },
    )


def every_warehouse():
    """{id: WarehouseFacts}, closed ones too: parcels left from them."""
    closed = closed_days()
    return {one.pk: warehouse_facts(one, closed) for one in models.Warehouse.objects.all()}


def closed_days():
    """{("warehouse" or "carrier", id): {day: why}}; a row that names neither closes everybody,
    under the id None."""
    closed = defaultdict(dict)
    for row in models.ClosedDay.objects.all():
        if row.warehouse_id or not row.carrier_id:
            closed["warehouse", row.warehouse_id][row.date] = row.reason
        if row.carrier_id or not row.warehouse_id:
            closed["carrier", row.carrier_id][row.date] = row.reason
    return closed


def week(days, closed, whose, *, works_on_holidays=False):
    kind, pk = whose
    return Week(
        frozenset(int(day) for day in days if day in "1234567"),
        {**closed[kind, None], **closed[kind, pk]},
        works_on_holidays,
    )


def warehouse_facts(row, closed):
    return WarehouseFacts(
        id=row.pk,
        name=row.name,
        province=row.province,
        week=week(row.working_days, closed, ("warehouse", row.pk)),
        cut_off=row.cut_off,
        saturday_cut_off=row.saturday_cut_off,
        handling_days=row.handling_days,
    )


def service_facts(row, closed):
    whose = ("carrier", row.carrier_id)
    carrier_is_active = row.carrier.is_active and row.carrier.code in settings.CARRIERS
    on_holidays = row.works_on_holidays
    bands = defaultdict(list)
    for tariff in sorted(row.tariffs.all(), key=lambda one: one.up_to_desi):
        bands[tariff.line].append(
            Band(
                tariff.up_to_desi,
                tariff.price,
                tariff.per_extra_desi,
                tariff.cost,
                tariff.cost_per_extra_desi,
            )
        )
    return ServiceFacts(
        id=row.pk,
        key=f"{row.carrier.code}:{row.code}",
        carrier_code=row.carrier.code,
        carrier_name=row.carrier.name,
        mark=row.carrier.mark,
        code=row.code,
        tier=row.tier,
        name=row.name,
        name_en=row.name_en,
        pickups=week(row.pickup_days, closed, whose, works_on_holidays=on_holidays),
        deliveries=week(row.delivery_days, closed, whose, works_on_holidays=on_holidays),
        cut_off=row.cut_off,
        origins=frozenset(row.origins),
        areas=frozenset(row.areas),
        max_desi=row.max_desi,
        free_from=row.free_from,
        takes_cod=row.takes_cod,
        is_active=row.is_active and carrier_is_active,
        carrier_is_active=carrier_is_active,
        bands={line: tuple(found) for line, found in bands.items()},
        days={one.line: (one.min_days, one.max_days) for one in row.transits.all()},
    )
