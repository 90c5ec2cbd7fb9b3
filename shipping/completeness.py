"""Whether a parcel's data are complete: what a carrier would refuse, said before it is asked."""

import phonenumbers
from django.utils.translation import gettext as _

from .places import districts, provinces

CHECKS = 5
SHORTEST_ADDRESS = 8  # letters; "No: 5" brings nothing to any door


def gaps(shipment):
    """Sentences, one for each thing that is missing or impossible; none when it is complete."""
    known = shipment.province in provinces() and shipment.district in districts(shipment.province)
    complete = {
        _("The receiver has no name."): bool(shipment.receiver_name.strip()),
        _("The phone number cannot be called."): can_be_called(shipment.receiver_phone),
        _("The district is not in the province."): known,
        _("The address is too short."): len(shipment.address.strip()) >= SHORTEST_ADDRESS,
        _("Weight or desi is zero."): shipment.weight_kg > 0 and shipment.desi > 0,
    }
    return [sentence for sentence, is_there in complete.items() if not is_there]


def can_be_called(number):
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, "TR"))
    except phonenumbers.NumberParseException:
        return False
