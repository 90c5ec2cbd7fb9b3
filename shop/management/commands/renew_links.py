from django.core.management.base import BaseCommand

from shop.orders.links import renew_links


class Command(BaseCommand):
    help = "After a new SECRET_KEY: let the links of orders made with it open their pages."

    def handle(self, **options):
        self.stdout.write(f"{renew_links()} links renewed")
