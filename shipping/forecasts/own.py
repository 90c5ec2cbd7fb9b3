"""The shop's own parcels as a history to learn from, and what was learnt of them kept."""

from array import array
from datetime import timedelta

import numpy as np
from django.db.models import Count, F, Q
from django.db.models.functions import TruncDate

from shipping.calendar import ISTANBUL, NeverOpen, local, starts_on
from shipping.models import NAMING_THEIR_DAY, Forecast, PromiseEntry, Shipment, Slip
from shipping.network import every_warehouse, network

from . import notice
from .facts import delivery_days, facts_of_road, packing_days
from .fitting import MEMORY, fit
from .history import NEVER, Calendars, History
from .named_day import kept_lately
from .own_signs import own_signs
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
    data = {
        **profile.as_json(),
        "steer": steered,
        "signs": own_signs(now).as_json(),
        "named_day": kept_lately(now),
        "caution": round(notice.caution_of(feared(now), local(now).date().toordinal()), 4),
    }
    return Forecast.objects.create(fitted_at=now, parcels=profile.parcels, data=data)


def own_history(now):
    """(History, the ordinal of its day 0) of the outbound parcels of the fitting's memory."""
    net, first = network(), local(now).date() - timedelta(days=MEMORY + 30)
    columns = Columns(net, every_warehouse(), first.toordinal(), local(now).date())
    rows = (
        Shipment.objects.outbound()
        .filter(created_at__date__gte=first, created_at__lt=now)
        .order_by("created_at", "pk")
        .values_list(
            *("pk", "warehouse_id", "service_id", "province", "state", "created_at", "leaves_by"),
            *("handed_over_at", "arrived_at", "last_scan_at"),
        )
    )
    for row in rows.iterator(BATCH):
        columns.add(*row)
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
        self.open_days = []
        self.known = {}

    def add(
        self, pk, warehouse, service, province, state, ordered, leaves_by, left, arrived,
        scanned,
    ):  # fmt: skip
        begins = self.begins(warehouse, local(ordered))
        codes, numbers, packing, delivering = self.road(warehouse, service, province)
        if codes is None or begins is None:
            return  # nobody publishes that road any more, or the warehouse never works
        stopped = (scanned or ordered) if state in {S.CANCELLED, S.SENT_BACK, S.LOST} else None
        planned = self.open_days[packing].between(begins.toordinal(), leaves_by.toordinal())
        for name, moment in zip(DAYS, (None, left, arrived, stopped), strict=True):
            self.days[name].append(self.day(moment, begins))
        self.days["ordered"][-1] = begins.toordinal() - self.first
        for column, code in zip(self.codes.values(), codes, strict=True):
            column.append(code)
        for column, number in zip(self.numbers.values(), (planned, *numbers), strict=True):
            column.append(number)
        self.weekday.append(begins.weekday())
        self.calendar_of["handling"].append(packing)
        self.calendar_of["transit"].append(delivering)

    def begins(self, warehouse_id, ordered):
        """The date on which handling began: the same for all parcels of an hour."""
        key = (warehouse_id, ordered.date(), ordered.hour)
        if key not in self.known:
            try:
                self.known[key] = starts_on(ordered, self.warehouses[warehouse_id])
            except NeverOpen:
                self.known[key] = None
        return self.known[key]

    def road(self, warehouse_id, service_id, province):
        """(codes of NAMES, NUMBERS but the planned days, places of the two calendars)."""
        key = (warehouse_id, service_id, province)
        if key not in self.known:
            warehouse = self.warehouses[warehouse_id]
            service = self.net.every_service[service_id]
            facts = facts_of_road(warehouse, service, province)
            self.known[key] = (
                (None, None, 0, 0)
                if facts is None
                else (
                    tuple(self.code(name, getattr(facts, name)) for name in NAMES),
                    tuple(getattr(facts, name) for name in NUMBERS[1:]),
                    self.calendar(packing_days(self.net, warehouse, service, self.today)),
                    self.calendar(delivery_days(self.net, service, self.today)),
                )
            )
        return self.known[key]

    def code(self, name, label):
        labels = self.labels[name]
        return labels.setdefault(label, len(labels))

    def calendar(self, open_days):
        if open_days not in self.open_days:
            self.open_days.append(open_days)
        return self.open_days.index(open_days)

    def day(self, moment, begins):
        """Days since day 0; a time before the order or in the future is somebody's clock."""
        if moment is None:
            return NEVER
        day = local(moment).date()
        if day > self.today:
            return NEVER
        return max(day, begins).toordinal() - self.first

    def history(self):
        reach = range(self.first, self.today.toordinal() + 2)
        counts = [np.searchsorted(one.days, reach, side="right") for one in self.open_days]
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
    arrived = TruncDate("shipment__arrived_at", tzinfo=ISTANBUL)
    kept = Q(arrived__gte=F("earliest"), arrived__lte=F("latest")) & ~Q(shipment__state=S.LOST)
    rows = (
        PromiseEntry.objects.to_judge()
        .filter(
            chance__isnull=False,
            latest__lt=today,
            latest__gte=today - timedelta(days=6 * HALF_LIFE),
        )
        .exclude(shipment__state=S.CANCELLED)
        .exclude(shipment__service__tier__in=NAMING_THEIR_DAY)  # not stated at the wanted chance
        .annotate(arrived=arrived)
        .values_list("latest", "shipment__carrier__code")
        .annotate(
            kept=Count("pk", filter=kept),
            count=Count("pk"),
        )
        .order_by()
    )
    return [(day.toordinal(), carrier, kept / count, count) for day, carrier, kept, count in rows]


def feared(now):
    """(day, share that did break, how many) of stated ends that are over and were feared for by
    the morning of their last day: what is feared in its course is news of the hour."""
    today = local(now).date()
    arrived = TruncDate("shipment__arrived_at", tzinfo=ISTANBUL)
    rows = (
        Slip.objects.filter(
            Q(at__date__lt=F("broken")) | Q(at__date=F("broken"), at__hour__lt=notice.MORNING),
            break_chance__isnull=False,
            broken__lt=today,
            broken__gte=today - timedelta(days=6 * notice.HALF_LIFE),
        )
        .exclude(shipment__state=S.CANCELLED)
        .annotate(arrived=arrived)
        .values_list("broken")
        .annotate(kept=Count("pk", filter=Q(arrived__lte=F("broken"))), count=Count("pk"))
        .order_by()
    )
    return [(day.toordinal(), 1 - kept / count, count) for day, kept, count in rows]
