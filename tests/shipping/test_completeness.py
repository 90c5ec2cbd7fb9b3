"""What one of us takes, the next does not refuse: the form, the desk and the carriers agree."""

import pytest

from shipping.carriers.base import Party
from shipping.carriers.hepsijet import address_of
from shipping.carriers.yurtici import shipment_fields
from shipping.completeness import gaps
from shop.customers.forms import AddressForm
from tests import make

from .carriers.parcels import consignment

SHORTEST = {  # the least of each that the fields take
    "name": "O Ay",
    "phone": "0532 123 45 67",
    "province": "34",
    "district": "Kadıköy",
    "neighbourhood": "Moda",
    "address": "Moda N.5",
}


class Anywhere(AddressForm):
    knows_every_neighbourhood = False


def test_the_shortest_that_a_form_takes_is_carried():
    form = Anywhere({"label": "Ev"} | SHORTEST)
    assert form.is_valid(), form.errors
    typed = {name: form.cleaned_data[name] for name in SHORTEST}
    party = Party(**typed)
    fields = shipment_fields(consignment(receiver=party))
    assert fields["receiverAddress"] == "Moda Moda N.5"
    assert fields["receiverPhone1"] == "5321234567"
    assert address_of(party, "1")["addressLine1"] == "Moda Moda N.5"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "gap"),
    [
        ({}, []),
        ({"receiver_name": "A1"}, ["Alıcının adı yok."]),
        ({"receiver_phone": "+4915123456789"}, ["Telefon numarası aranabilir değil."]),
        ({"address": "No: 5"}, ["Adres çok kısa."]),
        ({"address": "No: 5 Kadıköy/İstanbul"}, ["Adres çok kısa."]),
    ],
)
def test_the_desk_sees_what_no_carrier_takes(change, gap):
    shortest = {
        "receiver_name": SHORTEST["name"],
        "receiver_phone": "+905321234567",
        **{name: SHORTEST[name] for name in ("province", "district", "neighbourhood", "address")},
    }
    parcel = make.shipment(**shortest | change)
    assert gaps(parcel) == gap
