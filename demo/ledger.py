"""Stories of orders turned into rows, in bulk, in the order in which they depend on each other."""

import hashlib
import uuid
from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import F

from notifications.models import Event
from shipping.models import Scan, Service, Shipment
from shipping.places import provinces
from shop.catalog.models import Stock, StockMovement
from shop.loyalty.models import KeptOrder
from shop.orders.links import digests_of
from shop.orders.models import Allocation, Order, OrderLine
from shop.payments.models import Payment

from .came_back import cancel_what_came_back
from .sent_back import write_returns

KEPT_AFTER = timedelta(days=14)
STATE_AFTER = {
    "accepted": Shipment.State.IN_TRANSIT,
    "in_transit": Shipment.State.IN_TRANSIT,
    "at_branch": Shipment.State.IN_TRANSIT,
    "out_for_delivery": Shipment.State.OUT_FOR_DELIVERY,
    "delivery_failed": Shipment.State.FAILED,
    "delivered": Shipment.State.DELIVERED,
    "returning": Shipment.State.SENT_BACK,
    "returned": Shipment.State.SENT_BACK,
}
EVENT_OF = {
    "accepted": "shipment_handed_over",
    "in_transit": "shipment_in_transit",
    "out_for_delivery": "shipment_out_for_delivery",
    "delivery_failed": "shipment_failed",
    "delivered": "shipment_delivered",
    "returning": "shipment_sent_back",
}


NEVER_LEFT = {"cancelled", "unpaid"}


class Ledger:
    """Writes all rows of all stories in bulk, in the order in which they depend on each other."""

    def __init__(self, stories, now):
        self.stories, self.now = stories, now
        self.services = {
            service.pk: service for service in Service.objects.select_related("carrier")
        }
        self.events = []

    def write(self):
        self.orders = Order.objects.bulk_create(self.order(story) for story in self.stories)
        for order in self.orders:
            self.tell(order, "order_placed", order.placed_at, "buyer")
            if order.confirmed_at:
                self.tell(order, "order_confirmed", order.confirmed_at)
            if order.cancelled_at:
                self.tell(order, "order_cancelled", order.cancelled_at, "buyer")
            if order.approved_at:
                self.tell(order, "order_approved", order.approved_at)
        self.write_lines()
        self.write_payments()
        self.write_shipments()
        cancel_what_came_back(self)
        given_back = write_returns(self)
        KeptOrder.objects.bulk_create(
            KeptOrder(customer=order.customer, order_number=order.number, at=order.approved_at)
            for order in self.orders
            if order.customer and order.approved_at and order.number not in given_back
        )
        Event.objects.bulk_create(self.events, batch_size=5000)

    def tell(self, subject, name, at, by="clock"):
        self.events.append(
            Event(
                subject_type=ContentType.objects.get_for_model(subject),
                subject_id=subject.pk,
                name=name,
                at=at,
                by=by,
            )
        )

    def order(self, story):
        option, promise = story.option, story.option.promise
        nonce = hashlib.md5(repr((story.placed_at, story.email)).encode()).hexdigest()
        delivered = story.last("delivered")
        confirmed_at = story.placed_at + timedelta(minutes=3)
        state, approved_at, cancelled_at = Order.State.CONFIRMED, None, None
        if story.fate == "cancelled":
            state, cancelled_at = Order.State.CANCELLED, story.placed_at + timedelta(minutes=40)
        elif story.fate == "unpaid":
            state = Order.State.PLACED
        elif delivered and delivered + KEPT_AFTER < self.now:
            state, approved_at = Order.State.APPROVED, delivered + KEPT_AFTER
        cod_fee = Decimal(settings.COD_FEE) if story.method == "cod" else Decimal(0)
        gift_fee = Decimal(settings.GIFT_WRAP_FEE) if story.is_gift else Decimal(0)
        return Order(
            state=state,
            checkout_key=uuid.UUID(nonce),
            customer=story.buyer,
            language="tr",
            buyer_name=story.name,
            buyer_phone=story.phone,
            buyer_email=story.email,
            receiver_name=story.name,
            receiver_phone=story.phone,
            province=story.province,
            district=story.district,
            neighbourhood=story.neighbourhood,
            address=story.address,
            delivery_note=story.note,
            gift_wrap=story.is_gift,
            gift_message="Güle güle kullan." if story.is_gift else "",
            payment_method=story.method,
            goods_total=story.goods_total,
            shipping_fee=option.fee,
            cod_fee=cod_fee,
            gift_fee=gift_fee,
            total=story.goods_total + option.fee + cod_fee + gift_fee,
            service_id=option.service_id,
            carrier_code=option.carrier_code,
            carrier_name=option.carrier_name,
            service_code=option.service_code,
            service_name=str(option.title),
            leaves_by=promise.leaves_by,
            promised_earliest=promise.earliest,
            promised_latest=promise.latest,
            quote={},
            link_nonce=nonce,
            **digests_of(nonce),
            placed_at=story.placed_at,
            confirmed_at=None if story.fate in NEVER_LEFT else confirmed_at,
            cancelled_at=cancelled_at,
            approved_at=approved_at,
        )

    def write_lines(self):
        lines = []
        for story, order in zip(self.stories, self.orders, strict=True):
            for variant, quantity in story.wanted.items():
                product = variant.product
                lines.append(
                    OrderLine(
                        order=order,
                        variant=variant,
                        sku=variant.sku,
                        name=" · ".join(filter(None, [product.name, variant.name])),
                        name_en=" · ".join(filter(None, [product.name_en, variant.name_en])),
                        quantity=quantity,
                        unit_price=variant.price,
                        tax_rate=product.tax_rate,
                        withdrawal_exception=product.withdrawal_exception,
                    )
                )
        self.lines = {}
        for line in OrderLine.objects.bulk_create(lines, batch_size=2000):
            self.lines.setdefault(line.order_id, []).append(line)

    def write_payments(self):
        payments = []
        for story, order in zip(self.stories, self.orders, strict=True):
            state, paid_at = Payment.State.PAID, order.confirmed_at
            if story.fate == "cancelled":
                state, paid_at = Payment.State.EXPIRED, None
            elif story.fate == "unpaid":
                state, paid_at = Payment.State.STARTED, None
            elif story.method == "cod":
                paid_at = story.last("delivered")
                state = Payment.State.STARTED
                if paid_at and paid_at < self.now:
                    state = Payment.State.PAID
                else:
                    paid_at = None
                    if story.fate == "sent_back" and story.last("returned") < self.now:
                        state = Payment.State.EXPIRED
            payments.append(
                Payment(
                    order=order,
                    method=story.method,
                    state=state,
                    amount=order.total,
                    reference=f"D{order.number}",
                    started_at=order.placed_at,
                    expires_at=order.placed_at + timedelta(days=settings.TRANSFER_DAYS)
                    if story.fate == "unpaid"
                    else None,
                    paid_at=paid_at,
                )
            )
        self.payments = {}
        for payment in Payment.objects.bulk_create(payments, batch_size=2000):
            self.payments[payment.order_id] = payment
            if payment.paid_at:
                self.tell(payment, "payment_paid", payment.paid_at, payment.method)

    def write_shipments(self):
        shipments, allocations, scans, taken, held = [], [], [], {}, {}
        for story, order in zip(self.stories, self.orders, strict=True):
            if story.fate in NEVER_LEFT:
                continue
            lines = {line.variant_id: line for line in self.lines[order.number]}
            for warehouse_id in sorted({one.warehouse_id for one in story.allotments}):
                shipments.append(self.shipment(story, order, warehouse_id, lines))
        made = Shipment.objects.bulk_create(shipments, batch_size=1000)
        self.shipments = {}
        for shipment in made:
            self.shipments.setdefault(int(shipment.reference), {})[shipment.warehouse_id] = shipment
        for story, order in zip(self.stories, self.orders, strict=True):
            lines = {line.variant_id: line for line in self.lines[order.number]}
            parcels = self.shipments.get(order.number, {})
            for one in story.allotments if story.fate != "cancelled" else []:
                parcel = parcels.get(one.warehouse_id)
                allocations.append(
                    Allocation(
                        line=lines[one.variant_id],
                        stock_id=one.stock_id,
                        shipment=parcel,
                        quantity=one.quantity,
                    )
                )
                if parcel is None or parcel.state == Shipment.State.DRAFT:
                    held[one.stock_id] = held.get(one.stock_id, 0) + one.quantity
                else:
                    taken.setdefault(one.stock_id, []).append((one.quantity, order, parcel))
            for parcel in parcels.values():
                scans += self.scans(story, parcel)
        Allocation.objects.bulk_create(allocations, batch_size=2000)
        Scan.objects.bulk_create(scans, batch_size=5000)
        self.move_stock(taken, held)

    def move_stock(self, taken, held):
        """What left in the year had been delivered before, so that the ledger sums to the shelf."""
        movements = []
        for stock_id, parcels in taken.items():
            first = min(order.placed_at for _, order, _ in parcels)
            movements.append(
                StockMovement(
                    stock_id=stock_id,
                    change=sum(quantity for quantity, _, _ in parcels),
                    reason="delivery",
                    by="demo",
                    at=first - timedelta(days=1),
                )
            )
            movements += [
                StockMovement(
                    stock_id=stock_id,
                    change=-quantity,
                    reason="sold",
                    reference=parcel.number,
                    by="demo",
                    at=parcel.handed_over_at or order.confirmed_at,
                )
                for quantity, order, parcel in parcels
            ]
        for stock_id, quantity in held.items():
            Stock.objects.filter(pk=stock_id).update(
                on_hand=F("on_hand") + quantity, reserved=F("reserved") + quantity
            )
            movements.append(
                StockMovement(
                    stock_id=stock_id, change=quantity, reason="delivery", by="demo", at=self.now
                )
            )
        StockMovement.objects.bulk_create(movements, batch_size=5000)

    def shipment(self, story, order, warehouse_id, lines):
        past = [scan for scan in story.scans if scan[1] <= self.now]
        accepted = story.last("accepted")
        service = self.services[story.option.service_id]
        state = STATE_AFTER[past[-1][0]] if past else Shipment.State.DRAFT
        mine = [one for one in story.allotments if one.warehouse_id == warehouse_id]
        of = {variant.pk: variant for variant in story.wanted}
        delivered_at = story.last("delivered") if state == Shipment.State.DELIVERED else None
        number = f"KP{order.number}{warehouse_id:02d}"
        promise = story.option.promise
        return Shipment(
            state=state,
            number=number,
            reference=str(order.number),
            carrier=service.carrier,
            service=service,
            warehouse_id=warehouse_id,
            tracking_number=f"44{order.number:08d}{warehouse_id:02d}" if past else "",
            receiver_name=order.receiver_name,
            receiver_phone=order.receiver_phone,
            province=order.province,
            district=order.district,
            neighbourhood=order.neighbourhood,
            address=order.address,
            note=order.delivery_note,
            buyer_name=order.buyer_name,
            buyer_phone=order.buyer_phone,
            buyer_email=order.buyer_email,
            link_nonce=order.link_nonce,
            contents=[
                {
                    "sku": lines[one.variant_id].sku,
                    "name": lines[one.variant_id].name,
                    "quantity": one.quantity,
                }
                for one in mine
            ],
            desi=sum(of[one.variant_id].desi * one.quantity for one in mine),
            weight_kg=sum(of[one.variant_id].weight_kg * one.quantity for one in mine),
            cod_amount=order.total if story.method == "cod" else 0,
            is_gift=order.gift_wrap,
            gift_message=order.gift_message,
            leaves_by=promise.leaves_by,
            promised_earliest=promise.earliest,
            promised_latest=promise.latest,
            expected_earliest=promise.earliest,
            expected_latest=promise.latest,
            created_at=order.confirmed_at,
            booked_at=accepted - timedelta(hours=3) if past else None,
            handed_over_at=accepted if past else None,
            wants_booking=bool(past),
            delivered_at=delivered_at,
            received_by=order.receiver_name if delivered_at else "",
            last_scan_at=past[-1][1] if past else None,
            next_poll_at=self.now if state in Shipment.MOVING else None,
        )

    def scans(self, story, parcel):
        told = ""
        for kind, at, where in story.scans:
            if at > self.now:
                return
            told, before = kind, told
            if kind in EVENT_OF and kind != before:
                self.tell(parcel, EVENT_OF[kind], at, parcel.carrier.code)
            place = provinces().get(where) or parcel.warehouse.district
            yield Scan(shipment=parcel, kind=kind, at=at, place=place, heard_at=at)
