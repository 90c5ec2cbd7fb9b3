"""What was promised and why: the ledger of every parcel's windows, and what taught them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Forecast(models.Model):
    """What was learnt from the parcels, once a night: see `shipping.forecasts`. The newest counts;
    older ones stay, so that it can be told how any promise was made."""

    fitted_at = models.DateTimeField(_("learnt"), db_index=True)
    parcels = models.PositiveIntegerField(_("parcels behind it"))
    data = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("forecast")
        verbose_name_plural = _("forecasts")
        get_latest_by = "pk"

    def __str__(self):
        return f"{self.pk}"


class PromiseEntryQuerySet(models.QuerySet):
    def to_judge(self):
        """The window each parcel is judged by: the first one, or the one stated when the money
        came, where it came too late for the first."""
        kinds = self.model.Kind
        renewed = self.model.objects.filter(shipment=models.OuterRef("shipment"), kind=kinds.PAID)
        first = models.Q(kind=kinds.FIRST) & ~models.Exists(renewed)
        return self.filter(first | models.Q(kind=kinds.PAID))


class PromiseEntry(models.Model):
    """A window stated to the customer: the first one as it stood at the checkout, then each one
    that took its place. Rows are only ever added."""

    class Kind(models.TextChoices):
        FIRST = "first", _("promised at the order")
        PAID = "paid", _("stated when the money came")
        REVISED = "revised", _("told anew")

    shipment = models.ForeignKey(
        "shipping.Shipment", models.CASCADE, related_name="promises", verbose_name=_("parcel")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    at = models.DateTimeField(_("stated"))
    earliest = models.DateField(_("from"))
    latest = models.DateField(_("until"))
    chance = models.FloatField(
        _("stated chance"), null=True, help_text=_("empty: the carrier's published days")
    )
    sentence = models.CharField(_("sentence shown"), max_length=300)
    reason = models.JSONField(_("why it was told anew"), default=dict, blank=True)
    numbers = models.JSONField(_("the numbers behind it"), default=dict, blank=True)
    forecast = models.ForeignKey(
        Forecast, models.SET_NULL, null=True, blank=True, verbose_name=_("forecast")
    )

    objects = PromiseEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("promise")
        verbose_name_plural = _("promises")
        ordering = ("at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["shipment"],
                condition=models.Q(kind="first"),
                name="promise_entry_first_once",
            ),
            models.UniqueConstraint(
                fields=["shipment"],
                condition=models.Q(kind="paid"),
                name="promise_entry_paid_once",
            ),
        ]

    def __str__(self):
        return self.sentence
