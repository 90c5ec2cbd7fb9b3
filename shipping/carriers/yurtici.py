"""Yurtiçi Kargo over SOAP 1.1: createShipment, cancelShipment, queryShipment and return codes.

Our parcel number is its cargoKey, printed as the barcode; Yurtiçi's own number (docId) exists only
after the branch has scanned it. Payment at the door is a matter of the credential: such parcels
belong to the COD user, and only that user sees them."""

from datetime import timedelta
from functools import cached_property
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from notifications.http import Http
from notifications.later import Later

from ..completeness import is_a_name
from . import yurtici_answers as answers
from .addresses import city_of, phone_of, street_of, town_of
from .base import Booking, Carrier, Refused, option
from .breaker import guarded

soap_client = Later("shipping.carriers.soap")

WSDL = Path(__file__).with_name("yurtici.wsdl")
TRACKING_PAGE = "https://www.yurticikargo.com/tr/online-servisler/gonderi-sorgula?code="
RETURN_DAYS = 30  # how long a return code can be used, at least
SPARE_DAYS = 7  # longer than the customer is told: the code is told some time after it is opened
BATCH = 50  # parcels in one question
CASH = "0"
SAME_INVOICE = "0"


class Yurtici(Carrier):
    code = "yurtici"

    def __init__(self):
        self.user = credentials(option("YURTICI_USER"), option("YURTICI_PASSWORD"))
        self.cod_user = (
            credentials(settings.YURTICI_COD_USER, option("YURTICI_COD_PASSWORD"))
            if settings.YURTICI_COD_USER
            else None
        )
        self.http = Http(option("YURTICI_URL"))

    @cached_property
    def soap(self):
        return soap_client.Soap(WSDL, self.http, fallback_encoding="iso-8859-9")

    @guarded
    def book(self, consignment):
        if consignment.is_return:
            return self._open_return_code(consignment)
        user = self._user_for(consignment)
        order = shipment_fields(consignment)
        answer = self.soap.ask("createShipment", **user, userLanguage="TR", ShippingOrderVO=[order])
        answers.check_created(answer)
        return Booking()

    def _user_for(self, consignment):
        if not consignment.cod_amount:
            return self.user
        if self.cod_user is None:
            raise Refused(_("Payment at the door needs YURTICI_COD_USER."))
        return self.cod_user

    def _open_return_code(self, consignment):
        today = timezone.localdate()
        until = today + timedelta(days=max(RETURN_DAYS, settings.RETURN_SEND_DAYS + SPARE_DAYS))
        fields = return_code_fields(consignment, today, until)
        answer = self.soap.ask("saveReturnShipmentCode", **self.user, wsLanguage="TR", **fields)
        answers.check_return_code(answer)
        return Booking(return_code=fields["returnCode"], return_until=until)

    @guarded
    def cancel(self, number):
        """Cancelled already or never known comes to the same: nothing will be carried."""
        for user in self._users():
            answer = self.soap.ask("cancelShipment", **user, userLanguage="TR", cargoKeys=[number])
            if answers.is_cancelled(answer):
                return
        # perhaps the code of a return nobody has handed over; no answer of this is a problem
        self.soap.ask(
            "cancelReturnShipmentCode",
            **self.user,
            wsLanguage="TR",
            fieldName=settings.YURTICI_RETURN_FIELD,
            returnCode=number,
        )

    @guarded
    def track(self, numbers):
        scans, left = [], list(numbers)
        for user in self._users():
            rows = [row for batch in batches(left) for row in self._query(user, batch)]
            known = [row for row in rows if answers.is_known(row)]
            scans += answers.all_scans(known)
            left = [number for number in left if number not in {row["cargoKey"] for row in known}]
        return scans

    def _query(self, user, numbers):
        answer = self.soap.ask(
            "queryShipment",
            **user,
            wsLanguage="TR",
            keys=numbers,
            keyType=0,
            addHistoricalData=True,
            onlyTracking=False,
        )
        return answers.rows_of(answer)

    def _users(self):
        return [user for user in (self.user, self.cod_user) if user]

    def tracking_url(self, tracking_number):
        return f"{TRACKING_PAGE}{tracking_number}" if tracking_number else ""


def credentials(user, password):
    return {"wsUserName": user, "wsPassword": password}


def shipment_fields(consignment):
    """The ShippingOrderVO of a parcel."""
    receiver = consignment.receiver
    fields = {
        "cargoKey": consignment.number,
        "invoiceKey": consignment.number,
        "receiverCustName": name_of(receiver)[:100],
        "receiverAddress": street_of(receiver),
        "receiverPhone1": phone_of(receiver),
        "cityName": city_of(receiver),
        "townName": town_of(receiver),
        "custProdId": consignment.product_code or None,
        "desi": f"{consignment.desi:.3f}",
        "kg": f"{consignment.weight_kg:.3f}",
        "cargoCount": "1",
        "specialField1": f"3${consignment.reference}#",  # 3: order number
        "description": consignment.note[:255] or None,
        "emailAddress": receiver.email or None,
    }
    return fields | (cod_fields(consignment) if consignment.cod_amount else {})


def name_of(receiver):
    """Yurtiçi wants five characters with four letters, which some people's names are not: they
    are written with the title that stands before any name on a letter."""
    name = receiver.name.strip()
    if not is_a_name(name):
        raise Refused(_("The carrier wants the receiver's full name."))
    is_long = len(name) >= 5 and sum(letter.isalpha() for letter in name) >= 4
    return name if is_long else f"Sayın {name}"


def cod_fields(consignment):
    """Cash at the door, on the same invoice; the document number may hold digits only."""
    digits = "".join(filter(str.isdigit, consignment.reference)) or "0"
    return {
        "ttCollectionType": CASH,
        "ttInvoiceAmount": f"{consignment.cod_amount:.2f}",
        "ttDocumentId": digits[-12:],
        "ttDocumentSaveType": SAME_INVOICE,
    }


def return_code_fields(consignment, today, until):
    """The customer says the code at any branch; one parcel may use it. The parcel is followed by
    this code, so it is our own number."""
    return {
        "fieldName": settings.YURTICI_RETURN_FIELD,
        "returnCode": consignment.number,
        "startDate": f"{today:%Y%m%d}",
        "endDate": f"{until:%Y%m%d}",
        "maxCount": 1,
    }


def batches(numbers):
    return [numbers[start : start + BATCH] for start in range(0, len(numbers), BATCH)]


plugin = Yurtici
