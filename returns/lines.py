"""The lines of returns: which goods, how many, and why."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shop.orders.models import OrderLine
from shop.payments.amounts import goods_in
from shop.payments.given import undelivered_lines


def given_back(order, states, *, but=None):
    """{order line id: quantity} over the order's returns in the given states and its parcels that
    never arrived."""
    total = goods_in(undelivered_lines(order))
    lines = ReturnLine.objects.filter(parent__order=order, parent__state__in=states)
    for line in lines.select_related("parent"):
        if but is None or line.parent_id != but.pk:
            total[line.order_line_id] += line.counted
    return total


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
    # what is left when there is no right of withdrawal: the thing itself must be at fault
    DEFECTS = {Reason.NOT_AS_SHOWN, Reason.DAMAGED, Reason.WRONG_ITEM}

    parent = models.ForeignKey("returns.Return", models.CASCADE, related_name="lines")
    order_line = models.ForeignKey(OrderLine, models.PROTECT, related_name="return_lines")
    quantity = models.PositiveSmallIntegerField(_("quantity"))
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)
    note = models.CharField(_("in the customer's words"), max_length=300, blank=True)
    is_resellable = models.BooleanField(_("can be sold again"), null=True, blank=True)

    class Meta:
        verbose_name = _("line of the return")
        verbose_name_plural = _("lines of the return")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="return_quantity_sane"),
            models.UniqueConstraint(fields=["parent", "order_line"], name="line_once_in_return"),
        ]

    def __str__(self):
        return f"{self.quantity} × {self.order_line.name}"

    @property
    def is_sellers_fault(self):
        return self.reason in self.SELLERS_FAULT

    @property
    def counted(self):
        """How many of it went back with this return, or are to: once it is decided those that were
        accepted, which are fewer where what was announced lay with us all the time."""
        if self.parent.state in self.parent.GIVEN_BACK:
            return goods_in(self.parent.refund_lines)[self.order_line_id]
        return self.quantity

    def left_after(self, given):
        """How many were not given back otherwise; `given`: {order line id: quantity}."""
        return self.order_line.quantity - given[self.order_line_id]
