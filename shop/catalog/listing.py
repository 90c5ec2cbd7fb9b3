"""What lists know of a product, kept in step with its variants and shelves.

Lists sort, filter and promise by fields of the product itself: the cheapest variant that can be
bought, its box and the warehouses that have it. They are written again by `refresh_listing` after a
merchant's edit, by `stock_changed` when a shelf runs empty or fills up, and by `follow_warehouses`
when a warehouse is closed or opened; an order that leaves something on the shelf writes nothing
here, so no row is shared by all orders.

Each change also writes to the product's category. The new version of that row (PostgreSQL's own
`xmin`) makes every list kept in memory stale from the moment of the commit.
"""

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from notifications.turkish import lower
from shipping.models import Warehouse
from shipping.places import fold

from .models import Category, Product, SearchWord, Stock, Variant

BATCH = 500  # shelves looked at in one transaction
DERIVED = ["lowest_price", "is_in_stock", "listed_desi", "listed_weight_kg", "ships_from"]


def refresh_listing(product_ids):
    """Write anew what lists and search know of these products, and make kept lists stale.

    To be called after a merchant's edit, an import or seeding, in the same transaction.
    """
    with transaction.atomic():
        products = locked(product_ids)
        for product in products:
            product.search_text = search_text_of(product)
        write(products, ["search_text"])
        SearchWord.objects.bulk_create(words_of(products), ignore_conflicts=True, batch_size=2000)


def stock_changed(stock_ids):
    """These shelves may have run empty or filled up: write to the lists only if they show it."""
    products = Product.objects.filter(variants__stocks__in=stock_ids).distinct()
    if stale := [product.pk for product in with_variants(products) if is_stale(product)]:
        with transaction.atomic():
            write(locked(stale), [])  # read again under the lock: another order may have been first


def follow_warehouses():
    """The lists learn of warehouses that were closed or opened: those they name and should not, or
    the other way about. A second time changes nothing."""
    for warehouse in Warehouse.objects.all():
        is_listed = Product.objects.filter(ships_from__contains=[warehouse.pk]).exists()
        if is_listed == warehouse.is_active:
            continue
        shelves = Stock.objects.filter(warehouse=warehouse)
        if warehouse.is_active:
            shelves = shelves.filter(on_hand__gt=F("reserved"))
        ids = list(shelves.values_list("pk", flat=True))
        for start in range(0, len(ids), BATCH):
            stock_changed(ids[start : start + BATCH])


def locked(product_ids):
    rows = Product.objects.filter(pk__in=product_ids).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))
    return with_variants(rows)


def with_variants(products):
    """The products with `category`, and their variants with `shelves`: warehouses that can send."""
    on_shelves = ArrayAgg(
        "stocks__warehouse_id",
        filter=Q(stocks__on_hand__gt=F("stocks__reserved"), stocks__warehouse__is_active=True),
        default=[],
        order_by="stocks__warehouse_id",
    )
    found = {product.pk: product for product in products.select_related("category")}
    for product in found.values():
        product.on_sale = []
    variants = Variant.objects.filter(product__in=found, is_active=True)
    for variant in variants.annotate(shelves=on_shelves).order_by("position", "pk"):
        found[variant.product_id].on_sale.append(variant)
    return list(found.values())


def derived(product):
    """The listing fields as they should be, in the order of DERIVED."""
    variant = listed_variant(product.on_sale)
    if variant is None:
        return [product.lowest_price, False, product.listed_desi, product.listed_weight_kg, []]
    return [
        variant.price,
        bool(variant.shelves),
        variant.desi,
        variant.weight_kg,
        list(variant.shelves),
    ]


def listed_variant(variants):
    """The cheapest that can be bought, or the cheapest; None where there is none."""
    return min(variants, key=lambda one: (not one.shelves, one.price), default=None)


def is_stale(product):
    return derived(product) != [getattr(product, name) for name in DERIVED]


def write(products, also):
    for product in products:
        for name, value in zip(DERIVED, derived(product), strict=True):
            setattr(product, name, value)
    Product.objects.bulk_update(products, [*DERIVED, *also], batch_size=500)
    make_lists_stale({product.category_id for product in products})


def note_new_prices(variant_ids, today):
    """From today on: what the page tells of a price beside it."""
    Variant.objects.filter(pk__in=variant_ids).update(price_since=today)


def make_lists_stale(category_ids):
    """In id order, so that two writers never wait for each other."""
    for category_id in sorted(category_ids):
        Category.objects.filter(pk=category_id).update(refreshed_at=Now())


def search_text_of(product):
    """Folded words for finding, then the words as written, each after "=", for exact hits first,
    then the stock codes, each after "#"."""
    variants = product.on_sale
    said = " ".join(
        [
            product.name,
            product.name_en,
            product.brand,
            product.category.name,
            product.category.name_en,
            *(name for one in variants for name in (one.name, one.name_en)),
            *(value for _name, value in product.specifications),
            *(value for _name, value in product.specifications_en),
        ]
    )
    words = [
        *dict.fromkeys(fold(said).split()),
        *(f"={word}" for word in dict.fromkeys(lower(said).split())),
        *(f"#{lower(one.sku)}" for one in variants),
    ]
    return f" {' '.join(words)} "


def words_of(products):
    """Words worth correcting towards: names, brands and categories, not codes."""
    written = {
        word.strip(",.;:()")
        for product in products
        for said in (product.name, product.name_en, product.brand, product.category.name)
        for word in lower(said).split()
    }
    return [
        SearchWord(folded=fold(word), written=word)
        for word in sorted(written)
        if 3 <= len(fold(word)) <= 60 and " " not in fold(word) and not any(map(str.isdigit, word))
    ]
