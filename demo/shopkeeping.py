"""Who works in the demo shop, its best-known member, and the loyalty tiers."""

from datetime import timedelta
from decimal import Decimal

from notifications.brand import Brand
from shop.customers.models import Address, Customer
from shop.loyalty.models import Tier
from shop.payments.remedies import RemedyRule

PASSWORD = "kapinda"  # noqa: S105 — printed on the screen of the demo, on purpose
TIERS = [
    ("Komşu", "Neighbour", 0, 0, "Yasal iade süresi.", "The return period of the law."),
    (
        "Müdavim", "Regular", 3, 7,
        "Yedi gün daha uzun iade süresi.", "Seven more days to return.",
    ),
    (
        "Ev halkı", "Family", 8, 16,
        "Otuz güne varan iade süresi ve öncelikli destek.",
        "Up to thirty days to return, and help first.",
    ),
]  # fmt: skip


def fill(now):
    make_brand()
    RemedyRule.objects.create(percent=50, most=Decimal(60), monthly_budget=Decimal(1500))
    make_tiers()
    make_people(now)


def make_brand():
    Brand.objects.create(
        pk=1,
        greeting="Merhaba, paketiniz emin ellerde.",
        greeting_en="Hello, your parcel is in good hands.",
        thanks="Bizi seçtiğiniz için teşekkür ederiz.",
        thanks_en="Thank you for choosing us.",
        hours="hafta içi 9.00 – 18.00, cumartesi 10.00 – 14.00",
        hours_en="weekdays 9:00 – 18:00, Saturdays 10:00 – 14:00",
    )


def make_tiers():
    for name, name_en, from_orders, days, benefits, benefits_en in TIERS:
        Tier.objects.get_or_create(
            from_orders=from_orders,
            defaults={
                "name": name,
                "name_en": name_en,
                "extra_return_days": days,
                "benefits": benefits,
                "benefits_en": benefits_en,
            },
        )


def make_people(now):
    Customer.objects.create_superuser(
        "merchant@kapinda.example",
        PASSWORD,
        name="Mina Esnaf",
        phone="+905320000001",
        date_joined=now - timedelta(days=800),
    )
    ayse = Customer.objects.create_user(
        "ayse@kapinda.example",
        PASSWORD,
        name="Ayşe Yılmaz",
        phone="+905321234567",
        date_joined=now - timedelta(days=790, hours=7),
    )
    Address.objects.create(
        customer=ayse,
        label="Ev",
        name="Ayşe Yılmaz",
        phone="+905321234567",
        province="35",
        district="Karşıyaka",
        neighbourhood="Bostanlı Mah",
        address="Cemal Gürsel Cad. No: 14 D: 5",
        is_default=True,
    )
