"""The carrier designated for returns: named by law before the order is placed (pre-information
form), and the one the return then travels with. Pages, texts and parcels all ask here."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from .models import Service, Tier
from .network import network


def return_carrier():
    """Its name; as long as it has no service, the name of its plug-in."""
    services = network().every_service.values()
    names = (one.carrier_name for one in services if one.carrier_code == settings.RETURN_CARRIER)
    return next(names, settings.RETURN_CARRIER)


def return_service():
    """The Service a return travels by: the carrier's standard one, or whatever it offers."""
    offered = [one for one in network().services if one.carrier_code == settings.RETURN_CARRIER]
    if not offered:
        raise ImproperlyConfigured("RETURN_CARRIER names a carrier without a service in use")
    chosen = min(offered, key=lambda one: one.tier != Tier.STANDARD)
    return Service.objects.select_related("carrier").get(pk=chosen.id)
