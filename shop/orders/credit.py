"""The voucher or the points that paid a part of an order, and what of them has come back."""

from decimal import Decimal

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.templatetags.words import day_of_year, decimal, money
from shop.loyalty.credits import Credit, give_back, points_in


class PaidByCredit(models.Model):
    """The fields of an Order about its voucher or points, TRY."""

    credit = models.ForeignKey(
        Credit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="orders",
        verbose_name=gettext_lazy("voucher or points"),
    )
    credit_paid = models.DecimalField(
        gettext_lazy("paid by voucher or points"),
        max_digits=10,
        decimal_places=2,
        default=Decimal(0),
    )
    credit_lost = models.DecimalField(
        gettext_lazy("worth of the voucher beyond the goods"),
        max_digits=10,
        decimal_places=2,
        default=Decimal(0),
        db_default=Decimal(0),
        help_text=gettext_lazy("comes back when all of the order does"),
    )
    credit_back = models.DecimalField(
        gettext_lazy("given back of voucher or points"),
        max_digits=10,
        decimal_places=2,
        default=Decimal(0),
        db_default=Decimal(0),
        editable=False,
    )
    credit_back_at = models.DateTimeField(
        gettext_lazy("voucher or points given back"), null=True, blank=True, editable=False
    )

    class Meta:
        abstract = True

    @property
    def credit_kept(self):
        """TRY of voucher or points that this order still holds."""
        return self.credit_paid + self.credit_lost - self.credit_back

    def give_credit_back(self, amount=None, *, at):
        """So much of voucher or points, TRY, never more than the order holds; None: all of that,
        since nothing of the order is left. With the order locked, and after its stock. Answers
        what was given."""
        if self.credit_id is None:
            return Decimal(0)
        self.refresh_from_db(fields=["credit_back"])
        given = self.credit_kept if amount is None else min(amount, self.credit_kept)
        if given:
            self.credit_back, self.credit_back_at = self.credit_back + given, at
            self.save(update_fields=["credit_back", "credit_back_at"])
            give_back(self.credit, given, today=timezone.localdate(at))
            self.credit.refresh_from_db()
        return given

    @property
    def credit_back_words(self):
        """What of voucher or points can be used again, and until when; empty where nothing came
        back."""
        if not self.credit_back:
            return ""
        if self.credit_kept:
            return self.credit_words(self.credit_back)
        until = day_of_year(self.credit.last_day)
        if self.credit.is_points:
            return _("The points you paid with are back in your account, until %(day)s.") % {
                "day": until
            }
        return _("Your voucher %(code)s can be used again, until %(day)s.") % {
            "code": self.credit.spelt,
            "day": until,
        }

    def credit_words(self, amount):
        """That so much of voucher or points, TRY, came back with a part of the order."""
        facts = {"amount": money(amount), "day": day_of_year(self.credit.last_day)}
        if self.credit.is_points:
            facts["points"] = decimal(points_in(amount))
            return (
                _("%(points)s points worth %(amount)s are back in your account, until %(day)s.")
                % facts
            )
        facts["code"] = self.credit.spelt
        return _("%(amount)s is back on your voucher %(code)s, until %(day)s.") % facts


def credit_in(lines):
    """TRY that these refund lines (`shop/payments/amounts.py`) give back to voucher or points."""
    return sum((Decimal(line.get("credit", 0)) for line in lines), Decimal(0))
