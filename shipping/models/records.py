from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .supply import Carrier


class CarrierRecord(models.Model):
    """How a carrier has kept its days to one province lately; counted anew each night."""

    carrier = models.ForeignKey(
        Carrier, models.CASCADE, related_name="records", verbose_name=_("carrier")
    )
    province = models.CharField(_("province"), max_length=2)
    parcels = models.PositiveIntegerField(_("how many parcels"))
    on_time = models.PositiveIntegerField(_("on time"))

    class Meta:
        verbose_name = _("carrier's record")
        verbose_name_plural = _("carriers' records")
        constraints = [
            models.UniqueConstraint(fields=["carrier", "province"], name="one_record_of_a_lane"),
            models.CheckConstraint(
                condition=Q(on_time__lte=models.F("parcels")), name="record_adds_up"
            ),
        ]

    def __str__(self):
        return f"{self.carrier} {self.province} {self.on_time}/{self.parcels}"
