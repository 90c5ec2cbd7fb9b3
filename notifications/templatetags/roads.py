"""The stations of a parcel's road as a mail names them, on the way out and on the way back."""

from django import template
from django.utils.translation import pgettext_lazy

register = template.Library()

STATIONS = {
    "out": (
        pgettext_lazy("road", "being prepared"),
        pgettext_lazy("road", "with the carrier"),
        pgettext_lazy("road", "on the road"),
        pgettext_lazy("road", "out for delivery"),
        pgettext_lazy("road", "at your door"),
    ),
    "back": (
        pgettext_lazy("return's road", "approved"),
        pgettext_lazy("return's road", "on its way back"),
        pgettext_lazy("return's road", "with us"),
        pgettext_lazy("return's road", "checked"),
        pgettext_lazy("return's road", "refunded"),
    ),
}


@register.filter
def stations(way):
    """ "out" or "back" → the words of its five stations."""
    return STATIONS[way]
