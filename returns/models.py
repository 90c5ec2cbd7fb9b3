from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notifications.stateful import Stateful
from shipping.models import Shipment
from shop.orders.models import Order, OrderLine
from shop.payments.models import Refund


class Return(Stateful):
    """Goods on their way back, from the wish to the money."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("refused")
        ON_ITS_WAY = "on_its_way", _("on its way back")
        RECEIVED = "received", _("received")
        ACCEPTED = "accepted", _("accepted")
        REJECTED = "rejected", _("rejected")
        SETTLED = "settled", _("settled")

    MOVES = {
        State.ASKED: {State.APPROVED, State.REFUSED},
        State.APPROVED: {State.ON_ITS_WAY, State.RECEIVED},
        State.ON_ITS_WAY: {State.RECEIVED},
        State.RECEIVED: {State.ACCEPTED, State.REJECTED},
        State.ACCEPTED: {State.SETTLED},
    }

    number = models.BigAutoField(_("return number"), primary_key=True)
    order = models.ForeignKey(Order, models.PROTECT, related_name="returns")
    state = models.CharField(
        _("state"), max_length=20, choices=State, default=State.ASKED, editable=False
    )
    shipment = models.OneToOneField(
        Shipment, models.PROTECT, null=True, blank=True, related_name="return_of"
    )
    refund = models.ForeignKey(
        Refund, models.PROTECT, null=True, blank=True, related_name="returns"
    )
    last_day = models.DateField(_("last day to return"))
    reasons = models.JSONField(_("how the last day was worked out"), default=list)
    refund_amount = models.DecimalField(_("to refund, TRY"), max_digits=12, decimal_places=2)
    iban = models.CharField(_("IBAN"), max_length=26, blank=True)
    iban_holder = models.CharField(_("account holder"), max_length=120, blank=True)
    staff_note = models.CharField(_("our note"), max_length=300, blank=True)
    asked_at = models.DateTimeField(_("asked"))
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    handed_over_at = models.DateTimeField(_("handed to the carrier"), null=True, blank=True)
    received_at = models.DateTimeField(_("received"), null=True, blank=True)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    class Meta:
        verbose_name = _("return")
        verbose_name_plural = _("returns")
        ordering = ["-number"]

    def __str__(self):
        return f"İ{self.number}"

    def audience(self, event):
        return self.order.audience(event)

    def message_facts(self, event):
        return {**self.order.message_facts(event), "return": self}


class ReturnLine(models.Model):
    class Reason(models.TextChoices):
        CHANGED_MIND = "changed_mind", _("I changed my mind")
        DOES_NOT_FIT = "does_not_fit", _("It does not fit")
        NOT_AS_SHOWN = "not_as_shown", _("It is not as shown")
        DAMAGED = "damaged", _("It arrived damaged")
        WRONG_ITEM = "wrong_item", _("Something else was sent")
        TOO_LATE = "too_late", _("It came too late")

    # who answers for it in law: change of mind is withdrawal, the rest is the seller's fault
    SELLERS_FAULT = {Reason.NOT_AS_SHOWN, Reason.DAMAGED, Reason.WRONG_ITEM, Reason.TOO_LATE}

    parent = models.ForeignKey(Return, models.CASCADE, related_name="lines")
    order_line = models.ForeignKey(OrderLine, models.PROTECT, related_name="return_lines")
    quantity = models.PositiveSmallIntegerField(_("quantity"))
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)
    note = models.CharField(_("in the customer's words"), max_length=300, blank=True)
    is_resellable = models.BooleanField(_("can be sold again"), null=True, blank=True)

    class Meta:
        verbose_name = _("line of the return")
        verbose_name_plural = _("lines of the return")
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="return_quantity_sane"),
            models.UniqueConstraint(fields=["parent", "order_line"], name="line_once_in_return"),
        ]

    def __str__(self):
        return f"{self.quantity} × {self.order_line.name}"


class Code(models.Model):
    """A one-time code sent before anything changes; only its digest is kept."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("one-time code")
        verbose_name_plural = _("one-time codes")

    def __str__(self):
        return f"code for {self.order_id}"
