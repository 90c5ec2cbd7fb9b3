"""Lists of products: what they are filtered and sorted by, and pages found by where they begin.

A page link carries its boundary, the sort value and id of the last product before it, so that
PostgreSQL starts there in the index and page 300 costs what page 2 costs. A page number typed by
hand is found by counting, no further than PAGES_BY_NUMBER.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from urllib.parse import urlencode

from django.db.models import BooleanField, Count, Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from shipping.calendar import local

from .cards import listed
from .delivery import nearest_first, reach_by
from .models import Product

PER_PAGE = 24
AROUND = 2  # pages before and after the current one whose boundaries are read with it
PAGES_BY_NUMBER = 100
BRANDS_SHOWN = 30
THOUSANDS = re.compile(r"\d{1,3}(\.\d{3})+")  # as Turkish writes them
LARGEST_PRICE, KURUS = Decimal("99999999.99"), Decimal("0.01")


def lira(text):
    """To the kuruş, however it is written: 1e-999999 would fill a page with its zeros, and no
    database compares with it. Raises InvalidOperation."""
    return Decimal(text).quantize(KURUS)


@dataclass(frozen=True)
class Sort:
    """`column` of shop_product; the id breaks ties in the same direction."""

    name: str
    column: str
    is_descending: bool
    read: object  # makes a boundary's text a value again


SORTS = {
    "popular": Sort(_("Most bought"), "sold", True, int),
    "newest": Sort(_("Newest"), "added_at", True, datetime.fromisoformat),
    "price": Sort(_("Price, lowest first"), "lowest_price", False, lira),
    "price_down": Sort(_("Price, highest first"), "lowest_price", True, lira),
}


@dataclass(frozen=True)
class Choice:
    """What a visitor asked of a list, from the address; nonsense is left out."""

    sort: str = "popular"
    price_from: Decimal | None = None
    price_to: Decimal | None = None
    brands: tuple[str, ...] = ()
    in_stock: bool = False
    tomorrow: bool = False

    @classmethod
    def read(cls, asked):
        sort = asked.get("sort", "")
        return cls(
            sort if sort in SORTS else "popular",
            amount(asked.get("price_from", "")),
            amount(asked.get("price_to", "")),
            tuple(
                sorted(
                    {
                        brand
                        for brand in asked.getlist("brand")
                        if brand.strip() and "\0" not in brand
                    }
                )
            )[:10],
            asked.get("in_stock") == "1",
            asked.get("tomorrow") == "1",
        )

    def pairs(self, without=None):
        """[(name, value)] for an address, but for one (name, value)."""
        pairs = [("sort", self.sort)] if self.sort != "popular" else []
        pairs += [
            (name, f"{value.normalize():f}")
            for name, value in (("price_from", self.price_from), ("price_to", self.price_to))
            if value is not None
        ]
        pairs += [("brand", brand) for brand in self.brands]
        pairs += [(name, "1") for name in ("in_stock", "tomorrow") if getattr(self, name)]
        return [pair for pair in pairs if pair != without]

    def query(self, without=None):
        """ "sort=price&brand=X&", ready for another pair; empty when nothing is chosen."""
        pairs = self.pairs(without)
        return urlencode(pairs) + "&" if pairs else ""

    def narrow(self, products, province, now):
        """The chosen products, unsorted."""
        if self.price_from is not None:
            products = products.filter(lowest_price__gte=self.price_from)
        if self.price_to is not None:
            products = products.filter(lowest_price__lte=self.price_to)
        if self.brands:
            products = products.filter(brand__in=self.brands)
        if self.in_stock:
            products = products.filter(is_in_stock=True)
        return products.filter(there_by_tomorrow(province, now)) if self.tomorrow else products


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


@dataclass(frozen=True)
class Page:
    """`products` are Listed; `starts` the boundaries known from here: {page: boundary}."""

    products: tuple
    number: int
    total: int
    starts: dict

    @property
    def last(self):
        return max(1, -(-self.total // PER_PAGE))

    @property
    def shown(self):
        return len(self.products)

    @property
    def links(self):
        """[(number or None for dots, address or "")]: first, those around, last."""
        near = range(max(1, self.number - AROUND), min(self.last, self.number + AROUND) + 1)
        numbers = sorted({1, *near, self.last})
        links, before = [], 0
        for number in numbers:
            if number > before + 1:
                links.append((None, ""))
            links.append((number, self.address(number)))
            before = number
        return links

    @property
    def previous(self):
        return self.address(self.number - 1) if self.number > 1 else ""

    @property
    def next(self):
        return self.address(self.number + 1) if self.number < self.last else ""

    def address(self, number):
        pairs = [("page", number)] if number > 1 else []
        if number in self.starts and number > 1:
            pairs.append(("from", self.starts[number]))
        return urlencode(pairs)


def page_of(products, sort, *, number, boundary, total):
    """The page `number` of `products`, starting after `boundary` when the link carried one."""
    sort = SORTS[sort]
    last = max(1, -(-total // PER_PAGE))
    number = min(max(number, 1), last)
    start = read_boundary(boundary, sort) if number > 1 else None
    if start is None and number > PAGES_BY_NUMBER:
        number = PAGES_BY_NUMBER
    ahead = ordered(products, sort)
    if start:
        ahead = ahead.filter(beyond(sort, start, forward=True))
    skipped = 0 if start else (number - 1) * PER_PAGE
    rows = ahead.values_list(sort.column, "id")[skipped : skipped + PER_PAGE * (AROUND + 1)]
    keys = list(rows)
    starts = boundaries_ahead(keys, number) | boundaries_behind(products, sort, number, keys)
    if last not in starts and last > number:
        starts |= boundary_of_last(products, sort, last, total)
    return Page(tuple(listed([pk for _value, pk in keys[:PER_PAGE]])), number, total, starts)


def ordered(products, sort, *, backward=False):
    sign = "-" if sort.is_descending != backward else ""
    return products.order_by(f"{sign}{sort.column}", f"{sign}id")


def beyond(sort, start, *, forward):
    """One comparison of (sort value, id), which the index answers; nothing of it is typed by a
    visitor but the two values, and they are parameters."""
    sign = "<" if sort.is_descending == forward else ">"
    row = f'("shop_product"."{sort.column}", "shop_product"."id")'
    return RawSQL(f"{row} {sign} (%s, %s)", start, output_field=BooleanField())


def boundaries_ahead(keys, number):
    """{page: boundary} of the next pages: the last row before each. `keys` begin with this page's:
    [(sort value, id)]."""
    return {
        number + step: written(keys[step * PER_PAGE - 1])
        for step in range(1, AROUND + 1)
        if len(keys) > step * PER_PAGE
    }


def boundaries_behind(products, sort, number, keys):
    """{page: boundary} of this page and the ones before, reading backwards from its first row."""
    if number == 1 or not keys:
        return {}
    behind = ordered(products, sort, backward=True).filter(beyond(sort, keys[0], forward=False))
    rows = list(behind.values_list(sort.column, "id")[: PER_PAGE * AROUND + 1])
    return {
        number - step: written(rows[step * PER_PAGE])
        for step in range(AROUND + 1)
        if len(rows) > step * PER_PAGE
    }


def boundary_of_last(products, sort, last, total):
    rest = total - (last - 1) * PER_PAGE
    keys = ordered(products, sort, backward=True).values_list(sort.column, "id")
    return dict(zip([last], map(written, keys[rest : rest + 1]), strict=False))


def written(key):
    value, pk = key
    return f"{value.isoformat() if isinstance(value, datetime) else value}~{pk}"


def read_boundary(text, sort):
    value, _tilde, pk = text.rpartition("~")
    try:
        read = sort.read(value)
        return [read, int(pk)] if abs(int(pk)) < 2**63 and is_sane(read) else None
    except (ValueError, ArithmeticError):
        return None


def is_sane(value):
    if isinstance(value, datetime):
        return value.tzinfo is not None
    return abs(value) <= LARGEST_PRICE


def brands_of(products):
    """[(brand, how many)] of a list, most first."""
    rows = products.exclude(brand="").values_list("brand").annotate(count=Count("pk"))
    return list(rows.order_by("-count", "brand")[:BRANDS_SHOWN])


def on_sale():
    return Product.objects.filter(is_active=True)
