"""Bad input and bad days: a sentence, the right status, and nothing changed."""

from decimal import Decimal

import pytest
from django.db.models import F
from django.utils import timezone

from notifications.models import Event, Message
from shipping.models import Shipment, Tariff
from shop.cart.models import Cart
from shop.catalog.models import Product, Stock, Variant
from shop.orders.models import Order, OrderText
from shop.payments.models import Payment
from tests import make

from .filling import AYSE, fields_of, filled, with_choice

pytestmark = pytest.mark.django_db


def assert_nothing_changed():
    for model in (Order, OrderText, Payment, Event, Message, Shipment):
        assert not model.objects.exists()
    assert not Stock.objects.filter(reserved__gt=0).exists()
    assert Cart.objects.get().closed_at is None


def text_of(response):
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("phone", "123", "Bu bir telefon numarası değil."),
        ("phone", "0312 123 45 67", "id_phone_error"),
        ("phone", "+49 151 23456789", "Kuryeler ve SMS yalnız Türkiye cep telefonlarına ulaşır."),
        ("email", "ayse@", "Bu bir e-posta adresi değil."),
        ("name", "", "Adınızı ve soyadınızı yazın."),
        ("name", "A. 12", "Adınızı ve soyadınızı yazın."),
        ("receiver_name", "12", "Teslim alacak kişinin adını ve soyadını yazın."),
        ("province", "82", "id_province_error"),
        ("district", "Kadıköy", "id_district_error"),
        ("district", "", "id_district_error"),
        ("neighbourhood", "", "id_neighbourhood_error"),
        ("address", "No: 5", "Sokağı, binayı ve daireyi yazın."),
        ("address", "No: 5 Çankaya/Ankara", "Sokağı, binayı ve daireyi yazın."),
        ("tax_number", "4540536921", "id_tax_number_error"),
        ("tax_number", "10000000147", "id_tax_number_error"),
        ("tax_title", "Kaya Ltd.", "id_tax_number_error"),
        ("receiver_name", "Mehmet Kaya", "id_receiver_phone_error"),
        ("gift_message", "İyi ki doğdun", "id_gift_wrap_error"),
        ("agreed", "", "id_agreed_error"),
    ],
)
def test_an_impossible_value_is_refused_at_its_field(shopper, field, value, sentence):
    response = shopper.post("/checkout/", filled(shopper) | {field: value})
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert_nothing_changed()


def test_a_present_is_not_paid_for_at_the_door(shopper):
    form = with_choice(shopper, filled(shopper), payment="cod")
    wrapped = with_choice(shopper, form, gift_wrap="on") | {"payment": "cod"}
    response = shopper.post("/checkout/", wrapped)
    assert response.status_code == 422
    assert "Hediye paketinde kapıda ödeme olmaz" in text_of(response)
    assert_nothing_changed()


def test_a_same_day_delivery_does_not_wait_for_a_transfer(shopper, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: make.MONDAY_MORNING)
    make.service(code="today", tier="same_day", price="89.90", days=(0, 0))
    wishes = {"option": "table:today", "payment": "transfer"}
    today = with_choice(shopper, filled(shopper), **wishes)
    response = shopper.post("/checkout/", today)
    assert response.status_code == 422
    assert "Aynı gün teslimat havaleyi bekleyemez." in text_of(response)
    assert_nothing_changed()


def test_a_transfer_says_until_when_the_dates_hold(shopper):
    page = text_of(shopper.get("/checkout/"))
    assert "gününe kadar ulaşırsa geçerlidir." in page


@pytest.mark.parametrize("option", ["", "table:free", "yurtici:standard' OR 1=1", "x" * 300])
def test_an_option_that_is_not_offered_is_refused(shopper, option):
    response = shopper.post("/checkout/", filled(shopper) | {"option": option})
    assert response.status_code == 422
    assert "id_option_error" in text_of(response)
    assert_nothing_changed()


@pytest.mark.parametrize("payment", ["", "gold", "nothing", "x" * 300])
def test_a_way_to_pay_that_is_not_offered_is_refused(shopper, payment):
    response = shopper.post("/checkout/", filled(shopper) | {"payment": payment})
    assert response.status_code == 422
    assert "id_payment_error" in text_of(response)
    assert_nothing_changed()


@pytest.mark.parametrize("total", ["1.00", "0", "-299.80", "", "abc"])
def test_a_tampered_total_places_nothing_and_shows_the_true_one(shopper, total):
    response = shopper.post("/checkout/", filled(shopper) | {"total_shown": total})
    assert response.status_code == 409
    assert "Toplam şimdi 299,80\xa0TL." in response.content.decode()
    assert_nothing_changed()


@pytest.mark.parametrize(
    "tampered",
    [
        {"dates_shown": "2026-11-23/2026-11-23/2026-11-23"},
        {"texts_shown": "0" * 32},
        {"key": "00000000-0000-0000-0000-000000000000:0:forged"},
        {"key": ""},
    ],
)
def test_anything_else_not_as_shown_places_nothing(shopper, tampered):
    response = shopper.post("/checkout/", filled(shopper) | tampered)
    assert response.status_code == 409
    assert_nothing_changed()


def test_fields_that_are_nobodys_to_set_change_nothing(shopper):
    extra = {"price": "1", "shipping_fee": "0", "total": "1", "state": "confirmed", "customer": "1"}
    shopper.post("/checkout/", filled(shopper) | extra)
    order = Order.objects.get()
    assert (order.total, order.state, order.customer) == (Decimal("299.80"), "placed", None)


def test_a_price_that_changed_meanwhile_is_shown_and_then_holds(shopper, mug):
    form = filled(shopper)
    Variant.objects.update(price=Decimal("300.00"))
    response = shopper.post("/checkout/", form)
    assert response.status_code == 409
    assert "Toplam şimdi 349,90\xa0TL." in response.content.decode()
    assert_nothing_changed()
    again = form | fields_of(response) | {"agreed": "on"}
    assert shopper.post("/checkout/", again).status_code == 302
    assert Order.objects.get().total == Decimal("349.90")


def test_a_fee_that_changed_meanwhile_is_shown_first(shopper, settings):
    form = filled(shopper)
    settings.SHIPPING_NETWORK_SECONDS = 0
    Tariff.objects.update(price=F("price") + 10)
    response = shopper.post("/checkout/", form)
    assert response.status_code == 409
    assert "Toplam şimdi 309,80\xa0TL." in response.content.decode()
    assert_nothing_changed()


def test_a_cart_that_changed_in_another_tab_is_shown_first(shopper, mug):
    form = filled(shopper)
    shopper.post("/cart/lines/", {"sku": mug.sku, "quantity": 1})
    response = shopper.post("/checkout/", form)
    assert response.status_code == 409
    assert "Sepetiniz bu arada değişti." in text_of(response)
    assert_nothing_changed()


def test_the_last_item_sold_meanwhile_is_told_and_nothing_is_placed(shopper, mug):
    form = filled(shopper)
    Stock.objects.update(on_hand=0)
    response = shopper.post("/checkout/", form)
    assert response.status_code in (409, 422)
    assert "Tükendi" in text_of(response)
    assert_nothing_changed()


def test_a_product_taken_off_sale_meanwhile_is_not_sold(shopper, mug):
    form = filled(shopper)
    Product.objects.update(is_active=False)
    assert shopper.post("/checkout/", form).status_code in (409, 422)
    assert_nothing_changed()


def test_cash_on_delivery_above_its_limit_with_its_fee_is_not_offered(shopper, settings, mug):
    Variant.objects.update(price=Decimal("4900.20"))  # 4950.10 with delivery, 5000.00 with the fee
    assert 'value="cod" disabled' not in text_of(shopper.get("/checkout/"))
    Variant.objects.update(price=Decimal("4900.21"))
    page = text_of(shopper.get("/checkout/"))
    assert 'value="cod" disabled' in page
    assert "5.000,01" in page
    response = shopper.post("/checkout/", filled(shopper) | {"payment": "cod"})
    assert response.status_code == 422
    assert "5.000,01" in text_of(response)
    assert_nothing_changed()


def test_cash_on_delivery_is_not_offered_by_a_carrier_that_does_not_collect(shopper):
    form = with_choice(shopper, filled(shopper), option="yurtici:standard")
    response = shopper.post("/checkout/", form | {"payment": "cod"})
    assert response.status_code == 422
    assert "id_payment_error" in text_of(response)
    assert_nothing_changed()


def test_a_province_nobody_delivers_to_says_so_and_places_nothing(shopper, settings):
    settings.SHIPPING_NETWORK_SECONDS = 0
    make.Service.objects.update(areas=["34"])
    form = filled(shopper)
    assert "option" not in form
    response = shopper.post("/checkout/", form | {"option": "table:standard", "payment": "card"})
    assert response.status_code == 422
    assert_nothing_changed()


def test_an_empty_cart_goes_back_to_the_cart(client):
    assert client.get("/checkout/").url == "/cart/"
    assert client.post("/checkout/", {}).url == "/cart/"


def test_unknown_provinces_have_no_districts(client):
    assert client.get("/places/99/districts/").status_code == 404
    assert client.get("/places/99/neighbourhoods/").status_code == 404
    assert "Çankaya" in client.get("/places/06/districts/").content.decode()
    found = client.get("/places/06/neighbourhoods/", {"district": "Çankaya"}).content.decode()
    assert "Kızılay Mah" in found


def test_a_province_keeps_its_list_while_it_is_typed_in_unless_its_error_has_to_go(shopper):
    asked = {"HX-Request": "true", "HX-Trigger-Name": "province"}
    typed = shopper.post("/checkout/options/", filled(shopper), headers=asked).content.decode()
    assert 'id="towns"' in typed
    assert 'name="province"' not in typed
    refused = shopper.post("/checkout/", filled(shopper, province="99"))
    form = fields_of(refused) | AYSE
    assert form["draws_province"] == "1"
    mended = shopper.post("/checkout/options/", form, headers=asked).content.decode()
    assert 'name="province"' in mended
    assert "draws_province" not in mended
