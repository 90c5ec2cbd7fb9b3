"""What a customer gets back, unasked, when the promise breaks: a rule of the merchant's, a budget,
and one grant an order."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.events import record
from shipping.calendar import local
from shipping.models import Slip
from shop.orders.models import Order

from .amounts import extra_line, extras_left
from .models import Payment, Refund
from .refunding import ask_refund
from .undelivered import extras_given

KURUS = Decimal("0.01")
IN_FORCE = {Order.State.CONFIRMED, Order.State.APPROVED}


class RemedyRule(models.Model):
    """How much of the shipping fee goes back for a broken promise, and what a month may cost."""

    class When(models.TextChoices):
        TOLD = "told", gettext_lazy("with the notice of the delay")
        LATE = "late", gettext_lazy("once the promised day is over")

    when = models.CharField(gettext_lazy("when"), max_length=5, choices=When, default=When.TOLD)
    percent = models.PositiveSmallIntegerField(
        gettext_lazy("of the shipping fee, %"),
        default=100,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    most = models.DecimalField(
        gettext_lazy("at most for one order, TRY"),
        max_digits=8,
        decimal_places=2,
        validators=[MinValueValidator(KURUS)],
    )
    monthly_budget = models.DecimalField(
        gettext_lazy("budget of a month, TRY"),
        max_digits=12,
        decimal_places=2,
        validators=[MinValueValidator(Decimal(0))],
        help_text=gettext_lazy("when it is spent nothing is given and nothing is promised"),
    )
    is_active = models.BooleanField(gettext_lazy("in use"), default=True)

    class Meta:
        verbose_name = gettext_lazy("remedy for a broken promise")
        verbose_name_plural = gettext_lazy("remedies for broken promises")
        constraints = [
            models.UniqueConstraint(
                fields=["is_active"],
                condition=Q(is_active=True),
                name="remedy_rule_one_in_use",
                violation_error_message=gettext_lazy("Another rule is in use."),
            )
        ]

    def __str__(self):
        return f"%{self.percent}, {self.most} TRY"

    def spent_in(self, month):
        """TRY given in the month that begins with this date, by whatever rule."""
        spent = Remedy.objects.filter(month=month).aggregate(sum=Sum("amount"))["sum"]
        return spent or Decimal(0)


class Remedy(models.Model):
    """What was given back for a broken promise. Once for each order."""

    order = models.OneToOneField(
        Order, models.PROTECT, related_name="remedy", verbose_name=gettext_lazy("order number")
    )
    rule = models.ForeignKey(RemedyRule, models.PROTECT, verbose_name=gettext_lazy("rule"))
    slip = models.ForeignKey(
        Slip, models.SET_NULL, null=True, verbose_name=gettext_lazy("told with")
    )
    amount = models.DecimalField(gettext_lazy("amount, TRY"), max_digits=10, decimal_places=2)
    refund = models.OneToOneField(Refund, models.PROTECT, verbose_name=gettext_lazy("refund"))
    month = models.DateField(gettext_lazy("of the budget of"))
    at = models.DateTimeField(gettext_lazy("given"))

    class Meta:
        verbose_name = gettext_lazy("remedy given")
        verbose_name_plural = gettext_lazy("remedies given")
        indexes = [models.Index(fields=["month"], name="remedy_by_month")]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="remedy_positive")]

    def __str__(self):
        return f"{self.order} {self.amount} TRY"

    @property
    def is_by_hand(self):
        """It came by no bank's page: we need an account to send it to."""
        return self.refund.payment.plugin.refunds_to_iban

    @property
    def lines(self):
        """As other things given back tell theirs."""
        return [extra_line("shipping", self.amount)]

    def audience(self, event):
        """The notice of the delay has told it already, where there was one."""
        if self.slip_id:
            return []
        return [person for person in self.order.audience(event) if person.role == "buyer"]

    def is_news(self, event, now):
        return True

    def message_facts(self, event):
        return {**self.order.message_facts(event), "remedy": self}


def rule_in_use():
    return RemedyRule.objects.filter(is_active=True).first()


def grant(order, *, at, slip=None):
    """Give back what the rule in use says, through the order's own payment.

    Answers the Remedy; None when there is no rule, no paid fee left to give back, not enough
    budget left this month, or the order had its remedy. Two at once for the last of the budget
    wait for each other at the rule's row.
    """
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=order.pk)
        rule = RemedyRule.objects.select_for_update().filter(is_active=True).first()
        if rule is None or Remedy.objects.filter(order=order).exists():
            return None
        payment = order.payments.taken().filter(is_surplus=False).first()
        amount = owed(order, payment, rule)
        month = local(at).date().replace(day=1)
        if not amount or rule.spent_in(month) + amount > rule.monthly_budget:
            return None
        refund = ask_refund(
            payment,
            amount,
            reason=_("the delivery is late"),
            reference=f"late-{order.number}",
            at=at,
        )
        made = Remedy.objects.create(
            order=order, rule=rule, slip=slip, amount=amount, refund=refund, month=month, at=at
        )
        record(made, "remedy_granted", at=at, detail={"amount": str(amount)})
        return made


def owed(order, payment, rule):
    """TRY of the shipping fee; no more than is left of it and of what was paid."""
    if payment is None or payment.state not in Payment.TAKEN or order.state not in IN_FORCE:
        return Decimal(0)
    share = (order.shipping_fee * rule.percent / 100).quantize(KURUS)
    left = extras_left(order, extras_given(order))["shipping"]
    return max(min(share, rule.most, left, payment.refundable), Decimal(0))
