"""The pages that say who we are and how buying here works, with the figures of the settings."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from shipping.returning import return_carrier
from shop.cart.carts import COOKIE_DAYS
from shop.catalog.sitemaps import Pages

# slug: title, and the one sentence a search engine shows
PAGES = {
    "delivery": (_("Delivery"), _("How delivery dates and shipping fees are worked out.")),
    "returns": (_("Sending back"), _("How to send something back, by when, at whose cost.")),
    "how-to-order": (_("How ordering works"), _("The steps of an order and how to correct them.")),
    "contact": (_("Contact and identity"), _("Who sells here and how to reach us.")),
    "privacy": (_("Personal data"), _("What we keep about you, why, and your rights.")),
    "cookies": (_("Cookies"), _("The few cookies this shop needs, and none besides.")),
}


def info_pages():
    """For the footer: each page's title and address in the reader's language."""
    return [
        {"title": title, "url": reverse("info", args=[slug])}
        for slug, (title, _sentence) in PAGES.items()
    ]


class InfoPages(Pages):
    def items(self):
        return list(PAGES)

    def location(self, slug):
        return reverse("info", args=[slug])


@require_safe
def info(request, slug):
    if slug not in PAGES:
        raise Http404(slug)
    title, description = PAGES[slug]
    facts = {
        "title": title,
        "description": description,
        "identity": identity(settings.SELLER),
        "return_days": settings.RETURN_DAYS,
        "send_days": settings.RETURN_SEND_DAYS,
        "return_carrier": return_carrier,
        "cart_stays": ngettext("%(count)s day", "%(count)s days", COOKIE_DAYS)
        % {"count": COOKIE_DAYS},
        "card_minutes": settings.CARD_MINUTES,
        "transfer_days": settings.TRANSFER_DAYS,
    }
    return render(request, f"service/{slug}.html", facts)


def days(count):
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": count}


def identity(seller):
    """What the regulation on electronic commerce wants on the site, without the empty lines."""
    lines = [
        (_("Trade name"), seller["name"]),
        (_("Address"), seller["address"]),
        (_("Phone"), seller["phone"]),
        (_("E-mail"), seller["email"]),
        (_("KEP address"), seller["kep"]),
        (_("MERSİS number"), seller["mersis"]),
        (_("Tax office"), seller["tax_office"]),
        (_("Tax number"), seller["tax_number"]),
    ]
    return [(name, value) for name, value in lines if value]
