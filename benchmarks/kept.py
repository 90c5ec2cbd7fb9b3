"""How the chances stated through the demo's year were kept, by carrier: its truth is known, because
we made it, and each of its promises was learnt only from what had happened by then."""

import time
from datetime import timedelta

from django.conf import settings
from django.core.management import call_command
from django.db.models import Avg, Count, F
from django.utils import timezone

from returns.promise_figures import CAME, stated
from shipping.calendar import local

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
    for name, parcels, chance, kept, width in carriers(local(now).date()):
        print(
            COLUMNS.format(
                name, parcels, f"{chance:.1%}", f"{kept / parcels:.1%}", f"{width / DAY:.1f}"
            )
        )


def carriers(today):
    """(name, parcels, mean stated chance, how many came within, mean width) of each carrier
    with enough parcels that were promised with a chance and whose last promised day has passed."""
    return (
        stated(today - timedelta(days=500), today)
        .order_by("shipment__carrier__name")
        .values_list("shipment__carrier__name")
        .annotate(
            parcels=Count("pk"),
            mean_chance=Avg("chance"),
            kept=Count("pk", filter=CAME),
            width=Avg(F("latest") - F("earliest")),
        )
        .filter(parcels__gte=ENOUGH)
    )
