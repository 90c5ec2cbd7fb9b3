"""What lists of products are filtered and sorted by, how many each filter leaves, and which one to
let go of where they leave nothing."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import reduce
from operator import and_, or_
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from shipping.calendar import local

from .delivery import nearest_first, reach_by
from .models import Product

BRANDS_SHOWN = 30
THOUSANDS = re.compile(r"\d{1,3}(\.\d{3})+")  # as Turkish writes them
LARGEST_PRICE, KURUS = Decimal("99999999.99"), Decimal("0.01")


def lira(text):
    """To the kuruş, however it is written: 1e-999999 would fill a page with its zeros, and no
    database compares with it. Raises InvalidOperation."""
    return Decimal(text).quantize(KURUS)


@dataclass(frozen=True)
class Sort:
    """`column` of shop_product, or a value worked out under that name; the id breaks ties in the
    same direction. `by`: a column with an index that has the same order, where there is one."""

    name: str
    column: str
    is_descending: bool
    read: object  # makes a boundary's text a value again
    by: str = ""


SORTS = {
    "popular": Sort(_("Most bought"), "sold", True, int),
    "newest": Sort(_("Newest"), "added_at", True, datetime.fromisoformat),
    "price": Sort(_("Price, lowest first"), "lowest_price", False, lira),
    "price_down": Sort(_("Price, highest first"), "lowest_price", True, lira),
}


@dataclass(frozen=True)
class Choice:
    """What a visitor asked of a list, from the address; nonsense is left out. `words` are those of
    a search, `usual` the sorting that needs not be named."""

    sort: str = "popular"
    price_from: Decimal | None = None
    price_to: Decimal | None = None
    brands: tuple[str, ...] = ()
    in_stock: bool = False
    tomorrow: bool = False
    words: str = ""
    usual: str = "popular"

    @classmethod
    def read(cls, asked, sorts=SORTS, *, words=""):
        """The first of `sorts` is the usual one."""
        sort, usual = asked.get("sort", ""), next(iter(sorts))
        brands = {one for one in asked.getlist("brand") if one.strip() and "\0" not in one}
        return cls(
            sort if sort in sorts else usual,
            amount(asked.get("price_from", "")),
            amount(asked.get("price_to", "")),
            tuple(sorted(brands))[:10],
            asked.get("in_stock") == "1",
            asked.get("tomorrow") == "1",
            words,
            usual,
        )

    def pairs(self, *without):
        """[(name, value)] for an address, but for some of them."""
        pairs = [("q", self.words)] if self.words else []
        pairs += [("sort", self.sort)] if self.sort != self.usual else []
        pairs += [
            (name, f"{value.normalize():f}")
            for name, value in (("price_from", self.price_from), ("price_to", self.price_to))
            if value is not None
        ]
        pairs += [("brand", brand) for brand in self.brands]
        pairs += [(name, "1") for name in ("in_stock", "tomorrow") if getattr(self, name)]
        return [pair for pair in pairs if pair not in without]

    def query(self, *without):
        """ "sort=price&brand=X&", ready for another pair; empty when nothing is chosen."""
        pairs = self.pairs(*without)
        return urlencode(pairs) + "&" if pairs else ""

    def tests(self, province, now):
        """{the pairs of a filter: what it leaves, as a Q}."""
        tests = {}
        for name, value in self.pairs():
            if name == "brand":
                tests[tuple(("brand", one) for one in self.brands)] = Q(brand__in=self.brands)
            elif name in ("price_from", "price_to"):
                compare = "gte" if name == "price_from" else "lte"
                tests[((name, value),)] = Q(**{f"lowest_price__{compare}": getattr(self, name)})
            elif name == "in_stock":
                tests[((name, value),)] = Q(is_in_stock=True)
            elif name == "tomorrow":
                tests[((name, value),)] = there_by_tomorrow(province, now)
        return tests

    def narrow(self, province, now):
        """What all filters leave."""
        return all_of(self.tests(province, now).values())


def all_of(tests):
    return reduce(and_, tests, Q())


@dataclass(frozen=True)
class Tally:
    """How many products a list has: in the `whole`, and `chosen` by the filters. `brands` of the
    whole: ((name, how many), …), the most first."""

    whole: int
    chosen: int
    brands: tuple


def tallies(products, tests, narrow, inside=()):
    """[Tally] of the products that pass each test (a Q), in one query; also of those `inside`, who
    each ask for more than one of the tests does."""
    counts = {}
    for place, test in enumerate([*tests, *inside]):
        test = test if place or len(tests) > 1 else Q()  # the only one stands in WHERE
        counts[f"whole_{place}"] = Count("pk", filter=test)
        if narrow:
            counts[f"chosen_{place}"] = Count("pk", filter=test & narrow)
    rows = products.filter(reduce(or_, tests)).values_list("brand").annotate(**counts).order_by()
    rows, step = list(rows), 2 if narrow else 1
    return [
        tally([(row[0], row[at], row[at + step - 1]) for row in rows])
        for at in range(1, len(counts) + 1, step)
    ]


def tally(rows):
    """From [(brand, how many, how many of them are chosen)]."""
    brands = [(brand, whole) for brand, whole, _chosen in rows if brand and whole]
    brands.sort(key=lambda one: (-one[1], one[0]))
    whole, chosen = (sum(row[place] for row in rows) for place in (1, 2))
    return Tally(whole, chosen, tuple(brands[:BRANDS_SHOWN]))


def loosened(products, choice, province, now):
    """[(pairs of a filter, how many products there are without it)], the most first: what to offer
    where all filters together leave nothing. One query."""
    tests = choice.tests(province, now)
    if not tests:
        return []
    without = [[test for pairs, test in tests.items() if pairs != one] for one in tests]
    counts = {f"at_{place}": Count("pk", filter=all_of(rest)) for place, rest in enumerate(without)}
    found = zip(tests, products.aggregate(**counts).values(), strict=True)
    return sorted((one for one in found if one[1]), key=lambda one: -one[1])


def amount(text):
    """ "1.249,90", "1.249", "1249,9" or "1249.90" → Decimal to the kuruş; None for what is no
    sensible price."""
    text = text.strip().replace(" ", "")
    if "," in text or THOUSANDS.fullmatch(text):
        text = text.replace(".", "").replace(",", ".")
    try:
        value = lira(text)
        return value if 0 <= value <= LARGEST_PRICE else None
    except InvalidOperation:  # also of what is no number at all, "nan"
        return None


def there_by_tomorrow(province, now):
    return there_by(local(now).date() + timedelta(days=1), province, now)


def there_by(day, province, now):
    """Products whose nearest warehouse can have them at the door by this day, by some carrier that
    may bring them."""
    found = Q(pk__in=[])
    days_from_now = (day - local(now).date()).days
    for handling_days in range(days_from_now + 1) if province else ():
        reach, nearer = reach_by(day, province, now, handling_days=handling_days), []
        for warehouse_id in nearest_first(province) if reach else ():
            near = Q(handling_days=handling_days, ships_from__contains=[warehouse_id])
            near &= brought_by(reach.get(warehouse_id, {}))
            found |= near & ~Q(ships_from__overlap=nearer) if nearer else near
            nearer = [*nearer, warehouse_id]
    return found


def brought_by(most_desi):
    """Products that one of these carriers may and can bring: {code: most billable desi}."""
    found = Q(pk__in=[])
    for carrier, desi in most_desi.items():
        fits = Q(listed_desi__lte=desi, listed_weight_kg__lte=desi)
        found |= fits & ~Q(not_with__contains=[carrier])
    return found


def on_sale():
    return Product.objects.filter(is_active=True)
