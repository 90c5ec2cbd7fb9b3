"""What cannot be sent back for a change of mind: the letters of art. 15/1 of the distance contracts
regulation. Items ı, j and k were annulled by the Council of State in 2026 and bind nobody."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

EXCEPTIONS = {
    "a": _("its price moves with the financial markets"),
    "b": _("it was made to your wishes"),
    "c": _("it spoils quickly"),
    "ç": _("for reasons of health and hygiene it cannot be taken back once opened"),
    "d": _("it cannot be separated from other things once delivered"),
    "e": _("it is a book, digital content or computer consumable that has been opened"),
    "f": _("it is a newspaper or periodical"),
    "g": _("it is a service for a given date"),
    "ğ": _("it is delivered instantly in electronic form"),
    "h": _("the service began with your consent"),
}


def why_not(letter):
    """Why a thing with this letter cannot go back for a change of mind; "" when it can."""
    return EXCEPTIONS.get(letter, "")


def exception_sentence(letter):
    """Why this thing cannot go back for a change of mind; empty when it can."""
    if not why_not(letter):
        return ""
    return gettext(
        "Cannot be sent back for a change of mind: %(why)s (art. 15/1-%(letter)s). Damaged, wrong"
        " or not as shown: always."
    ) % {"why": why_not(letter), "letter": letter}
