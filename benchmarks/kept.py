"""How the chances stated through the demo's year were kept, by carrier: its truth is known, because
we made it, and each of its promises was learnt only from what had happened by then."""

import time
from datetime import timedelta

from django.conf import settings
from django.core.management import call_command
from django.db.models import Avg, Count, F, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from shipping.calendar import local
from shipping.models import PromiseEntry, Shipment

ENOUGH = 200  # parcels with a stated chance
DAY = timedelta(days=1)
COLUMNS = "{:<22}{:>10}{:>10}{:>10}{:>12}"


def main():
    started, now = time.monotonic(), timezone.now()
    call_command("fill_demo_shop", verbosity=0)
    seconds = time.monotonic() - started
    print(
        f"\nThe demo's year, filled in {seconds:.0f} s; a chance of {settings.PROMISE_CHANCE:.0%}"
    )
    print(COLUMNS.format("kept as stated", "parcels", "stated", "observed", "width, days"))
    for name, parcels, stated, kept, width in carriers(local(now).date()):
        print(
            COLUMNS.format(
                name, parcels, f"{stated:.1%}", f"{kept / parcels:.1%}", f"{width / DAY:.1f}"
            )
        )


def carriers(today):
    """(name, parcels, mean stated chance, how many came within, mean width) of each carrier
    with enough parcels that were promised with a chance and whose last promised day has passed."""
    judged = Shipment.objects.judged(today - timedelta(days=500), today).order_by()
    within = Q(came_on__gte=F("earliest"), came_on__lte=F("latest"))
    return (
        PromiseEntry.objects.to_judge()
        .filter(chance__isnull=False, shipment__in=judged.values("pk"))
        .annotate(came_on=TruncDate("shipment__arrived_at"))
        .order_by("shipment__carrier__name")
        .values_list("shipment__carrier__name")
        .annotate(
            parcels=Count("pk"),
            stated=Avg("chance"),
            kept=Count("pk", filter=within),
            width=Avg(F("latest") - F("earliest")),
        )
        .filter(parcels__gte=ENOUGH)
    )
