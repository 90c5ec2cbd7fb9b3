"""The demo shop's goods: one TOML file a category under data/catalogue, pictures beside them."""

import tomllib
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from django.core.files.base import ContentFile

from shipping.models import Warehouse
from shop.catalog.models import Category, Picture, Product, Stock, StockMovement, Variant
from shop.catalog.pictures import make_sizes
from shop.loyalty.credits import KURUS

DATA = Path(__file__).parent / "data"


def shelves():
    """What the files say, one category after the other."""
    files = sorted((DATA / "catalogue").glob("*.toml"))
    return [tomllib.loads(file.read_text(encoding="utf-8")) for file in files]


def fill(random, now):
    """Categories, products, variants and stock; `random` says how much lies where."""
    for position, shelf in enumerate(shelves()):
        category = Category.objects.create(
            slug=shelf["slug"],
            name=shelf["name"],
            name_en=shelf["name_en"],
            description=shelf["description"],
            description_en=shelf["description_en"],
            position=position,
        )
        for goods in shelf["product"]:
            add(category, goods, random, now)
    stock_shelves(random, now)


def add(category, goods, random, now):
    product = Product.objects.create(
        slug=goods["slug"],
        category=category,
        name=goods["name"],
        name_en=goods["name_en"],
        brand=goods["brand"],
        summary=first_sentence(goods["text"]),
        summary_en=first_sentence(goods["text_en"]),
        description=goods["text"],
        description_en=goods["text_en"],
        specifications=[[name, value] for name, value, *_ in goods["spec"]],
        specifications_en=[[name, value] for *_, name, value in goods["spec"]],
        tax_rate=goods.get("kdv", 20),
        handling_days=goods.get("handling", 0),
        not_with=goods.get("not_with", []),
        withdrawal_exception=goods.get("exception", ""),
        made_in=goods.get("origin", "TR"),
        added_at=now - timedelta(days=random.randint(5, 400)),
    )
    content, unit = goods.get("net", (None, ""))
    for position, variant in enumerate(goods.get("variants", [["", ""]])):
        name, name_en, *dearer = variant
        price = Decimal(goods["price"]) + sum(dearer)
        Variant.objects.create(
            product=product,
            sku=f"{goods['slug'][:28].upper()}-{position + 1}",
            name=name,
            name_en=name_en,
            price=price,
            cost=purchase_price(price, product),
            price_since=product.added_at.date(),
            content=content,
            content_unit=unit,
            position=position,
            **box_of(goods),
        )


def box_of(goods):
    names = ("width_cm", "length_cm", "height_cm", "weight_kg")
    return {name: Decimal(str(number)) for name, number in zip(names, goods["box"], strict=True)}


def purchase_price(price, product):
    """TRY without KDV: between 52 and 64 percent of what it is sold for, by product."""
    share = 52 + len(product.slug) % 13
    return (price * share / (100 + product.tax_rate)).quantize(KURUS)


def hang_pictures():
    """Each product's picture in all its sizes."""
    products = {product.slug: product for product in Product.objects.all()}
    for goods in (goods for shelf in shelves() for goods in shelf["product"]):
        image = (DATA / "products" / f"{goods['art']}.webp").read_bytes()
        picture = Picture.objects.create(
            product=products[goods["slug"]],
            image=ContentFile(image, name=f"{goods['slug']}.webp"),
            alt=goods["name"],
            alt_en=goods["name_en"],
        )
        make_sizes(picture)


def first_sentence(text):
    return text.split(". ")[0].rstrip(".") + "."


def stock_shelves(random, now):
    """İstanbul has most things, Ankara and İzmir about two thirds; a few variants are sold out."""
    istanbul = Warehouse.objects.get(province="34")
    others = Warehouse.objects.exclude(pk=istanbul.pk).order_by("pk")
    stocks = []
    for variant in Variant.objects.select_related("product").order_by("pk"):
        if random.random() < 0.03:
            variant.back_on = (now + timedelta(days=random.randint(4, 20))).date()
            variant.save(update_fields=["back_on"])
            continue
        stocks.append(
            Stock(variant=variant, warehouse=istanbul, on_hand=random.choice([3, 8, 25, 60, 140]))
        )
        stocks += [
            Stock(variant=variant, warehouse=other, on_hand=random.choice([2, 10, 30]))
            for other in others
            if random.random() < 0.65
        ]
    Stock.objects.bulk_create(stocks)
    opened = now - timedelta(days=400)
    StockMovement.objects.bulk_create(
        StockMovement(stock=stock, change=stock.on_hand, reason="delivery", by="demo", at=opened)
        for stock in stocks
    )
