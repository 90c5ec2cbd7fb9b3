"""The ways to pay: one file each, named in PAYMENT_METHODS."""

from functools import cache
from importlib import import_module

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

NOTHING = "nothing"  # of every shop: for what a voucher pays whole


@cache
def method_named(code):
    """The plug-in of `shop/payments/methods/<code>.py`; raises ImproperlyConfigured."""
    if code != NOTHING and code not in settings.PAYMENT_METHODS:
        raise ImproperlyConfigured(f"PAYMENT_METHODS does not name {code!r}")
    return import_module(f"shop.payments.methods.{code}").plugin()


def methods():
    """The payment methods of this shop, in the order of PAYMENT_METHODS."""
    return [method_named(code) for code in settings.PAYMENT_METHODS]


def later_methods(order):
    """Those an order that was placed already can still be paid by: they change no total, and its
    delivery can wait for the money."""
    tier = order.quote.get("tier", "")
    return [one for one in methods() if not one.confirms_at_once and one.can_pay_for(tier)]
