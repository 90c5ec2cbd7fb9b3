"""The cart: put in, changed, taken out; always priced as the goods are priced now."""

from decimal import Decimal

import pytest
from django.test import Client
from lxml import html

from shipping.models import Service
from shop.cart.models import Cart, CartLine
from shop.catalog.models import Stock, Variant
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def mug():
    made = make.product().variants.get()
    make.service()
    return made


def add(client, variant, quantity=1, **more):
    return client.post("/cart/lines/", {"sku": variant.sku, "quantity": quantity, **more})


def held():
    return list(CartLine.objects.values_list("quantity", flat=True))


def page(response):
    return " ".join(response.content.decode().split())


def test_what_is_added_lies_in_the_cart_with_its_price_and_picture_of_costs(client, mug):
    client.cookies["province"] = "06"
    response = add(client, mug, 2)
    assert response.url == "/cart/"
    cart = page(client.get("/cart/"))
    assert "Seramik kupa" in cart
    assert "499,80 TL" in cart  # goods
    assert "549,70 TL" in cart  # with the cheapest delivery
    assert client.cookies["cart_count"].value == "2"


def test_the_cart_cookie_is_unguessable_and_kept_from_scripts(client, mug):
    cookie = add(client, mug).cookies["cart"]
    assert len(cookie.value) == 22
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 30 * 24 * 3600


def test_adding_again_adds_to_the_line(client, mug):
    add(client, mug, 2)
    add(client, mug, 3)
    assert held() == [5]
    assert client.cookies["cart_count"].value == "5"


def test_buying_at_once_goes_to_checkout_and_nowhere_else(client, mug):
    assert add(client, mug, then="checkout").url == "/checkout/"
    assert add(client, mug, then="https://evil.example").url == "/cart/"


@pytest.mark.parametrize(
    ("quantity", "sentence"),
    [
        (0, "En az 1 adet seçin."),
        (-1, "En az 1 adet seçin."),
        (1_000_000, "Bir siparişte aynı üründen en çok 99 adet alınabilir."),
        ("abc", "Adedi tam sayı olarak yazın."),
        ("", "Adedi tam sayı olarak yazın."),
        ("1e3", "Adedi tam sayı olarak yazın."),
        ("9" * 400, "en çok 99 adet alınabilir"),
        (11, "en çok 10 adet alınabilir"),
    ],
)
def test_a_quantity_that_cannot_be_is_refused_with_a_sentence(client, mug, quantity, sentence):
    response = add(client, mug, quantity)
    assert response.status_code == 422
    assert sentence in page(response)
    assert held() == []
    assert not Cart.objects.exists()


def test_more_than_is_left_counting_what_lies_there_is_refused(client, mug):
    add(client, mug, 8)
    response = add(client, mug, 3)
    assert response.status_code == 422
    assert "8 adedi zaten sepetinizde" in page(response)
    assert held() == [8]


def test_an_unknown_or_inactive_code_is_not_found(client, mug):
    assert client.post("/cart/lines/", {"sku": "NONE", "quantity": 1}).status_code == 404
    assert client.post("/cart/lines/", {"quantity": 1}).status_code == 404
    Variant.objects.update(is_active=False)
    assert add(client, mug).status_code == 404
    assert held() == []


def test_a_sold_out_thing_is_refused(client, mug):
    Stock.objects.update(on_hand=0)
    response = add(client, mug)
    assert response.status_code == 422
    assert "Seramik kupa tükendi." in page(response)
    assert held() == []


@pytest.mark.parametrize(
    ("sent", "left"),
    [
        ({"quantity": 5}, [5]),
        ({"quantity": 2, "step": "1"}, [3]),
        ({"quantity": 2, "step": "-1"}, [1]),
        ({"quantity": 1, "step": "-1"}, []),
        ({"quantity": 0}, []),
        ({"step": "out"}, []),
        ({"quantity": "abc", "step": "out"}, []),
    ],
)
def test_a_line_can_be_changed_and_taken_out(client, mug, sent, left):
    add(client, mug, 2)
    assert client.post(f"/cart/lines/{mug.pk}/", sent).url == "/cart/"
    assert held() == left
    assert client.cookies["cart_count"].value == (str(left[0]) if left else "")


@pytest.mark.parametrize(
    "sent", [{"quantity": -1}, {"quantity": 1_000_000}, {"quantity": 11}, {"quantity": "x"}, {}]
)
def test_a_line_cannot_be_changed_to_what_cannot_be(client, mug, sent):
    add(client, mug, 2)
    response = client.post(f"/cart/lines/{mug.pk}/", sent)
    assert response.status_code == 422
    assert 'role="alert"' in page(response)
    assert held() == [2]


@pytest.mark.parametrize(
    ("quantity", "stock", "limits", "resting"),
    [(1, 10, ("1", "10"), ["-1"]), (2, 200, ("1", "99"), []), (10, 10, ("1", "10"), ["1"])],
)
def test_a_lines_steps_rest_at_one_and_at_what_is_left(
    client, mug, quantity, stock, limits, resting
):
    Stock.objects.update(on_hand=stock)
    add(client, mug, quantity)
    line = html.fromstring(client.get("/cart/").content.decode())
    [field] = line.xpath("//input[@name='quantity']")
    assert (field.get("min"), field.get("max")) == limits
    assert line.xpath("//button[@name='step'][@disabled]/@value") == resting


def test_somebody_elses_cart_cannot_be_changed(client, mug):
    add(client, mug, 2)
    assert Client().post(f"/cart/lines/{mug.pk}/", {"quantity": 0}).status_code == 404
    stranger = Client()
    stranger.cookies["cart"] = "x" * 22
    assert stranger.post(f"/cart/lines/{mug.pk}/", {"quantity": 0}).status_code == 404
    assert held() == [2]


def test_a_price_that_changed_since_is_told(client, mug):
    add(client, mug)
    Variant.objects.update(price=Decimal("300.00"))
    html = page(client.get("/cart/"))
    assert "önce 249,90 TL, şimdi 300,00 TL" in html
    assert CartLine.objects.get().price_when_added == Decimal("249.90")


def test_what_is_no_longer_there_is_marked_and_keeps_from_checkout(client, mug):
    client.cookies["province"] = "06"
    add(client, mug, 5)
    Stock.objects.update(on_hand=2)
    html = page(client.get("/cart/"))
    assert "Yalnızca 2 adet kaldı." in html
    assert "/checkout/" not in html.split('class="summary', 1)[1].split("</aside>")[0]
    assert client.get("/checkout/").url == "/cart/"


def test_what_is_missing_to_free_delivery_is_told(client, mug, settings):
    settings.SHIPPING_NETWORK_SECONDS = 0
    Service.objects.update(free_from=Decimal("500"))
    client.cookies["province"] = "06"
    add(client, mug, 2)
    assert "0,20 TL daha ekleyin" in page(client.get("/cart/"))
    add(client, mug, 1)
    assert "Bu sepetin kargosu ücretsiz." in page(client.get("/cart/"))


def test_without_a_province_the_cart_asks_for_it(client, mug):
    add(client, mug)
    assert "İli söyleyin" in page(client.get("/cart/"))


def test_going_back_to_an_act_by_address_shows_the_cart(client):
    assert client.get("/cart/lines/").url == "/cart/"


def test_an_empty_cart_says_so(client):
    assert "Sepetiniz boş." in page(client.get("/cart/"))


def test_a_member_finds_the_cart_on_another_device(mug):
    ayse, phone, desk = make.customer(), Client(), Client()
    phone.force_login(ayse)
    desk.force_login(ayse)
    add(phone, mug, 2)
    assert "Seramik kupa" in page(desk.get("/cart/"))


def test_a_cart_of_many_things_costs_as_few_queries_as_one_of_one(
    client, mug, django_assert_max_num_queries
):
    client.cookies["province"] = "06"
    add(client, mug)
    client.get("/cart/")
    for _ in range(8):
        add(client, make.product().variants.get())
    with django_assert_max_num_queries(3):
        client.get("/cart/")
    with django_assert_max_num_queries(6):
        add(client, mug)
