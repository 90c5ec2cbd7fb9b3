from django.db import migrations
from django.db.models import Q

from notifications.turkish import lower
from shipping.places import fold

BATCH = 500


def fill(apps, schema_editor):
    """Products written before search knew their specifications; may be run again."""
    products = apps.get_model("shop", "Product").objects.order_by("pk")
    described = products.exclude(Q(specifications=[]) & Q(specifications_en=[]))
    last = 0
    while some := list(described.filter(pk__gt=last)[:BATCH]):
        for product in some:
            words = [product.search_text.strip(), *missing_words(product)]
            product.search_text = f" {' '.join(words).strip()} "
        products.bulk_update(some, ["search_text"])
        last = some[-1].pk


def missing_words(product):
    """As `shop.catalog.listing.search_text_of` writes them, but for those that are there."""
    values = [value for _name, value in product.specifications + product.specifications_en]
    said = " ".join(values)
    words = fold(said).split() + [f"={word}" for word in lower(said).split()]
    return [word for word in dict.fromkeys(words) if f" {word} " not in product.search_text]


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('shop', '0026_order_by_promised_end'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
