"""Gathers the areas' admin pages for Django."""

from .catalog import admin as catalog
from .customers import admin as customers
from .loyalty import admin as loyalty
from .service import desk, desk_delays, desk_margins, desk_money, desk_parcels

__all__ = [
    "catalog",
    "customers",
    "desk",
    "desk_delays",
    "desk_margins",
    "desk_money",
    "desk_parcels",
    "loyalty",
]
