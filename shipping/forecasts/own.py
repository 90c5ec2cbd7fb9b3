"""The shop's own parcels as a history to learn from, and what was learnt of them kept."""

from array import array
from datetime import timedelta

import numpy as np
from django.db import transaction
from django.db.models import Count, F, Min, Q
from django.db.models.functions import TruncDate

from shipping.calendar import ISTANBUL, NeverOpen, local
from shipping.models import Forecast, PromiseEntry, Scan, Shipment, Tier
from shipping.network import every_warehouse, network

from .facts import delivery_days, facts_of, packing_days
from .fitting import MEMORY, fit
from .history import NEVER, Calendars, History
from .steering import HALF_LIFE, steer

NAMES = ("seller", "origin", "destination", "region", "area", "carrier", "service")
NUMBERS = ("planned", "published", "distance", "weight", "value")
DAYS = ("ordered", "handed_over", "delivered", "stopped")
BATCH = 5000
S = Shipment.State


def learn(*, now, wanted):
    """Fit the parcels of the last months and keep what was learnt; None with too few of them."""
    history, first = own_history(now)
    profile = fit(history, local(now).date().toordinal() - first) if len(history) else None
    if profile is None:
        return None
    steered = steer(judged(now), local(now).date().toordinal(), wanted)
    with transaction.atomic():
        return Forecast.objects.create(
            fitted_at=now, parcels=profile.parcels, data={**profile.as_json(), "steer": steered}
        )


def own_history(now):
    """(History, the ordinal of its day 0) of the outbound parcels of the fitting's memory."""
    net, first = network(), local(now).date() - timedelta(days=MEMORY + 30)
    columns = Columns(net, every_warehouse(), first.toordinal(), local(now).date())
    arrived_at_branch = dict(
        Scan.objects.filter(
            kind=Scan.Kind.AT_BRANCH,
            shipment__service__tier=Tier.BRANCH,
            shipment__created_at__date__gte=first,
        )
        .values_list("shipment_id")
        .annotate(Min("at"))
    )
    rows = (
        Shipment.objects.outbound()
        .filter(created_at__date__gte=first, created_at__lt=now)
        .order_by("created_at", "pk")
        .values_list(
            *("pk", "warehouse_id", "service_id", "province", "state", "created_at", "leaves_by"),
            *("handed_over_at", "delivered_at", "last_scan_at"),
        )
    )
    for row in rows.iterator(BATCH):
        columns.add(*row, arrived_at_branch.get(row[0]))
    return columns.history(), first.toordinal()


class Columns:
    """Parcels on their way into arrays: a few numbers a parcel, however many there are."""

    def __init__(self, net, warehouses, first, today):
        self.net, self.warehouses, self.first, self.today = net, warehouses, first, today
        self.days = {name: array("i") for name in DAYS}
        self.codes = {name: array("i") for name in NAMES}
        self.labels = {name: {} for name in NAMES}
        self.numbers = {name: array("f") for name in NUMBERS}
        self.weekday = array("b")
        self.calendar_of = {"handling": array("i"), "transit": array("i")}
        self.calendars = {}
        self.known = {}

    def add(
        self, pk, warehouse, service, province, state, ordered, leaves_by, left, delivered,
        scanned, at_branch,
    ):  # fmt: skip
        found = self.facts(warehouse, service, province, ordered)
        if found is None:
            return  # a road nobody publishes any more
        facts, begins, packing, delivering = found
        planned = packing.between(begins, leaves_by.toordinal())
        stopped = (scanned or ordered) if state in {S.CANCELLED, S.SENT_BACK, S.LOST} else None
        self.days["ordered"].append(begins - self.first)
        self.days["handed_over"].append(self.day(left, begins))
        self.days["delivered"].append(self.day(at_branch or delivered, begins))
        self.days["stopped"].append(self.day(stopped, begins))
        for name in NAMES:
            labels = self.labels[name]
            self.codes[name].append(labels.setdefault(getattr(facts, name), len(labels)))
        for name in NUMBERS:
            self.numbers[name].append(planned if name == "planned" else getattr(facts, name))
        self.weekday.append(facts.weekday)
        self.calendar_of["handling"].append(self.calendar(packing))
        self.calendar_of["transit"].append(self.calendar(delivering))

    def facts(self, warehouse_id, service_id, province, ordered):
        """The same for all parcels of one day, warehouse, service and province."""
        moment = local(ordered)
        key = (warehouse_id, service_id, province, moment.date(), moment.hour)
        if key not in self.known:
            self.known[key] = self.worked_out(warehouse_id, service_id, province, ordered)
        return self.known[key]

    def worked_out(self, warehouse_id, service_id, province, ordered):
        warehouse = self.warehouses[warehouse_id]
        service = self.net.every_service[service_id]
        try:
            found = facts_of(self.net, warehouse, service, province, handling_days=0, now=ordered)
        except NeverOpen:
            return None
        if found is None:
            return None
        facts, begins = found
        packing = packing_days(self.net, warehouse, service, self.today)
        delivering = delivery_days(self.net, service, self.today)
        return facts, begins.toordinal(), packing, delivering

    def day(self, moment, begins):
        """Days since day 0; a time before the order or in the future is somebody's clock."""
        if moment is None:
            return NEVER
        day = local(moment).date()
        if day > self.today:
            return NEVER
        return max(day.toordinal(), begins) - self.first

    def calendar(self, open_days):
        return self.calendars.setdefault(id(open_days), (len(self.calendars), open_days))[0]

    def history(self):
        reach = range(self.first, self.today.toordinal() + 2)
        calendars = [open_days for _, open_days in self.calendars.values()]
        counts = [np.searchsorted(one.days, reach, side="right") for one in calendars]
        return History(
            calendars=Calendars(np.array(counts, dtype=np.int32)),
            calendar_of={name: np.array(rows) for name, rows in self.calendar_of.items()},
            days={name: np.array(rows, dtype=np.int64) for name, rows in self.days.items()},
            names={name: (np.array(self.codes[name]), list(self.labels[name])) for name in NAMES},
            numbers={name: np.array(rows, float) for name, rows in self.numbers.items()},
            weekday=np.array(self.weekday),
        )


def judged(now):
    """(last day, carrier, share kept, how many) of first promises with a chance that are over."""
    today = local(now).date()
    arrived = TruncDate("shipment__delivered_at", tzinfo=ISTANBUL)
    rows = (
        PromiseEntry.objects.filter(
            kind=PromiseEntry.Kind.FIRST,
            chance__isnull=False,
            latest__lt=today,
            latest__gte=today - timedelta(days=6 * HALF_LIFE),
        )
        .exclude(shipment__state=S.CANCELLED)
        .annotate(arrived=arrived)
        .values_list("latest", "shipment__carrier__code")
        .annotate(
            kept=Count("pk", filter=Q(arrived__gte=F("earliest"), arrived__lte=F("latest"))),
            count=Count("pk"),
        )
        .order_by()
    )
    return [(day.toordinal(), carrier, kept / count, count) for day, carrier, kept, count in rows]
