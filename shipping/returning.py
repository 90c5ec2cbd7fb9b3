"""The carrier designated for returns: named by law before the order is placed (pre-information
form), and the one the return then travels with. Pages, texts and parcels all ask here."""

from django.conf import settings

from .models import Service, Tier
from .network import network
from .places import line_between
from .promises import NotOffered
from .tariffs import billable_desi, fee


def return_carrier(province=None):
    """The name of the carrier a return travels with, from this province or from anywhere. While
    nobody can fetch one: the designated carrier's, or its plug-in's."""
    found = way_back(province)
    if found:
        return found.carrier_name
    services = network().every_service.values()
    names = (one.carrier_name for one in services if one.carrier_code == settings.RETURN_CARRIER)
    return next(names, settings.RETURN_CARRIER)


def return_service(province=None):
    """The Service a return travels by; None while no carrier can fetch it."""
    found = way_back(province)
    return Service.objects.select_related("carrier").get(pk=found.id) if found else None


def billed_for(parcel):
    """TRY with KDV that the carrier of a parcel bills the shop for it, by today's prices; None: not
    known."""
    service = network().every_service[parcel.service_id]
    line = line_between(parcel.warehouse.province, parcel.province)
    try:
        return fee(service, line, billable_desi(parcel.desi, parcel.weight_kg)).cost
    except NotOffered:
        return None


def way_back(province=None):
    """The ServiceFacts of it: the designated carrier's standard one, or whatever it offers, or one
    it does not bring parcels by any more. Where that carrier is switched off, another's."""
    able = (one for one in network().every_service.values() if can_fetch(one, province))
    return min(able, key=last_resort, default=None)


def can_fetch(service, province):
    if service.carrier_code == settings.RETURN_CARRIER:
        return service.carrier_is_active
    goes_there = province is None or not service.areas or province in service.areas
    return service.is_active and goes_there


def last_resort(service):
    """Sorts what should rather not be taken to the end."""
    return (
        service.carrier_code != settings.RETURN_CARRIER,
        not service.is_active,
        bool(service.areas),
        service.tier != Tier.STANDARD,
    )
