from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .parcels import Shipment

CLOCK_ERROR = timedelta(hours=1)  # carriers' clocks are not ours


class Scan(models.Model):
    """What a carrier said about a parcel, each thing once, in whatever order it came."""

    class Kind(models.TextChoices):
        CREATED = "created", _("registered")
        ACCEPTED = "accepted", _("handed to the carrier")
        IN_TRANSIT = "in_transit", _("on the road")
        AT_BRANCH = "at_branch", _("at the delivery branch")
        OUT_FOR_DELIVERY = "out_for_delivery", _("out for delivery")
        DELIVERED = "delivered", _("delivered")
        FAILED = "delivery_failed", _("could not be delivered")
        RETURNING = "returning", _("going back")
        RETURNED = "returned", _("back with the sender")
        CANCELLED = "cancelled", _("cancelled")
        EXCEPTION = "exception", _("a problem")
        UNKNOWN = "unknown", _("being checked")

    shipment = models.ForeignKey(Shipment, models.CASCADE, related_name="scans")
    kind = models.CharField(_("what"), max_length=20, choices=Kind)
    at = models.DateTimeField(_("when"))
    place = models.CharField(_("where"), max_length=120, blank=True)
    text = models.CharField(_("the carrier's words"), max_length=255, blank=True)
    heard_at = models.DateTimeField(_("heard"))

    class Meta:
        verbose_name = _("scan")
        verbose_name_plural = _("scans")
        ordering = ["at", "pk"]
        indexes = [  # few of many: which parcels are with us again is asked all day
            models.Index(fields=["shipment"], condition=Q(kind="returned"), name="scan_returned")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["shipment", "kind", "at", "place", "text"], name="scan_once"
            )
        ]

    def __str__(self):
        return f"{self.shipment} {self.kind} {self.at:%Y-%m-%d %H:%M}"

    @property
    def believed_at(self):
        """When it happened: the carrier's word, unless that cannot be (before the parcel was
        made, or in the future), then the time we heard it."""
        earliest = self.shipment.created_at - CLOCK_ERROR
        if earliest <= self.at <= self.heard_at + CLOCK_ERROR:
            return min(self.at, self.heard_at)
        return self.heard_at
