from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from shipping.models import Service
from shipping.tariffs import import_tariffs


class Command(BaseCommand):
    help = "Replace a service's prices by those of a CSV file; nothing changes when a line is bad."

    def add_arguments(self, parser):
        parser.add_argument("service", help='carrier and service, as in "yurtici:standard"')
        parser.add_argument("file", type=Path, help="line, up_to_desi, price, per_extra_desi")

    def handle(self, *, service, file, **options):
        carrier_code, _, code = service.partition(":")
        found = Service.objects.filter(carrier__code=carrier_code, code=code).first()
        if found is None:
            raise CommandError(f"There is no service {service}.")
        try:
            with file.open("rb") as opened:
                report = import_tariffs(found, opened)
        except OSError as problem:
            raise CommandError(f"{file}: {problem.strerror}.") from None
        if report.problems:
            raise CommandError("\n".join(report.problems))
        self.stdout.write(f"{report.count} prices of {service} replaced.")
