"""Pages of a list of products, found by where they begin.

A page link carries its boundary, the sort value and id of the last product before it, so that
PostgreSQL starts there in the index and page 300 costs what page 2 costs. A page number typed by
hand is found by counting, no further than PAGES_BY_NUMBER. A worked out value (how near a search's
words are) has no index: all that was found is sorted for each page, whatever its number, but for
the first page of very many, which those in front mostly fill.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL

from .cards import listed
from .choosing import LARGEST_PRICE

PER_PAGE = 24
AROUND = 2  # pages before and after the current one whose boundaries are read with it
AHEAD = PER_PAGE * (AROUND + 1)
PAGES_BY_NUMBER = 100
LARGEST_COUNT = 2**62
COLUMNS = {"sold", "added_at", "lowest_price"}  # with an index of their own, by category


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
    last = max(1, -(-total // PER_PAGE))
    number = min(max(number, 1), last)
    start = read_boundary(boundary, sort) if number > 1 else None
    if start is None and number > PAGES_BY_NUMBER and sort.column in COLUMNS:
        number = PAGES_BY_NUMBER
    ahead = ordered(products, sort)
    if start:
        ahead = ahead.filter(beyond(sort, start, forward=True))
    skipped = 0 if start else (number - 1) * PER_PAGE
    keys = list(ahead.values_list(sort.column, "id")[skipped : skipped + AHEAD])
    starts = boundaries_ahead(keys, number) | boundaries_behind(products, sort, number, keys)
    if last not in starts and last > number and sort.column in COLUMNS:
        starts |= boundary_of_last(products, sort, last, total)
    return Page(tuple(listed([pk for _value, pk in keys[:PER_PAGE]])), number, total, starts)


def ordered(products, sort, *, backward=False):
    sign = "-" if sort.is_descending != backward else ""
    return products.order_by(f"{sign}{sort.by or sort.column}", f"{sign}id")


def beyond(sort, start, *, forward):
    """One comparison of (sort value, id), which the index answers; nothing of it is typed by a
    visitor but the two values, and they are parameters. A worked out value has no index."""
    sign, way = ("<", "lt") if sort.is_descending == forward else (">", "gt")
    if sort.column not in COLUMNS:
        value, pk = start
        return Q(**{f"{sort.column}__{way}": value}) | Q(**{sort.column: value, f"id__{way}": pk})
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
    return abs(value) <= (LARGEST_PRICE if isinstance(value, Decimal) else LARGEST_COUNT)
