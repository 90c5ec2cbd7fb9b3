"""A guest or a member buys: one form, one order, exactly what the page showed."""

from decimal import Decimal
from hashlib import sha256
from shutil import copytree

import pytest
from django.test import Client
from django.utils import translation

from notifications.models import Event
from shop.cart.models import Cart
from shop.catalog.models import Stock
from shop.checkout.texts import FOLDER, version_of
from shop.customers.models import Address
from shop.orders.models import Order
from shop.payments.models import Payment
from tests import make

from .filling import filled, with_choice

pytestmark = pytest.mark.django_db


def test_a_guest_buys_with_one_form(shopper, mug):
    response = shopper.post("/checkout/", filled(shopper))
    order, payment = Order.objects.get(), Payment.objects.get()
    assert response.status_code == 302
    assert response.url == f"/payments/{payment.reference}/"
    assert (order.goods_total, order.shipping_fee, order.total) == (
        Decimal("249.90"),
        Decimal("49.90"),
        Decimal("299.80"),
    )
    assert (order.carrier_code, order.service_code) == ("table", "standard")
    assert (order.buyer_phone, order.receiver_name) == ("+905321234567", "Ayşe Yılmaz")
    assert (order.province, order.district) == ("06", "Çankaya")
    assert payment.amount == order.total
    assert Stock.objects.get().reserved == 1
    assert [event.name for event in Event.objects.about(order)] == ["order_placed"]
    assert Cart.objects.get().closed_at is not None
    assert shopper.cookies["cart"].value == ""


def test_cash_on_delivery_confirms_at_once_and_collects_the_whole(shopper):
    form = with_choice(shopper, filled(shopper), payment="cod")
    response = shopper.post("/checkout/", form)
    order = Order.objects.get()
    assert response.url == order.link
    assert order.state == "confirmed"
    assert (order.cod_fee, order.total) == (Decimal("49.90"), Decimal("349.70"))
    assert order.shipments.get().cod_amount == Decimal("349.70")


def test_who_pays_by_transfer_is_led_straight_to_the_order(shopper):
    form = with_choice(shopper, filled(shopper), payment="transfer")
    response = shopper.post("/checkout/", form)
    assert response.url == Order.objects.get().link
    assert shopper.get(response.url).status_code == 200


def test_the_option_and_promise_are_those_that_were_chosen_and_shown(shopper):
    form = with_choice(shopper, filled(shopper), option="yurtici:standard")
    assert form["total_shown"] == "329.80"
    shopper.post("/checkout/", form)
    order = Order.objects.get()
    assert (order.carrier_code, order.shipping_fee) == ("yurtici", Decimal("79.90"))
    shown = f"{order.leaves_by}/{order.promised_earliest}/{order.promised_latest}"
    assert shown == form["dates_shown"]
    assert order.quote["promise"]["latest"] == order.promised_latest.isoformat()


def test_gift_wrap_is_in_the_total_and_its_note_with_the_parcel(shopper):
    form = with_choice(
        shopper, filled(shopper), gift_wrap="on", payment="card", gift_message="İyi ki doğdun"
    )
    assert form["total_shown"] == "339.70"
    shopper.post("/checkout/", form)
    order = Order.objects.get()
    assert (order.gift_fee, order.total) == (Decimal("39.90"), Decimal("339.70"))
    order.confirm(at=order.placed_at)
    parcel = order.shipments.get()
    assert (parcel.is_gift, parcel.gift_message) == (True, "İyi ki doğdun")


def test_another_receiver_a_note_and_a_business_are_kept_with_the_order(shopper):
    shopper.post(
        "/checkout/",
        filled(
            shopper,
            receiver_name="Mehmet Kaya",
            receiver_phone="0533 765 43 21",
            delivery_note="Zil bozuk",
            tax_title="Kaya Ltd.",
            tax_office="Çankaya",
            tax_number="4540536920",
        ),
    )
    order = Order.objects.get()
    assert (order.receiver_name, order.receiver_phone) == ("Mehmet Kaya", "+905337654321")
    assert (order.delivery_note, order.tax_number) == ("Zil bozuk", "4540536920")


def test_a_neighbourhood_that_no_list_knows_can_be_written(shopper):
    shopper.post("/checkout/", filled(shopper, neighbourhood="Yeni Site Mah"))
    assert Order.objects.get().neighbourhood == "Yeni Site Mah"


def test_the_texts_are_kept_letter_by_letter_as_they_were_shown(shopper):
    form = filled(shopper)
    page = shopper.get("/checkout/").content.decode()
    shopper.post("/checkout/", form, REMOTE_ADDR="203.0.113.7")
    texts = Order.objects.get().texts.order_by("kind")
    assert [text.kind for text in texts] == ["contract", "pre_information"]
    for text in texts:
        assert text.html in page
        assert text.sha256 == sha256(text.html.encode()).hexdigest()
        assert text.confirmed_from == "203.0.113.7"
        assert "299,80" in text.html
        assert text.version


@pytest.mark.parametrize(
    "told",
    [
        "Seramik kupa",  # a
        "MERSİS",  # b
        "Kemeraltı Cad.",  # c, ğ
        "Şikâyetlerinizi",  # ç
        "299,80",  # d
        "İletişim araçları için ek bir ücret alınmaz",  # e
        "Teslimat aralığı",  # f
        "İade için belirlenen kargo firması: <strong>Yurtiçi Kargo</strong>",  # g
        "cayma hakkınız vardır",  # h
        "Depozito",  # ı
        "dijital içerik",  # i, j
        "arabulucuya başvurmak zorunludur",  # k
        "ödeme yükümlülüğü",  # art. 8
    ],
)
def test_the_pre_information_form_holds_what_the_law_wants(shopper, told):
    make.carrier("yurtici").__class__.objects.filter(code="yurtici").update(name="Yurtiçi Kargo")
    shopper.post("/checkout/", filled(shopper))
    assert told in Order.objects.get().texts.get(kind="pre_information").html


def test_changed_words_are_another_version(shopper, tmp_path):
    shopper.post("/checkout/", filled(shopper))
    copy = copytree(FOLDER, tmp_path / "texts")
    assert {one.version for one in Order.objects.get().texts.all()} == {version_of(copy)}
    contract = copy / "contract_tr.html"
    contract.write_text(contract.read_text().replace("gerekçe", "sebep"))
    assert version_of(copy) != version_of(FOLDER)


def test_the_texts_name_the_days_the_shop_gives_to_send_back(shopper, settings):
    settings.RETURN_DAYS, settings.RETURN_SEND_DAYS = 30, 21
    shopper.post("/checkout/", filled(shopper))
    for text in Order.objects.get().texts.all():
        assert "30 gün içinde" in text.html
        assert "21 gün içinde" in text.html


def test_a_delivery_of_one_day_is_told_as_that_day(shopper):
    form = with_choice(shopper, filled(shopper), option="yurtici:standard")
    shopper.post("/checkout/", form)
    for text in Order.objects.get().texts.all():
        assert "eslimat günü" in text.html
        assert "eslimat aralığı" not in text.html


def test_goods_without_right_of_withdrawal_are_named_with_the_reason(shopper, mug):
    mug.product.withdrawal_exception = "ç"
    mug.product.save()
    shopper.post("/checkout/", filled(shopper))
    html = Order.objects.get().texts.get(kind="pre_information").html
    assert "m. 15/1-ç" in html
    assert "cayma hakkınız vardır" not in html


def test_a_member_is_prefilled_from_the_first_address(mug):
    ayse = make.customer()
    place = {"province": "35", "district": "Konak", "neighbourhood": "Alsancak Mah"}
    Address.objects.create(
        customer=ayse, label="Ev", name=ayse.name, phone=ayse.phone, **place,
        address="Kordon 1", is_default=True,
    )  # fmt: skip
    client = Client()
    client.force_login(ayse)
    client.post("/cart/lines/", {"sku": mug.sku, "quantity": 1})
    form = filled(client, **place)
    assert (form["neighbourhood"], form["address"]) == ("Alsancak Mah", AYSES_STREET)
    client.post("/checkout/", form)
    order = ayse.orders.get()
    assert (order.province, order.total) == ("35", Decimal("299.80"))


def saved(customer, label, province, district, neighbourhood, **fields):
    return Address.objects.create(
        customer=customer, label=label, province=province, district=district,
        neighbourhood=neighbourhood, address=f"{label} Sokak 1",
        **{"name": customer.name, "phone": customer.phone, **fields},
    )  # fmt: skip


def initial_of(page):
    form = page.context["form"]
    names = ("province", "district", "neighbourhood", "address", "receiver_name")
    return [form[name].value() or "" for name in names]


def test_a_member_takes_another_saved_address_by_one_link(mug):
    ayse = make.customer()
    home = saved(ayse, "Ev", "35", "Konak", "Alsancak Mah", is_default=True)
    aunt = saved(ayse, "Teyzem", "06", "Çankaya", "Kızılay Mah", name="Zeynep Kaya")
    foreign = saved(
        make.customer("mert@example.com", "Mert Can"), "Ofis", "34", "Şişli", "Pangaltı"
    )
    client = Client()
    client.force_login(ayse)
    client.post("/cart/lines/", {"sku": mug.sku, "quantity": 1})
    first = client.get("/checkout/")
    assert f'href="?address={aunt.pk}"' in first.content.decode()
    at_home = ["35", "Konak", "Alsancak Mah", "Ev Sokak 1", ""]
    assert initial_of(first) == at_home
    other = client.get(f"/checkout/?address={aunt.pk}")
    assert initial_of(other) == ["06", "Çankaya", "Kızılay Mah", "Teyzem Sokak 1", "Zeynep Kaya"]
    assert f'href="?address={home.pk}"' in other.content.decode()
    assert initial_of(client.get(f"/checkout/?address={foreign.pk}")) == at_home


def test_who_has_one_address_is_offered_no_other(mug):
    ayse = make.customer()
    saved(ayse, "Ev", "35", "Konak", "Alsancak Mah", is_default=True)
    client = Client()
    client.force_login(ayse)
    client.post("/cart/lines/", {"sku": mug.sku, "quantity": 1})
    assert "?address=" not in client.get("/checkout/").content.decode()


AYSES_STREET = "Atatürk Bulvarı No: 1 Daire: 2"


def test_an_english_order_is_told_in_english(shopper):
    with translation.override("en"):
        page = shopper.get("/en/checkout/").content.decode()
    assert "duty to pay" in page
    assert "Right of withdrawal" in page


def test_the_button_says_the_amount_and_the_duty_to_pay(shopper):
    page = " ".join(shopper.get("/checkout/").content.decode().split())
    assert "Siparişi onayla ve öde, 299,80 TL (ödeme yükümlülüğü doğar)" in page
