"""The texts the law wants before an order (distance contracts regulation, art. 5 to 8): drawn with
everything of this order, shown, confirmed, and kept as they were shown.

One file for each language, because a lawyer reads and changes a whole text, not its sentences. A
change of words is a new version by itself. The buyer's own details are not repeated in them: the
contract names the order form as its annex, so that the text on the screen is complete before they
are typed.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language

from notifications.templatetags.words import percent
from shipping.places import province_name
from shipping.returning import return_carrier
from shop.catalog.withdrawal import why_not
from shop.orders.models import OrderText
from shop.orders.placing import ShownText, full_name

FOLDER = settings.BASE_DIR / "templates/checkout/texts"
KINDS = (OrderText.Kind.PRE_INFORMATION, OrderText.Kind.CONTRACT)


def version_of(folder):
    """Twelve hexadecimal digits, other ones when a letter of any text in the folder is another."""
    files = sorted(folder.glob("*.html"))
    told = b"".join(one.name.encode() + one.read_bytes() for one in files)
    return sha256(told).hexdigest()[:12]


VERSION = version_of(FOLDER)


@dataclass(frozen=True)
class TextLine:
    """A line of the cart as the texts tell it. `letter` and `exception`: of the law's paragraph on
    what cannot be sent back, and why; empty when it can."""

    name: str
    sku: str
    tax: str
    quantity: int
    price: Decimal
    total: Decimal
    letter: str
    exception: str


def texts_of(offer):
    """The `ShownText`s of an offer in which delivery and payment are chosen."""
    lines = tuple(map(text_line, offer.basket.lines))
    language = "en" if get_language() == "en" else "tr"
    facts = {
        "lines": lines,
        "exceptions": tuple(line for line in lines if line.exception),
        "bill": offer.bill,
        "option": offer.option,
        "method": offer.chosen.method,
        "province": province_name(offer.wishes.province),
        "return_carrier": return_carrier(offer.wishes.province),
        "return_days": settings.RETURN_DAYS,
        "send_days": settings.RETURN_SEND_DAYS,
        "seller": tuple(settings.SELLER.items()),
    }
    return texts_from(language, tuple(facts.items()))


@lru_cache(maxsize=200)
def texts_from(language, facts):
    """A function of its arguments alone: the form, each change of it and the order that follows
    show the same texts, and draw them once."""
    facts = dict(facts)
    facts["seller"] = dict(facts["seller"])
    return tuple(
        ShownText(kind, VERSION, render_to_string(f"checkout/texts/{kind}_{language}.html", facts))
        for kind in KINDS
    )


def text_line(line):
    variant, product = line.variant, line.variant.product
    return TextLine(
        name=full_name(product.title, variant.title),
        sku=variant.sku,
        tax=percent(product.tax_rate / 100),
        quantity=line.quantity,
        price=line.price,
        total=line.total,
        letter=product.withdrawal_exception,
        exception=why_not(product.withdrawal_exception),
    )


def seal(texts):
    """One line that changes when a letter of any of them does."""
    return sha256("".join(text.sha256 for text in texts).encode()).hexdigest()[:32]
