"""The named world of the tests: Ayşe buys the mug from the İstanbul warehouse. Each function makes
one thing with sensible values; say only what the test is about."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from math import log
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.utils import timezone

from notifications.events import record
from shipping.forecasts.profile import SIZE, START, STEP
from shipping.forecasts.stages import STAGES
from shipping.models import Carrier, Forecast, Service, Shipment, Tariff, Transit, Warehouse
from shipping.network import forget_network
from shop.catalog.models import Category, Product, Stock, StockMovement, Variant
from shop.catalog.stocking import Allotment, reserve
from shop.customers.models import Customer
from shop.loyalty.models import Tier
from shop.orders.links import new_link
from shop.orders.models import Allocation, Order, OrderLine

ISTANBUL = ZoneInfo("Europe/Istanbul")
MONDAY_MORNING = datetime(2026, 11, 23, 10, 0, tzinfo=ISTANBUL)
LINES = ("city", "near", "short", "medium", "long")
serial = count(1)


def at(text):
    """ "2026-11-23 10:00" in Istanbul."""
    return datetime.fromisoformat(text).replace(tzinfo=ISTANBUL)


def warehouse(name="İstanbul deposu", province="34", **fields):
    defaults = {
        "district": "Tuzla",
        "address": "Depo Cad. No: 1",
        "phone": "+902120000000",
        "cut_off": time(15),
    }
    made = Warehouse.objects.filter(name=name).first()
    if made is None:
        made = Warehouse.objects.create(name=name, province=province, **{**defaults, **fields})
        forget_network()
    return made


def carrier(code="table", name="Kapında Kurye", **fields):
    made = Carrier.objects.filter(code=code).first()
    return made or Carrier.objects.create(code=code, name=name, **fields)


def service(carrier_code="table", code="standard", *, price="49.90", days=(1, 3), **fields):
    """A service priced the same on every line up to 30 desi, `days` on the road."""
    defaults = {
        "tier": "standard",
        "name": "Standart",
        "name_en": "Standard",
        "takes_cod": True,
    }
    made = Service.objects.create(
        carrier=carrier(carrier_code), code=code, **{**defaults, **fields}
    )
    fee = {"up_to_desi": 30, "price": Decimal(price), "per_extra_desi": 2}
    Tariff.objects.bulk_create(Tariff(service=made, line=line, **fee) for line in LINES)
    pace = {"min_days": days[0], "max_days": days[1]}
    Transit.objects.bulk_create(Transit(service=made, line=line, **pace) for line in LINES)
    forget_network()
    return made


def category(slug="mutfak", name="Mutfak", **fields):
    made = Category.objects.filter(slug=slug).first()
    return made or Category.objects.create(
        slug=slug, **{"name": name, "name_en": "Kitchen", **fields}
    )


def product(name="Seramik kupa", price="249.90", *, stock=10, **fields):
    """A product with one variant, so many of it in the İstanbul warehouse."""
    number = next(serial)
    made = Product.objects.create(
        slug=fields.pop("slug", f"kupa-{number}"),
        category=fields.pop("category", None) or category(),
        name=name,
        name_en=fields.pop("name_en", "Ceramic mug"),
        description="El yapımı kupa.",
        added_at=MONDAY_MORNING,
        lowest_price=Decimal(price),
        is_in_stock=stock > 0,
        **fields,
    )
    variant(made, price=price, stock=stock)
    return made


def variant(of, price="249.90", *, stock=10, at_warehouse=None, **fields):
    number = next(serial)
    made = Variant.objects.create(
        product=of,
        sku=fields.pop("sku", f"KUPA-{number}"),
        price=Decimal(price),
        weight_kg=fields.pop("weight_kg", Decimal("0.400")),
        width_cm=fields.pop("width_cm", Decimal(12)),
        length_cm=fields.pop("length_cm", Decimal(12)),
        height_cm=fields.pop("height_cm", Decimal(12)),
        **fields,
    )
    shelf(made, stock, at_warehouse or warehouse())
    return made


def shelf(of, on_hand, in_warehouse):
    """Stock with the ledger row that explains it."""
    made = Stock.objects.create(variant=of, warehouse=in_warehouse, on_hand=on_hand)
    if on_hand:
        StockMovement.objects.create(
            stock=made, change=on_hand, reason="delivery", by="test", at=MONDAY_MORNING
        )
    return made


def customer(email="ayse@example.com", name="Ayşe Yılmaz", **fields):
    return Customer.objects.create_user(
        email, "correct horse", name=name, phone="+905321234567", **fields
    )


TO_AYSE = {
    "buyer_name": "Ayşe Yılmaz",
    "buyer_phone": "+905321234567",
    "buyer_email": "ayse@example.com",
    "receiver_name": "Ayşe Yılmaz",
    "receiver_phone": "+905321234567",
    "province": "06",
    "district": "Çankaya",
    "neighbourhood": "Kızılay Mah.",
    "address": "Atatürk Bulvarı No: 1",
}


def order(of=None, *, quantity=1, method="card", placed_at=MONDAY_MORNING, **fields):
    """An order of `of` (a product) as placed: one line, its stock reserved, no payment yet."""
    item = (of or product()).variants.get()
    standard = Service.objects.filter(carrier__code="table", code="standard").first()
    goods = item.price * quantity
    fees = {
        "shipping_fee": Decimal("49.90"),
        "cod_fee": Decimal("49.90") if method == "cod" else Decimal(0),
        "gift_fee": Decimal(0),
    }
    fees |= {name: Decimal(fields.pop(name)) for name in fees if name in fields}
    made = Order.objects.create(
        checkout_key=uuid4(),
        language=fields.pop("language", "tr"),
        payment_method=method,
        goods_total=goods,
        total=goods + sum(fees.values()),
        service=standard or service(),
        carrier_code="table",
        carrier_name="Kapında Kurye",
        service_code="standard",
        service_name="Standart",
        leaves_by=placed_at.date(),
        promised_earliest=placed_at.date() + timedelta(days=1),
        promised_latest=placed_at.date() + timedelta(days=3),
        **new_link(),
        placed_at=placed_at,
        **{**TO_AYSE, **fees, **fields},
    )
    order_line(made, item, quantity)
    return made


def order_line(of, item, quantity):
    """A line of an order for a variant, held on its one shelf."""
    line = OrderLine.objects.create(
        order=of,
        variant=item,
        sku=item.sku,
        name=item.product.name,
        name_en=item.product.name_en,
        quantity=quantity,
        unit_price=item.price,
        tax_rate=item.product.tax_rate,
    )
    shelf_of_it = item.stocks.get()
    reserve([Allotment(shelf_of_it.pk, shelf_of_it.warehouse_id, item.pk, quantity)])
    Allocation.objects.create(line=line, stock=shelf_of_it, quantity=quantity)
    return line


def shipment(number=None, *, service_row=None, leaves="2026-11-23", promised=None, **fields):
    """A booked parcel from İstanbul to Ayşe in Ankara, promised for 24 to 26 November."""
    from_warehouse = fields.pop("warehouse", None) or warehouse()
    service_row = service_row or Service.objects.first() or service()
    earliest, latest = promised or ("2026-11-24", "2026-11-26")
    defaults = {
        "state": "booked",
        "reference": "10428",
        "receiver_name": "Ayşe Yılmaz",
        "receiver_phone": "+905321234567",
        "province": "06",
        "district": "Çankaya",
        "neighbourhood": "Kızılay",
        "address": "Atatürk Bulvarı No: 1",
        "buyer_name": "Ayşe Yılmaz",
        "buyer_phone": "+905321234567",
        "buyer_email": "ayse@example.com",
        "link_nonce": "nonce",
        "contents": [{"sku": "KUPA-1", "name": "Seramik kupa", "quantity": 2}],
        "desi": Decimal("2.50"),
        "weight_kg": Decimal("0.800"),
        "created_at": at(f"{leaves} 10:00"),
        "booked_at": at(f"{leaves} 11:00"),
        "next_poll_at": at(f"{leaves} 11:00"),
    }
    fields.setdefault("arrived_at", fields.get("delivered_at"))
    return Shipment.objects.create(
        number=number or f"KPND{next(serial):010d}",
        carrier=service_row.carrier,
        service=service_row,
        warehouse=from_warehouse,
        leaves_by=date.fromisoformat(leaves),
        promised_earliest=date.fromisoformat(earliest),
        promised_latest=date.fromisoformat(latest),
        expected_earliest=date.fromisoformat(earliest),
        expected_latest=date.fromisoformat(latest),
        **{**defaults, **fields},
    )


def forecast(transit, handling=None, *, now=MONDAY_MORNING, **fields):
    """What was learnt, as if so many delivery days on the road had these chances: {days: chance}.
    `handling` the same of the open days until hand-over; else everything leaves on its first."""
    stages = {
        stage.name: {
            "softness": stage.softness,
            "numbers": [0.0] * (len(stage.numbers) + 8),
            "effects": {"|".join(columns): {} for columns, _ in stage.groups},
            "paces": {"": pace_of(chances, stage.softness)},
        }
        for stage, chances in zip(STAGES, [handling or {0: 1.0}, transit], strict=True)
    }
    data = {"fitted_on": now.toordinal(), "parcels": 1000, "stages": stages, **fields}
    made = Forecast.objects.create(fitted_at=now, parcels=1000, data=data)
    forget_network()
    return made


def pace_of(chances, softness):
    """A curve on a profile's grid that jumps just before each number of days."""
    ends = [(log(days + 0.5 + softness) - 2 * STEP, chance) for days, chance in chances.items()]
    grid = (START + STEP * step for step in range(SIZE))
    return [min(sum(chance for end, chance in ends if end <= place), 1.0) for place in grid]


def tier(name="Altın", from_orders=5, **fields):
    return Tier.objects.create(
        name=name, name_en=fields.pop("name_en", "Gold"), from_orders=from_orders, **fields
    )


def told(subject, name, *, on=None):
    """Record an event, now; the buyer's messages about it by channel: {"sms": …, "email": …}."""
    event = record(subject, name, at=on or timezone.now())
    return {message.channel: message for message in event.messages.filter(role="buyer")}
