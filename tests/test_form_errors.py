"""What is wrong with a form stands at its top: in the order of the page, each line a link to its
field, and each a sentence about that field alone."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from lxml import html

from tests import make
from tests.checkout.conftest import mug, shopper  # noqa: F401
from tests.returns import world

pytestmark = pytest.mark.django_db
GENERIC = "Bu alan zorunludur."


def page_of(response):
    assert response.status_code in {200, 422}
    return html.document_fromstring(response.content.decode())


def listed(page):
    """[(id of the field, sentence)] of the list at the top, seen to be as it should be."""
    [notice] = page.xpath("//*[@data-takes-focus]")
    assert notice.get("tabindex") == "-1"
    links = notice.xpath(".//li/a")
    assert len(links) == len(notice.xpath(".//li"))
    found = [(link.get("href").removeprefix("#"), link.text_content().strip()) for link in links]
    where = [page.xpath("count(//*[@id=$id]/preceding::*)", id=name) for name, _ in found]
    assert all(page.xpath("boolean(//*[@id=$id])", id=name) for name, _ in found)
    assert where == sorted(where)
    assert all(is_described(page.get_element_by_id(name), name) for name, _ in found)
    assert GENERIC not in page.text_content()
    return found


def is_described(control, name):
    """The error under a field is read with it, and a control says that it is wrong."""
    is_control = control.tag in {"input", "select", "textarea", "fieldset"}
    is_said = f"{name}_error" in (control.get("aria-describedby") or "")
    return is_said and (not is_control or control.get("aria-invalid") == "true")


def test_an_empty_checkout_says_what_to_write_from_top_to_bottom(shopper):  # noqa: F811
    data = {"province": "06", "payment": "", "option": ""}
    found = listed(page_of(shopper.post("/checkout/", data)))
    assert found == [
        ("id_name", "Adınızı ve soyadınızı yazın."),
        ("id_phone", "Cep telefonu numaranızı yazın."),
        ("id_email", "E-posta adresinizi yazın."),
        ("id_district", "İlçeyi seçin."),
        ("id_neighbourhood", "Mahalleyi seçin ya da yazın."),
        ("id_address", "Sokağı, binayı ve daireyi yazın."),
        ("id_option", "Teslimat şeklini seçin."),
        ("id_payment", "Ödeme şeklini seçin."),
        (
            "id_agreed",
            "Devam etmek için ön bilgilendirme formunu ve sözleşmeyi okuyup kutuyu işaretleyin.",
        ),
    ]


def test_half_an_invoice_and_half_a_receiver_ask_for_the_other_half(shopper):  # noqa: F811
    data = {"receiver_name": "Zeynep Kaya", "tax_title": "Kaya Ltd."}
    found = dict(listed(page_of(shopper.post("/checkout/", data | {"province": "06"}))))
    assert found["id_receiver_phone"] == "Teslim alacak kişinin cep telefonunu yazın."
    assert found["id_tax_office"] == "Şirket faturası için vergi dairesini yazın."
    assert found["id_tax_number"] == "Şirket faturası için VKN ya da TCKN yazın."


@pytest.fixture
def member(client):
    client.force_login(make.customer())
    return client


def test_an_empty_address_says_what_to_write(member):
    found = listed(page_of(member.post(reverse("new_address"), {})))
    assert found == [
        ("id_label", "Adrese bir ad verin, örneğin Ev."),
        ("id_name", "Teslim alacak kişinin adını ve soyadını yazın."),
        ("id_phone", "Cep telefonu numaranızı yazın."),
        ("id_province", "İli seçin."),
        ("id_district", "İlçeyi seçin."),
        ("id_neighbourhood", "Mahalleyi seçin."),
        ("id_address", "Sokağı, binayı ve daireyi yazın."),
    ]


@pytest.mark.parametrize(
    ("name", "sentences"),
    [
        ("account_login", ["E-posta adresinizi yazın.", "Parolanızı yazın."]),
        ("account_signup", ["E-posta adresinizi yazın.", "Bir parola seçin."]),
        ("account_reset_password", ["E-posta adresinizi yazın."]),
        (
            "order_link",
            [
                "Sipariş numarasını yazın. Aldığınız mesajlarda yazar, yalnızca rakamdır.",
                "E-posta adresinizi yazın.",
            ],
        ),
    ],
)
def test_an_empty_form_at_the_door_says_what_to_write(client, name, sentences):
    found = listed(page_of(client.post(reverse(name), {"sent": "1"})))
    assert [sentence for _field, sentence in found] == sentences


def test_a_new_password_is_asked_for_in_words(member):
    found = listed(page_of(member.post(reverse("account_change_password"), {})))
    assert [sentence for _field, sentence in found] == [
        "Şimdiki parolanızı yazın.",
        "Bir parola seçin.",
        "Yeni parolayı bir kez daha yazın.",
    ]


def test_why_something_goes_back_is_asked_line_by_line(client):
    order = world.bought(placed_at=timezone.now() - timedelta(days=3))
    line = order.lines.get()
    client.post(world.page(order, "returns/new/"), {f"quantity_{line.pk}": 1})
    found = listed(page_of(client.post(world.page(order, "returns/new/reasons/"), {})))
    assert found == [(f"id_reason_{line.pk}", "İade nedenini seçin: Seramik kupa")]
