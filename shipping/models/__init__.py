"""What shipping keeps. It knows parcels and places, not orders."""

from shipping.places import Line

from .parcels import Shipment, is_for_somebody_else
from .scans import Scan
from .supply import Carrier, ClosedDay, Service, Tariff, Tier, Transit, Warehouse

__all__ = [
    "Carrier",
    "ClosedDay",
    "Line",
    "Scan",
    "Service",
    "Shipment",
    "Tariff",
    "Tier",
    "Transit",
    "Warehouse",
    "is_for_somebody_else",
]
