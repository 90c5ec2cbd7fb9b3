"""A simulated year: stories of orders to all 81 provinces, history and all, so that every screen is
alive. The same seed tells the same year, ending now."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from shipping.places import provinces
from shop.catalog.models import Product, Stock, Variant
from shop.customers.models import Customer
from shop.orders.models import Order, OrderLine

from .ledger import Ledger
from .people import person, phone
from .stories import Storyteller

MEMBERS = 260


def fill(random, now, how_many):
    """Returns a sentence saying what was made."""
    members = make_members(random, now)
    variants = list(Variant.objects.select_related("product").order_by("pk"))
    stocks = list(Stock.objects.select_related("warehouse").order_by("pk"))
    teller = Storyteller(random, now, (variants, stocks), members)
    stories = tell_stories(teller, random, now, how_many)
    Ledger(stories, now).write()
    count_sold()
    return f"{len(stories)} orders to {len({story.province for story in stories})} provinces."


def make_members(random, now):
    ayse = Customer.objects.get(email="ayse@kapinda.example")
    password = make_password(None)
    people = []
    for number in range(MEMBERS):
        first, last = person(random)
        people.append(
            Customer(
                email=f"uye{number + 1}@ornek.example",
                name=f"{first} {last}",
                phone=phone(random),
                password=password,
                date_joined=now - timedelta(days=random.randint(30, 700)),
            )
        )
    people = Customer.objects.bulk_create(people)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=someone, email=someone.email, verified=True, primary=True)
        for someone in [ayse, *people]
    )
    return [ayse] * 8 + people


def tell_stories(teller, random, now, how_many):
    """Each province once, then by the crowd; more towards the end of the year."""
    stories, codes = [], list(provinces())
    while len(stories) < how_many:
        days_ago = 365 * (1 - random.random() ** 0.8)
        placed_at = now - timedelta(days=days_ago, minutes=random.randint(0, 600))
        province = codes[len(stories)] if len(stories) < len(codes) else None
        story = teller.tell(placed_at, province)
        if story:
            stories.append(story)
    return sorted(stories, key=lambda story: story.placed_at)


def count_sold():
    sold = {}
    for line in OrderLine.objects.exclude(order__state=Order.State.CANCELLED).values_list(
        "variant__product_id", "quantity"
    ):
        sold[line[0]] = sold.get(line[0], 0) + line[1]
    products = list(Product.objects.filter(pk__in=sold))
    for product in products:
        product.sold = sold[product.pk]
    Product.objects.bulk_update(products, ["sold"])
