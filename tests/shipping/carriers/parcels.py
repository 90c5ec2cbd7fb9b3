"""Parcels to hand to a plug-in."""

from dataclasses import replace
from decimal import Decimal
from itertools import count

from shipping.carriers.base import Consignment, Party

serial = count(1)
WAREHOUSE = Party(
    name="Kapında",
    phone="+902120000000",
    province="34",
    district="Tuzla",
    address="Depo Cad. No: 1 Tuzla/İstanbul",
)
AYSE = Party(
    name="Ayşe Yılmaz",
    phone="+905321234567",
    province="35",
    district="Karşıyaka",
    neighbourhood="Bostanlı Mah.",
    address="Şehit Cengiz Topel Cad. No: 12/4 Karşıyaka/İzmir",
    email="ayse@example.com",
)


def consignment(**fields):
    """The mug for Ayşe, under a number of its own."""
    made = Consignment(
        number=f"KPND{next(serial):010d}",
        reference="K1024",
        sender=WAREHOUSE,
        receiver=AYSE,
        desi=Decimal("0.58"),
        weight_kg=Decimal("0.4"),
        contents=({"sku": "KUPA-1", "name": "Seramik kupa", "quantity": 1},),
    )
    return replace(made, **fields)


def coming_back(**fields):
    """The same mug on its way from Ayşe to the warehouse."""
    return consignment(sender=AYSE, receiver=WAREHOUSE, is_return=True, **fields)
