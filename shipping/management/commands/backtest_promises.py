"""Replay a file of real deliveries and print how our promises would have fared."""

import json
from datetime import date
from time import monotonic

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from shipping.forecasts.marketplace import NotReadable, read
from shipping.forecasts.replay import scored


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("file", help="CSV; its columns: shipping/forecasts/marketplace.py")
        parser.add_argument("--evaluate-from", type=date.fromisoformat, required=True)
        parser.add_argument("--confidence", type=float, default=0.9, help="between 0.5 and 0.99")
        parser.add_argument("--country", default="BR", help="whose public holidays, as ISO code")
        parser.add_argument("--json", action="store_true", help="one JSON object on one line")

    def handle(self, *, file, evaluate_from, confidence, country, **options):
        if not 0.5 <= confidence <= 0.99:
            raise CommandError("--confidence must lie between 0.5 and 0.99")
        started = monotonic()
        try:
            market = read(file, country=country)
        except (OSError, NotReadable) as error:
            raise CommandError(str(error)) from error
        threshold = settings.PROMISE_BREAK_THRESHOLD
        figures = scored(market, evaluate_from, wanted=confidence, threshold=threshold)
        figures["seconds"] = round(monotonic() - started, 1)
        if options["json"]:
            self.stdout.write(json.dumps(figures))
        else:
            for name, figure in figures.items():
                self.stdout.write(f"{name:28} {figure}")
