"""What to offer where a product cannot be had: others like it, and places it does go to."""

from django.db.models import F
from django.db.models.functions import Abs

from shipping.places import province_name, provinces

from .cards import cards_of, listed
from .choosing import on_sale
from .delivery import listed_delivery

LIKE_IT = 4
LOOKED_AT = 12  # nearest in price; some may not go to this place
MOST_NAMED = 6  # provinces; a longer list tells nobody more


def similar_to(product, province, now):
    """Cards of others of its category that can be had, nearest in price first; where the place is
    known, only what can be brought there. Two queries."""
    others = on_sale().filter(category=product.category_id, is_in_stock=True).exclude(pk=product.pk)
    nearest = others.order_by(Abs(F("lowest_price") - product.lowest_price), "-sold", "-id")
    found = listed(nearest.values_list("id", flat=True)[:LOOKED_AT])
    if province:
        found = [one for one in found if comes_to(one, province, now)]
    return cards_of(found[:LIKE_IT], province, now, seen_at_once=0)


def comes_to(product, province, now):
    quotes = listed_delivery(product, province, now)
    return bool(quotes and quotes.options)


def provinces_of(product, now):
    """Names of the provinces it can be brought to; [] where they are none, or too many to name."""
    codes = [code for code in provinces() if comes_to(product, code, now)]
    return [province_name(code) for code in codes] if len(codes) <= MOST_NAMED else []
