"""Does an early word on a delay pay? How satisfied customers are with what came on time, with what
came late after an early warning, and with what came late without one."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast

from shipping.models import Shipment
from shipping.shares import Mean

from .promise_warnings import first_told, hours_ahead
from .satisfaction import SCALE, DeliveryRating

ON_TIME, WARNED, UNWARNED = KINDS = ("on_time", "warned", "unwarned")
NEVER = "never"
WORSE = (*KINDS, NEVER)
EARLY = 12  # hours before the promised end: who hears later has waited through the last day
ENOUGH = 10  # answers: a mean of fewer is not shown


@dataclass(frozen=True)
class Satisfaction:
    """Of one kind of orders; the mean is None while there are too few answers for one."""

    kind: str
    count: int
    mean: Mean | None


def satisfactions(first_day, today):
    """[Satisfaction], one for each kind, of orders whose promised last day lies in the period."""
    stars = dict(
        DeliveryRating.objects.filter(
            order__promised_latest__gte=first_day, order__promised_latest__lt=today
        ).values_list("order_id", "stars")
    )
    said = defaultdict(list)
    for number, kind in kinds(first_day, today).items():
        if number in stars:
            said[kind].append(stars[number])
    return [satisfaction(kind, said[kind]) for kind in KINDS]


def satisfaction(kind, answers):
    mean = Mean.of(answers, SCALE) if len(answers) >= ENOUGH else None
    return Satisfaction(kind, len(answers), mean)


def kinds(first_day, today):
    """{order number: kind} of rated orders. One late parcel makes an order late, one of which
    nobody was warned early makes it unwarned, one that never came sets it apart from all kinds."""
    rated = DeliveryRating.objects.annotate(text=Cast("order_id", CharField()))
    parcels = (
        Shipment.objects.judged(first_day, today)
        .filter(Exists(rated.filter(text=OuterRef("reference"))))
        .order_by()
        .annotate(told_at=first_told())
        .values_list("reference", "outcome", "promised_latest", "told_at")
    )
    found = {}
    for reference, outcome, last_day, told_at in parcels:
        number, kind = int(reference), kind_of(outcome, last_day, told_at)
        found[number] = max(found.get(number, ON_TIME), kind, key=WORSE.index)
    return found


def kind_of(outcome, last_day, told_at):
    if outcome != "late":
        return NEVER if outcome == NEVER else ON_TIME
    hours = hours_ahead(last_day, told_at)
    return WARNED if hours is not None and hours >= EARLY else UNWARNED
