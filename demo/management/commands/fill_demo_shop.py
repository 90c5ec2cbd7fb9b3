from datetime import datetime
from random import Random

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

from demo import catalogue, manuals, network, shopkeeping, steps, ways, year
from shipping.forecasts.own import learn
from shipping.network import forget_network
from shipping.watching import watch
from shop.catalog.listing import refresh_listing
from shop.catalog.models import Product

SEED = 1453


def never_hurry():
    """On a slow machine the year is told for longer than a page's transaction may be idle."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SET LOCAL statement_timeout = 0")


class Command(BaseCommand):
    help = (
        "Fill an empty shop with goods, carriers and a simulated year; a filled one is left alone."
    )

    def add_arguments(self, parser):
        parser.add_argument("--orders", type=int, default=3600, help="orders in the year")
        parser.add_argument(
            "--until",
            type=datetime.fromisoformat,
            help="the moment at which the year ends, with its offset; now by default",
        )

    def handle(self, *, orders, until, **options):
        if settings.SECURE and not settings.DEMO:
            raise CommandError("Not here: it makes a superuser with a password anybody may read.")
        if Product.objects.exists():
            return
        now = (until or timezone.now()).replace(second=0, microsecond=0)
        random = Random(SEED)
        with transaction.atomic():
            never_hurry()
            self.say("Carriers, tariffs and warehouses…")
            network.fill()
            network.hang_logos()
            self.say("Goods and their pictures…")
            catalogue.fill(random, now)
            catalogue.hang_pictures()
            manuals.write()
            shopkeeping.fill(now)
            self.say("A year of orders…")
            told = year.fill(random, now, orders)
            steps.fill(random)
            ways.fill(Random(SEED), now)
            learn(now=now, wanted=settings.PROMISE_CHANCE)
            forget_network()  # what was known before a year was learnt
            watch(now=now, today=timezone.localdate(now))
            refresh_listing(Product.objects.values_list("pk", flat=True))
        self.say(f"{told} The shop is full.")

    def say(self, sentence):
        self.stdout.write(sentence)
        self.stdout.flush()
