"""One thing of each kind that messages tell of."""

from decimal import Decimal

from django.utils import timezone

from returns.codes import Code
from returns.models import Return
from shop.orders.undelivered import Undelivered
from shop.payments.amounts import goods_line
from shop.payments.models import Payment, Refund
from shop.payments.remedies import Remedy, RemedyRule
from tests import make

ZEYNEP = {"receiver_name": "Zeynep Kaya", "receiver_phone": "+905329876543"}


def everything(order, role="buyer"):
    """One thing of each kind about an order, by the first word of its events."""
    parcel, at = parcel_of(order), order.placed_at
    payment = Payment.objects.create(
        order=order, method="card", amount=order.total, reference=f"r{order.number}", started_at=at
    )
    refund = Refund.objects.create(
        payment=payment, amount=Decimal("249.90"), reference="1", asked_at=at
    )
    remedy = Remedy(
        order=order, refund=refund, amount=Decimal("49.90"), at=at, month=at.date(),
        rule=RemedyRule.objects.get_or_create(most=100, monthly_budget=100)[0],
    )  # fmt: skip
    remedy.save()
    return {
        "parcel": given_up(order, parcel),
        "remedy": remedy,
        "order": order,
        "shipment": parcel,
        "payment": payment,
        "refund": refund,
        "return": returned(order, role),
        "code": Code.new(order, role, channel="sms", wish={}, at=timezone.now()),
    }


def returned(order, role):
    back = make.shipment(
        direction="back", return_code="1629484957", tracking_number="310000000007", reference="x"
    )
    return Return.objects.create(
        order=order,
        shipment=back,
        last_day=order.promised_latest,
        refund_amount=Decimal("1249.90"),
        send_by=order.promised_latest,
        appeal="Hastanedeydim.",
        staff_note="Kutu açılmış & kırık.",
        asked_at=order.placed_at,
        asked_by=role,
    )


def given_up(order, parcel):
    return Undelivered.objects.create(
        order=order,
        shipment=parcel,
        why="lost",
        way="back",
        lines=[goods_line(order.lines.get(), 1)],
        amount=Decimal("249.90"),
        at=order.placed_at,
    )


def parcel_of(order, **fields):
    return make.shipment(
        reference=str(order.number),
        language=order.language,
        link_nonce=order.link_nonce,
        tracking_number="310000000001",
        **{**ZEYNEP, **fields},
    )
