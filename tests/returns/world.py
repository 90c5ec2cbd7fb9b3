"""Orders as they stand at the customer's door: Ayşe's mugs, brought by the shop's own courier."""

from datetime import timedelta
from decimal import Decimal

from notifications.links import token_for
from returns.asking import Wish, WishedLine
from shipping.carriers.base import Party
from shipping.dispatching import draft
from shipping.models import Scan, Service, Shipment
from shipping.promises import Promise
from shop.orders.models import Allocation
from shop.payments.models import Payment
from tests import make

MONDAY = make.MONDAY_MORNING
IBAN = "TR330006100519786457841326"


def services():
    """The courier that brings and the carrier that takes back; made once a test."""
    if not Service.objects.filter(carrier__code="table").exists():
        make.service("table")
    if not Service.objects.filter(carrier__code="yurtici").exists():
        make.carrier("yurtici", "Yurtiçi Kargo")
        make.service("yurtici")


def parcel(order, state="delivered", *, lines=None, days=3, **fields):
    """A parcel of the order in a state; promised and expected until `days` after it was placed."""
    services()
    day = order.placed_at.date()
    made = draft(
        reference=order.number,
        service=Service.objects.get(carrier__code="table"),
        warehouse_id=make.warehouse().pk,
        customer=Party("Ayşe Yılmaz", "+905321234567", "06", "Çankaya", "Atatürk Bulvarı No: 1"),
        promise=Promise(day, day + timedelta(days=1), day + timedelta(days=days)),
        at=order.placed_at,
        desi=Decimal(1),
        weight_kg=Decimal(1),
        contents=[{"sku": "KUPA", "name": "Seramik kupa", "quantity": 1}],
        link_nonce=order.link_nonce,
    )
    if state not in {"draft", "cancelled"}:
        fields = {"booked_at": order.placed_at, "tracking_number": "4400123456", **fields}
    if state == "delivered":
        fields.setdefault("delivered_at", order.placed_at + timedelta(days=1, hours=4, minutes=32))
        fields.setdefault("arrived_at", fields["delivered_at"])
    Shipment.objects.filter(pk=made.pk).update(state=state, **fields)
    Allocation.objects.filter(line__in=lines or order.lines.all()).update(shipment=made)
    made.refresh_from_db()
    return made


def scan(parcel, kind, at=MONDAY, place="Ankara"):
    return Scan.objects.create(shipment=parcel, kind=kind, at=at, place=place, heard_at=at)


def paid(order):
    return Payment.objects.create(
        order=order,
        method=order.payment_method,
        amount=order.total,
        reference=f"{order.number}x1",
        state="paid",
        started_at=order.placed_at,
        paid_at=order.placed_at,
    )


def bought(quantity=2, *, delivered=True, **fields):
    """An order that is paid and, when asked, at the door since Tuesday 14.32."""
    order = make.order(of=fields.pop("of", None), quantity=quantity, **fields)
    type(order).objects.filter(pk=order.pk).update(state="confirmed", confirmed_at=order.placed_at)
    order.refresh_from_db()
    paid(order)
    if delivered:
        parcel(order)
    return order


def token(order):
    return token_for(order.link_nonce)


def page(order, path="", language=""):
    return f"{language}/t/{token(order)}/{path}"


def wish(order, quantity=1, reason="changed_mind", **more):
    return Wish((WishedLine(order.lines.get().pk, quantity, reason),), **more)
