"""A stated window that will not be kept, what was told instead, and what its customer chose."""

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from notifications.events import record

from .parcels import Shipment
from .promises import PromiseEntry


class SlipQuerySet(models.QuerySet):
    def untold(self):
        """Slips nobody has told their customer of."""
        return self.filter(told_at=None)

    def newest_of(self, parcels):
        """{parcel id: its newest slip} with the window told; no query where nothing is late."""
        late = [one.pk for one in parcels if one.expected_latest > one.promised_latest]
        if not late:
            return {}
        found = self.filter(shipment__in=late).select_related("promise").order_by("pk")
        return {slip.shipment_id: slip for slip in found}


class Slip(models.Model):
    """One for each stated end of a parcel that breaks, so that nobody hears twice of the same one:
    the next slip is of the window told with this one."""

    class Choice(models.TextChoices):
        WAIT = "wait", _("waits for it")
        KEEP = "keep", _("keeps it, with what was given back")
        BRANCH = "branch", _("wants to pick it up at the branch")
        CANCEL = "cancel", _("cancels it")

    shipment = models.ForeignKey(
        Shipment, models.CASCADE, related_name="slips", verbose_name=_("parcel")
    )
    broken = models.DateField(_("stated end that breaks"))
    break_chance = models.FloatField(
        _("chance that it breaks"), null=True, help_text=_("empty: known by a rule")
    )
    promise = models.OneToOneField(
        PromiseEntry, models.CASCADE, related_name="slip", verbose_name=_("told anew")
    )
    at = models.DateTimeField(_("seen"))
    told_at = models.DateTimeField(_("told"), null=True, blank=True)
    choice = models.CharField(_("choice"), max_length=10, choices=Choice, blank=True)
    chosen_at = models.DateTimeField(_("chosen"), null=True, blank=True)

    objects = SlipQuerySet.as_manager()

    class Meta:
        verbose_name = _("slip of a promise")
        verbose_name_plural = _("slips of promises")
        constraints = [
            models.UniqueConstraint(fields=["shipment", "broken"], name="slip_once_an_end")
        ]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(told_at=None), name="slip_untold")
        ]

    def __str__(self):
        return f"{self.shipment} {self.broken:%Y-%m-%d}"

    def choose(self, choice, *, at, by="buyer"):
        """What the customer wants now. False, and nothing changed, when that was said before."""
        with transaction.atomic():
            asked = Slip.objects.filter(pk=self.pk, choice="")
            if not asked.update(choice=choice, chosen_at=at):
                return False
            self.choice, self.chosen_at = choice, at
            record(self.shipment, f"shipment_choice_{choice}", at=at, by=by)
        return True
