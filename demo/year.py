"""A simulated year: stories of orders to all 81 provinces, history and all, so that every screen is
alive. The same seed tells the same year to the same moment."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils.timezone import localdate

from shipping.models import Warehouse
from shipping.places import provinces
from shipping.records import count_records
from shop.catalog.models import Product, Stock, Variant
from shop.customers.models import Address, Customer
from shop.orders.models import Order, OrderLine
from shop.payments.remedies import rule_in_use

from . import demand
from .amends import Cashier
from .cast import AYSE, cast
from .ledger import Ledger
from .people import Home, Person, Townsfolk
from .shopping import Shelves
from .stories import Storyteller
from .watching import Watch

MEMBERS = 260
FIRST_NUMBER = 10_001


def fill(random, now, how_many):
    """Returns a sentence saying what was made."""
    stories = tell(random, now, how_many)
    Ledger(stories, now).write()
    count_sold()
    count_records(today=localdate(now))
    reached = {story.receiver.home.province for story in stories}
    return f"{len(stories)} orders to {len(reached)} provinces."


def tell(random, now, how_many):
    """The year's stories in the order in which they were placed; members are made with them."""
    folk = Townsfolk(random)
    customers = make_members(random, folk, now)
    variants = list(Variant.objects.select_related("product__category").order_by("pk"))
    stocks = list(Stock.objects.select_related("warehouse").order_by("pk"))
    towns = dict(Warehouse.objects.values_list("pk", "district"))
    teller = Storyteller(random, Shelves(random, variants, stocks), folk, customers, towns)
    stories = [
        teller.tell_as(part, number) if part else teller.tell(number, placed_at, province)
        for number, (placed_at, province, part) in enumerate(
            programme(random, now, how_many), start=FIRST_NUMBER
        )
    ]
    watch_over(stories, teller, now)
    return stories


def watch_over(stories, teller, now):
    """What the shop foresaw of each parcel, told of it and gave back for it."""
    watch = Watch(teller.learner.nets, now)
    for story in stories:
        watch.follow(story)
    Cashier(rule_in_use(), teller, now).settle(stories)


def programme(random, now, how_many):
    """[(when, where to or None, Part or None)] in order: each province once, else by the crowd."""
    parts = [(part.placed_at, None, part) for part in cast(now)]
    moments = demand.moments(random, now, how_many - len(parts))
    firsts = dict(
        zip(random.sample(range(len(moments)), len(provinces())), provinces(), strict=True)
    )
    crowd = [(at, firsts.get(place), None) for place, at in enumerate(moments)]
    return sorted(parts + crowd, key=lambda row: row[0])


def make_members(random, folk, now):
    """{Customer: Person}: Ayşe, and others with a mail address and a home of their own."""
    password = make_password(None)
    people = [folk.person() for _ in range(MEMBERS)]
    customers = Customer.objects.bulk_create(
        Customer(
            email=one.email,
            name=one.name,
            phone=one.phone,
            password=password,
            date_joined=now - timedelta(minutes=random.randint(30 * 1440, 900 * 1440)),
        )
        for one in people
    )
    Address.objects.bulk_create(
        Address(
            customer=customer,
            label="Ev",
            name=one.name,
            phone=one.phone,
            is_default=True,
            **vars(one.home),
        )
        for customer, one in zip(customers, people, strict=True)
    )
    ayse = Customer.objects.get(email=AYSE)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=someone, email=someone.email, verified=True, primary=True)
        for someone in [ayse, *customers]
    )
    return {ayse: as_person(ayse)} | dict(zip(customers, people, strict=True))


def as_person(customer):
    """Somebody whom `shopkeeping` has made, at home."""
    address = customer.addresses.get(is_default=True)
    home = Home(address.province, address.district, address.neighbourhood, address.address)
    return Person(customer.name, customer.email, customer.phone, home)


def count_sold():
    sold = {}
    for product_id, quantity in OrderLine.objects.exclude(
        order__state=Order.State.CANCELLED
    ).values_list("variant__product_id", "quantity"):
        sold[product_id] = sold.get(product_id, 0) + quantity
    products = list(Product.objects.filter(pk__in=sold))
    for product in products:
        product.sold = sold[product.pk]
    Product.objects.bulk_update(products, ["sold"])
