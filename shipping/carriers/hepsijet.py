"""HepsiJet over REST. Its number (customerDeliveryNo) is ours with the company code before it:
barcode and tracking number at once, known before anything moves."""

import re
import time
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from django.utils.translation import gettext as _

from notifications.http import Http

from . import hepsijet_answers as answers
from .addresses import city_of, first_and_last, phone_of, street_of, town_of
from .base import Booking, Carrier, Refused, option
from .breaker import guarded

TRACKING_PAGE = "https://www.hepsijet.com/gonderi-takibi/"
TOKEN_SECONDS = 55 * 60  # it lives 60 minutes
PICKUP_DAYS = 7  # how far ahead a return's pick-up is looked for
STANDARD, RETURN = "HX_STD", "HX_RND"
SHORTEST, LONGEST = 9, 16  # customerDeliveryNo
CODE = re.compile("[A-Z0-9]{1,8}")  # of the company: what our numbers, its barcodes, begin with


class Hepsijet(Carrier):
    code = "hepsijet"

    def __init__(self):
        self.http = Http(option("HEPSIJET_URL"))
        self.auth = (option("HEPSIJET_USER"), option("HEPSIJET_PASSWORD"))
        self.company = {
            "name": option("HEPSIJET_COMPANY_NAME"),
            "abbreviationCode": option("HEPSIJET_COMPANY_CODE"),
        }
        if not CODE.fullmatch(self.company["abbreviationCode"]):
            raise ImproperlyConfigured("HEPSIJET_COMPANY_CODE: at most 8 of A to Z and 0 to 9")
        self.token, self.token_until = "", 0.0

    @guarded
    def book(self, consignment):
        day = timezone.localdate()
        if consignment.is_return:
            day = self._pickup_day(consignment.sender, day)
        number = self._number(consignment.number)
        order = order_of(consignment, number, day=day) | {"company": self.company}
        if settings.HEPSIJET_XDOCK:
            order["currentXDock"] = {"abbreviationCode": settings.HEPSIJET_XDOCK}
        answers.check_booked(self._ask("POST", "/delivery/sendDeliveryOrderEnhanced", json=order))
        return Booking(
            tracking_number=number,
            return_code=number if consignment.is_return else "",
        )

    def _pickup_day(self, sender, today):
        """The first day with room for a pick-up at the customer's."""
        last = today + timedelta(days=PICKUP_DAYS)
        asked = {
            "startDate": f"{today + timedelta(days=1)}",
            "endDate": f"{last}",
            "deliveryType": "RETURNED",
            "city": city_of(sender),
            "town": town_of(sender),
        }
        path = "/rest/delivery/findAvailableDeliveryDatesV2"
        days = answers.free_days(self._ask("GET", path, params=asked))
        if not days:
            raise Refused(_("The carrier has no free day to collect the return."))
        return min(days)

    @guarded
    def cancel(self, number):
        path = f"/rest/delivery/deleteDeliveryOrder/{self._number(number)}"
        answers.check_deleted(self._ask("POST", path, json={"deleteReason": "IPTAL"}))

    @guarded
    def track(self, numbers):
        ours = {self._full(number): number for number in numbers}
        ours = {full: number for full, number in ours.items() if can_be_used(full)}
        if not ours:
            return []
        deliveries = answers.deliveries_of(self._tracked(list(ours)))
        if len(ours) > 1 and len(deliveries) < 2:
            # some versions answer for one delivery only, or fail for all when one is not known
            rest = set(ours) - {row["customerDeliveryNo"] for row in deliveries}
            deliveries += [
                row for number in rest for row in answers.deliveries_of(self._tracked([number]))
            ]
        return answers.all_scans(deliveries, ours)

    def _tracked(self, numbers):
        asked = {"deliveries": [{"customerDeliveryNo": number} for number in numbers]}
        return self._ask("POST", "/rest/deliveryTransaction/getDeliveryTracking", json=asked)

    def _ask(self, method, path, **request):
        """The answer's JSON; an old token is renewed once."""
        answer = self._send(method, path, request)
        if answer.status_code == 401:
            self.token_until = 0.0
            answer = self._send(method, path, request)
        return answer.json()

    def _send(self, method, path, request):
        if time.monotonic() >= self.token_until:
            answer = self.http.ask("GET", "/auth/getToken", auth=self.auth)
            self.token = answers.token_of(answer.json())
            self.token_until = time.monotonic() + TOKEN_SECONDS
        return self.http.ask(method, path, headers={"X-Auth-Token": self.token}, **request)

    def _full(self, number):
        code = self.company["abbreviationCode"]
        return number if number.startswith(code) else f"{code}{number}"

    def _number(self, number):
        full = self._full(number)
        if not can_be_used(full):
            raise Refused(_("The carrier cannot use the number %(number)s.") % {"number": full})
        return full

    def tracking_url(self, tracking_number):
        return f"{TRACKING_PAGE}{tracking_number}" if tracking_number else ""


def can_be_used(full):
    """False for a number booked elsewhere, before the company had its code."""
    return SHORTEST <= len(full) <= LONGEST


def order_of(consignment, number, *, day):
    """The body of sendDeliveryOrderEnhanced, without the company."""
    receiver, is_return = consignment.receiver, consignment.is_return
    first, last = first_and_last(receiver.name)
    delivery = {
        "customerDeliveryNo": number,
        "customerOrderId": consignment.reference,
        "totalParcels": 1,
        "desi": float(consignment.desi),
        "weight": float(consignment.weight_kg),
        "deliveryType": "RETURNED" if is_return else "RETAIL",
        "deliveryDateOriginal": f"{day}",
        "deliverySlotOriginal": 0,  # none
        "product": {"productCode": RETURN if is_return else consignment.product_code or STANDARD},
        "receiver": {
            "companyCustomerId": number,
            "firstName": first,
            "lastName": last,
            "phone1": phone_of(receiver),
            "email": receiver.email,
        },
        "recipientPerson": receiver.name,
        "recipientPersonPhone1": phone_of(receiver),
        "recipientAddress": address_of(receiver, f"{number}R"),
        "senderAddress": address_of(consignment.sender, f"{number}S"),
        "deliveryContent": [
            {
                "sku": line["sku"],
                "description": line["name"],
                "quantity": line["quantity"],
            }
            for line in consignment.contents
        ],
    }
    if is_return:
        delivery["originalDeliveryNo"] = consignment.original_number
    return {"delivery": delivery} | cod_of(consignment, delivery)


def cod_of(consignment, delivery):
    """Payment at the door: a flag, a service and an amount."""
    if not consignment.cod_amount:
        return {}
    delivery["deliveryPom"] = True
    amount = {
        "amount": float(consignment.cod_amount),
        "currency": "TRY",
        "description": consignment.reference,
        "type": "PRODUCT_AMOUNT",
    }
    return {"deliveryAmountList": [amount], "serviceType": ["POD"]}


def address_of(party, address_id):
    return {
        "companyAddressId": address_id,
        "country": {"name": "Türkiye"},
        "city": {"name": city_of(party)},
        "town": {"name": town_of(party)},
        "district": {"name": party.neighbourhood},
        "addressLine1": street_of(party),
    }


plugin = Hepsijet
