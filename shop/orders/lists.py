"""Which orders a sweep or a page asks for."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Cast

from shipping.models import Shipment


class OrderQuerySet(models.QuerySet):
    def placed_by(self, customer):
        return self.filter(customer=customer)

    def awaiting_approval(self):
        return self.filter(state=self.model.State.CONFIRMED)

    def delivered_whole_before(self, moment):
        """Every parcel of theirs that was not given up has been with the buyer since then."""
        parcels = Shipment.objects.outbound().filter(
            reference=Cast(OuterRef("pk"), models.CharField()), undelivered=None
        )
        arrived = Q(state=Shipment.State.DELIVERED, delivered_at__lte=moment)
        return self.filter(Exists(parcels), ~Exists(parcels.filter(~arrived)))

    def not_postponed(self, today):
        """Without those whose buyer said that the parcel is not there."""
        return self.exclude(approval_postponed_to__gt=today)
