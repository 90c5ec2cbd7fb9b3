"""What orders leave the shop with and without free delivery: a page of the desk, all services side
by side."""

from dataclasses import dataclass
from decimal import Decimal

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from notifications.staff import ReadOnlyAdmin
from shipping.models import Service
from shop.orders.margins import Margin, OrderMargin, margins_by_service

from .desk_periods import read_days, tabs


@dataclass(frozen=True)
class Row:
    """One service's orders, as in ServiceMargin; `longest`: TRY of the longest bar on the page."""

    service: Service
    every: Margin | None
    free: Margin | None
    unknown: int
    longest: Decimal

    @property
    def bars(self):
        """[(its name, TRY left of an order, length of its bar)] of those carried free of charge;
        `length` in hundredths of the longest on the page."""
        amounts = [
            (_("as it is"), self.free.left),
            (_("had delivery been paid"), self.free.left_without_rule),
        ]
        return [
            (name, amount, round(abs(amount) * 100 / self.longest) if self.longest else 0)
            for name, amount in amounts
        ]


@admin.register(OrderMargin)
class OrderMarginAdmin(ReadOnlyAdmin):
    """The list is the page; one order's margin stands on the order's own."""

    def has_change_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        days = read_days(request.GET)
        facts = {
            **self.admin_site.each_context(request),
            "title": _("Free delivery and margins"),
            "days": days,
            "periods": tabs(lambda days: f"?days={days}"),
            "rows": rows(timezone.now(), days=days),
        }
        return render(request, "admin/service/margins.html", facts)


def rows(now, *, days):
    """[Row] of the services that carried something, in two queries; those that carry for free
    first."""
    found = margins_by_service(now, days=days)
    services = Service.objects.select_related("carrier").in_bulk([one.service_id for one in found])
    longest = max(
        (
            abs(amount)
            for one in found
            if one.free
            for amount in (one.free.left, one.free.left_without_rule)
        ),
        default=Decimal(0),
    )
    made = [
        Row(services[one.service_id], one.every, one.free, one.unknown, longest) for one in found
    ]
    return sorted(made, key=lambda row: (row.free is None, str(row.service)))
