"""Manuals: whole PDFs only, to be saved; the page and the desk know of them at once."""

from random import Random

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from demo import catalogue, manuals, network
from shop.catalog import kept_pages
from shop.catalog.manuals import MOST_BYTES, Manual
from shop.catalog.models import Product
from tests import make
from tests.service.test_desk_goods import product_form

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n" + b"x" * 3000 + b"\n%%EOF\n"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def mug(client):
    client.cookies["province"] = "34"
    make.service()
    return make.product(slug="kupa")


@pytest.fixture
def desk(client):
    client.force_login(make.customer("mina@example.com", is_staff=True, is_superuser=True))
    return client


def manual(product, **fields):
    defaults = {"title": "Kullanım kılavuzu", "language": "tr", "size": len(PDF)}
    file = ContentFile(PDF, "k.pdf")
    return Manual.objects.create(product=product, file=file, **{**defaults, **fields})


def text(client, path="/products/kupa/"):
    return " ".join(client.get(path).content.decode().split())


def uploaded(content=PDF, name="kilavuz.pdf", **fields):
    return product_form() | {
        "manuals-TOTAL_FORMS": "1",
        "manuals-INITIAL_FORMS": "0",
        "manuals-0-title": "Kullanım kılavuzu",
        "manuals-0-language": "tr",
        "manuals-0-file": SimpleUploadedFile(name, content, "application/pdf"),
        **fields,
    }


def test_the_page_offers_it_with_language_and_size(client, mug):
    made = manual(mug)
    page = text(client)
    assert f'href="/products/kupa/manuals/{made.pk}/"' in page
    assert "Türkçe, PDF, 2,9 KB" in page.replace("\xa0", " ")


def test_it_is_saved_never_opened_under_the_shops_name(client, mug):
    made = manual(mug)
    answer = client.get(made.get_absolute_url())
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == ('attachment; filename="kupa-kullanim-kilavuzu-tr.pdf"')
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["{}", "x/../{}", "./{}"])
def test_it_has_no_other_address(client, mug, path):
    name = manual(mug).file.name
    assert client.get("/media/" + path.format(name)).status_code == 404


def test_manuals_of_what_is_not_on_sale_and_lost_files_are_not_found(client, mug):
    made = manual(mug)
    assert client.get(f"/products/tabak/manuals/{made.pk}/").status_code == 404
    made.file.storage.delete(made.file.name)
    assert client.get(made.get_absolute_url()).status_code == 404
    Product.objects.update(is_active=False)
    assert client.get(made.get_absolute_url()).status_code == 404


def test_a_manual_shows_on_a_kept_page_at_once_and_goes_with_it(client, mug):
    kept_pages.pages.clear()
    assert "Kılavuzlar" not in text(client)
    made = manual(mug)
    assert "Kılavuzlar" in text(client)
    made.delete()
    assert "Kılavuzlar" not in text(client)


def test_the_readers_language_comes_first(client, mug):
    manual(mug, title="User manual", language="en")
    manual(mug)
    found = client.get("/products/kupa/").context["goods"].manuals
    assert [one.language for one in found] == ["tr", "en"]


def test_staff_upload_it_with_the_product(desk):
    assert desk.post("/admin/shop/product/add/", uploaded()).status_code == 302
    made = Manual.objects.get()
    assert made.size == len(PDF)
    assert len(made.file.name) == len("manuals/") + 20 + len(".pdf")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<html>%%EOF</html>", "PDF değil ya da eksik"),
        (PDF[:2000], "PDF değil ya da eksik"),
        (PDF + b"x" * MOST_BYTES, "10 MB&#x27;tan büyük"),
    ],
)
def test_what_is_no_manual_is_refused_and_nothing_is_kept(desk, content, sentence):
    answer = desk.post("/admin/shop/product/add/", uploaded(content))
    assert sentence in answer.content.decode()
    assert not Product.objects.exists()


def test_the_desk_lists_what_lacks_something(desk, mug):
    manual(make.product("Tam", specifications=[["a", "b"]], made_in="TR"))
    make.product("Yarım", specifications=[["a", "b"]], made_in="TR")
    make.product("Satışta değil", is_active=False)
    assert lacking(desk, "manual") == ["Seramik kupa", "Yarım"]
    assert lacking(desk, "specifications") == ["Seramik kupa"]
    assert lacking(desk, "made_in") == ["Seramik kupa"]
    page = text(desk, "/admin/")
    assert "Satıştaki 2 üründe eksik: kılavuz." in page
    assert "Satıştaki 1 üründe eksik: üretim yeri." in page


def lacking(desk, what):
    found = desk.get(f"/admin/shop/product/?lacks={what}").context["cl"].queryset
    return sorted(product.name for product in found)


def test_the_demos_manuals_are_small_real_and_the_same_each_time():
    network.fill()
    catalogue.fill(Random(1453), make.MONDAY_MORNING)
    manuals.write()
    made = list(Manual.objects.select_related("product"))
    assert len(made) == 13 * 2 + 11
    assert max(one.size for one in made) < 60_000
    for one in made:
        with one.file.open() as file:
            assert file.read(5) == b"%PDF-"
    again = manuals.pdf_of(made[0].product, "Kullanım kılavuzu")
    assert again == manuals.pdf_of(made[0].product, "Kullanım kılavuzu")
