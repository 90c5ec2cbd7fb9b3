"""What is owed for a return, and how it gets to whoever paid."""

from datetime import timedelta
from decimal import Decimal

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from shop.orders.models import Order
from shop.payments.amounts import goods_in, refund_lines, take_off
from shop.payments.given import extras_given, unsent
from shop.payments.models import Refund
from shop.payments.refunding import ask_refund

from .lines import given_back

REFUND_DAYS = 14  # by law, from the day the goods are handed to the return carrier


class MoneyBack(models.Model):
    """The money of a Return."""

    refund = models.ForeignKey(
        Refund,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="returns",
        verbose_name=_("refund"),
    )
    refund_lines = models.JSONField(
        _("what is refunded"), default=list, help_text='[{"what", "name", "quantity", "amount"}]'
    )
    fee = models.DecimalField(
        _("return fee, TRY"),
        max_digits=8,
        decimal_places=2,
        default=Decimal(0),
        db_default=Decimal(0),
        help_text=_("as agreed to, taken off the refund"),
    )
    freight = models.DecimalField(
        _("freight of the way back, TRY"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        editable=False,
        help_text=_("KDV included, as the carrier bills us; empty: not known"),
    )
    refund_amount = models.DecimalField(_("to refund, TRY"), max_digits=12, decimal_places=2)
    iban = models.CharField(_("IBAN"), max_length=26, blank=True)
    iban_holder = models.CharField(_("account holder"), max_length=120, blank=True)

    class Meta:
        abstract = True

    @property
    def freight_ours(self):
        """TRY of the way back that the shop bears: all of it, unless a fee was agreed to."""
        return None if self.freight is None else max(self.freight - self.fee, Decimal(0))

    @property
    def refund_due(self):
        """The last day the law leaves us for the refund: counted from the hand-over to the return
        carrier, by another way from the day it came; None before."""
        since = self.handed_over_at or self.received_at
        return since and timezone.localdate(since) + timedelta(days=REFUND_DAYS)

    def refund_lines_now(self, order):
        """What is owed for this return, given those accepted before it; nothing once the order was
        cancelled, because then all of it went back."""
        if order.state == Order.State.CANCELLED:
            return []
        others = order.returns.filter(state__in=self.GIVEN_BACK).exclude(pk=self.pk)
        before = given_back(order, self.GIVEN_BACK, but=self)
        with_us = unsent(order.allocations())
        parts = [
            # less where a parcel of it never arrived and was paid back for that, or lies here
            (
                line.order_line,
                min(line.quantity, line.left_after(before) - with_us[line.order_line_id]),
                line.is_sellers_fault,
            )
            for line in self.lines.select_related("order_line")
        ]
        parts = [part for part in parts if part[1] > 0]
        given = extras_given(order, others)
        owed = refund_lines(order, order.lines.all(), parts, before=before, extras_given=given)
        return take_off(owed, self.fee)

    def counted_lines(self):
        """[(line, how many of it are or would be accepted)]; fewer than were announced where a
        parcel of them never arrived and was paid back for that."""
        is_decided = self.state in self.GIVEN_BACK
        accepted = goods_in(self.refund_lines if is_decided else self.refund_lines_now(self.order))
        lines = self.lines.select_related("order_line")
        return [(line, accepted[line.order_line_id]) for line in lines]

    def ask_for_money_back(self, order, *, at):
        """The refund through the payment that was made; nothing was paid, nothing goes out."""
        payment = order.payments.filter(
            state__in=["paid", "partly_refunded"], is_surplus=False
        ).first()
        if payment is None or not self.refund_amount:
            return
        self.refund = ask_refund(
            payment,
            self.refund_amount,
            reason=gettext_noop("return %(number)s"),
            reference=str(self),
            at=at,
            iban=self.iban,
            holder=self.iban_holder,
        )
        self.save(update_fields=["refund"])
