"""The merchant's landing page: six numbers that open their lists, today's risks, the kept word."""

import json
from datetime import timedelta

from django.db.models import Count, F, Q
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from notifications.templatetags.words import day_short
from shipping.models import Shipment
from shop.orders.models import Order
from shop.payments.models import Payment
from shop.service.desk import to_dispatch

from .models import Return

DAYS = 30


def landing(request, context):
    """What `templates/admin/index.html` shows; unfold calls it (UNFOLD["DASHBOARD_CALLBACK"])."""
    now = timezone.now()
    kept = kept_by_day(now)
    context.update(
        numbers=numbers(now),
        at_risk=Shipment.objects.at_risk(timezone.localdate(now))
        .select_related("service__carrier")
        .order_by("promised_latest", "pk")[:8],
        kept=kept,
        kept_share=share(kept),
        kept_chart=json.dumps(chart(kept)),
    )
    return context


def numbers(now):
    """[{"name", "count", "href", "alarm"}], one query each."""
    today = timezone.localdate(now)
    parcels, drafts = Shipment.objects.all(), to_dispatch(Shipment.objects.all(), now)
    return [
        number(
            _("orders today"),
            Order.objects.filter(placed_at__date=today),
            "shop_order",
            f"placed_at__date={today}",
        ),
        number(
            _("to dispatch"),
            drafts,
            "shipping_shipment",
            "queue=to_dispatch",
            drafts.filter(leaves_by__lt=today),
        ),
        number(_("promise at risk"), parcels.at_risk(today), "shipping_shipment", "queue=at_risk"),
        number(_("no news"), parcels.stuck(now), "shipping_shipment", "queue=stuck"),
        number(
            _("returns waiting"), Return.objects.awaiting_staff(), "returns_return", "queue=waiting"
        ),
        number(
            _("transfers to confirm"),
            Payment.objects.filter(method="transfer", state=Payment.State.STARTED),
            "shop_payment",
            "queue=transfers",
        ),
    ]


def number(name, rows, page, query, overdue=None):
    return {
        "name": name,
        "count": rows.count(),
        "overdue": overdue.count() if overdue is not None else 0,
        "href": f"{reverse(f'admin:{page}_changelist')}?{query}",
    }


def kept_by_day(now):
    """[{"day", "delivered", "kept"}] of the last thirty days, days without parcels left out."""
    first = timezone.localdate(now) - timedelta(days=DAYS)
    return list(
        Shipment.objects.outbound()
        .filter(state=Shipment.State.DELIVERED, delivered_at__date__gt=first)
        .annotate(day=TruncDate("delivered_at"))
        .values("day")
        .annotate(delivered=Count("pk"), kept=Count("pk", filter=Q(day__lte=F("promised_latest"))))
        .order_by("day")
    )


def share(days):
    delivered = sum(one["delivered"] for one in days)
    return sum(one["kept"] for one in days) / delivered if delivered else None


def chart(days):
    return {
        "labels": [day_short(one["day"]) for one in days],
        "datasets": [
            {
                "label": _("promise kept, %"),
                "data": [round(100 * one["kept"] / one["delivered"], 1) for one in days],
                "borderColor": "var(--color-primary-600)",
            }
        ],
    }
