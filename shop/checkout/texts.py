"""The texts the law wants before an order (distance contracts regulation, art. 5 to 8): drawn with
everything of this order, shown, confirmed, and kept as they were shown.

One file for each language, because a lawyer reads and changes a whole text, not its sentences. A
change of words is a new version. The buyer's own details are not repeated in them: the contract
names the order form as its annex, so that the text on the screen is complete before they are typed.
"""

from hashlib import sha256

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language

from notifications.templatetags.words import percent
from shipping.network import network
from shipping.places import province_name
from shop.catalog.withdrawal import why_not
from shop.orders.models import OrderText
from shop.orders.placing import ShownText, full_name

VERSION = "2026-11-22"
KINDS = (OrderText.Kind.PRE_INFORMATION, OrderText.Kind.CONTRACT)


def texts_of(offer):
    """The `ShownText`s of an offer in which delivery and payment are chosen."""
    for line in offer.basket.lines:
        describe(line)
    facts = {
        "seller": settings.SELLER,
        "lines": offer.basket.lines,
        "exceptions": [line for line in offer.basket.lines if line.exception],
        "bill": offer.bill,
        "option": offer.option,
        "method": offer.chosen.method,
        "province": province_name(offer.wishes.province),
        "return_carrier": return_carrier(),
        "return_days": settings.RETURN_DAYS,
    }
    language = "en" if get_language() == "en" else "tr"
    return tuple(
        ShownText(kind, VERSION, render_to_string(f"checkout/texts/{kind}_{language}.html", facts))
        for kind in KINDS
    )


def describe(line):
    """What the texts say about a line beside its numbers."""
    variant, product = line.variant, line.variant.product
    line.name = full_name(product.title, variant.title)
    line.tax = percent(product.tax_rate / 100)
    line.exception = why_not(product.withdrawal_exception)


def return_carrier():
    """The name of the carrier designated for returns."""
    services = network().every_service.values()
    names = (one.carrier_name for one in services if one.carrier_code == settings.RETURN_CARRIER)
    return next(names, settings.RETURN_CARRIER)


def seal(texts):
    """One line that changes when a letter of any of them does."""
    return sha256("".join(text.sha256 for text in texts).encode()).hexdigest()[:32]
