"""The voucher or the points that paid a part of an order, and what of them has come back."""

from decimal import Decimal

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.templatetags.words import day_of_year
from shop.loyalty.credits import Credit, give_back


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
    credit_back_at = models.DateTimeField(
        gettext_lazy("voucher or points given back"), null=True, blank=True, editable=False
    )

    class Meta:
        abstract = True

    def give_credit_back(self, *, at):
        """Voucher or points of an order of which nothing is left: once, and after its stock."""
        unspent = type(self).objects.filter(pk=self.pk, credit_back_at=None, credit__isnull=False)
        if unspent.update(credit_back_at=at):
            self.credit_back_at = at
            give_back(self.credit, self.credit_paid, today=timezone.localdate(at))

    @property
    def credit_back_words(self):
        """That voucher or points can be used again, and until when; empty where that is not so."""
        if not self.credit_back_at:
            return ""
        until = day_of_year(self.credit.last_day)
        if self.credit.is_points:
            return _("The points you paid with are back in your account, until %(day)s.") % {
                "day": until
            }
        return _("Your voucher %(code)s can be used again, until %(day)s.") % {
            "code": self.credit.spelt,
            "day": until,
        }
