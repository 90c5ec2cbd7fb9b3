"""What the price label regulation (RG 28/6/2014-29044) wants beside a price: what it comes to for a
kilogram, litre, metre or piece, where the thing was made, and since when the price holds."""

import csv
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

CENT = Decimal("0.01")
HOME = "TR"
COUNTRIES = Path(__file__).parent / "data" / "countries.csv"


class Measure(models.TextChoices):
    GRAM = "g", _("g")
    KILOGRAM = "kg", _("kg")
    MILLILITRE = "ml", _("ml")
    LITRE = "l", _("litre")
    CENTIMETRE = "cm", _("cm")
    METRE = "m", _("metre")
    PIECE = "piece", _("piece")


# unit of the content: (unit the price is told for, how many of the first make one of it)
TOLD_FOR = {
    Measure.GRAM: (Measure.KILOGRAM, 1000),
    Measure.KILOGRAM: (Measure.KILOGRAM, 1),
    Measure.MILLILITRE: (Measure.LITRE, 1000),
    Measure.LITRE: (Measure.LITRE, 1),
    Measure.CENTIMETRE: (Measure.METRE, 100),
    Measure.METRE: (Measure.METRE, 1),
    Measure.PIECE: (Measure.PIECE, 1),
}
UN_CODES = {  # UN/CEFACT, for machines
    Measure.KILOGRAM: "KGM",
    Measure.LITRE: "LTR",
    Measure.METRE: "MTR",
    Measure.PIECE: "C62",
}


@dataclass(frozen=True)
class UnitPrice:
    """TRY with KDV for one of `measure`."""

    amount: Decimal
    measure: Measure

    @property
    def name(self):
        return self.measure.label

    @property
    def code(self):
        return UN_CODES[self.measure]


def unit_price(price, content, unit):
    """The `UnitPrice` of a thing that holds so much; None when its content is not measured."""
    if not content or not unit:
        return None
    told_for, parts = TOLD_FOR[Measure(unit)]
    return UnitPrice((price * parts / content).quantize(CENT), told_for)


def country_name(code):
    """ "TR" → "Türkiye"; "" for none."""
    return countries(get_language() or "tr").get(code, "")


@cache
def countries(language):
    """{ISO code: name in this language}."""
    with COUNTRIES.open(encoding="utf-8") as file:
        return {row["code"]: row[language] for row in csv.DictReader(file)}
