"""Late parcels: who was warned before the promised end, how long before, and what came of it; and
whether those whose first promise was kept buy again."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from statistics import median

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Count, OuterRef, Subquery, Sum

from notifications.models import Event
from shipping.calendar import ISTANBUL
from shipping.models import Shipment
from shipping.shares import Share
from shop.payments.remedies import Remedy

TOLD_LATER = ("shipment_expected_later",)
CHOICE = "shipment_choice_"
AGAIN = timedelta(days=90)
STEPS = (0, 12, 24, 48)  # hours before the promised end


@dataclass(frozen=True)
class Warnings:
    """`steps`: [(from, up to, parcels)] in hours before the promised end; None is open-ended.
    `unwarned` were told after that end or never."""

    late: int
    steps: tuple
    unwarned: int
    median_hours: float | None

    @property
    def in_advance(self):
        return Share(self.late - self.unwarned, self.late)


def warnings_of(first_day, today):
    """The Warnings of judged parcels that came late, or are still not there."""
    late = (
        Shipment.objects.judged(first_day, today)
        .filter(outcome="late")
        .order_by()
        .annotate(told_at=first_told())
        .values_list("promised_latest", "told_at")
    )
    return summed_up([hours_ahead(last_day, at) for last_day, at in late])


def first_told():
    """When a parcel's customer was first told that it comes later."""
    told = Event.objects.filter(
        subject_type=ContentType.objects.get_for_model(Shipment),
        subject_id=OuterRef("pk"),
        name__in=TOLD_LATER,
    )
    return Subquery(told.order_by("at").values("at")[:1])


def hours_ahead(last_day, told_at):
    """From being told to the end of the promised last day in Istanbul; None when never told."""
    if told_at is None:
        return None
    end = datetime.combine(last_day + timedelta(days=1), time(0), ISTANBUL)
    return (end - told_at) / timedelta(hours=1)


def summed_up(hours):
    """The Warnings of late parcels, given the hours each was warned ahead (None: never)."""
    ahead = [one for one in hours if one is not None and one > 0]
    ends = (*STEPS[1:], None)
    steps = [
        (low, high, sum(low < one and (high is None or one <= high) for one in ahead))
        for low, high in zip(STEPS, ends, strict=True)
    ]
    return Warnings(
        late=len(hours),
        steps=tuple(steps),
        unwarned=len(hours) - len(ahead),
        median_hours=median(ahead) if ahead else None,
    )


def choices(first_day):
    """{what a warned customer chose: how often} since then."""
    rows = (
        Event.objects.filter(
            subject_type=ContentType.objects.get_for_model(Shipment),
            name__startswith=CHOICE,
            at__date__gte=first_day,
        )
        .order_by()
        .values("name")
        .annotate(count=Count("pk"))
    )
    return {row["name"].removeprefix(CHOICE): row["count"] for row in rows}


def remedies(first_day):
    """(how many, TRY) given for broken promises since then."""
    given = Remedy.objects.filter(at__date__gte=first_day).aggregate(
        count=Count("pk"), amount=Sum("amount")
    )
    return given["count"], given["amount"]


# The first paid order of each buyer whose promised end and the ninety days after it lie behind us,
# by whether all its parcels came by their promised days; and whether another followed.
REPEATS = """
WITH firsts AS (
  SELECT DISTINCT ON (lower(buyer_email)) lower(buyer_email) AS buyer, number
  FROM shop_order WHERE state IN ('confirmed', 'approved')
  ORDER BY lower(buyer_email), placed_at, number
), judged AS (
  SELECT firsts.buyer, firsts.number, max(parcel.promised_latest) AS last_day,
    bool_and(parcel.state <> 'lost' AND parcel.arrived_at IS NOT NULL AND
      (parcel.arrived_at AT TIME ZONE 'Europe/Istanbul')::date <= parcel.promised_latest) AS kept
  FROM firsts JOIN shipping_shipment parcel ON parcel.reference = firsts.number::text
  WHERE parcel.direction = 'out' AND parcel.state <> 'cancelled'
  GROUP BY firsts.buyer, firsts.number
  HAVING max(parcel.promised_latest) >= %(first_day)s AND max(parcel.promised_latest) < %(last)s
), answered AS (
  SELECT judged.number, judged.kept, bool_or(again.number IS NOT NULL) AS came_again
  FROM judged LEFT JOIN shop_order again ON lower(again.buyer_email) = judged.buyer
    AND again.number <> judged.number AND again.state IN ('confirmed', 'approved')
    AND (again.placed_at AT TIME ZONE 'Europe/Istanbul')::date
      BETWEEN judged.last_day + 1 AND judged.last_day + %(again)s
  GROUP BY judged.number, judged.kept
)
SELECT kept, count(*) FILTER (WHERE came_again), count(*) FROM answered GROUP BY kept
"""


def repeats(first_day, today):
    """{was the first promise kept: Share that bought again within ninety days of its last day}.
    The period is as long as the page's and ends where ninety days have passed."""
    asked = {"first_day": first_day - AGAIN, "last": today - AGAIN, "again": AGAIN.days}
    with connection.cursor() as cursor:
        cursor.execute(REPEATS, asked)
        found = {kept: Share(hits, count) for kept, hits, count in cursor.fetchall()}
    return {kept: found.get(kept, Share(0, 0)) for kept in (True, False)}
