"""Where the demo shop's goods leave from, and who carries them at what price and pace. Prices and
days are believable, not anybody's real tariff: merchants import their own."""

import csv
from datetime import time
from decimal import Decimal
from pathlib import Path

from django.core.files.base import ContentFile

from notifications.logos import fitted
from shipping.marks import ROOM
from shipping.models import Carrier, Service, Tariff, Transit, Warehouse

from .truth import GIVEN_UP_AFTER

DATA = Path(__file__).parent / "data"

WAREHOUSES = [
    ("İstanbul deposu", "34", "Tuzla", "Deri Organize Sanayi Bölgesi, Vakum Cad. No: 7", time(15)),
    ("Ankara deposu", "06", "Sincan", "1. OSB, Avar Cad. No: 22", time(14)),
    ("İzmir deposu", "35", "Torbalı", "Ayrancılar Mah. Atatürk Cad. No: 41", time(14)),
]
CARRIERS = [
    ("yurtici", "Yurtiçi Kargo", "Yurtiçi Kargo Servisi A.Ş."),
    ("hepsijet", "HepsiJet", "D Fast Dağıtım Hizmetleri ve Lojistik A.Ş."),
    ("table", "Kapında Kurye", "Kapında Ticaret A.Ş."),
]
CITIES_OF_OUR_COURIER = ["34", "06", "35"]
SERVICES = [
    {
        "carrier": "table", "code": "ayni-gun", "tier": "same_day",
        "name": "Aynı gün", "name_en": "Same day", "delivery_days": "123456",
        "pickup_days": "123456", "cut_off": time(14), "areas": CITIES_OF_OUR_COURIER,
        "origins": CITIES_OF_OUR_COURIER, "max_desi": 30,
    },
    {
        "carrier": "hepsijet", "code": "ertesi-gun", "tier": "next_day",
        "name": "Ertesi gün", "name_en": "Next day", "product_code": "HX_ND",
        "delivery_days": "123456", "pickup_days": "12345", "max_desi": 20,
    },
    {
        "carrier": "hepsijet", "code": "standart", "tier": "standard",
        "name": "Standart", "name_en": "Standard", "product_code": "HX_STD",
        "delivery_days": "123456", "takes_cod": True, "free_from": Decimal(1500), "max_desi": 40,
    },
    {
        "carrier": "yurtici", "code": "standart", "tier": "standard",
        "name": "Adrese teslim", "name_en": "To your door", "delivery_days": "123456",
        "takes_cod": True, "free_from": Decimal(2500),
    },
    {
        "carrier": "yurtici", "code": "sube", "tier": "branch",
        "name": "Şubeden teslim", "name_en": "Branch pick-up", "delivery_days": "123456",
        "free_from": Decimal(1250), "max_desi": 60, "branch_days": GIVEN_UP_AFTER,
    },
    {
        "carrier": "yurtici", "code": "ekonomi", "tier": "economy",
        "name": "Ekonomi", "name_en": "Economy", "free_from": Decimal(750),
    },
]  # fmt: skip


def fill():
    make_warehouses()
    make_services()
    services = {
        (service.carrier.code, service.code): service
        for service in Service.objects.select_related("carrier")
    }
    tariffs = [tariff(row, services) for row in rows("tariffs.csv")]
    Tariff.objects.bulk_create(tariffs, ignore_conflicts=True)
    transits = [transit(row, services) for row in rows("transits.csv")]
    Transit.objects.bulk_create(transits, ignore_conflicts=True)


def make_warehouses():
    for name, province, district, address, cut_off in WAREHOUSES:
        Warehouse.objects.update_or_create(
            name=name,
            defaults={
                "province": province, "district": district, "address": address,
                "phone": "+908500000000", "cut_off": cut_off, "working_days": "123456",
                "saturday_cut_off": time(11),
            },
        )  # fmt: skip


def make_services():
    for code, name, legal_name in CARRIERS:
        Carrier.objects.update_or_create(
            code=code, defaults={"name": name, "legal_name": legal_name}
        )
    carriers = {carrier.code: carrier for carrier in Carrier.objects.all()}
    for fields in SERVICES:
        fields = dict(fields)
        Service.objects.update_or_create(
            carrier=carriers[fields.pop("carrier")], code=fields.pop("code"), defaults=fields
        )


def hang_logos():
    """Of our own courier, which we drew. The others' belong to them: a merchant who may show them
    uploads them at the desk."""
    for drawing in sorted((DATA / "carriers").iterdir()):
        logo = fitted(ContentFile(drawing.read_bytes()), ROOM)
        carrier = Carrier.objects.get(code=drawing.stem)
        carrier.logo, carrier.logo_for_mail = logo.webp, logo.png
        carrier.save()


def tariff(row, services):
    return Tariff(
        service=services[row["carrier"], row["service"]],
        line=row["line"],
        up_to_desi=row["up_to_desi"],
        price=row["price"],
        per_extra_desi=row["per_extra_desi"] or 0,
        cost=row["cost"],
        cost_per_extra_desi=row["cost_per_extra_desi"] or None,
    )


def transit(row, services):
    return Transit(
        service=services[row["carrier"], row["service"]],
        line=row["line"],
        min_days=row["min_days"],
        max_days=row["max_days"],
    )


def rows(name):
    with (DATA / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))
