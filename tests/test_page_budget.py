"""What a page may weigh on a phone, and what search engines and screen readers need of each."""

import gzip
from datetime import date
from io import BytesIO
from itertools import pairwise
from urllib.parse import unquote

import pytest
from django.contrib.staticfiles import finders
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html
from PIL import Image

from notifications.brand import Brand, forget_brand
from notifications.logos import fitted
from shop.catalog.listing import refresh_listing
from shop.catalog.manuals import Manual
from shop.catalog.models import Picture, Product
from shop.catalog.pictures import make_sizes
from tests import make
from tests.returns import world

pytestmark = pytest.mark.django_db
PAGE_BYTES, PAGE_REQUESTS, FONT_BYTES = 90_000, 10, 30_000
LIST_PICTURES_BYTES = 450_000
OPEN = (
    "/",
    "/en/",
    "/categories/mutfak/",
    "/products/kupa/",
    "/en/products/kupa/",
    "/info/returns/",
)
CLOSED = ("/search/?q=yok", "/cart/", "/account/login/", "/orders/link/", "/no-such-page/")


@pytest.fixture
def mug(client, settings, tmp_path):
    """The mug with a picture as the demo shop has them, and a visitor in İstanbul."""
    settings.MEDIA_ROOT = tmp_path
    client.cookies["province"] = "34"
    make.service("table")
    made = make.product(slug="kupa", description_en="A mug made by hand.")
    source = max(
        (settings.BASE_DIR / "demo/data/products").iterdir(), key=lambda one: one.stat().st_size
    )
    with source.open("rb") as file:
        picture = Picture.objects.create(product=made, image=File(file, "kupa.webp"), alt="Kupa")
    make_sizes(picture)
    return made


def opened(client, address):
    return html.fromstring(client.get(address).content.decode())


def asked_for(page):
    """Addresses a phone fetches with the page, each once; all pictures, even those further down."""
    with_head = "//link[@rel='stylesheet' or @rel='preload' or @rel='icon']/@href"
    return set(page.xpath(f"{with_head} | //script/@src | //img/@src"))


def sent_bytes(address, settings):
    """As it goes over the line: text compressed, fonts and pictures as they are."""
    if address.startswith(settings.MEDIA_URL):
        return (settings.MEDIA_ROOT / address.removeprefix(settings.MEDIA_URL)).stat().st_size
    with open(finders.find(unquote(address.removeprefix(settings.STATIC_URL))), "rb") as file:
        content = file.read()
    return len(content if address.endswith(".woff2") else gzip.compress(content))


def test_a_product_page_is_light(client, mug, settings):
    page = client.get("/products/kupa/", HTTP_ACCEPT_ENCODING="gzip")
    others = asked_for(opened(client, "/products/kupa/"))
    assert len([one for one in others if one.startswith("/media/")]) == 1
    weight = len(page.content) + sum(sent_bytes(one, settings) for one in others)
    assert (weight <= PAGE_BYTES, 1 + len(others) <= PAGE_REQUESTS) == (True, True), weight


def test_it_stays_light_in_a_merchants_own_dress(client, mug, settings):
    """Colours and a logo of the largest size, and a product that has all there is to say."""
    into = BytesIO()
    Image.effect_noise((900, 300), 80).convert("RGB").save(into, "PNG")
    logo = fitted(SimpleUploadedFile("logo.png", into.getvalue()))
    worn = {"logo": logo.webp, "logo_for_mail": logo.png, "accent_light": "#8a1c4a"}
    Brand.objects.create(pk=1, **worn)
    forget_brand()
    mug.variants.update(content=300, content_unit="ml", price_since=date(2026, 11, 12))
    Product.objects.update(made_in="TR")
    for language in ("tr", "en"):
        file = ContentFile(b"%PDF-", f"{language}.pdf")
        Manual.objects.create(product=mug, title="Kılavuz", language=language, file=file)
    page = client.get("/products/kupa/", HTTP_ACCEPT_ENCODING="gzip")
    others = asked_for(opened(client, "/products/kupa/"))
    colours = {one for one in others if one.startswith("/brand/")}
    assert len(colours) == 1
    weight = len(page.content) + sum(sent_bytes(one, settings) for one in others - colours)
    assert (weight <= PAGE_BYTES, 1 + len(others) <= PAGE_REQUESTS) == (True, True), weight


@pytest.fixture
def full_shelf(mug):
    """A page of thirty things, each with a picture as the demo shop has them."""
    source = mug.pictures.get()
    for number in range(30):
        made = make.product(f"Kupa {number}", sold=number)
        picture = Picture.objects.create(product=made, image=source.image.name, alt=made.name)
        Picture.objects.filter(pk=picture.pk).update(widths=source.widths)
    refresh_listing(Product.objects.values_list("pk", flat=True))


LISTS = {"/": 9, "/categories/mutfak/": 24, "/search/?q=kupa": 24}  # with how many cards


@pytest.mark.parametrize("address", LISTS)
def test_a_list_is_as_light_as_a_product_page(client, full_shelf, settings, address):
    """Two pictures come at once, the others when they are scrolled to; all have their size."""
    answer = client.get(address, HTTP_ACCEPT_ENCODING="gzip")
    page = opened(client, address)
    pictures = page.xpath("//main//img")
    at_once = [one for one in pictures if one.get("loading") != "lazy"]
    assert len(pictures) >= LISTS[address]
    assert len(at_once) <= 3
    assert [one for one in pictures if not (one.get("width") and one.get("height"))] == []
    others = asked_for(page) - {one.get("src") for one in pictures}
    small = sum(on_a_phone(one, settings) for one in at_once)
    weight = len(answer.content) + sum(sent_bytes(one, settings) for one in others) + small
    requests = 1 + len(others) + len(at_once)
    assert (weight <= PAGE_BYTES, requests <= PAGE_REQUESTS) == (True, True), (weight, requests)


@pytest.mark.parametrize("address", LISTS)
def test_all_of_a_lists_pictures_scrolled_through_stay_light(client, full_shelf, settings, address):
    pictures = opened(client, address).xpath("//main//img")
    assert sum(on_a_phone(one, settings) for one in pictures) <= LIST_PICTURES_BYTES


def on_a_phone(picture, settings):
    """Bytes of the width a phone of 390 px with two dots a pixel takes, where two cards stand side
    by side: 45 % of the window."""
    widths = [one.split() for one in picture.get("srcset").split(", ")]
    fits = [address for address, width in widths if int(width.removesuffix("w")) >= 0.45 * 390 * 2]
    return sent_bytes([*fits, widths[-1][0]][0], settings)


def test_no_font_is_heavy(settings):
    fonts = sorted((settings.BASE_DIR / "static" / "fonts").glob("*.woff2"))
    assert fonts
    assert [font.name for font in fonts if font.stat().st_size > FONT_BYTES] == []


def test_a_pages_first_picture_is_fetched_first_and_the_font_with_the_head(client, mug):
    for address in ("/", "/categories/mutfak/", "/products/kupa/"):
        page = opened(client, address)
        first = page.xpath("//img")[0]
        assert (first.get("fetchpriority"), first.get("loading")) == ("high", None), address
        assert page.xpath("//head/link[@rel='preload' and @as='font' and @crossorigin]"), address


@pytest.mark.parametrize("address", [*OPEN, *CLOSED])
def test_every_page_says_what_it_is(client, mug, address):
    assert_well_formed(opened(client, address), "en" if address.startswith("/en/") else "tr")


def test_so_do_checkout_tracking_and_return(client, mug):
    client.post("/cart/lines/", {"sku": mug.variants.get().sku, "quantity": 1})
    order = world.bought(of=mug)
    for address in ("/cart/", "/checkout/", f"/t/{world.token(order)}/"):
        assert_well_formed(opened(client, address), "tr")


def assert_well_formed(page, language):
    assert page.get("lang") == language
    assert len(page.xpath("//h1")) == 1
    assert len(page.xpath("//main")) == 1
    assert "".join(page.xpath("//title/text()")).strip()
    assert 30 <= len(page.xpath("//meta[@name='description']/@content")[0].strip()) <= 300
    bare = [one for one in page.xpath("//img") if not {"width", "height", "alt"} <= set(one.keys())]
    assert bare == []
    assert_headings_in_order(page)


def assert_headings_in_order(page):
    levels = [
        int(one.tag[1])
        for one in page.xpath("//main//*[self::h1 or self::h2 or self::h3 or self::h4]")
    ]
    assert levels[0] == 1
    assert [(a, b) for a, b in pairwise(levels) if b > a + 1] == []


@pytest.mark.parametrize("address", OPEN)
def test_pages_for_everybody_name_their_own_address_and_the_other_language(
    client, mug, address, settings
):
    page = opened(client, address)
    assert page.xpath("//link[@rel='canonical']/@href") == [settings.SITE_URL + address]
    assert set(page.xpath("//link[@rel='alternate']/@hreflang")) == {"tr", "en"}
    assert page.xpath("//meta[@name='robots']") == []


def test_a_further_page_of_a_list_is_a_page_of_its_own(client, mug, settings):
    for _ in range(30):
        make.product()
    page = opened(client, "/categories/mutfak/?page=2&sort=cheapest")
    own = f"{settings.SITE_URL}/categories/mutfak/?page=2"
    assert page.xpath("//link[@rel='canonical']/@href") == [own]


@pytest.mark.parametrize("address", CLOSED[:2])
def test_pages_of_one_visitor_stay_out_of_search_engines(client, mug, address):
    assert "noindex" in opened(client, address).xpath("//meta[@name='robots']/@content")[0]


def test_crawlers_may_read_that_a_tracking_page_is_not_theirs(client, mug):
    closed = client.get("/robots.txt").content.decode()
    assert "Disallow: /cart/" in closed
    assert "Disallow: /t/" not in closed
    page = opened(client, f"/t/{world.token(world.bought(of=mug))}/")
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex, nofollow"]


def test_the_sitemap_lists_every_page_for_everybody(client, mug):
    listed = "".join(
        client.get(f"/sitemap-{section}.xml").content.decode()
        for section in ("home", "categories", "products", "info")
    )
    for address in OPEN:
        assert f"<loc>http://testserver{address}</loc>" in listed
