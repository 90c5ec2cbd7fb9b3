"""What one product's page shows, worked out once: page and structured data read the same values."""

from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.db import connection
from django.http import Http404
from django.utils.translation import get_language

from notifications.prepared import Prepared
from shipping.calendar import local
from shipping.places import province_name
from shipping.quotes import Option, Quotes

from .cards import Shot, shot_of
from .delivery import delivery_of, last_day_to_return
from .manuals import Manual
from .models import Picture, Product, Stock, Variant, in_language
from .price_label import HOME, country_name
from .similar import provinces_of, similar_to
from .stocking import OutOfStock
from .withdrawal import exception_sentence

EXAMPLE_PROVINCE = "34"  # the place a visitor without one sees an example for, and is told so
FEW_LEFT = 10

# Row versions (PostgreSQL's own: the writing transaction and the row's place) of everything a
# product's page is drawn from, whoever changed it; shelves by
# what is left to sell, up to where the page stops telling, so that an order from a full shelf
# leaves kept pages alone. Where others are shown in its place (`similar.py`), their category's too.
VERSION = """
SELECT p.id, concat_ws('/', p.xmin, p.ctid, c.slug, c.name, c.name_en,
  CASE WHEN NOT p.is_in_stock OR p.not_with <> '{}' THEN concat(c.xmin, c.ctid) END,
  (SELECT string_agg(concat(v.xmin, v.ctid), ',' ORDER BY v.id)
   FROM shop_variant v WHERE v.product_id = p.id),
  (SELECT string_agg(concat(i.xmin, i.ctid), ',' ORDER BY i.id)
   FROM shop_picture i WHERE i.product_id = p.id),
  (SELECT string_agg(concat(m.xmin, m.ctid), ',' ORDER BY m.id)
   FROM shop_manual m WHERE m.product_id = p.id),
  (SELECT string_agg(
     concat(s.id, ':', w.is_active, ':', least(s.on_hand - s.reserved, $1)), ',' ORDER BY s.id)
   FROM shop_stock s JOIN shop_variant v ON v.id = s.variant_id
   JOIN shipping_warehouse w ON w.id = s.warehouse_id WHERE v.product_id = p.id))
FROM shop_product p JOIN shop_category c ON c.id = p.category_id
WHERE p.slug = $2 AND p.is_active
"""


@dataclass(frozen=True)
class Chip:
    """One variant to choose. `back_on` only for a sold-out one."""

    title: str
    url: str
    is_chosen: bool
    is_sold_out: bool
    back_on: date | None


@dataclass
class Goods:
    """`option` is the one the page promises; `problem` says why there is none. `is_example`: the
    visitor has named no province, and `province` is only our example."""

    product: Product
    variant: Variant | None
    chips: list[Chip]
    shots: list[Shot]
    manuals: list[Manual]
    specifications: list
    today: date
    province: str
    is_example: bool
    left: int
    quotes: Quotes = field(default_factory=Quotes)
    similar: list[str] = field(default_factory=list)  # cards, where it cannot be had
    goes_to: list[str] = field(default_factory=list)  # provinces, where it cannot come to this one

    @property
    def option(self) -> Option | None:
        return self.quotes.suggested

    @property
    def problem(self):
        return "" if self.option or not self.quotes.problems else self.quotes.problems[0].text

    @property
    def province_name(self):
        return province_name(self.province)

    @property
    def last_day(self):
        return last_day_to_return(self.option)

    @property
    def exception(self):
        """Why it cannot be sent back for a change of mind; "" when it can."""
        return exception_sentence(self.product.withdrawal_exception)

    @property
    def can_be_returned(self):
        return not self.exception

    @property
    def return_days(self):
        return settings.RETURN_DAYS

    @property
    def made_in(self):
        """The country's name; "" where nobody said."""
        return country_name(self.product.made_in)

    @property
    def is_domestic(self):
        return self.product.made_in == HOME

    @property
    def is_nearly_gone(self):
        return 0 < self.left <= FEW_LEFT

    @property
    def most(self):
        return self.left if self.is_nearly_gone else 99


def version_of(slug):
    """(product id, version of everything its page shows) in one query; 404 when not on sale."""
    with connection.preparing_cursor() as cursor:
        cursor.execute(VERSION, [FEW_LEFT + 1, slug])
        row = cursor.fetchone()
    if row is None:
        raise Http404(slug)
    return row


def goods_of(product_id, sku, *, province, now):
    """Everything about one product for this province; `sku` chooses a variant."""
    [product] = products_by_id(product_id)
    variants = variants_of(product)
    left = {one.pk: left_of(one) for one in variants}
    chosen = next((one for one in variants if one.sku == sku), None) or listed(variants, left)
    goods = Goods(
        product=product,
        variant=chosen,
        chips=[chip(product, one, chosen, left) for one in variants if len(variants) > 1],
        shots=[shot_of(picture) for picture in pictures_of(product_id)],
        manuals=manuals_of(product),
        specifications=in_language(product, "specifications"),
        today=local(now).date(),
        province=province or EXAMPLE_PROVINCE,
        is_example=not province,
        left=left.get(chosen.pk, 0) if chosen else 0,
    )
    goods.quotes = quotes_of(goods, now)
    place = "" if goods.is_example else goods.province
    if goods.left and goods.problem:
        goods.goes_to = provinces_of(product, now)
    if not product.is_in_stock or (product.not_with and not goods.option):
        goods.similar = similar_to(product, place, now)
    return goods


@Prepared
def products_by_id(product_id):
    return Product.objects.filter(pk=product_id).select_related("category")


@Prepared
def pictures_of(product_id):
    return Picture.objects.filter(product=product_id)


@Prepared
def manuals_by_product(product_id):
    return Manual.objects.filter(product=product_id)


def manuals_of(product):
    """Those in the reader's language first."""
    found = manuals_by_product(product.pk)
    for manual in found:
        manual.product = product
    return sorted(found, key=lambda one: (one.language != get_language(), one.pk))


@Prepared
def variants_on_sale(product_id):
    return Variant.objects.filter(product=product_id, is_active=True)


@Prepared
def stocks_of(product_id):
    of_it = Stock.objects.filter(variant__product=product_id, variant__is_active=True)
    return of_it.select_related("warehouse").order_by("pk")


def variants_of(product):
    """Those on sale, each with `shelves`: its Stock rows with their warehouses."""
    variants = {one.pk: one for one in variants_on_sale(product.pk)}
    for variant in variants.values():
        variant.product, variant.shelves = product, []
    for stock in stocks_of(product.pk):
        if stock.variant_id in variants:
            variants[stock.variant_id].shelves.append(stock)
    return list(variants.values())


def left_of(variant):
    return sum(one.sellable for one in variant.shelves if one.warehouse.is_active)


def listed(variants, left):
    """The one the lists show: the cheapest that can be bought, or the cheapest."""
    return min(variants, key=lambda one: (not left[one.pk], one.price), default=None)


def chip(product, variant, chosen, left):
    is_sold_out = not left[variant.pk]
    return Chip(
        title=variant.title or variant.sku,
        url=f"{product.get_absolute_url()}?variant={variant.sku}",
        is_chosen=variant is chosen,
        is_sold_out=is_sold_out,
        back_on=variant.back_on if is_sold_out else None,
    )


def quotes_of(goods, now):
    if not goods.left:
        return Quotes()
    try:
        return delivery_of([(goods.variant, 1)], goods.province, now, stocks=goods.variant.shelves)
    except OutOfStock:
        return Quotes()
