"""How well each carrier kept its days to each province: counted at night, read from the network's
snapshot, shown beside the options."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q

from .models import CarrierRecord, Shipment
from .network import Record, network
from .shares import differ

LATELY = timedelta(days=180)

__all__ = ["Record", "are_different", "count_records", "record_of"]


def record_of(carrier_code, province):
    """The carrier's Record to this province (its plate code); None where it has brought too few to
    say anything. No query."""
    found = network().records.get((carrier_code, province))
    return found if found and found.parcels >= settings.PROMISE_RECORD_MINIMUM else None


def are_different(one, other):
    """Do two Records differ beyond noise? Options are never ranked by less."""
    return differ(one.share, other.share)


def count_records(*, today):
    """Count again what was promised to arrive in the last 180 days. Rows whose numbers stand are
    left alone, so that nothing that was drawn from them is thrown away."""
    counted = {
        (row["carrier"], row["province"]): (row["parcels"], row["kept"])
        for row in Shipment.objects.judged(today - LATELY, today)
        .values("carrier", "province")
        .annotate(parcels=Count("pk"), kept=Count("pk", filter=Q(outcome__in=Shipment.ON_TIME)))
    }
    with transaction.atomic():
        for row in CarrierRecord.objects.select_for_update().order_by("pk"):
            found = counted.pop((row.carrier_id, row.province), None)
            if found is None:
                row.delete()
            elif found != (row.parcels, row.on_time):
                CarrierRecord.objects.filter(pk=row.pk).update(parcels=found[0], on_time=found[1])
        CarrierRecord.objects.bulk_create(
            CarrierRecord(carrier_id=carrier, province=province, parcels=parcels, on_time=kept)
            for (carrier, province), (parcels, kept) in sorted(counted.items())
        )
