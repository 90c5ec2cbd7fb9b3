"""Names, phones and addresses as Turkish carriers want them."""

from django.utils.translation import gettext as _

from notifications.turkish import upper

from ..completeness import ten_digits, without_place
from ..places import fold, province_name
from .base import Refused


def phone_of(party):
    """Ten digits without 0 or +90."""
    digits = ten_digits(party.phone)
    if not digits:
        raise Refused(_("The carrier accepts Turkish phone numbers only."))
    return digits


def city_of(party):
    return upper(province_name(party.province))


def town_of(party):
    return upper(party.district)


def street_of(party, *, shortest=10, longest=500):
    """Neighbourhood and address, without the district and province: they have fields of their
    own, and carriers ask not to repeat them. An address that is long enough for
    `completeness.is_a_street` is long enough here, its neighbourhood said twice if need be."""
    address = without_place(party.address, party.province, party.district)
    is_said = fold(party.neighbourhood) in fold(address) and len(address) >= shortest
    if party.neighbourhood and not is_said:
        address = f"{party.neighbourhood} {address}"
    if not shortest <= len(address) <= longest:
        raise Refused(
            _("The carrier wants an address of %(shortest)s to %(longest)s characters.")
            % {"shortest": shortest, "longest": longest}
        )
    return address


def first_and_last(name):
    """ "Ayşe Nur Yılmaz" → ("Ayşe Nur", "Yılmaz"); a single word is its own surname."""
    first, _space, last = name.strip().rpartition(" ")
    return (first or last), last
