"""What a customer gets, unasked, when the promise breaks: the fee back, a voucher or points, by a
rule of the merchant's, within a budget, and once an order."""

from datetime import timedelta
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from notifications.events import record
from notifications.templatetags.words import day_of_year, decimal, money, percent
from shipping.calendar import local
from shipping.models import Slip
from shop.loyalty.credits import KURUS, Credit, give_points, give_voucher, points_in
from shop.orders.models import Order

from .amounts import extra_line, extras_left
from .given import extras_given
from .models import Refund
from .refunding import ask_refund
from .undelivered import paid

IN_FORCE = {Order.State.CONFIRMED, Order.State.APPROVED}


class RemedyRule(models.Model):
    """What is given for a broken promise, and what a month may cost."""

    class Kind(models.TextChoices):
        FEE = "fee", gettext_lazy("the shipping fee goes back")
        VOUCHER = "voucher", gettext_lazy("a voucher")
        POINTS = "points", gettext_lazy("points; who has no account gets a voucher")

    class When(models.TextChoices):
        TOLD = "told", gettext_lazy("with the notice of the delay")
        LATE = "late", gettext_lazy("once the promised day is over")

    when = models.CharField(gettext_lazy("when"), max_length=5, choices=When, default=When.TOLD)
    kind = models.CharField(
        gettext_lazy("what"), max_length=10, choices=Kind, default=Kind.FEE, db_default=Kind.FEE
    )
    percent = models.PositiveSmallIntegerField(
        gettext_lazy("of the shipping fee, %"),
        default=100,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=gettext_lazy("vouchers and points do not look at it"),
    )
    most = models.DecimalField(
        gettext_lazy("for one order, TRY"),
        max_digits=8,
        decimal_places=2,
        validators=[MinValueValidator(KURUS)],
        help_text=gettext_lazy("of the fee at most so much; a voucher or points are worth it"),
    )
    days = models.PositiveSmallIntegerField(
        gettext_lazy("voucher and points are good for, days"),
        default=90,
        db_default=90,
        validators=[MinValueValidator(1), MaxValueValidator(730)],
    )
    minimum = models.DecimalField(
        gettext_lazy("voucher for goods of at least, TRY"),
        max_digits=10,
        decimal_places=2,
        default=Decimal(0),
        db_default=Decimal(0),
        validators=[MinValueValidator(Decimal(0))],
        help_text=gettext_lazy("0: for any order"),
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
        share = f"{percent(self.percent / 100)}, " if self.kind == self.Kind.FEE else ""
        return f"{self.get_kind_display()}, {share}{money(self.most)}"

    def spent_in(self, month):
        """TRY given in the month that begins with this date, by whatever rule."""
        spent = Remedy.objects.filter(month=month).aggregate(sum=Sum("amount"))["sum"]
        return spent or Decimal(0)


class Remedy(models.Model):
    """What was given for a broken promise: a refund, or else a credit. Once for each order."""

    order = models.OneToOneField(
        Order, models.PROTECT, related_name="remedy", verbose_name=gettext_lazy("order number")
    )
    rule = models.ForeignKey(RemedyRule, models.PROTECT, verbose_name=gettext_lazy("rule"))
    slip = models.ForeignKey(
        Slip, models.SET_NULL, null=True, verbose_name=gettext_lazy("told with")
    )
    amount = models.DecimalField(gettext_lazy("amount, TRY"), max_digits=10, decimal_places=2)
    refund = models.OneToOneField(
        Refund, models.PROTECT, null=True, verbose_name=gettext_lazy("refund")
    )
    credit = models.ForeignKey(
        Credit, models.PROTECT, null=True, verbose_name=gettext_lazy("voucher or points")
    )
    last_day = models.DateField(gettext_lazy("good until"), null=True)
    month = models.DateField(gettext_lazy("of the budget of"))
    at = models.DateTimeField(gettext_lazy("given"))

    class Meta:
        verbose_name = gettext_lazy("remedy given")
        verbose_name_plural = gettext_lazy("remedies given")
        indexes = [models.Index(fields=["month"], name="remedy_by_month")]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="remedy_positive"),
            models.CheckConstraint(
                condition=Q(refund=None, credit__isnull=False)
                | Q(refund__isnull=False, credit=None),
                name="remedy_of_one_kind",
            ),
        ]

    def __str__(self):
        return f"{self.order} {money(self.amount)}"

    @property
    def is_by_hand(self):
        """It came by no bank's page: we need an account to send it to."""
        return self.refund is not None and self.refund.payment.plugin.refunds_to_iban

    @property
    def lines(self):
        """As other things given back tell theirs."""
        return [extra_line("shipping", self.amount)] if self.refund_id else []

    @property
    def words(self):
        """What was given and what the customer has to do for it, in sentences."""
        amount = money(self.amount)
        if self.credit_id is None:
            if self.refund.state == Refund.State.DONE:
                return _("%(amount)s of the shipping fee has been refunded to you.") % {
                    "amount": amount
                }
            given = _("%(amount)s of the shipping fee is being refunded.") % {"amount": amount}
            return f"{given} {how_it_comes(self)}"
        facts = {"amount": amount, "day": day_of_year(self.last_day)}
        if self.credit.is_points:
            facts["points"] = decimal(points_in(self.amount))
            return (
                _(
                    "We have put %(points)s points into your account. They are worth %(amount)s:"
                    " use them in the cart until %(day)s."
                )
                % facts
            )
        given = _(
            "For your next order you have a voucher of %(amount)s. Code %(code)s, until %(day)s."
        ) % {**facts, "code": self.credit.spelt}
        if self.credit.minimum:
            least = {"minimum": money(self.credit.minimum)}
            given += " " + _("For goods of at least %(minimum)s.") % least
        return given

    def audience(self, event):
        """The notice of the delay has told it already, where there was one."""
        if self.slip_id:
            return []
        return [person for person in self.order.audience(event) if person.role == "buyer"]

    def is_news(self, event, now):
        return True

    def message_facts(self, event):
        return {**self.order.message_facts(event), "remedy": self}


def how_it_comes(remedy):
    if remedy.is_by_hand:
        return _("We will call you to ask which account to send it to.")
    return _("It goes the way you paid; you need not ask for it.")


def rule_in_use():
    return RemedyRule.objects.filter(is_active=True).first()


def grant(order, *, at, slip=None):
    """Give what the rule in use says.

    Answers the Remedy; None when there is no rule, nothing to give by it, not enough budget left
    this month, or the order had its remedy. Two at once for the last of the budget wait for each
    other at the rule's row.
    """
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=order.pk)
        rule = RemedyRule.objects.select_for_update().filter(is_active=True).first()
        if rule is None or Remedy.objects.filter(order=order).exists():
            return None
        amount = owed(order, rule)
        month = local(at).date().replace(day=1)
        if not amount or rule.spent_in(month) + amount > rule.monthly_budget:
            return None
        is_fee = rule.kind == RemedyRule.Kind.FEE
        given = fee_back(order, amount, at=at) if is_fee else credit_of(order, rule, at=at)
        made = Remedy.objects.create(
            order=order, rule=rule, slip=slip, amount=amount, month=month, at=at, **given
        )
        record(made, "remedy_granted", at=at, detail={"amount": str(amount)})
        return made


def owed(order, rule):
    """TRY: the worth of a voucher or points; of the shipping fee no more than is left of it and of
    what was paid."""
    if order.state not in IN_FORCE:
        return Decimal(0)
    if rule.kind != RemedyRule.Kind.FEE:
        return rule.most
    payment = paid(order)
    if payment is None:
        return Decimal(0)
    share = (order.shipping_fee * rule.percent / 100).quantize(KURUS)
    left = extras_left(order, extras_given(order))["shipping"]
    return max(min(share, rule.most, left, payment.refundable), Decimal(0))


def fee_back(order, amount, *, at):
    """Through the order's own payment, as a field of the Remedy."""
    refund = ask_refund(
        paid(order),
        amount,
        reason=gettext_noop("the delivery is late"),
        reference=f"late-{order.number}",
        at=at,
    )
    return {"refund": refund}


def credit_of(order, rule, *, at):
    """A voucher, or points where the buyer has an account, as fields of the Remedy."""
    today = local(at).date()
    last_day = today + timedelta(days=rule.days)
    if rule.kind == RemedyRule.Kind.POINTS and order.customer:
        credit = give_points(order.customer, rule.most, last_day, today=today, at=at)
    else:
        whose = {"customer": order.customer, "minimum": rule.minimum}
        credit = give_voucher(rule.most, last_day, at=at, note=f"late-{order.number}", **whose)
    return {"credit": credit, "last_day": last_day}
