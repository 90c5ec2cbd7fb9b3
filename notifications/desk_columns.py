"""Columns that several lists of the desk share: short enough for one line of a table."""

from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html

from .templatetags.words import clock, day_short


def two_lines(first, second):
    return format_html('<span class="two-lines">{}<small>{}</small></span>', first, second)


def day_and_hour(at):
    """24 Kas Sal over 16.00; another year than this one is said: 24 Kas Sal over 2025, 16.00"""
    if at is None:
        return "-"
    year = timezone.localtime(at).year
    is_this_one = year == timezone.localdate().year
    return two_lines(day_short(at), clock(at) if is_this_one else f"{year}, {clock(at)}")


def moment(field, title):
    """A column that tells the hour of a row's `field`: `asked = moment("asked_at", _("asked"))`."""

    @admin.display(description=title, ordering=field)
    def shown(self, row):
        return day_and_hour(getattr(row, field))

    return shown
