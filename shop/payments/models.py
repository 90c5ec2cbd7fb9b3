import uuid

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from notifications.stateful import Stateful
from notifications.templatetags.words import money
from shop.orders.models import Order
from shop.orders.sent_back import sent_back

from .methods import later_methods, method_named


class PaymentQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=Payment.State.STARTED)

    def taken(self):
        """The bank or the courier has the money, or had it before a refund."""
        return self.filter(state__in=Payment.TAKEN)

    def due(self, now):
        """Their time is up: still waited for, or declined and not tried again. A declined one whose
        order waits for a later attempt is that one's business: it would be due for days."""
        is_declined = Q(state=Payment.State.DECLINED, order__state=Order.State.PLACED)
        later = Payment.objects.open().filter(order=OuterRef("order"))
        return self.filter(
            Q(state=Payment.State.STARTED) | (is_declined & ~Exists(later)), expires_at__lte=now
        )

    def to_ask(self, now):
        return self.filter(next_ask_at__lte=now)


class Payment(Stateful):
    """One attempt to pay an order by one method. `reference` is ours and goes to the provider."""

    class State(models.TextChoices):
        STARTED = "started", _("waiting for payment")
        PAID = "paid", _("paid")
        DECLINED = "declined", _("declined")
        EXPIRED = "expired", _("not paid")
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
    TAKEN = {State.PAID, State.PARTLY_REFUNDED, State.REFUNDED}

    order = models.ForeignKey(
        Order, models.PROTECT, related_name="payments", verbose_name=_("order")
    )
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
    is_surplus = models.BooleanField(
        _("to give back"),
        default=False,
        editable=False,
        help_text=_("taken a second time, or after the order was cancelled"),
    )
    page_url = models.URLField(max_length=400, blank=True, editable=False)
    next_ask_at = models.DateTimeField(null=True, blank=True, editable=False)
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        indexes = [
            models.Index(
                fields=["expires_at"],
                condition=Q(state__in=["started", "declined"]),
                name="payment_to_expire",
            ),
            models.Index(fields=["next_ask_at"], name="payment_to_ask"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_positive"),
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(state__in=["paid", "partly_refunded", "refunded"], is_surplus=False),
                name="order_paid_once",
            ),
            # a second page of the bank's would take the money a second time
            models.UniqueConstraint(
                fields=["order"], condition=Q(state="started"), name="order_one_open_attempt"
            ),
        ]

    def __str__(self):
        return self.reference

    @property
    def plugin(self):
        return method_named(self.method)

    @property
    def can_be_tried_again(self):
        """It came to nothing and the order still waits."""
        failed = {self.State.DECLINED, self.State.EXPIRED}
        return self.state in failed and self.order.state == Order.State.PLACED

    @property
    def ways(self):
        """The methods the same order could be paid by instead."""
        return later_methods(self.order)

    @property
    def reason(self):
        """Why the provider declined it, in a sentence."""
        return self.plugin.explain(self.note) if self.state == self.State.DECLINED else ""

    @property
    def refundable(self):
        """TRY that may still be given back; refunds asked for count as given."""
        return self.amount - sum(refund.amount for refund in self.refunds.all())

    def audience(self, event):
        people = self.order.audience(event)
        if event.name == "payment_paid" and self.is_surplus:
            return []  # `payment_taken_twice` or `payment_came_too_late` tells this one
        return people

    def message_facts(self, event):
        return {**self.order.message_facts(event), "payment": self}


class BankNotice(models.Model):
    """What a provider told us about a payment, each thing once, whoever began the talk."""

    method = models.CharField(_("method"), max_length=20)
    key = models.CharField(max_length=160)
    payment = models.ForeignKey(
        Payment, models.PROTECT, null=True, blank=True, related_name="notices"
    )
    reference = models.CharField(_("our reference"), max_length=64)
    says = models.CharField(_("says"), max_length=20)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3)
    is_test = models.BooleanField(_("test"), default=False)
    problem = models.CharField(_("does not fit"), max_length=40, blank=True)
    heard_at = models.DateTimeField(_("heard"))

    class Meta:
        verbose_name = _("notice of a bank")
        verbose_name_plural = _("notices of banks")
        constraints = [models.UniqueConstraint(fields=["method", "key"], name="notice_once")]

    def __str__(self):
        return self.key


class Refund(Stateful):
    """Money to give back. The sum of a payment's refunds never passes what was paid."""

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("refund", "asked")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    MOVES = {State.ASKED: {State.DONE, State.FAILED}, State.FAILED: {State.ASKED}}

    payment = models.ForeignKey(
        Payment, models.PROTECT, related_name="refunds", verbose_name=_("payment")
    )
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
    tries = models.PositiveSmallIntegerField(_("tries"), default=0, editable=False)
    next_try_at = models.DateTimeField(_("next try"), null=True, blank=True, editable=False)
    problem = models.CharField(_("problem"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(state="asked"), name="refund_to_send")
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_positive"),
            models.UniqueConstraint(fields=["payment", "reference"], name="refund_once"),
        ]

    def __str__(self):
        return f"{money(self.amount)} · {self.reference}"

    def audience(self, event):
        role = "seller" if event.name == "refund_failed" else "buyer"
        return [person for person in self.payment.order.audience(event) if person.role == role]

    @property
    def way(self):
        """How it reaches the buyer: "back" the way it was paid, to an "account", or somebody has
        yet to "call" and ask for one."""
        if not self.payment.plugin.refunds_to_iban:
            return "back"
        return "account" if self.iban else "call"

    @property
    def why(self):
        """Its reason in the reader's language."""
        return gettext(self.reason).replace("%(number)s", self.reference)

    @property
    def account_end(self):
        return self.iban[-4:]

    def message_facts(self, event):
        order = self.payment.order
        cause, lines = cause_of(self, order)
        return {**order.message_facts(event), "refund": self, "cause": cause, "refund_lines": lines}


def cause_of(refund, order):
    """("late", "cancelled", "parcel", "return", "surplus" or "", its refund lines, [] of a whole
    order)."""
    if refund.payment.is_surplus:
        return "surplus", []
    if refund.reference == str(order.number):
        return "cancelled", []
    if remedy := getattr(refund, "remedy", None):
        return "late", remedy.lines
    if given_up := order.undelivered.filter(shipment__number=refund.reference).first():
        return "parcel", given_up.lines
    returned = (one.refund_lines for one in sent_back(order) if one.refund_id == refund.pk)
    lines = next(returned, None)
    return ("", []) if lines is None else ("return", lines)
