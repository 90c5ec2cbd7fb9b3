"""The merchant's landing page: six numbers that open their lists, today's risks, the kept word."""

import json
from datetime import timedelta

from django.db.models import Count, F, Q
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from notifications.models import Message
from notifications.templatetags.words import day_short
from shipping.models import Shipment
from shop.catalog.first_products import ways
from shop.checkout.steps import funnel
from shop.desk_menu import may_open
from shop.orders.calls import Call
from shop.orders.models import Order
from shop.payments.models import Payment, Refund
from shop.payments.undelivered import to_settle
from shop.service.desk import placed_today
from shop.service.desk_money import PaymentQueue, RefundQueue
from shop.service.desk_parcel_lists import overdue, to_dispatch

from .models import Return
from .warnings import warnings

DAYS = 30
CHART_OPTIONS = {
    "animation": False,
    "maintainAspectRatio": False,
    "responsive": True,
    "plugins": {"legend": {"display": False}},
    "elements": {"point": {"radius": 2, "hitRadius": 12}},
    "scales": {
        "x": {"grid": {"display": False}, "ticks": {"maxRotation": 0, "autoSkipPadding": 16}},
        "y": {"min": 0, "max": 100, "ticks": {"stepSize": 25}, "border": {"display": False}},
    },
}


def landing(request, context):
    """What `templates/admin/index.html` shows; unfold calls it (UNFOLD["DASHBOARD_CALLBACK"]).
    Each part only to those who may open the list it is of."""
    now, user = timezone.now(), request.user
    context.update(
        title=_("Today"),
        numbers=[one for one in numbers(now) if may_open(user, one["page"])],
        warnings=[one for one in warnings() if may_open(user, one["page"])],
        sees_orders=may_open(user, "shop_order_changelist"),
        sees_parcels=may_open(user, "shipping_shipment_changelist"),
    )
    if context["sees_parcels"]:
        context.update(of_parcels(now))
    if context["sees_orders"]:
        context.update(steps=funnel(now), ways=ways(now))
    return context


def of_parcels(now):
    kept = kept_by_day(now)
    at_risk = Shipment.objects.at_risk(timezone.localdate(now))
    return {
        "at_risk": at_risk.select_related("service__carrier")[:8],
        "kept": kept,
        "kept_share": share(kept),
        "kept_chart": json.dumps(chart(kept)),
        "chart_options": json.dumps(CHART_OPTIONS),
    }


def numbers(now):
    """[{"name", "count", "pressing", "page", "href"}], one query each, two where some are
    pressing."""
    today = timezone.localdate(now)
    parcels = Shipment.objects.all()
    return [
        number(
            _("orders today"),
            placed_today(Order.objects.all(), now),
            "shop_order",
            "queue=today",
        ),
        number(
            _("to dispatch"),
            to_dispatch(parcels, now),
            "shipping_shipment",
            "queue=to_dispatch",
            (overdue(parcels, now), _("%(count)s should have left")),
        ),
        number(_("promise at risk"), parcels.at_risk(today), "shipping_shipment", "queue=at_risk"),
        number(_("no news"), parcels.stuck(now), "shipping_shipment", "queue=stuck"),
        number(
            _("returns waiting"),
            Return.objects.awaiting_staff(),
            "returns_return",
            "queue=waiting",
            (Return.objects.awaiting_answer(), _("%(count)s wait for an answer")),
        ),
        number(
            _("transfers to confirm"),
            PaymentQueue.queues["transfers"][1](Payment.objects.all(), now),
            "shop_payment",
            "queue=transfers",
        ),
        *(one for one in rare(parcels, now) if one["count"]),
    ]


def rare(parcels, now):
    """Shown only while there are some: money the law presses for, money nobody sends unless staff
    does, parcels that ended without their buyer, people to call, messages that reached nobody."""
    today = timezone.localdate(now)
    yield number(
        _("refunds due by law"),
        Return.objects.with_refund_pressing(today),
        "returns_return",
        "queue=refund_due",
        (None, _("%(count)s within four days, or late")),
    )
    for queue, name in (
        ("by_hand", _("refunds to send by hand")),
        ("failed", _("refunds that failed")),
    ):
        rows = RefundQueue.queues[queue][1](Refund.objects.all(), now)
        yield number(name, rows, "shop_refund", f"queue={queue}")
    yield number(
        _("came back, to settle"), to_settle(parcels), "shipping_shipment", "queue=came_back"
    )
    yield number(_("calls to make"), Call.objects.to_make(), "shop_call", "queue=to_make")
    yield number(
        _("messages not sent"),
        Message.objects.not_sent(now),
        "notifications_message",
        "queue=not_sent",
    )


def number(name, rows, page, query, pressing=None):
    """`pressing`: those of the rows that cannot wait (None: all of them), and the sentence that
    counts them."""
    count = rows.count()
    urgent, sentence = pressing or (rows.none(), "")
    some = count if urgent is None else urgent.count()
    return {
        "name": name,
        "count": count,
        "pressing": sentence % {"count": some} if some else "",
        "page": f"{page}_changelist",
        "href": f"{reverse(f'admin:{page}_changelist')}?{query}",
    }


def kept_by_day(now):
    """[{"day", "delivered", "kept"}] of the last thirty days, days without parcels left out."""
    first = timezone.localtime(now) - timedelta(days=DAYS)
    return list(
        Shipment.objects.outbound()
        .filter(state=Shipment.State.DELIVERED, delivered_at__gt=first.replace(hour=23, minute=59))
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
                "borderColor": "var(--color-primary-500)",
                "clip": False,
            }
        ],
    }
