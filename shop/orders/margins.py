"""What orders leave the shop, with free delivery and without it.

A margin is goods and fees without KDV, less what the goods cost and what the carrier bills; rent,
wages and the bank's share are not in it, nor what went back later. Voucher and points make the
goods cheaper. Where a purchase price or the carrier's price was not known when the order was placed
there is no margin: none is guessed.
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.conf import settings
from django.db.models import Count, DecimalField, Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from shop.loyalty.credits import KURUS

from .lines import OrderLine
from .models import Order

NOTHING = Decimal(0)
MONEY = DecimalField(max_digits=30, decimal_places=10)
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Margin:
    """TRY without KDV, of one order or of many together: what `count` says."""

    goods: Decimal
    goods_cost: Decimal
    fees: Decimal
    freight: Decimal
    waived: Decimal  # what free delivery gave away
    count: int = 1

    @property
    def whole(self):
        return self.goods - self.goods_cost + self.fees - self.freight

    @property
    def left(self):
        """Of an order, as it was sold."""
        return to_kurus(self.whole / self.count)

    @property
    def left_without_rule(self):
        """Of an order, had its delivery been paid for."""
        return to_kurus((self.whole + self.waived) / self.count)


def fees_without_tax(amount):
    return amount * HUNDRED / (HUNDRED + settings.FEES_TAX_RATE)


def margin_of(order, lines):
    """The Margin of an order with its OrderLines; None where something it needs was not known."""
    if order.freight_cost is None or any(line.unit_cost is None for line in lines):
        return None
    return Margin(
        goods=sum((goods_without_tax(line) for line in lines), NOTHING),
        goods_cost=sum((line.unit_cost * line.quantity for line in lines), NOTHING),
        fees=to_kurus(fees_without_tax(order.shipping_fee + order.cod_fee + order.gift_fee)),
        freight=to_kurus(fees_without_tax(order.freight_cost)),
        waived=to_kurus(fees_without_tax(order.fee_waived)),
    )


def goods_without_tax(line):
    return to_kurus((line.total - line.credit_paid) * HUNDRED / (HUNDRED + line.tax_rate))


def to_kurus(amount):
    return amount.quantize(KURUS, ROUND_HALF_UP)


@dataclass(frozen=True)
class ServiceMargin:
    """What the orders of one service left: `every` of all of them, `free` of those it carried free
    of charge, each None where there are none; `unknown` counts those whose costs are not known."""

    service_id: int
    every: Margin | None
    free: Margin | None
    unknown: int


def margins_by_service(now, *, days):
    """[ServiceMargin] of the last so many days, in one query; cancelled orders are left out."""
    since = now - timedelta(days=days)
    orders = Order.objects.filter(placed_at__gte=since).exclude(state=Order.State.CANCELLED)
    is_free = Q(fee_waived__gt=0)
    rows = (
        with_goods(orders)
        .exclude(service=None)
        .values("service")
        .annotate(
            **sums("every", Q(is_known=True)),
            **sums("free", Q(is_known=True) & is_free),
            unknown=Count("pk", filter=Q(is_known=False)),
        )
        .order_by("service")
    )
    return [
        ServiceMargin(row["service"], summed(row, "every"), summed(row, "free"), row["unknown"])
        for row in rows
    ]


def with_goods(orders):
    """Each order with what its goods brought and cost, and whether all its costs are known."""
    lines = OrderLine.objects.filter(order=OuterRef("pk")).order_by()
    brought = (F("unit_price") * F("quantity") - F("credit_paid")) * HUNDRED
    goods = Sum(brought / (HUNDRED + F("tax_rate")), output_field=MONEY)
    cost = Sum(F("unit_cost") * F("quantity"), output_field=MONEY)
    per_order = lines.values("order")
    return orders.annotate(
        goods_net=Subquery(per_order.values(found=goods), output_field=MONEY),
        goods_cost=Subquery(per_order.values(found=cost), output_field=MONEY),
        is_known=Q(freight_cost__isnull=False) & ~Exists(lines.filter(unit_cost=None)),
    )


def sums(name, which):
    fees = F("shipping_fee") + F("cod_fee") + F("gift_fee")
    parts = {
        "goods": F("goods_net"),
        "goods_cost": F("goods_cost"),
        "fees": fees,
        "freight": F("freight_cost"),
        "waived": F("fee_waived"),
    }
    found = {
        f"{name}_{part}": Coalesce(
            Sum(value, filter=which, output_field=MONEY), NOTHING, output_field=MONEY
        )
        for part, value in parts.items()
    }
    return {**found, f"{name}_count": Count("pk", filter=which)}


def summed(row, name):
    if not row[f"{name}_count"]:
        return None
    return Margin(
        goods=row[f"{name}_goods"],
        goods_cost=row[f"{name}_goods_cost"],
        fees=fees_without_tax(row[f"{name}_fees"]),
        freight=fees_without_tax(row[f"{name}_freight"]),
        waived=fees_without_tax(row[f"{name}_waived"]),
        count=row[f"{name}_count"],
    )


class OrderMargin(Order):
    """An order looked at for what it leaves: a right of its own to see purchase prices."""

    class Meta:
        proxy = True
        default_permissions = ("view",)
        verbose_name = _("margin of an order")
        verbose_name_plural = _("margins of orders")
