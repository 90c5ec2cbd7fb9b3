"""What is given back, line by line: goods as paid, and what was paid for bringing them.

The law gives back everything paid, the way there included, when the whole order goes back; when
the seller is at fault the way there is given back for a part too. Shipping is an ordinary line.
"""

from collections import Counter, defaultdict
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from shop.orders.credit import credit_in

EXTRAS = {
    "shipping": ("shipping_fee", _("Shipping fee")),
    "cod": ("cod_fee", _("Cash on delivery fee")),
    "gift": ("gift_fee", _("Gift wrap")),
}
FEE = "fee"  # below zero: taken off for sending it back


def refund_lines(order, order_lines, parts, *, before, extras_given=None):
    """[{"what", "line", "name", "quantity", "amount", "credit"}], amounts as text to the kuruş:
    money, and of goods what goes back to voucher or points besides, where those paid for them.

    `parts`: [(order line, quantity, is the seller's fault)]; `before`: {order line id: quantity}
    given back earlier; `extras_given`: {one of EXTRAS: TRY} given back of them already.
    """
    found = [goods_line(line, quantity, before.get(line.pk, 0)) for line, quantity, fault in parts]
    now = {line.pk: quantity for line, quantity, fault in parts}
    whole = all(
        before.get(line.pk, 0) + now.get(line.pk, 0) >= line.quantity for line in order_lines
    )
    fault = any(fault for line, quantity, fault in parts)
    wanted = list(EXTRAS) if whole else ["shipping"] if fault else []
    if whole and found and order.credit_lost:  # with the last piece all of the voucher
        found[-1]["credit"] = str(credit_in(found[-1:]) + order.credit_lost)
    left = extras_left(order, extras_given or {})
    return found + [extra_line(what, left[what]) for what in wanted if left[what]]


def goods_line(line, quantity, before=0):
    found = {
        "what": "goods",
        "line": line.pk,
        "name": line.name,
        "name_en": line.name_en,
        "quantity": quantity,
        "amount": str(line.paid_for(quantity, after=before)),
    }
    if line.credit_paid:
        found["credit"] = str(line.credit_for(quantity, after=before))
    return found


def extra_line(what, amount):
    return {"what": what, "quantity": 1, "amount": str(amount)}


def take_off(lines, fee):
    """The lines with a return fee, TRY, taken off; no more than they give back."""
    taken = min(fee, total(lines))
    return [*lines, extra_line(FEE, -taken)] if taken else lines


def extras_left(order, given):
    """{one of EXTRAS: TRY} that was paid for it and not given back yet."""
    return {
        what: getattr(order, field) - given.get(what, Decimal(0))
        for what, (field, label) in EXTRAS.items()
    }


def extras_in(lines):
    """{one of EXTRAS: TRY} that these refund lines give back."""
    found = defaultdict(Decimal)
    for line in lines:
        if line["what"] in EXTRAS:
            found[line["what"]] += Decimal(line["amount"])
    return found


def goods_in(lines):
    """{order line id: quantity} that these refund lines give back."""
    found = Counter()
    for line in lines:
        if line["what"] == "goods":
            found[line["line"]] += line["quantity"]
    return found


def total(lines):
    return sum((Decimal(line["amount"]) for line in lines), Decimal(0))


def is_whole(order_lines, given):
    """Has every piece of the order been given back? `given`: {order line id: quantity}."""
    return all(given.get(line.pk, 0) >= line.quantity for line in order_lines)
