"""What a merchant does at the desk, page by page."""

import pytest

from shop.catalog.models import Product, Stock, StockMovement
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(make.customer("mert@example.com", is_staff=True, is_superuser=True))
    return client


def form_of(page):
    """What the change form of a page would send unchanged."""
    found = page.context["adminform"].form
    forms = [found, *(one.formset for one in page.context["inline_admin_formsets"])]
    sent = {}
    for form in forms:
        for field in [*form] if not hasattr(form, "forms") else form.management_form:
            sent[field.html_name] = field.value()
        for row in getattr(form, "forms", ()):
            sent |= {field.html_name: field.value() for field in row}
    return {name: value for name, value in sent.items() if not (value is None or value is False)}


def test_a_products_new_name_is_in_its_lists(desk):
    make.product("Seramik kupa", slug="kupa")
    address = f"/admin/shop/product/{Product.objects.get().pk}/change/"
    sent = form_of(desk.get(address)) | {
        "name": "Cam kupa",
        "added_at_0": "2026-11-23",
        "added_at_1": "10:00",
    }
    answer = desk.post(address, sent)
    assert answer.status_code == 302, answer.context["errors"]
    assert " cam" in Product.objects.get().search_text


@pytest.mark.parametrize(("change", "left"), [(-8, 2), (-9, 10), (5, 15), (10**9, 10)])
def test_only_what_is_not_held_for_orders_can_be_written_off(desk, change, left):
    make.order(quantity=2)
    stock = Stock.objects.get()
    sent = {"move-change": change, "move-reason": "count"}
    desk.post(f"/admin/shop/stock/{stock.pk}/verbs/move/", sent)
    stock.refresh_from_db()
    assert (stock.on_hand, stock.reserved) == (left, 2)
    assert sum(StockMovement.objects.values_list("change", flat=True)) == left
