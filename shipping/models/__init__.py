"""What shipping keeps. It knows parcels and places, not orders."""

from shipping.places import Line

from .parcels import Shipment
from .promises import Forecast, PromiseEntry
from .records import CarrierRecord
from .scans import Scan
from .slips import Slip
from .supply import (
    NAMING_THEIR_DAY,
    Carrier,
    ClosedDay,
    Service,
    Tariff,
    Tier,
    Transit,
    Warehouse,
)
from .telling import is_for_somebody_else

__all__ = [
    "NAMING_THEIR_DAY",
    "Carrier",
    "CarrierRecord",
    "ClosedDay",
    "Forecast",
    "Line",
    "PromiseEntry",
    "Scan",
    "Service",
    "Shipment",
    "Slip",
    "Tariff",
    "Tier",
    "Transit",
    "Warehouse",
    "is_for_somebody_else",
]
