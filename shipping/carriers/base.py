"""What a carrier plug-in is: one file, one class, value objects in, value objects out.

Every call ends in one of three ways: an answer, `TryLater`, or `Refused`. A plug-in maps each of
its carrier's errors, time-outs and nonsense answers to one of them and lets nothing else out.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from notifications.outside import Refused as Refused
from notifications.outside import TryLater as TryLater


def option(name):
    """A setting the plug-in cannot do without."""
    value = getattr(settings, name)
    if not value:
        raise ImproperlyConfigured(f"{name} is not set, and CARRIERS names a plug-in that needs it")
    return value


@dataclass(frozen=True)
class Party:
    """Someone at an address. `phone` is E.164; `province` the plate code."""

    name: str
    phone: str
    province: str
    district: str
    address: str
    neighbourhood: str = ""
    email: str = ""


@dataclass(frozen=True)
class Consignment:
    """A parcel to be carried. `number` is our own key, at most 16 letters and digits: sending the
    same one again after a time-out must never create a second parcel."""

    number: str
    reference: str  # the order number
    sender: Party
    receiver: Party
    desi: Decimal
    weight_kg: Decimal
    product_code: str = ""
    contents: tuple = ()  # ({"sku", "name", "quantity"}, …)
    cod_amount: Decimal = Decimal(0)  # TRY
    note: str = ""
    is_return: bool = False
    return_code: str = ""
    original_number: str = ""


@dataclass(frozen=True)
class Booking:
    """`tracking_number` is empty where the carrier gives it only at the first scan; `return_until`
    is the last day on which the return code is taken, None where that is not known to end."""

    tracking_number: str = ""
    return_code: str = ""
    return_until: date | None = None


@dataclass(frozen=True)
class TrackedScan:
    """One thing a carrier says. `number` is our own parcel number; `kind` one of `Scan.Kind`
    ("unknown" for what we do not know); `at` is aware, or None where the carrier says no time: it
    happened when we first heard of it."""

    number: str
    kind: str
    at: datetime | None
    place: str = ""
    text: str = ""
    tracking_number: str = ""
    received_by: str = ""


class Carrier:
    """Base of the plug-ins. A plug-in reads its options from settings in `__init__` and raises
    ImproperlyConfigured with the variable's name when one is missing."""

    code = ""

    def book(self, consignment: Consignment) -> Booking:
        """Register the parcel, also one coming back (`is_return`). Safe to repeat."""
        raise NotImplementedError

    def cancel(self, number: str) -> None:
        """Withdraw a parcel that has not been handed over. Refused once it has been."""
        raise NotImplementedError

    def track(self, numbers: list[str]) -> list[TrackedScan]:
        """All that is known of these parcels; a number the carrier does not know is left out."""
        raise NotImplementedError

    def read_push(self, headers: dict, body: bytes) -> list[TrackedScan]:
        """Scans from a push whose signature has been checked already. Raises ValueError, and so
        does every push in the name of a carrier that does not push."""
        raise ValueError(f"{self.code} pushes nothing")

    def tracking_url(self, tracking_number: str) -> str:
        """The carrier's own page for its customers; empty when it has none."""
        return ""
