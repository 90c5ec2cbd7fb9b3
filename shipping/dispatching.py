"""From a bought promise to a parcel: drafts, and what workers do with them."""

import secrets

from django.conf import settings
from django.db import IntegrityError, transaction

from .carriers.base import Party
from .models import Shipment

NUMBER_DIGITS = 10


def draft(*, reference, service, warehouse_id, customer: Party, promise, at, **more):
    """A parcel that nobody but us knows of yet.

    `service` is the Service row, `customer` the other end: the receiver, or for a parcel coming
    back (`direction="back"`) the one who hands it over. `more` are other fields of Shipment:
    contents, desi, weight_kg, note, cod_amount, is_gift, gift_message, buyer_name, buyer_phone,
    buyer_email, language, link_nonce, original_number.
    """
    fields = {
        "reference": str(reference),
        "carrier_id": service.carrier_id,
        "service": service,
        "warehouse_id": warehouse_id,
        "receiver_name": customer.name,
        "receiver_phone": customer.phone,
        "province": customer.province,
        "district": customer.district,
        "neighbourhood": customer.neighbourhood,
        "address": customer.address,
        "leaves_by": promise.leaves_by,
        "promised_earliest": promise.earliest,
        "promised_latest": promise.latest,
        "expected_earliest": promise.earliest,
        "expected_latest": promise.latest,
        "created_at": at,
        **more,
    }
    while True:
        try:
            with transaction.atomic():
                return Shipment.objects.create(number=new_number(), **fields)
        except IntegrityError as error:
            if "shipping_shipment_number" not in str(error):
                raise


def new_number():
    """Our own key: HepsiJet wants 9 to 16 characters that begin with its code for the shop; the
    same form serves every carrier. Random, so that nobody can guess a neighbour's parcel."""
    prefix = settings.HEPSIJET_COMPANY_CODE[:6] or "KPND"
    return f"{prefix}{secrets.randbelow(10**NUMBER_DIGITS):0{NUMBER_DIGITS}d}"
