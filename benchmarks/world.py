"""The shop that is measured: so many products and orders, the same each time."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import cycle
from random import Random
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.core.files import File
from django.db import connection

from demo import network
from shipping.models import Warehouse
from shipping.places import fold, province_name, provinces
from shop.catalog.listing import DERIVED, derived, search_text_of, words_of
from shop.catalog.models import Category, Picture, Product, SearchWord, Stock, Variant
from shop.catalog.pictures import make_sizes
from shop.orders.links import new_link
from shop.orders.models import Order, OrderLine

CATEGORIES = ["Mutfak", "Ev", "Bahçe", "Giyim", "Elektronik", "Oyuncak", "Kırtasiye", "Spor"]
ADJECTIVES = (
    "Çelik Ahşap Seramik Pamuklu Işıklı Küçük Büyük Kırmızı Lacivert Katlanır Doğal".split()
)
THINGS = (
    "Fincan Kupa Tava Tencere Havlu Sandalye Lamba Defter Kalem Çaydanlık Bardak Tabak Çanta Mont"
    " Ayakkabı Kulaklık Saksı Tırmık Top Raket Perde Yastık Battaniye Saat Ayna"
).split()
BRANDS = [
    f"{name} {kind}" for name in THINGS[:10] for kind in ("Evi", "Atölyesi", "Sanat", "Yapım")
]
BATCH = 2000


@dataclass(frozen=True)
class Goods:
    """What scenarios may ask for."""

    categories: list[str]
    slugs: list[str]
    names: list[str]
    skus: list[str]
    deep_page: str

    def encoded(self, words):
        return urlencode({"q": words})


def fill(now, *, products, orders):
    random = Random(1453)
    network.fill()
    categories = [
        Category.objects.create(slug=fold(name), name=name, name_en=name, position=position)
        for position, name in enumerate(CATEGORIES)
    ]
    made = [product(random, number, categories, now) for number in range(products)]
    stocks = shelves(random, made)
    Product.objects.bulk_create(made, batch_size=BATCH)
    Variant.objects.bulk_create([one.on_sale[0] for one in made], batch_size=BATCH)
    Stock.objects.bulk_create(stocks, batch_size=BATCH)
    SearchWord.objects.bulk_create(words_of(made), ignore_conflicts=True)
    hang_pictures(made)
    fill_orders(random, made, orders, now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    popular = sorted(made, key=lambda one: (-one.sold, -one.pk))
    return Goods(
        [category.slug for category in categories],
        [one.slug for one in popular],
        list(dict.fromkeys(one.name for one in popular)),
        [one.on_sale[0].sku for one in popular[:200]],
        deep_page(popular, categories[0]),
    )


def product(random, number, categories, now):
    name = f"{random.choice(ADJECTIVES)} {random.choice(ADJECTIVES)} {random.choice(THINGS)}"
    made = Product(
        slug=f"urun-{number}",
        category=random.choice(categories),
        name=name,
        name_en=f"Thing {number}",
        brand=random.choice(BRANDS),
        summary=f"{name}, evinize.",
        description=f"{name}. " + "Uzun yıllar kullanılsın diye özenle yapıldı. " * 6,
        specifications=[["Malzeme", "Karışık"], ["Menşei", "Türkiye"], ["Garanti", "2 yıl"]],
        added_at=now - timedelta(minutes=random.randint(1, 500_000)),
        sold=int(random.paretovariate(1)) - 1,
    )
    variant = Variant(
        product=made,
        sku=f"SKU-{number}",
        price=Decimal(random.randint(1990, 499990)) / 100,
        weight_kg=Decimal(random.randint(100, 8000)) / 1000,
        width_cm=Decimal(random.randint(5, 45)),
        length_cm=Decimal(random.randint(5, 45)),
        height_cm=Decimal(random.randint(3, 30)),
    )
    made.on_sale = [variant]
    return made


def shelves(random, products):
    """Stock, and with it what lists know of the products."""
    warehouses, stocks = list(Warehouse.objects.order_by("pk")), []
    for one in products:
        variant = one.on_sale[0]
        having = [place for place in warehouses if random.random() < 0.6] or warehouses[:1]
        stocks += [Stock(variant=variant, warehouse=place, on_hand=1_000_000) for place in having]
        variant.shelves = [place.pk for place in having]
        for field, value in zip(DERIVED, derived(one), strict=True):
            setattr(one, field, value)
        one.search_text = search_text_of(one)
    return stocks


def hang_pictures(products):
    """Each of the demo's pictures is made into its sizes once and shown on many products."""
    made = []
    for path in sorted((settings.BASE_DIR / "demo" / "data" / "products").glob("*.webp"))[:12]:
        with path.open("rb") as file:
            first = Picture(product=products[len(made)], alt="Ürün", alt_en="Product")
            first.image.save(path.name, File(file), save=True)
        make_sizes(first)
        made.append(first)
    Picture.objects.bulk_create(
        (
            Picture(
                product=one,
                image=copied.image.name,
                width=copied.width,
                height=copied.height,
                widths=copied.widths,
                alt="Ürün",
                alt_en="Product",
            )
            for one, copied in zip(products[len(made) :], cycle(made), strict=False)
        ),
        batch_size=BATCH,
    )


def fill_orders(random, products, count, now):
    plates = list(provinces())
    orders = [order(random, number, random.choice(plates), now) for number in range(count)]
    Order.objects.bulk_create(orders, batch_size=BATCH)
    lines = []
    for one in orders:
        goods = random.choice(products)
        variant = goods.on_sale[0]
        lines.append(
            OrderLine(
                order=one,
                variant=variant,
                sku=variant.sku,
                name=goods.name,
                name_en=goods.name_en,
                quantity=1,
                unit_price=variant.price,
                tax_rate=goods.tax_rate,
            )
        )
    OrderLine.objects.bulk_create(lines, batch_size=BATCH)


def order(random, number, plate, now):
    placed_at = now - timedelta(minutes=random.randint(60, 500_000))
    leaves_by = placed_at.date() + timedelta(days=1)
    return Order(
        state=Order.State.CONFIRMED,
        checkout_key=UUID(int=random.getrandbits(128)),
        language="tr",
        buyer_name="Deneme Alıcı",
        buyer_phone=f"+90532{number:07d}",
        buyer_email=f"alici{number}@example.com",
        receiver_name="Deneme Alıcı",
        receiver_phone=f"+90532{number:07d}",
        province=plate,
        district=province_name(plate),
        neighbourhood="Merkez",
        address="Deneme Sokak 1",
        payment_method="card",
        goods_total=Decimal("249.90"),
        shipping_fee=Decimal("49.90"),
        total=Decimal("299.80"),
        carrier_code="yurtici",
        carrier_name="Yurtiçi Kargo",
        service_code="standart",
        service_name="Adrese teslim",
        leaves_by=leaves_by,
        promised_earliest=leaves_by + timedelta(days=1),
        promised_latest=leaves_by + timedelta(days=3),
        **new_link(),
        placed_at=placed_at,
        confirmed_at=placed_at,
    )


def deep_page(popular, category):
    """A link as the list itself writes it: page 100, or the last full one of a small shop."""
    listed = [one for one in popular if one.category_id == category.pk]
    page = min(100, max(2, len(listed) // 24))
    before = listed[(page - 1) * 24 - 1] if len(listed) > 24 else listed[0]
    return f"/categories/{category.slug}/?" + urlencode(
        {"page": page, "from": f"{before.sold}~{before.pk}"}
    )
