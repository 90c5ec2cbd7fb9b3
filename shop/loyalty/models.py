from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import in_language


class Tier(models.Model):
    """A loyalty tier: so many kept orders within the last twelve months, and what it gives."""

    name = models.CharField(_("name"), max_length=40)
    name_en = models.CharField(_("name in English"), max_length=40)
    from_orders = models.PositiveSmallIntegerField(_("from kept orders"), unique=True)
    extra_return_days = models.PositiveSmallIntegerField(_("extra days to return"), default=0)
    benefits = models.TextField(_("benefits"), blank=True)
    benefits_en = models.TextField(_("benefits in English"), blank=True)

    class Meta:
        verbose_name = _("loyalty tier")
        verbose_name_plural = _("loyalty tiers")
        ordering = ["from_orders"]

    def __str__(self):
        return self.name

    @property
    def title(self):
        return in_language(self, "name")

    @property
    def benefit_lines(self):
        """What the tier gives, one sentence each."""
        return [line for line in in_language(self, "benefits").splitlines() if line.strip()]


class KeptOrder(models.Model):
    """An order that was approved and not given back whole. The orders area writes it."""

    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="kept_orders"
    )
    order_number = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    given_back_at = models.DateTimeField(
        _("given back whole"), null=True, blank=True, help_text=_("counts no more")
    )

    class Meta:
        verbose_name = _("kept order")
        verbose_name_plural = _("kept orders")
        indexes = [models.Index(fields=["customer", "at"], name="kept_by_customer")]

    def __str__(self):
        return str(self.order_number)
