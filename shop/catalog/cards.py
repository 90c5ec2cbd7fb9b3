"""Products as lists show them. What a card shows is one row, the product's with its first picture,
read anew for each page; its HTML is kept under that very row, and where and when it was drawn for:
drawn once, never stale."""

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from sys import getsizeof
from typing import NamedTuple

from django.db import connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language

from shipping.network import network
from shipping.promises import Promise
from shop.kept import KeptUnder

from .delivery import listed_delivery, moment
from .models import Picture, in_language
from .pictures import sized

MOST_BYTES = 4_000_000  # of cards per process, about 3 kB each
drawn_cards = KeptUnder(MOST_BYTES)

LISTED = """
SELECT p.id, p.slug, p.name, p.name_en, p.lowest_price, p.is_in_stock, p.listed_desi,
  p.listed_weight_kg, p.handling_days, i.image, i.width, i.height, i.hue, i.alt, i.alt_en,
  p.not_with, p.ships_from, i.widths
FROM shop_product p LEFT JOIN LATERAL (
  SELECT * FROM shop_picture WHERE product_id = p.id ORDER BY position, id LIMIT 1
) i ON true
WHERE p.id = ANY($1) AND p.is_active
"""


class Listed(NamedTuple):
    """A product on sale and its first picture, all that lists show of it."""

    id: int
    slug: str
    name: str
    name_en: str
    lowest_price: Decimal
    is_in_stock: bool
    listed_desi: Decimal
    listed_weight_kg: Decimal
    handling_days: int
    image: str | None  # None: there is no picture
    width: int | None
    height: int | None
    hue: int | None
    alt: str | None
    alt_en: str | None
    not_with: tuple[str, ...]
    ships_from: tuple[int, ...]
    widths: tuple[int, ...]

    @property
    def title(self):
        return in_language(self, "name")

    @property
    def shot(self):
        if not self.image:
            return None
        return shot_from(
            *(self.image, self.widths, self.width, self.height),
            *(in_language(self, "alt"), self.hue),
        )


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
    price: Decimal
    is_in_stock: bool
    shot: Shot | None
    promise: Promise | None  # None: no province, sold out, or no window can be worked out
    fee: Decimal | None
    carrier: str
    problem: str  # why there is no promise; empty when there is one or none was asked for


def listed(ids):
    """[Listed] in the order of the ids, without what is not on sale; one query."""
    with connection.preparing_cursor() as cursor:
        cursor.execute(LISTED, [list(ids)])
        rows = (
            Listed(*rest, tuple(not_with), tuple(ships_from), tuple(widths or ()))
            for *rest, not_with, ships_from, widths in cursor.fetchall()
        )
    found = {row.id: row for row in rows}
    return [found[pk] for pk in ids if pk in found]


def shot_of(picture):
    return shot_from(
        *(picture.image.name, tuple(picture.widths), picture.width, picture.height),
        *(picture.title, picture.hue),
    )


@lru_cache(maxsize=1000)
def shot_from(name, widths, *size_and_words):
    """Three addresses to each picture are soon the most work of a list: put together once."""
    storage = Picture._meta.get_field("image").storage
    srcset = ", ".join(f"{storage.url(sized(name, width))} {width}w" for width in widths)
    largest = sized(name, widths[-1]) if widths else name
    return Shot(storage.url(largest), srcset, *size_and_words)


def card_of(product, province, now, *, fastest=False):
    """`product` is a Listed; the card shows the option we suggest, or the fastest."""
    quotes = listed_delivery(product, province, now) if province else None
    option = quotes and (quotes.fastest if fastest else quotes.suggested)
    return Card(
        url=reverse("product", args=[product.slug]),
        title=product.title,
        price=product.lowest_price,
        is_in_stock=product.is_in_stock,
        shot=product.shot,
        promise=option.promise if option else None,
        fee=option.fee if option else None,
        carrier=option.carrier_name if option else "",
        problem=quotes.problems[0].text if quotes and not option else "",
    )


def cards_of(products, province, now, *, fastest=False, seen_at_once=2):
    """The HTML of [Listed], drawn where it is not kept; the pictures of the first ones load at
    once."""
    seen = (get_language(), province, moment(now), fastest)
    cards, kept = [], drawn_cards.under(network())
    for place, product in enumerate(products):
        is_first = place < seen_at_once
        html = kept.get((product, is_first, seen))
        if html is None:
            card = card_of(product, province, now, fastest=fastest)
            html = render_to_string("catalog/_card.html", {"card": card, "is_first": is_first})
            kept.put((product, is_first, seen), html, getsizeof(html))
        cards.append(html)
    return cards
