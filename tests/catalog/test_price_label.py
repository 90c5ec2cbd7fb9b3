"""What the law wants beside a price, on the page and for machines."""

import json
import re
from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from shop.catalog.models import Variant
from shop.catalog.price_label import UN_CODES, Measure, country_name, unit_price
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def honey(client):
    client.cookies["province"] = "34"
    make.service()
    made = make.product("Çiçek balı", "459.90", slug="bal", made_in="TR")
    made.variants.update(content=850, content_unit="g", price_since=date(2026, 11, 12))
    return made


def text(client, path="/products/bal/"):
    return " ".join(client.get(path).content.decode().replace("\xa0", " ").split())


def offer(page):
    said = re.search(r'application/ld\+json">(.*?)</script>', page, re.DOTALL)[1]
    return json.loads(said)["@graph"][0]


@pytest.mark.parametrize(
    ("price", "content", "unit", "amount", "told_for"),
    [
        ("459.90", "850", "g", "541.06", "kg"),
        ("219.90", "1", "kg", "219.90", "kg"),
        ("229.90", "300", "ml", "766.33", "l"),
        ("24.90", "1.5", "l", "16.60", "l"),
        ("49.90", "250", "cm", "19.96", "m"),
        ("100.00", "3", "m", "33.33", "m"),
        ("159.90", "16", "piece", "9.99", "piece"),
    ],
)
def test_a_price_is_told_for_the_unit_people_compare_by(price, content, unit, amount, told_for):
    told = unit_price(Decimal(price), Decimal(content), unit)
    assert (told.amount, told.measure) == (Decimal(amount), told_for)
    assert UN_CODES[told.measure]


def test_what_is_not_measured_has_no_unit_price():
    assert unit_price(Decimal(10), None, "") is None
    assert {*Measure} >= {*UN_CODES}


def test_the_page_tells_unit_price_place_of_production_and_since_when(client, honey):
    page = text(client)
    assert "541,06 TL / kg" in page
    assert "Fiyatın geçerlilik başlangıcı: 12 Kasım 2026" in page
    assert "Üretim yeri: Türkiye" in page
    assert "Yerli üretim" in page
    english = text(client, "/en/products/bal/")
    for said in ("541.06 TL / kg", "Price valid from: 12 November 2026", "Made in: Türkiye"):
        assert said in english


def test_goods_from_abroad_wear_no_sign_of_home(client, honey):
    type(honey).objects.update(made_in="CN")
    page = text(client)
    assert "Üretim yeri: Çin" in page
    assert "Yerli üretim" not in page


def test_machines_read_the_same_numbers(client, honey):
    data = offer(client.get("/products/bal/").content.decode())
    assert data["countryOfOrigin"] == {"@type": "Country", "name": "TR"}
    whole, told = data["offers"]["priceSpecification"]
    assert (whole["price"], whole["validFrom"]) == ("459.90", "2026-11-12")
    assert told["price"] == "541.06"
    assert told["referenceQuantity"]["unitCode"] == "KGM"


def test_what_nobody_said_is_not_said(client, honey):
    Variant.objects.update(content=None, content_unit="", price_since=None)
    type(honey).objects.update(made_in="")
    page = text(client)
    for said in ("geçerlilik", "Üretim yeri", " / kg"):
        assert said not in page
    data = offer(page)
    assert "countryOfOrigin" not in data
    assert len(data["offers"]["priceSpecification"]) == 1


def test_countries_are_named_in_the_readers_language():
    with override("tr"):
        assert (country_name("DE"), country_name("")) == ("Almanya", "")
    with override("en"):
        assert country_name("DE") == "Germany"


def test_a_link_that_is_shared_shows_name_picture_and_price(client, honey, settings):
    page = text(client)
    assert '<meta property="og:title" content="Çiçek balı">' in page
    assert f'property="og:image" content="{settings.SITE_URL}/static/brand/share.png"' in page
    assert 'property="product:price:amount" content="459.90"' in page
    assert f'property="og:url" content="{settings.SITE_URL}/products/bal/"' in page
