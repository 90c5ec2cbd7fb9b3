"""What is given back, line by line: goods as paid, and what was paid for bringing them.

The law gives back everything paid, the way there included, when the whole order goes back; when
the seller is at fault the way there is given back for a part too. Shipping is an ordinary line.
"""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

EXTRAS = {
    "shipping": ("shipping_fee", _("Shipping fee")),
    "cod": ("cod_fee", _("Cash on delivery fee")),
    "gift": ("gift_fee", _("Gift wrap")),
}


def refund_lines(order, order_lines, parts, *, before, extras_given=()):
    """[{"what", "line", "name", "quantity", "amount"}], amounts as text to the kuruş.

    `parts`: [(order line, quantity, is the seller's fault)]; `before`: {order line id: quantity}
    given back by other returns; `extras_given`: which of EXTRAS they gave back already.
    """
    found = [
        {
            "what": "goods",
            "line": line.pk,
            "name": line.name,
            "name_en": line.name_en,
            "quantity": quantity,
            "amount": str(line.unit_price * quantity),
        }
        for line, quantity, fault in parts
    ]
    now = {line.pk: quantity for line, quantity, fault in parts}
    whole = all(
        before.get(line.pk, 0) + now.get(line.pk, 0) >= line.quantity for line in order_lines
    )
    fault = any(fault for line, quantity, fault in parts)
    wanted = list(EXTRAS) if whole else ["shipping"] if fault else []
    return found + [
        {"what": what, "quantity": 1, "amount": str(amount)}
        for what in wanted
        if what not in extras_given and (amount := getattr(order, EXTRAS[what][0]))
    ]


def total(lines):
    return sum((Decimal(line["amount"]) for line in lines), Decimal(0))


def is_whole(order_lines, given):
    """Has every piece of the order been given back? `given`: {order line id: quantity}."""
    return all(given.get(line.pk, 0) >= line.quantity for line in order_lines)
