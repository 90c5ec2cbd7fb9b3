"""What sending back may cost: a rule for a loyalty tier and a reason, taken off the refund.

No rule, no fee. The law leaves little room for one: a withdrawal within its days, sent with the
carrier we named, is free (Distance Contracts Regulation, art. 12/5), and whatever is our fault
travels at our cost in any case. Our pages and contract promise the same for all the days the shop
gives everybody. So a fee is possible only for a change of mind in the days that a tier adds, or
when a request after the last day is granted.
"""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.loyalty.models import Tier
from shop.loyalty.tiers import tier_of

from .lines import ReturnLine
from .readers import RECEIVER

CHARGEABLE = {
    reason.value: reason.label
    for reason in ReturnLine.Reason
    if reason not in ReturnLine.SELLERS_FAULT
}
FREE = Decimal(0)


class ReturnFee(models.Model):
    """Its tier's rule stands before the one for everybody (no tier); zero frees a tier."""

    tier = models.ForeignKey(
        Tier,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="return_fees",
        verbose_name=_("loyalty tier"),
        help_text=_("empty: everybody whose tier has no rule of its own"),
    )
    reason = models.CharField(
        _("reason"),
        max_length=20,
        choices=CHARGEABLE,
        help_text=_("what is our fault is always free"),
    )
    amount = models.DecimalField(
        _("fee, TRY"),
        max_digits=8,
        decimal_places=2,
        validators=[MinValueValidator(0)],
        help_text=_("KDV included; never taken in the days the law or the shop gives everybody"),
    )

    class Meta:
        verbose_name = _("return fee")
        verbose_name_plural = _("return fees")
        ordering = ["tier__from_orders", "reason"]
        constraints = [
            models.UniqueConstraint(
                fields=["tier", "reason"], name="return_fee_once", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="return_fee_not_negative"),
            models.CheckConstraint(
                condition=Q(reason__in=list(CHARGEABLE)), name="return_fee_never_for_our_fault"
            ),
        ]

    def __str__(self):
        return f"{self.tier or _('everybody')}, {self.get_reason_display()}"


def fees_of(customer, now):
    """{reason: TRY} for a customer (None: a guest), reasons without a fee left out."""
    rules = list(ReturnFee.objects.all())
    if not rules:
        return {}
    tier = tier_of(customer, now).tier
    found = {rule.reason: rule.amount for rule in rules if rule.tier_id is None}
    if tier:
        found |= {rule.reason: rule.amount for rule in rules if rule.tier_id == tier.pk}
    return {reason: amount for reason, amount in found.items() if amount}


def fee_for(reasons, fees):
    """Pure: one parcel, one fee, the highest of its lines; none when a line is our fault."""
    if any(reason in ReturnLine.SELLERS_FAULT for reason in reasons):
        return FREE
    return max((fees.get(reason, FREE) for reason in reasons), default=FREE)


def return_fee(order, wish, window, now):
    """What is taken off the refund of a wish, TRY. Never from a receiver: it is not their money."""
    if window.is_free(timezone.localdate(now)) or wish.asked_by == RECEIVER:
        return FREE
    return fee_for([line.reason for line in wish.lines], fees_of(order.customer, now))


def costs(order, window, now):
    """[(reason, TRY)] for the buyer's page: what is charged after the free days, if there are days
    after them or they are over."""
    is_over = not window.is_open(timezone.localdate(now))
    if not (window.has_paid_days or is_over):
        return []
    return [(CHARGEABLE[reason], fee) for reason, fee in fees_of(order.customer, now).items()]
