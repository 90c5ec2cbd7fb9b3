"""Telephone calls that somebody at the desk has to make."""

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from notifications.events import record
from shipping.models import Slip

from .models import Order


class CallQuerySet(models.QuerySet):
    def to_make(self):
        """Not made yet, the oldest first."""
        return self.filter(done_at=None).order_by("pk")


class Call(models.Model):
    """Whom to call, why, and what to say. Once for each slip and reason."""

    class Why(models.TextChoices):
        DELAY = "delay", _("a customer without SMS and e-mail is to hear of a delay")
        BRANCH = "branch", _("the carrier is to keep a parcel at its branch")

    order = models.ForeignKey(
        Order, models.CASCADE, related_name="calls", verbose_name=_("order number")
    )
    slip = models.ForeignKey(Slip, models.CASCADE, related_name="calls", verbose_name=_("slip"))
    why = models.CharField(_("why"), max_length=10, choices=Why)
    whom = models.CharField(_("whom to call"), max_length=120)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    words = models.TextField(_("what to say"), max_length=800)
    asked_at = models.DateTimeField(_("asked"))
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by = models.CharField(_("done by"), max_length=80, blank=True)
    note = models.CharField(_("what came of it"), max_length=300, blank=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call to make")
        verbose_name_plural = _("calls to make")
        constraints = [models.UniqueConstraint(fields=["slip", "why"], name="call_once_a_slip")]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(done_at=None), name="call_to_make")
        ]

    def __str__(self):
        return f"{self.order_id} · {self.pk}"

    def close(self, note, *, at, by):
        """It was made. False, and nothing changed, when somebody was quicker."""
        with transaction.atomic():
            waiting = Call.objects.filter(pk=self.pk, done_at=None)
            if not waiting.update(done_at=at, done_by=by, note=note[:300]):
                return False
            record(self.slip.shipment, "shipment_call_made", at=at, by=by, detail={"note": note})
        return True
