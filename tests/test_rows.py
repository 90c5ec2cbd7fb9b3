"""Rows read by SQL of our own are what Django itself would have read."""

import pytest

from shipping.models import Warehouse
from shop.catalog.models import Category, Picture, Product, Stock, Variant
from shop.rows import rows_of
from tests import make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", [Category, Product, Variant, Stock, Warehouse])
def test_rows_are_what_django_reads(model):
    make.product(specifications=[["Malzeme", "Seramik"]], ships_from=[make.warehouse().pk])
    [ours], theirs = rows_of(model, "true", []), model.objects.get()
    assert ours == theirs
    names = [field.attname for field in model._meta.concrete_fields]
    assert [getattr(ours, name) for name in names] == [getattr(theirs, name) for name in names]
    assert not ours.get_deferred_fields()


def test_a_picture_comes_with_its_file():
    product = make.product()
    Picture.objects.create(product=product, image="a.webp", width=1, height=1, widths=[160])
    [picture] = rows_of(Picture, "product_id = %s ORDER BY position", [product.pk])
    assert (picture.image.name, picture.widths, picture.width) == ("a.webp", [160], 1)


def test_nothing_found_is_no_row():
    assert rows_of(Product, "id = ANY(%s)", [[1]]) == []
