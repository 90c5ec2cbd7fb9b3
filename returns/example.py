"""An order that never was, to try the tracking page's look on: a mug on its way, there tomorrow.
Nothing of it is in the database, and its link opens nothing."""

from datetime import timedelta
from decimal import Decimal

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from shipping.models import Carrier, Service, Shipment, Tier
from shop.orders.models import Order, OrderLine, OrderText

from .headlines import of_parcel
from .roads import road
from .tracking import Parcel, Story, happenings

NO_LINK = "-"
NUMBER, CARGO_NUMBER = 10428, "310000000001"
PRICE, FEE = Decimal("249.90"), Decimal("49.90")


def example_story(now):
    order = example_order(now)
    shipment = example_parcel(order, now)
    name = _("Ceramic mug")
    told = Story(
        order=order,
        now=now,
        lines=[OrderLine(name=name, name_en=name, quantity=1, unit_price=PRICE)],
        payments=[],
        shipments=[shipment],
        returns=[],
        texts=[(kind, label) for kind, label in OrderText.Kind.choices],
    )
    parcel = Parcel(
        shipment=shipment,
        position=1,
        headline=of_parcel(shipment, told.today),
        road=road(shipment),
        happenings=happenings(order, shipment),
        window=shipment.window_on(told.today),
    )
    told.parcels.append(parcel)
    return told


def example_order(now):
    day = now.date()
    return Order(
        number=NUMBER,
        state=Order.State.CONFIRMED,
        receiver_name="Ayşe Yılmaz",
        province="06",
        district="Çankaya",
        payment_method="card",
        carrier_name="Kapında Kurye",
        goods_total=PRICE,
        shipping_fee=FEE,
        total=PRICE + FEE,
        placed_at=now - timedelta(days=1),
        confirmed_at=now - timedelta(days=1),
        promised_earliest=day,
        promised_latest=day + timedelta(days=1),
    )


def example_parcel(order, now):
    carrier = Carrier(code="table", name=order.carrier_name)
    parcel = Shipment(
        pk=0,
        number="KPND0000000000",
        carrier=carrier,
        service=Service(carrier=carrier, tier=Tier.STANDARD),
        state=Shipment.State.IN_TRANSIT,
        tracking_number=CARGO_NUMBER,
        created_at=order.placed_at,
        booked_at=order.placed_at,
        handed_over_at=now - timedelta(hours=18),
        promised_earliest=order.promised_earliest,
        promised_latest=order.promised_latest,
        expected_earliest=order.promised_latest,
        expected_latest=order.promised_latest,
    )
    prefetch_related_objects([parcel], "scans")  # none; a row without a key has no manager
    return parcel
