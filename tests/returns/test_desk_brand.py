"""The shop's look and words: what a merchant sets is on every page and mail, and nothing that could
not be read or drawn can be set."""

import re
from datetime import timedelta
from email.header import decode_header, make_header
from email.utils import parseaddr
from io import BytesIO

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from notifications.brand import Brand, brand, forget_brand
from notifications.gateways.email import mail_of
from notifications.sending import outgoing
from notifications.writing import write
from shop.catalog import kept_pages
from tests import make

from .world import bought, page, parcel

pytestmark = pytest.mark.django_db
DESK = "/admin/notifications/brand/1/change/"
PREVIEW = "/admin/notifications/brand/preview/"
LALE = {
    "name": "Lale Dükkân",
    "accent_light": "#8a1c4a",
    "accent_dark": "#ff9ac1",
    "greeting": "Merhaba, paketiniz emin ellerde.",
    "greeting_en": "Hello, your parcel is in good hands.",
    "thanks": "Bizi seçtiğiniz için teşekkür ederiz.",
    "phone": "0212 111 22 33",
    "email": "yardim@lale.example",
    "hours": "hafta içi 9.00 – 18.00",
}


@pytest.fixture
def desk(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.SHIPPING_NETWORK_SECONDS = 0
    client.force_login(make.customer("mina@example.com", is_staff=True, is_superuser=True))
    client.get("/admin/notifications/brand/")
    return client


def picture(format="PNG", size=(600, 200), name=None):
    into = BytesIO()
    Image.new("RGB", size, "#8a1c4a").save(into, format)
    return SimpleUploadedFile(name or f"logo.{format.lower()}", into.getvalue())


def text_of(response):
    return " ".join(response.content.decode().split())


def on_its_way():
    return bought(delivered=False, placed_at=timezone.now() - timedelta(days=1))


def errors(response):
    return response.context["adminform"].form.errors


def test_the_tracking_page_wears_name_colours_and_words_of_the_shop(desk, client):
    assert desk.post(DESK, LALE).status_code == 302
    found = text_of(client.get(page(on_its_way())))
    for said in ("<title>", "· Lale Dükkân", "/brand/8a1c4a-ff9ac1.css", LALE["greeting"]):
        assert said in found
    assert 'href="tel:02121112233"' in found
    assert "Yanıt saatlerimiz: hafta içi 9.00 – 18.00" in found
    assert "· Kapında" not in found
    assert 'site_name" content="Lale Dükkân"' in found
    english = text_of(client.get(page(on_its_way(), language="/en")))
    assert LALE["greeting_en"] in english


@pytest.mark.parametrize("state", ["failed", "sent_back"])
def test_the_greeting_is_silent_when_something_went_wrong(desk, client, state):
    desk.post(DESK, LALE)
    order = on_its_way()
    parcel(order, state)
    assert LALE["greeting"] not in text_of(client.get(page(order)))


def test_the_greeting_is_silent_while_money_is_awaited(desk, client):
    desk.post(DESK, LALE)
    assert LALE["greeting"] not in text_of(client.get(page(make.order())))


def test_thanks_are_said_after_the_order_and_once_all_is_there(desk, client):
    desk.post(DESK, LALE)
    new = make.order(state="confirmed", placed_at=timezone.now())
    assert LALE["thanks"] in text_of(client.get(page(new)))
    assert LALE["thanks"] not in text_of(client.get(page(on_its_way())))
    there = bought(placed_at=timezone.now() - timedelta(days=3))
    assert LALE["thanks"] in text_of(client.get(page(there)))


def test_a_shop_that_set_nothing_looks_as_it_always_did(client):
    found = text_of(client.get(page(on_its_way())))
    assert "· Kapında" in found
    assert 'href="/brand/' not in found


@pytest.mark.parametrize(
    ("field", "colour", "sentence"),
    [
        ("accent_light", "#ffcc00", "karşıtlığı 1,2"),
        ("accent_light", "#7a7a7a", "Okunabilen en yakın renk: #6b6b6b"),
        ("accent_dark", "#1649ae", "Bu renk koyu zeminde okunmayacak kadar koyu"),
        ("accent_dark", "blue", "altı haneyle"),
    ],
)
def test_a_colour_that_cannot_be_read_is_refused_at_its_field(desk, field, colour, sentence):
    answer = desk.post(DESK, LALE | {field: colour})
    assert sentence in errors(answer)[field][0]
    assert Brand.objects.get().name == "Kapında"


def test_a_logo_is_drawn_anew_small_for_pages_and_mails(desk, client):
    desk.post(DESK, LALE | {"logo": picture("JPEG", (3000, 1000))})
    row = Brand.objects.get()
    assert (row.logo_width, row.logo_height) == (288, 96)
    assert (row.logo.name[-5:], row.logo_for_mail.name[-4:]) == (".webp", ".png")
    assert Image.open(row.logo.path).format == "WEBP"
    assert Image.open(row.logo_for_mail.path).format == "PNG"
    assert row.logo.size < 5000
    found = text_of(client.get("/"))
    assert f'src="{row.logo.url}" alt="Lale Dükkân" width="288" height="96"' in found
    desk.post(DESK, LALE | {"logo-clear": "on"})
    row.refresh_from_db()
    assert (row.logo.name, row.logo_for_mail.name, row.logo_width) == ("", "", None)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (SimpleUploadedFile("logo.png", SVG), ""),
        (SimpleUploadedFile("logo.svg", SVG), ""),
        (SimpleUploadedFile("logo.png", b""), ""),
        (picture("GIF"), "PNG, JPEG veya WebP resmi değil"),
        (picture(size=(4001, 100)), "4000 pikselden uzun"),
        (picture(size=(300, 20)), "32 pikselden az"),
        (SimpleUploadedFile("logo.png", picture().read() + b"\0" * 2_000_001), "2 MB"),
    ],
)
def test_what_is_no_logo_is_refused(desk, file, sentence):
    file.seek(0)
    answer = desk.post(DESK, LALE | {"logo": file})
    assert sentence in errors(answer)["logo"][0]
    assert not Brand.objects.get().logo


def test_a_change_shows_on_kept_pages_and_costs_a_page_no_query(
    desk, client, settings, django_assert_num_queries
):
    client.logout()
    kept_pages.pages.clear()
    make.service()
    make.product(slug="kupa")
    settings.SHIPPING_NETWORK_SECONDS = 60
    assert "· Kapında" in text_of(client.get("/products/kupa/"))
    Brand.objects.update(name="Lale Dükkân")
    forget_brand()  # as after SHIPPING_NETWORK_SECONDS
    assert "· Lale Dükkân" in text_of(client.get("/products/kupa/"))
    with django_assert_num_queries(1):
        client.get("/products/kupa/")


def test_the_same_brand_stays_the_same_object_when_it_is_read_again(desk, settings):
    first = brand()
    assert brand() is first
    Brand.objects.update(hours="her gün")
    assert brand() is not first


def test_mails_wear_it_too(desk):
    desk.post(DESK, LALE | {"logo": picture()})
    messages = make.told(on_its_way(), "order_placed")
    written = write(messages["email"], timezone.now())
    row = Brand.objects.get()
    for said in (f'{row.logo_for_mail.url}"', "#8a1c4a", "#ff9ac1", "0212 111 22 33"):
        assert said in written.html
    sent = mail_of(outgoing(messages["email"], written)).message()
    sender = parseaddr(str(make_header(decode_header(sent["From"]))))
    assert sender == ("Lale Dükkân", "merhaba@kapinda.example")
    assert sent["Reply-To"] == "yardim@lale.example"
    assert write(messages["sms"], timezone.now()).text.startswith("Lale Dükkan: ")


def test_the_preview_shows_what_is_not_saved_yet(desk):
    found = desk.post(f"{PREVIEW}?scheme=dark", LALE | {"logo": picture()})
    said = text_of(found)
    assert 'src="data:image/webp;base64,' in said
    assert LALE["greeting"] in said
    assert "/brand/dark/8a1c4a-ff9ac1.css" in said
    assert found["X-Frame-Options"] == "SAMEORIGIN"
    assert Brand.objects.get().name == "Kapında"
    assert LALE["greeting_en"] in text_of(desk.post(f"{PREVIEW}?language=en", LALE))


def test_the_preview_says_what_cannot_be_taken_and_shows_the_rest(desk):
    said = text_of(desk.post(PREVIEW, LALE | {"accent_light": "#ffff00", "logo": picture("GIF")}))
    assert "Bu renk açık zeminde okunmayacak kadar soluk" in said
    assert "resmi değil" in said
    assert "/brand/light/1649ae-ff9ac1.css" in said


def test_only_who_may_change_the_brand_sees_the_preview(desk, client):
    client.force_login(make.customer("veli@example.com", is_staff=True))
    assert client.get(PREVIEW).status_code == 403
    client.logout()
    assert client.get(PREVIEW).status_code == 302


def test_the_colours_are_a_stylesheet_kept_for_a_year(client):
    answer = client.get("/brand/8a1c4a-ff9ac1.css")
    assert answer["Content-Type"].startswith("text/css")
    assert "max-age=31536000" in answer["Cache-Control"]
    light, dark = answer.content.decode().split("prefers-color-scheme: dark")
    assert "--cobalt: #8a1c4a" in light
    assert "--cobalt: #ff9ac1" in dark
    forced = client.get("/brand/dark/8a1c4a-ff9ac1.css").content.decode()
    assert "--paper: oklch(0.205" in forced
    assert "@media" not in forced


@pytest.mark.parametrize("name", ["x", "8a1c4a", "8a1c4a-ff9ac", "8A1C4A-ff9ac1", "8a1c4a-zzzzzz"])
def test_what_is_no_colour_is_no_page(client, name):
    assert client.get(f"/brand/{name}.css").status_code == 404


def test_no_template_says_the_shops_name_by_itself():
    files = (django_settings.BASE_DIR / "templates").rglob("*.*")
    said = re.compile(r"Kapında:|· Kapında")
    assert [file for file in files if said.search(file.read_text())] == []


@pytest.mark.parametrize(
    ("language", "stations", "other"),
    [("tr", "Hazırlanıyor", "Being prepared"), ("en", "Being prepared", "Hazırlanıyor")],
)
def test_the_preview_speaks_one_language_whatever_the_desk_speaks(desk, language, stations, other):
    desk.cookies["django_language"] = "en" if language == "tr" else "tr"
    shown = text_of(desk.get(PREVIEW, {"language": language}))
    assert stations in shown
    assert other not in shown
