"""The pages that say who we are and how buying here works."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

TITLES = {
    "delivery": _("Delivery"),
    "returns": _("Sending back"),
    "how-to-order": _("How ordering works"),
    "contact": _("Contact and identity"),
    "privacy": _("Personal data"),
    "cookies": _("Cookies"),
}


def info_pages():
    """For the footer: each page's title and address in the reader's language."""
    return [{"title": title, "url": reverse("info", args=[slug])} for slug, title in TITLES.items()]


def info(request, slug):
    if slug not in TITLES:
        raise Http404(slug)
    return render(request, f"service/{slug}.html", {"title": TITLES[slug]})
