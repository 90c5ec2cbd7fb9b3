import time

import requests
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from demo.outside import tell_sandbox


class Command(BaseCommand):
    help = "Tell the sandbox of the parcels on their way and the cards charged before it was there."

    def add_arguments(self, parser):
        parser.add_argument("--patience", type=int, default=60, help="seconds to wait for it")

    def handle(self, *, patience, **options):
        if not settings.SANDBOX_URL:
            raise CommandError("SANDBOX_URL is not set: there is nobody to tell.")
        until = time.monotonic() + patience
        while not is_there() and time.monotonic() < until:
            time.sleep(0.5)
        try:
            self.stdout.write(tell_sandbox())
        except requests.RequestException as error:
            raise CommandError(f"The sandbox does not listen: {error}") from error


def is_there():
    try:
        return requests.get(settings.SANDBOX_URL + "/health", timeout=2).ok
    except requests.RequestException:
        return False
