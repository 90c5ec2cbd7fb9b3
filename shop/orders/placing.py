"""Placing an order: one transaction in which stock is held, prices, quote, promise and texts are
frozen, the cart is closed, and what it causes to be told is written beside it."""

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from django.conf import settings
from django.db import connection, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from notifications.events import record
from notifications.prepared import insert
from shipping.quotes import Option
from shop.cart.bills import NOTHING, Bill, spread
from shop.cart.models import Cart
from shop.catalog.stocking import Allotment, reserve
from shop.loyalty.credits import Applied, spend
from shop.loyalty.tiers import tier_of

from .links import new_link
from .models import Allocation, Order, OrderLine, OrderText


class AlreadyPlaced(Exception):
    """This cart became an order before: a double click, a reload, a second tab."""

    def __init__(self, order):
        self.order = order
        super().__init__(str(order))


@dataclass(frozen=True)
class ShownText:
    """A text the law wants, as the shopper saw it. `kind` is one of OrderText.Kind."""

    kind: str
    version: str
    html: str

    @property
    def title(self):
        is_contract = self.kind == OrderText.Kind.CONTRACT
        return _("Distance sales contract") if is_contract else _("Pre-information form")

    @cached_property
    def sha256(self):
        return sha256(self.html.encode()).hexdigest()


@dataclass(frozen=True)
class Purchase:
    """What is bought, how it travels and what it costs: all worked out by us, none of it believed
    from the browser. `lines` are cart lines with their variants."""

    cart: Cart
    lines: tuple
    allotments: tuple[Allotment, ...]
    option: Option
    method_code: str
    bill: Bill
    texts: tuple[ShownText, ...]
    credit: Applied | None = None


def place(purchase, *, details, at, ip=None):
    """Make the order, or raise OutOfStock, CreditGone or AlreadyPlaced and change nothing.

    `details` are the Order's fields about people, place and wishes, cleaned. Rows are locked in one
    order everywhere: the cart, then shelves by id, then voucher or points.
    """
    with transaction.atomic(savepoint=False):  # a refusal undoes whatever it is part of
        close(purchase.cart, at)
        reserve(purchase.allotments)
        if purchase.bill.credit:
            spend(purchase.credit.credit, purchase.bill.credit, today=localdate(at))
        days = days_to_send_back(details.get("customer"), at)
        order = Order(**details, **frozen(purchase), **new_link(), going_back=days, placed_at=at)
        insert(order)
        write_lines(order, purchase)
        insert(*(order_text(order, text, at=at, ip=ip) for text in purchase.texts))
        record(order, "order_placed", at=at, by="buyer")
    return order


def close(cart, at):
    """Whoever closes the cart makes the order; a second one waits here and is told of the first."""
    with connection.preparing_cursor() as cursor:
        cursor.execute(
            "UPDATE shop_cart SET closed_at = $1 WHERE id = $2 AND closed_at IS NULL", [at, cart.pk]
        )
        if not cursor.rowcount:
            raise AlreadyPlaced(Order.objects.get(checkout_key=cart.key))


def frozen(purchase):
    option, bill = purchase.option, purchase.bill
    return {
        "checkout_key": purchase.cart.key,
        "payment_method": purchase.method_code,
        "goods_total": bill.goods,
        "shipping_fee": bill.shipping,
        "cod_fee": bill.cod,
        "gift_fee": bill.gift,
        "credit": purchase.credit.credit if bill.credit else None,
        "credit_paid": bill.credit,
        "credit_lost": purchase.credit.lost if bill.credit else NOTHING,
        "total": bill.total,
        **frozen_option(option),
    }


def frozen_option(option):
    """Who brings it and until when, as it was shown, and what that costs the shop."""
    return {
        "fee_waived": option.waived,
        "freight_cost": option.cost,
        "service_id": option.service_id,
        "carrier_code": option.carrier_code,
        "carrier_name": option.carrier_name,
        "service_code": option.service_code,
        "service_name": option.name,
        "leaves_by": option.promise.leaves_by,
        "promised_earliest": option.promise.earliest,
        "promised_latest": option.promise.latest,
        "quote": option.as_json(),
    }


def days_to_send_back(customer, at):
    """What was shown of them: the shop's days, and those of the tier the buyer has today."""
    shown, standing = {"days": settings.RETURN_DAYS}, tier_of(customer, at)
    if standing.extra_return_days:
        tier = standing.tier
        shown |= {"tier_days": tier.extra_return_days, "tier": tier.name, "tier_en": tier.name_en}
    return shown


def write_lines(order, purchase):
    totals = {line.variant_id: line.total for line in purchase.lines}
    shares = spread(purchase.bill.credit, totals)
    lines = {
        line.variant_id: order_line(order, line, shares[line.variant_id]) for line in purchase.lines
    }
    insert(*lines.values())
    insert(
        *(
            Allocation(line=lines[one.variant_id], stock_id=one.stock_id, quantity=one.quantity)
            for one in purchase.allotments
        )
    )


def order_line(order, line, share=NOTHING):
    """`share`: TRY of voucher or points that pay for it."""
    variant, product = line.variant, line.variant.product
    return OrderLine(
        order=order,
        variant=variant,
        sku=variant.sku,
        name=full_name(product.name, variant.name),
        name_en=full_name(product.name_en, variant.name_en or variant.name),
        quantity=line.quantity,
        unit_price=variant.price,
        credit_paid=share,
        unit_cost=variant.cost,
        tax_rate=product.tax_rate,
        withdrawal_exception=product.withdrawal_exception,
    )


def full_name(product_name, variant_name):
    return f"{product_name}, {variant_name}" if variant_name else product_name


def order_text(order, text, *, at, ip):
    return OrderText(
        order=order,
        kind=text.kind,
        version=text.version,
        html=text.html,
        sha256=text.sha256,
        confirmed_at=at,
        confirmed_from=ip,
    )
