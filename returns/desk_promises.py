"""How the word to customers was kept: the merchant's page, from all parcels at once."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from notifications.staff import ReadOnlyAdmin
from shipping.models import PromiseEntry
from shop.service.desk_periods import read_days, tabs

from .promise_drawings import drawn
from .promise_figures import tallies, total
from .promise_ratings import satisfactions
from .promise_tables import TABLES, heads, read_sort, tables
from .promise_warnings import choices, remedies, repeats


@dataclass(frozen=True)
class Asked:
    """What the page's address asks for."""

    days: int
    sort: str
    whole: str

    @classmethod
    def of(cls, wanted):
        whole = wanted.get("whole", "")
        return cls(
            days=read_days(wanted),
            sort=read_sort(wanted.get("sort", "")),
            whole=whole if whole in TABLES else "",
        )

    def address(self, **changes):
        wanted = {"days": self.days, "sort": self.sort, "whole": self.whole, **changes}
        return "?" + urlencode({name: value for name, value in wanted.items() if value})


@admin.register(PromiseEntry)
class PromiseAdmin(ReadOnlyAdmin):
    """The list is the page; one parcel's promises stand on the parcel's own."""

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        asked, today = Asked.of(request.GET), timezone.localdate()
        facts = {**self.admin_site.each_context(request), **page_of(asked, today)}
        facts["title"] = _("How our word was kept")
        return render(request, "admin/promises/page.html", facts)


def page_of(asked, today):
    first_day = today - timedelta(days=asked.days)
    counted = tallies(first_day, today)
    return {
        "asked": asked,
        "days": asked.days,
        "periods": tabs(lambda days: asked.address(days=days)),
        "everything": total(counted),
        "target": settings.PROMISE_TARGET,
        **drawn(counted, first_day, today),
        "tables": [
            (table, asked.address(whole=table.key))
            for table in tables(counted, sort=asked.sort, whole=asked.whole)
        ],
        "heads": [(head, asked.address(sort=head.sort)) for head in heads(asked.sort)],
        "choices": told_choices(choices(first_day)),
        "remedies": remedies(first_day),
        "satisfactions": satisfactions(first_day, today),
        "repeats": repeats(first_day, today),
    }


def told_choices(counted):
    """[(what they chose, how often)], the most frequent first."""
    called = {
        "wait": _("wait for it"),
        "keep": _("keep it, with something given back"),
        "branch": _("pick it up at the branch"),
        "cancel": _("cancel"),
    }
    named = [(called.get(name, name), count) for name, count in counted.items()]
    return sorted(named, key=lambda one: -one[1])
