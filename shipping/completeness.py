"""Whether a parcel's data are complete: what a carrier would refuse, said before it is asked.

The least that a receiver's name, phone and address must be is said here once. The fields where
people type, the desk and the carriers' plug-ins all ask here."""

import phonenumbers
from django.utils.translation import gettext as _

from .places import districts, fold, province_name, provinces

CHECKS = 5
TURKEY = 90  # the only country whose phones Turkish carriers write down
SHORTEST_NAME = 3  # letters
SHORTEST_ADDRESS = 8  # characters of the street's line: "No: 5" brings nothing to any door


def gaps(shipment):
    """Sentences, one for each thing that is missing or impossible; none when it is complete."""
    known = shipment.province in provinces() and shipment.district in districts(shipment.province)
    street = without_place(shipment.address, shipment.province, shipment.district)
    complete = {
        _("The receiver has no name."): is_a_name(shipment.receiver_name),
        _("The phone number cannot be called."): bool(ten_digits(shipment.receiver_phone)),
        _("The district is not in the province."): known,
        _("The address is too short."): is_a_street(street),
        _("Weight or desi is zero."): shipment.weight_kg > 0 and shipment.desi > 0,
    }
    return [sentence for sentence, is_there in complete.items() if not is_there]


def is_a_name(text):
    return sum(letter.isalpha() for letter in text) >= SHORTEST_NAME


def is_a_street(line):
    return len(line.strip()) >= SHORTEST_ADDRESS


def ten_digits(phone):
    """ "+905321234567" → "5321234567", as Turkish carriers write it; empty for any number they
    cannot call."""
    try:
        number = phonenumbers.parse(phone, "TR")
    except phonenumbers.NumberParseException:
        return ""
    if number.country_code != TURKEY or not phonenumbers.is_valid_number(number):
        return ""
    digits = str(number.national_number)
    return digits if len(digits) == 10 else ""


def without_place(address, province, district):
    """ "Moda Cad. No: 5 Kadıköy/İstanbul" → "Moda Cad. No: 5"."""
    words = address.strip()
    for place in (province_name(province), district):
        shorter = words[: -len(place)] if place and fold(words).endswith(fold(place)) else words
        if shorter.strip(" ,/-"):
            words = shorter.rstrip(" ,/-")
    return words
