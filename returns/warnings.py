"""What a merchant should look into though no list waits for it: sentences for the landing page."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications.models import Wording
from shipping.forecasts.named_day import withdrawn
from shipping.network import network
from shipping.reach import SLOW_DAYS, provinces_without_service, slow_provinces
from shipping.returning import return_carrier, way_back
from shop.catalog.completing import LACKS, how_many_lack

NAMED = 5  # provinces named in a sentence


def warnings():
    """[{"text", "page", "href", "is_urgent"}], the urgent ones first."""
    urgent = [
        of_wordings(),
        of_way_back(),
        of_slow_provinces(),
        of_provinces_without_service(),
        *of_withdrawn_services(),
    ]
    return [
        {
            "text": text,
            "page": page,
            "href": reverse(f"admin:{page}") + query,
            "is_urgent": found in urgent,
        }
        for found in filter(None, [*urgent, *of_incomplete_products()])
        for text, page, query in [found]
    ]


def of_wordings():
    broken = Wording.objects.exclude(problem="").count()
    if not broken:
        return None
    sentence = ngettext(
        "%(count)s wording of yours no longer fits its message; the shop's own words go out.",
        "%(count)s wordings of yours no longer fit their messages; the shop's own words go out.",
        broken,
    )
    page = "notifications_wording_changelist"
    return sentence % {"count": broken}, page, "?problem__isempty=0"


def of_way_back():
    """The carrier designated for returns is switched off: who stands in, or that nobody does."""
    found = way_back()
    if found is None:
        sentence = _(
            "No carrier can bring returns: every request waits for you. Switch one on, then"
            " approve the returns that wait."
        )
    elif found.carrier_code != settings.RETURN_CARRIER:
        sentence = _(
            "The carrier designated for returns is switched off; returns come with %(carrier)s,"
            " and new contracts name it."
        )
    else:
        return None
    return sentence % {"carrier": return_carrier()}, "shipping_carrier_changelist", ""


def of_slow_provinces():
    slow = slow_provinces()
    if not slow:
        return None
    named = [_("%(province)s (%(days)s days)") % {"province": n, "days": d} for n, d in slow]
    sentence = ngettext(
        "Only services of %(least)s days and more go to %(count)s province: %(named)s.",
        "Only services of %(least)s days and more go to %(count)s provinces: %(named)s.",
        len(slow),
    )
    told = {"least": SLOW_DAYS, "count": len(slow), "named": listed(named)}
    return sentence % told, "shipping_service_changelist", ""


def of_provinces_without_service():
    left_out = provinces_without_service()
    if not left_out:
        return None
    sentence = ngettext(
        "No service goes to %(count)s province, so nothing is sold there: %(named)s.",
        "No service goes to %(count)s provinces, so nothing is sold there: %(named)s.",
        len(left_out),
    )
    told = {"count": len(left_out), "named": listed(left_out)}
    return sentence % told, "shipping_service_changelist", ""


def of_withdrawn_services():
    """Services named after a day that the shop does not offer any more, each with the reason."""
    for service, warehouse, place, share in withdrawn(network()):
        sentence = _(
            "%(service)s is not offered from %(origin)s to %(destination)s for now: only %(kept)s"
            " of its last %(count)s parcels came on their day."
        )
        told = {
            "service": f"{service.carrier_name}, {service.title}",
            "origin": warehouse.name,
            "destination": place,
            "kept": share.hits,
            "count": share.count,
        }
        yield sentence % told, "shipping_service_changelist", ""


def of_incomplete_products():
    for what, count in how_many_lack().items():
        if count:
            sentence = ngettext(
                "%(count)s product on sale lacks: %(what)s.",
                "%(count)s products on sale lack: %(what)s.",
                count,
            )
            told = {"count": count, "what": LACKS[what][0]}
            yield sentence % told, "shop_product_changelist", f"?lacks={what}"


def listed(names):
    return ", ".join(names[:NAMED]) + (", …" if len(names) > NAMED else "")
