"""Products as lists show them. A card is a value that holds all it shows, and its HTML a function
of that value and the language: drawn once, never stale."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language

from shipping.promises import Promise

from .delivery import listed_delivery, moment
from .models import Picture
from .pictures import sized

SHOWN = (
    "slug name name_en brand lowest_price is_in_stock listed_desi listed_weight_kg ships_from"
    " handling_days sold added_at"
).split()


@dataclass(frozen=True)
class Shot:
    """A picture for `parts/_picture.html`."""

    src: str
    srcset: str
    width: int
    height: int
    alt: str
    hue: int | None = None  # 0 to 11, the tint of its tile

    @property
    def unnamed(self):
        """For beside a text that names it already."""
        return replace(self, alt="")


@dataclass(frozen=True)
class Card:
    url: str
    title: str
    brand: str
    price: Decimal
    is_in_stock: bool
    shot: Shot | None
    promise: Promise | None  # None: no province, sold out, or no window can be worked out
    fee: Decimal | None
    carrier: str
    problem: str  # why there is no promise; empty when there is one or none was asked for

    @property
    def latest(self) -> date | None:
        return self.promise and self.promise.latest


def for_cards(products):
    """The rows as lists need them: without long texts, with pictures."""
    return products.only(*SHOWN).prefetch_related("pictures")


def shot_of(picture):
    return shot_from(
        *(settings.MEDIA_URL, picture.image.name, tuple(picture.widths)),
        *(picture.width, picture.height, picture.title, picture.hue),
    )


@lru_cache(maxsize=1000)
def shot_from(media_url, name, widths, *size_and_words):
    """Three addresses to each picture are soon the most work of a list: put together once."""
    storage = Picture._meta.get_field("image").storage
    srcset = ", ".join(f"{storage.url(sized(name, width))} {width}w" for width in widths)
    largest = sized(name, widths[-1]) if widths else name
    return Shot(storage.url(largest), srcset, *size_and_words)


def card_of(product, province, now, when, *, fastest=False):
    """`product` comes from `for_cards`; it shows the option we suggest, or the fastest."""
    picture = next(iter(product.pictures.all()), None)
    quotes = listed_delivery(product, province, now, when) if province else None
    option = quotes and (quotes.fastest if fastest else quotes.suggested)
    return Card(
        url=product.get_absolute_url(),
        title=product.title,
        brand=product.brand,
        price=product.lowest_price,
        is_in_stock=product.is_in_stock,
        shot=picture and shot_of(picture),
        promise=option.promise if option else None,
        fee=option.fee if option else None,
        carrier=option.carrier_name if option else "",
        problem=quotes.problems[0].text if quotes and not option else "",
    )


def cards_of(products, province, now, *, fastest=False):
    """The drawn cards of products from `for_cards`; the first two pictures load at once."""
    language, when = get_language(), moment(now)
    return [
        drawn(card_of(product, province, now, when, fastest=fastest), language, place < 2)
        for place, product in enumerate(products)
    ]


@lru_cache(maxsize=600)
def drawn(card, language, is_first):
    return render_to_string("catalog/_card.html", {"card": card, "is_first": is_first})
