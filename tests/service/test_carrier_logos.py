"""The carrier's logo, or its first letter, wherever the carrier is chosen, named or printed."""

from io import BytesIO
from struct import pack
from zlib import crc32

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image
from pypdfium2 import PdfDocument
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

from notifications.writing import write
from shipping.labels import labels_pdf
from shipping.models import Carrier, Shipment
from shipping.network import forget_network
from shop.catalog import kept_pages
from shop.catalog.models import Variant
from tests import make
from tests.checkout.filling import filled
from tests.returns import world
from tests.service.desk import page

pytestmark = pytest.mark.django_db
SVG = (
    b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
)
FORM = {"code": "table", "name": "Kapında Kurye", "is_active": "on"}


def chunk(kind, data=b""):
    return pack(">I", len(data)) + kind + data + pack(">I", crc32(kind + data))


# says that it has 20,000 × 20,000 pixels, and holds none
HEAD = pack(">IIBBBBB", 20_000, 20_000, 8, 2, 0, 0, 0)
ENORMOUS = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", HEAD) + chunk(b"IDAT") + chunk(b"IEND")


def picture(format="PNG", size=(900, 300), colour="#1649ae"):
    into = BytesIO()
    Image.new("RGB", size, colour).save(into, format)
    return SimpleUploadedFile(f"logo.{format.lower()}", into.getvalue())


@pytest.fixture(autouse=True)
def files_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def courier():
    return make.carrier()


def upload(desk, carrier, **fields):
    return desk.post(page(carrier), FORM | fields)


def logo_on(client, address):
    """The addresses of the logos on a page."""
    text = " ".join(client.get(address).content.decode().split())
    return [one.split('"')[0] for one in text.split('carrier__mark--logo" src="')[1:]]


def test_a_logo_is_drawn_anew_small_for_pages_and_finer_for_paper(mina, courier):
    upload(mina, courier, logo=picture("JPEG", (3000, 1000)))
    courier.refresh_from_db()
    assert (courier.logo_width, courier.logo_height) == (144, 48)
    assert Image.open(courier.logo.path).format == "WEBP"
    assert Image.open(courier.logo_for_mail.path).format == "PNG"
    assert Image.open(courier.logo_for_mail.path).size == (288, 96)
    assert courier.logo.size < 2000
    upload(mina, courier, **{"logo-clear": "on"})
    courier.refresh_from_db()
    assert (courier.logo.name, courier.logo_for_mail.name, courier.logo_width) == ("", "", None)


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (SimpleUploadedFile("logo.svg", SVG), "SVG kabul edilmez"),
        (SimpleUploadedFile("logo.png", SVG), "SVG kabul edilmez"),
        (picture("GIF"), "PNG, JPEG veya WebP resmi değil"),
        (SimpleUploadedFile("logo.png", b"%PDF-1.7"), "PNG, JPEG veya WebP resmi değil"),
        (picture(size=(4001, 100)), "4000 pikselden uzun"),
        (SimpleUploadedFile("logo.png", ENORMOUS), "4000 pikselden uzun"),
        (picture(size=(300, 20)), "32 pikselden az"),
        (SimpleUploadedFile("logo.png", picture().read() + b"\0" * 2_000_001), "2 MB"),
    ],
)
def test_what_is_no_logo_is_refused_at_its_field(mina, courier, file, sentence):
    file.seek(0)
    answer = upload(mina, courier, name="Başka", logo=file)
    assert sentence in answer.context["adminform"].form.errors["logo"][0]
    courier.refresh_from_db()
    assert (courier.name, courier.logo.name) == ("Kapında Kurye", "")


def test_it_stands_beside_the_name_from_the_product_to_the_parcel(mina, courier):
    upload(mina, courier, logo=picture())
    logo = Carrier.objects.get().logo.url
    mina.logout()
    order = world.bought(delivered=False)
    world.parcel(order, "in_transit")
    mina.cookies["province"] = "06"
    variant = Variant.objects.get()
    assert logo_on(mina, variant.product.get_absolute_url()) == [logo, logo]
    mina.post("/cart/lines/", {"sku": variant.sku, "quantity": 1})
    assert logo_on(mina, "/cart/") == [logo]
    options = mina.post("/checkout/options/", filled(mina)).content.decode()
    cards = options.split('class="option__carrier"')[1:]
    card = next(one for one in cards if logo in one)
    assert f'src="{logo}" alt="" width="144" height="48"' in " ".join(card.split())
    assert "<span>Kapında Kurye</span>" in card
    assert logo_on(mina, order.link) == [logo]


def test_without_one_a_letter_of_ours_stands_there(client):
    make.service("yurtici")
    Carrier.objects.update(name="ışık kargo")
    make.product(slug="kupa")
    client.cookies["province"] = "06"
    shown = client.get("/products/kupa/").content.decode()
    assert 'data-letter="I" aria-hidden="true"></span>' in " ".join(shown.split())
    assert "carrier__mark--logo" not in shown


def test_a_kept_page_shows_a_new_logo_and_asks_nothing_for_it(
    mina, courier, settings, django_assert_num_queries
):
    settings.SHIPPING_NETWORK_SECONDS = 60
    make.service()
    make.product(slug="kupa")
    mina.cookies["province"] = "06"
    kept_pages.pages.clear()
    forget_network()
    for colour in ("#1649ae", "#8a1c4a"):
        upload(mina, courier, logo=picture(colour=colour))
        forget_network()  # as after SHIPPING_NETWORK_SECONDS
        visitor = Client()
        visitor.cookies["province"] = "06"
        assert logo_on(visitor, "/products/kupa/") == [Carrier.objects.get().logo.url]
        with django_assert_num_queries(1):
            visitor.get("/products/kupa/")


def test_mails_show_it_as_png_and_do_without(mina, courier, settings):
    order = make.order()
    parcel = world.parcel(order, "in_transit", buyer_email="ayse@example.com")
    html = mail_of(parcel, "shipment_in_transit")
    assert "<img" not in html
    upload(mina, courier, logo=picture())
    address = settings.SITE_URL + Carrier.objects.get(code="table").logo_for_mail.url
    html = mail_of(Shipment.objects.get(), "shipment_handed_over")
    assert html.count(f'src="{address}"') == 2


def test_a_label_has_it_in_grey(mina, courier):
    parcel = make.shipment()
    assert images_on(parcel) == []
    upload(mina, courier, logo=picture(colour="#ff0000"))
    parcel.carrier.refresh_from_db()
    [image] = images_on(parcel)
    red, green, blue = image.get_bitmap().to_pil().convert("RGB").getpixel((10, 10))
    assert red == green == blue
    left, _bottom, right, top = image.get_bounds()
    assert right <= 95 / 25.4 * 72 + 1
    assert top <= 145 / 25.4 * 72 + 1
    assert right - left <= 34 / 25.4 * 72 + 1


def test_a_label_is_printed_though_the_file_is_gone(mina, courier):
    upload(mina, courier, logo=picture(colour="#00ff00"))
    courier.refresh_from_db()
    courier.logo_for_mail.storage.delete(courier.logo_for_mail.name)
    assert images_on(make.shipment()) == []


def images_on(parcel):
    [sheet] = PdfDocument(labels_pdf([parcel]))
    return list(sheet.get_objects(filter=[FPDF_PAGEOBJ_IMAGE]))


def mail_of(parcel, name):
    return write(make.told(parcel, name)["email"], timezone.now()).html
