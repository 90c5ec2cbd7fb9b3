"""Money, dates and numbers as they are written in the reader's language."""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = template.Library()

TURKISH_MARKS = str.maketrans(",.", ".,")
# as Turkish writes them (CLDR); Django's own are "Çrş" and "Prş"
WEEKDAYS = ("Pzt", "Sal", "Çar", "Per", "Cum", "Cmt", "Paz")


@register.filter
def money(amount):
    """Decimal TRY → "1.249,90 TL" in Turkish, "1,249.90 TL" in English."""
    if amount is None:
        return ""
    return marked(f"{Decimal(amount):,.2f}\u00a0TL")


@register.filter
def decimal(value):
    """Decimal("1204.50") → "1.204,5" in Turkish, "1,204.5" in English; three places at most."""
    return marked(f"{value:,.3f}".rstrip("0").rstrip("."))


def marked(text):
    """A number written with English marks, with those of the reader's language."""
    return text if get_language() == "en" else text.translate(TURKISH_MARKS)


@register.filter
def day(value):
    """24 Kasım Salı · Tuesday 24 November"""
    return written(value, "j F l", "l j F")


@register.filter
def day_of_year(value):
    """20 Şubat 2027 · 20 February 2027"""
    return written(value, "j F Y", "j F Y")


@register.filter
def day_short(value):
    """24 Kas Sal · Tue 24 Nov"""
    if get_language() != "tr" or not isinstance(value, date):
        return written(value, "j M D", "D j M")
    local = timezone.localtime(value) if isinstance(value, datetime) else value
    return f"{formatted(local, 'j M', 'tr')} {WEEKDAYS[local.weekday()]}"


@register.filter
def through(first, last):
    """24 Kas Sal – 26 Kas Per; one day alone when both are the same."""
    return day_short(first) if first == last else f"{day_short(first)} – {day_short(last)}"


@register.filter
def clock(value):
    """16.00 · 16:00; a day has no hour"""
    if not isinstance(value, datetime):
        return ""
    return written(value, "H.i", "H:i")


@register.filter
def fours(text):
    """TR33 0006 1005 …: an IBAN as it is read and copied."""
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


@register.filter
def out_of_ten(chance):
    """0.91 → "9 out of 10 such parcels arrive on these days."; nothing where no chance is known."""
    if chance is None:
        return ""
    count = min(max(round(chance * 10), 1), 9)
    return _("%(count)s out of 10 such parcels arrive on these days.") % {"count": count}


@register.filter
def percent(share):
    """0.93 → %93 · 93%"""
    return f"%{share:.0%}".rstrip("%") if get_language() == "tr" else f"{share:.0%}"


def written(value, turkish, english):
    if not value:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value)
    elif not isinstance(value, date):
        return str(value)
    language = get_language()
    return formatted(value, turkish if language == "tr" else english, language)


def formatted(value, form, language):
    """In the reader's language, which is the active one. A page says the same few days often."""
    if isinstance(value, datetime):
        return date_format(value, form)
    return day_formatted(value, form, language)


@lru_cache(maxsize=500)
def day_formatted(day, form, language):
    return date_format(day, form)


@register.filter
def in_brackets(text):
    """(one of 2 parcels); nothing stays nothing"""
    return f"({text})" if text else ""


@register.filter
def capital(text):
    """iade → İade in Turkish, invoice → Invoice in English."""
    text = str(text)
    first = "İ" if text[:1] == "i" and get_language() == "tr" else text[:1].upper()
    return first + text[1:]
