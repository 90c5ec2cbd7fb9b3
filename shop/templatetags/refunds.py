"""A kept refund line in the reader's words."""

from decimal import Decimal

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shop.orders.credit import credit_in
from shop.payments.amounts import EXTRAS, FEE

register = template.Library()


@register.filter
def refund_words(line):
    if line["what"] == FEE:
        return _("Return fee")
    if line["what"] in EXTRAS:
        return EXTRAS[line["what"]][1]
    name = line["name_en"] if get_language() == "en" else line["name"]
    return f"{line['quantity']} × {name}"


@register.filter
def refund_amount(line):
    return Decimal(line["amount"])


@register.filter
def refund_credit(lines):
    """TRY that goes back to the voucher or the points that paid; 0 for most."""
    return credit_in(lines)
