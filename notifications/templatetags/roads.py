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
    "branch": (
        pgettext_lazy("road", "being prepared"),
        pgettext_lazy("road", "with the carrier"),
        pgettext_lazy("road", "on the road"),
        pgettext_lazy("road", "ready at the branch"),
        pgettext_lazy("road", "picked up"),
    ),
    "back": (
        pgettext_lazy("return's road", "approved"),
        pgettext_lazy("return's road", "on its way back"),
        pgettext_lazy("return's road", "with us"),
        pgettext_lazy("return's road", "checked"),
        pgettext_lazy("return's road", "refunded"),
    ),
}


AT_ANOTHERS_DOOR = pgettext_lazy("road", "at the receiver's door")


@register.filter
def stations(way, is_gift=False):
    """ "out", "branch" or "back" → the words of its five stations; a gift ends at another door than
    its reader's."""
    found = STATIONS[way]
    return (*found[:-1], AT_ANOTHERS_DOOR) if is_gift and way == "out" else found


@register.filter
def way(is_for_branch):
    """The road of a parcel that its receiver picks up, or of one to the door."""
    return "branch" if is_for_branch else "out"
