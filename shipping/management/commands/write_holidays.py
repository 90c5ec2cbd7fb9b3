"""Write the file of Turkish holidays anew from the `holidays` package: after each update of it."""

import csv

from django.core.management.base import BaseCommand
from holidays import country_holidays

from shipping.calendar import FILE

YEARS = range(2020, 2046)
KINDS = ("half_day", "public")  # a day that is both is a public holiday


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options):
        with FILE.open("w", encoding="utf-8", newline="") as file:
            lines = csv.writer(file, lineterminator="\n")
            lines.writerow(["day", "kind", "name", "name_en"])
            lines.writerows(rows())


def rows():
    """[(day, kind, name, name in English)], the days in order."""
    kinds = {day: kind for kind in KINDS for day in days([kind], "tr")}
    turkish, english = days(KINDS, "tr"), days(KINDS, "en_US")
    return [
        (day.isoformat(), kinds[day], alone(turkish[day]), alone(english[day]))
        for day in sorted(kinds)
    ]


def days(kinds, language):
    return country_holidays("TR", years=YEARS, categories=kinds, language=language)


def alone(name):
    """The half day's hour, and that a day is an estimate, stand in brackets."""
    return name.partition(" (")[0]
