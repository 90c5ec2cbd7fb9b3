import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notifications.stateful import Stateful
from shop.orders.models import Order


class Payment(Stateful):
    """One attempt to pay an order by one method. `reference` is ours and goes to the provider."""

    class State(models.TextChoices):
        STARTED = "started", _("waiting for payment")
        PAID = "paid", _("paid")
        DECLINED = "declined", _("declined")
        EXPIRED = "expired", _("expired")
        PARTLY_REFUNDED = "partly_refunded", _("partly refunded")
        REFUNDED = "refunded", _("refunded")

    MOVES = {
        State.STARTED: {State.PAID, State.DECLINED, State.EXPIRED},
        State.PAID: {State.PARTLY_REFUNDED, State.REFUNDED},
        State.PARTLY_REFUNDED: {State.REFUNDED},
        # the bank's word is late but true: what was taken is taken, and given back
        State.DECLINED: {State.PAID},
        State.EXPIRED: {State.PAID},
    }

    order = models.ForeignKey(Order, models.PROTECT, related_name="payments")
    method = models.CharField(_("method"), max_length=20)
    state = models.CharField(
        _("state"), max_length=20, choices=State, default=State.STARTED, editable=False
    )
    amount = models.DecimalField(_("amount, TRY"), max_digits=12, decimal_places=2)
    reference = models.CharField(_("our reference"), max_length=40, unique=True)
    provider_id = models.CharField(_("the provider's reference"), max_length=80, blank=True)
    started_at = models.DateTimeField(_("started"))
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    paid_at = models.DateTimeField(_("paid"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(state="started"), name="payment_open")
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_positive"),
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(state__in=["paid", "partly_refunded", "refunded"]),
                name="order_paid_once",
            ),
        ]

    def __str__(self):
        return self.reference

    def audience(self, event):
        return self.order.audience(event)

    def message_facts(self, event):
        return {**self.order.message_facts(event), "payment": self}


class Refund(Stateful):
    """Money to give back. The sum of a payment's refunds never passes what was paid."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    MOVES = {State.ASKED: {State.DONE, State.FAILED}, State.FAILED: {State.ASKED}}

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="refunds")
    state = models.CharField(
        _("state"), max_length=20, choices=State, default=State.ASKED, editable=False
    )
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    amount = models.DecimalField(_("amount, TRY"), max_digits=12, decimal_places=2)
    reason = models.CharField(_("reason"), max_length=200)
    reference = models.CharField(
        _("because of"), max_length=40, help_text=_("a return's or an order's number")
    )
    iban = models.CharField(_("to IBAN"), max_length=26, blank=True)
    iban_holder = models.CharField(_("account holder"), max_length=120, blank=True)
    asked_at = models.DateTimeField(_("asked"))
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    problem = models.CharField(_("problem"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_positive"),
            models.UniqueConstraint(fields=["payment", "reference"], name="refund_once"),
        ]

    def __str__(self):
        return f"{self.amount} TRY {self.reference}"

    def audience(self, event):
        return [person for person in self.payment.order.audience(event) if person.role == "buyer"]

    def message_facts(self, event):
        return {**self.payment.order.message_facts(event), "refund": self}
