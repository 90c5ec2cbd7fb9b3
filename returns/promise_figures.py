"""How the word to customers was kept: counted in the database, few queries however many parcels.

A parcel is judged once its promised last day has passed; `Shipment.objects.judged` says how.
"""

from dataclasses import dataclass, fields
from datetime import timedelta
from operator import attrgetter

from django.db.models import Count, F, Q, Sum
from django.db.models.fields import IntegerField
from django.db.models.functions import Cast, ExtractIsoWeekDay, Round, TruncDate, TruncWeek

from shipping.models import PromiseEntry, Scan, Shipment
from shipping.places import province_name
from shipping.shares import Share, bins, differ

from .models import Return, ReturnLine

EDGES = (0, 50, 60, 70, 80, 85, 90, 95, 100)  # of stated chances, percent
OUTCOMES = ("early", "in_window", "late", "never")
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Tally:
    """What became of some parcels. `tried`: somebody was at the door; `missed`: in vain at first.
    `road` is the time of all `arrived` ones from hand-over to the door, `width` the days between
    first and last promised day, summed."""

    parcels: int = 0
    early: int = 0
    in_window: int = 0
    late: int = 0
    never: int = 0
    damaged: int = 0
    tried: int = 0
    missed: int = 0
    arrived: int = 0
    road: timedelta = timedelta(0)
    width: timedelta = timedelta(0)

    def __add__(self, other):
        return Tally(*(get(self) + get(other) for get in COLUMNS))

    def __sub__(self, other):
        return Tally(*(get(self) - get(other) for get in COLUMNS))

    @property
    def on_time(self):
        return Share(self.early + self.in_window, self.parcels)

    @property
    def inside(self):
        return Share(self.in_window, self.parcels)

    @property
    def first_try(self):
        return Share(self.tried - self.missed, self.tried)

    @property
    def damage(self):
        return Share(self.damaged, self.parcels)

    @property
    def days(self):
        """On the road, a mean; None where none arrived."""
        return self.road / self.arrived / DAY if self.arrived else None

    @property
    def mean_width(self):
        return self.width / self.parcels / DAY if self.parcels else None


COLUMNS = [attrgetter(one.name) for one in fields(Tally)]


@dataclass(frozen=True)
class Row:
    """A line of a table: who or where, its Tally, and that of all the others."""

    name: str
    tally: Tally
    rest: Tally

    @property
    def stands_out(self):
        """-1 or 1: kept less or more often than the others, beyond noise; else 0."""
        mine, theirs = self.tally.on_time, self.rest.on_time
        if not differ(mine, theirs):
            return 0
        return 1 if mine.value > theirs.value else -1


def tallies(first_day, today):
    """[(place, Tally)] of judged parcels, as fine as any table of the page needs them; `place` has
    the names it was `carried` and `packed` by, origin and province as plate codes, and the weekday
    of the order (1 is Monday)."""
    failed = Q(pk__in=Scan.objects.filter(kind=Scan.Kind.FAILED).values("shipment"))
    damaged = Q(pk__in=damaged_parcels())
    arrived = Q(arrived_at__isnull=False, handed_over_at__isnull=False)
    rows = (
        Shipment.objects.judged(first_day, today)
        .order_by()
        .values(
            "province",
            origin=F("warehouse__province"),
            weekday=ExtractIsoWeekDay("created_at"),
            carried=F("carrier__name"),
            packed=F("warehouse__name"),
        )
        .annotate(
            parcels=Count("pk"),
            **{name: Count("pk", filter=Q(outcome=name)) for name in OUTCOMES},
            damaged=Count("pk", filter=damaged),
            tried=Count("pk", filter=Q(state=Shipment.State.DELIVERED) | failed),
            missed=Count("pk", filter=failed),
            arrived=Count("pk", filter=arrived),
            road=Sum(F("arrived_at") - F("handed_over_at"), filter=arrived),
            width=Sum(F("promised_latest") - F("promised_earliest")),
        )
    )
    return [(place_of(row), tally_of(row)) for row in rows]


def damaged_parcels():
    """Keys of the parcels that brought what was sent back as damaged."""
    told = ReturnLine.objects.filter(reason=ReturnLine.Reason.DAMAGED)
    return told.exclude(parent__state__in=Return.DEAD).values("order_line__allocations__shipment")


def place_of(row):
    names = ("carried", "packed", "origin", "province", "weekday")
    return {name: row[name] for name in names}


def tally_of(row):
    return Tally(**{one.name: row[one.name] or one.default for one in fields(Tally)})


def total(counted):
    return sum((tally for _, tally in counted), Tally())


def grouped(counted, name_of):
    """[Row] of the finest tallies put together under the names `name_of(place)` gives."""
    found, everything = {}, total(counted)
    for place, tally in counted:
        name = name_of(place)
        found[name] = found.get(name, Tally()) + tally
    return [Row(name, tally, everything - tally) for name, tally in found.items()]


def lane(place):
    return f"{province_name(place['origin'])} → {province_name(place['province'])}"


def destination(place):
    return f"{place['carried']} → {province_name(place['province'])}"


def weeks(first_day, today):
    """[(Monday, Tally)] by the week of the promised last day, in order."""
    rows = (
        Shipment.objects.judged(first_day, today)
        .order_by()
        .values(week=TruncWeek("promised_latest"))
        .annotate(
            parcels=Count("pk"), **{name: Count("pk", filter=Q(outcome=name)) for name in OUTCOMES}
        )
        .order_by("week")
    )
    return [(row.pop("week"), Tally(**row)) for row in rows]


def stated(first_day, today):
    """The windows stated with a chance by which parcels are judged; CAME says which were kept."""
    judged = Shipment.objects.judged(first_day, today).order_by()
    return (
        PromiseEntry.objects.to_judge()
        .filter(chance__isnull=False, shipment__in=judged.values("pk"))
        .order_by()
        .annotate(came_on=TruncDate("shipment__arrived_at"))
    )


CAME = Q(came_on__gte=F("earliest"), came_on__lte=F("latest"))
CAME &= ~Q(shipment__state=Shipment.State.LOST)


def reliability(first_day, today):
    """[Bin]: the chance stated at the order beside the share that came inside that window."""
    rows = (
        stated(first_day, today)
        .values(stated=Cast(Round(F("chance") * 100), IntegerField()))
        .annotate(hits=Count("pk", filter=CAME), count=Count("pk"))
    )
    return bins([(row["stated"], row["hits"], row["count"]) for row in rows], EDGES)
