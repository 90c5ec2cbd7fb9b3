"""What an order holds: its lines as they were sold, the shelves they come from, and the texts of
the law as they were shown."""

from collections import Counter
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shipping.models import Shipment
from shop.catalog.models import Stock, Variant, in_language
from shop.loyalty.credits import KURUS


class OrderLine(models.Model):
    order = models.ForeignKey("shop.Order", models.CASCADE, related_name="lines")
    variant = models.ForeignKey(Variant, models.SET_NULL, null=True)
    sku = models.CharField(_("stock code"), max_length=40)
    name = models.CharField(_("name"), max_length=190)
    name_en = models.CharField(max_length=190)
    quantity = models.PositiveSmallIntegerField(_("quantity"))
    unit_price = models.DecimalField(_("unit price"), max_digits=10, decimal_places=2)
    credit_paid = models.DecimalField(
        _("paid by voucher or points"), max_digits=10, decimal_places=2, default=Decimal(0)
    )
    unit_cost = models.DecimalField(
        _("purchase price"), max_digits=10, decimal_places=2, null=True, editable=False
    )
    tax_rate = models.DecimalField(_("KDV, %"), max_digits=4, decimal_places=1)
    withdrawal_exception = models.CharField(max_length=3, blank=True)

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="order_quantity_sane"),
            models.CheckConstraint(
                condition=Q(credit_paid__gte=0, credit_paid__lte=F("unit_price") * F("quantity")),
                name="order_line_credit_sane",
            ),
        ]

    def __str__(self):
        return f"{self.quantity} × {self.name}"

    @property
    def title(self):
        return in_language(self, "name")

    @property
    def counted(self):
        return f"{self.quantity} × {self.title}"

    @property
    def total(self):
        return self.unit_price * self.quantity

    def paid_for(self, quantity, *, after=0):
        """TRY that was paid for so many pieces, without the share of voucher or points, when so
        many were given back before: rounded so that all of them add up to what was paid."""
        return self.paid_for_first(after + quantity) - self.paid_for_first(after)

    def credit_for(self, quantity, *, after=0):
        """TRY of voucher or points that paid for the same pieces: with `paid_for` their price."""
        return self.credit_for_first(after + quantity) - self.credit_for_first(after)

    def credit_for_first(self, count):
        return self.unit_price * min(count, self.quantity) - self.paid_for_first(count)

    def paid_for_first(self, count):
        paid = self.total - self.credit_paid
        return (paid * min(count, self.quantity) / self.quantity).quantize(KURUS)


class Allocation(models.Model):
    """From which shelf a line comes and in which parcel it travels."""

    line = models.ForeignKey(OrderLine, models.CASCADE, related_name="allocations")
    stock = models.ForeignKey(Stock, models.PROTECT, related_name="allocations")
    shipment = models.ForeignKey(
        Shipment, models.SET_NULL, null=True, blank=True, related_name="allocations"
    )
    quantity = models.PositiveSmallIntegerField(_("quantity"))

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="allocation_quantity_sane")
        ]

    def __str__(self):
        return f"{self.quantity} × {self.stock}"


def held_and_taken(allocations):
    """([those still on their shelf], [those taken from it for a parcel])."""
    taken = [one for one in allocations if one.shipment and one.shipment.wants_booking]
    return [one for one in allocations if one not in taken], taken


def came_back(held, taken, left=None):
    """[(allocation, how many of it came back undelivered)] of those taken. `left`: {line id: how
    many did not come back in a return}, None: all of them; what is only held cannot have."""
    left = Counter(left)
    if not left:
        for one in [*held, *taken]:
            left[one.line_id] += one.quantity
    for one in held:
        left[one.line_id] -= one.quantity
    found = []
    for one in taken:
        quantity = min(one.quantity, max(0, left[one.line_id]))
        left[one.line_id] -= quantity
        if quantity:
            found.append((one, quantity))
    return found


class OrderText(models.Model):
    """A text the law wants, exactly as it was shown and confirmed. Never made anew."""

    class Kind(models.TextChoices):
        PRE_INFORMATION = "pre_information", _("pre-information form")
        CONTRACT = "contract", _("distance contract")

    order = models.ForeignKey("shop.Order", models.CASCADE, related_name="texts")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    version = models.CharField(_("version"), max_length=20)
    html = models.TextField(_("as shown"))
    sha256 = models.CharField(max_length=64)
    confirmed_at = models.DateTimeField(_("confirmed"))
    confirmed_from = models.GenericIPAddressField(_("from address"), null=True, blank=True)

    class Meta:
        verbose_name = _("text of the order")
        verbose_name_plural = _("texts of the order")
        constraints = [models.UniqueConstraint(fields=["order", "kind"], name="text_once_in_order")]
        indexes = [
            # over both kinds: a plan made once for all values cannot choose an index for one kind
            models.Index(fields=["kind", "confirmed_from", "confirmed_at"], name="text_by_address")
        ]

    def __str__(self):
        return f"{self.order} {self.kind}"
