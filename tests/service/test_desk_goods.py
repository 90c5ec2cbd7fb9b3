"""Products, stock and tariffs on the merchant's desk."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from shipping.models import Service
from shop.catalog.models import Category, Product, Stock, Variant
from tests import make
from tests.service.desk import act, page, said

pytestmark = pytest.mark.django_db


VARIANT = {
    "sku": "KUPA-MAVI",
    "price": "249.90",
    "position": "0",
    "is_active": "on",
    "weight_kg": "0.4",
    "width_cm": "10",
    "length_cm": "10",
    "height_cm": "12",
}


def product_form(**variant):
    fields = {
        "name": "Kupa",
        "name_en": "Mug",
        "slug": "mug",
        "category": make.category().pk,
        "is_active": "on",
        "tax_rate": "20",
        "handling_days": "0",
        "description": "El yapımı.",
        "specifications": "Malzeme: Seramik",
        "variants-TOTAL_FORMS": "1",
        "variants-INITIAL_FORMS": "0",
        "pictures-TOTAL_FORMS": "0",
        "pictures-INITIAL_FORMS": "0",
        "manuals-TOTAL_FORMS": "0",
        "manuals-INITIAL_FORMS": "0",
    }
    return fields | {f"variants-0-{name}": value for name, value in (VARIANT | variant).items()}


def test_a_new_product_is_in_the_lists_once_goods_came_in(mina):
    mina.post("/admin/shop/product/add/", product_form())
    product = Product.objects.get()
    assert product.specifications == [["Malzeme", "Seramik"]]
    assert (product.lowest_price, product.is_in_stock) == (Decimal("249.90"), False)
    shelf = {"variant": product.variants.get().pk, "warehouse": make.warehouse().pk}
    act(mina, product, "receive", **shelf, change="5", reason="delivery", reference="İRS-1")
    product.refresh_from_db()
    stock = Stock.objects.get()
    assert (product.is_in_stock, stock.on_hand, stock.movements.get().reference) == (
        True,
        5,
        "İRS-1",
    )


@pytest.mark.parametrize("field", ["weight_kg", "width_cm", "length_cm", "height_cm"])
def test_a_product_without_a_size_is_refused_at_the_field(mina, field):
    answer = mina.post("/admin/shop/product/add/", product_form(**{field: "0"}))
    assert "Sıfırdan büyük olmalı" in answer.content.decode()
    assert not Product.objects.exists()


def csv(text):
    return SimpleUploadedFile("t.csv", text.encode())


def test_a_tariff_with_bad_lines_is_refused_line_by_line(mina):
    service = make.service()
    bad = "line,up_to_desi,price,per_extra_desi\ncity,5,abc,1\nmoon,5,10,1\n"
    answer = act(mina, service, "import_file", file=csv(bad))
    assert [sentence.split(":")[0] for sentence in said(answer)] == ["Satır 2", "Satır 3"]
    assert service.tariffs.count() == 5


def test_an_imported_tariff_is_the_shops_price(mina, settings):
    settings.SHIPPING_NETWORK_SECONDS = 0
    service = make.service()
    good = "line,up_to_desi,price,per_extra_desi\ncity,30,59.90,1\n"
    answer = act(mina, service, "import_file", file=csv(good))
    assert said(answer) == ["1 fiyat okundu. Mağaza hemen gösterir."]
    assert Service.objects.get().tariffs.get().price == Decimal("59.90")


def test_a_service_to_a_province_that_does_not_exist_is_refused(mina):
    service = make.service()
    answer = mina.post(page(service), {"areas": "34, 99", "origins": ""})
    assert "Bu plaka kodunda il yok: 99" in answer.content.decode()
    assert Service.objects.get().areas == []


def test_a_price_holds_since_the_day_it_was_written(mina):
    mina.post("/admin/shop/product/add/", product_form())
    variant = Product.objects.get().variants.get()
    assert variant.price_since == timezone.localdate()
    Product.objects.get().variants.update(price_since=date(2026, 1, 2))
    change_price(mina, variant, "249.90")
    assert Product.objects.get().variants.get().price_since == date(2026, 1, 2)
    change_price(mina, variant, "239.90")
    assert Product.objects.get().variants.get().price_since == timezone.localdate()


def test_who_may_not_see_the_purchase_price_cannot_change_it(mina):
    mina.post("/admin/shop/product/add/", product_form(cost="121,21"))
    variant = Variant.objects.get()
    can = make.customer("can@example.com", "Can", is_staff=True)
    rights = ["view_product", "change_product", "change_variant"]
    can.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client = Client()
    client.force_login(can)
    change_price(client, variant, "239.90", cost="1")
    variant.refresh_from_db()
    assert (variant.price, variant.cost) == (Decimal("239.90"), Decimal("121.21"))


def test_a_purchase_price_below_zero_is_refused_at_the_field(mina):
    answer = mina.post("/admin/shop/product/add/", product_form(cost="-1"))
    assert "Fiyat sıfırdan küçük olamaz" in answer.content.decode()
    assert not Product.objects.exists()


def change_price(mina, variant, price, **more):
    known = {
        "variants-INITIAL_FORMS": "1",
        "variants-0-id": variant.pk,
        "variants-0-product": variant.product_id,
    }
    answer = mina.post(page(variant.product), product_form(price=price, **more) | known)
    assert answer.status_code == 302


def test_a_content_is_written_without_needless_places(mina):
    made = make.product()
    made.variants.update(content=400, content_unit="g")
    assert 'value="400"' in mina.get(page(made)).content.decode()


@pytest.mark.parametrize(
    ("measure", "sentence"),
    [
        ({"content": "500"}, "birlikte yazın"),
        ({"content_unit": "g"}, "birlikte yazın"),
        ({"content": "-1", "content_unit": "g"}, "Sıfırdan büyük olmalı ya da boş"),
        ({"content": "1", "content_unit": "furlong"}, "Geçerli bir seçenek"),
    ],
)
def test_a_content_without_its_unit_is_refused(mina, measure, sentence):
    answer = mina.post("/admin/shop/product/add/", product_form(**measure))
    assert sentence in answer.content.decode()
    assert not Product.objects.exists()


def test_only_a_product_that_never_stood_on_a_shelf_is_deleted(mina):
    mug, slip = make.product(), make.product("Yanlışlıkla açılan", slug="yanlis", stock=0)
    slip.variants.get().stocks.all().delete()
    assert mina.post(page(mug, "delete"), {"post": "yes"}).status_code == 403
    assert mina.post(page(slip, "delete"), {"post": "yes"}).status_code == 302
    assert [one.pk for one in Product.objects.all()] == [mug.pk]
    listed = mina.get("/admin/shop/product/").content.decode()
    assert "delete_selected" not in listed


def test_only_an_empty_category_is_deleted(mina):
    full, empty = make.product().category, make.category("bos")
    for category, status in ((full, 403), (empty, 302)):
        deletion = mina.post(page(category, "delete"), {"post": "yes"})
        assert deletion.status_code == status
    assert list(Category.objects.all()) == [full]
