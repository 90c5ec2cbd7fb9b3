"""Names, phones and addresses as Turkish carriers want them."""

import re

from django.utils.translation import gettext as _

from ..places import fold, province_name, upper
from .base import Refused


def phone_of(party):
    """Ten digits without 0 or +90."""
    digits = re.sub(r"\D", "", party.phone)
    if digits.startswith("90") and len(digits) == 12:
        digits = digits[2:]
    if not re.fullmatch(r"[2-5]\d{9}", digits):
        raise Refused(_("The carrier accepts Turkish phone numbers only."))
    return digits


def city_of(party):
    return upper(province_name(party.province))


def town_of(party):
    return upper(party.district)


def street_of(party, *, shortest=10, longest=500):
    """Neighbourhood and address, without the district and province: they have fields of their
    own, and carriers ask not to repeat them."""
    address = without_place(party.address, party)
    if party.neighbourhood and fold(party.neighbourhood) not in fold(address):
        address = f"{party.neighbourhood} {address}"
    if not shortest <= len(address) <= longest:
        raise Refused(
            _("The carrier wants an address of %(shortest)s to %(longest)s characters.")
            % {"shortest": shortest, "longest": longest}
        )
    return address


def without_place(address, party):
    """ "Moda Cad. No: 5 Kadıköy/İstanbul" → "Moda Cad. No: 5"."""
    words = address.strip()
    for place in (province_name(party.province), party.district):
        shorter = words[: -len(place)] if place and fold(words).endswith(fold(place)) else words
        if shorter.strip(" ,/-"):
            words = shorter.rstrip(" ,/-")
    return words


def first_and_last(name):
    """ "Ayşe Nur Yılmaz" → ("Ayşe Nur", "Yılmaz"); a single word is its own surname."""
    first, _space, last = name.strip().rpartition(" ")
    return (first or last), last
