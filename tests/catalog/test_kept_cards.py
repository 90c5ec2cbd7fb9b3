"""Cards drawn once: whatever a card shows changes, the next search shows it, and nobody sees the
card of another place, language or hour."""

import re
from decimal import Decimal

import pytest

from shipping.models import Tariff
from shipping.network import forget_network, network
from shop.catalog.cards import cards_of, drawn_cards, listed
from shop.catalog.listing import refresh_listing
from shop.catalog.models import Picture, Product, Stock, Variant
from shop.catalog.stocking import Allotment, release, reserve
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def network_is_kept(settings):
    settings.SHIPPING_NETWORK_SECONDS = 60
    forget_network()


@pytest.fixture
def mug(client):
    client.cookies["province"] = "34"
    make.service()
    product = make.product("Kupa", slug="kupa", stock=2)
    refresh_listing([product.pk])
    return product


def card(client, path="/search/?q=kupa"):
    """The one card a search finds, as text in one line."""
    page = client.get(path).content.decode()
    [found] = re.findall(r'<li class="card">.*?</li>', page, re.DOTALL)
    return " ".join(found.split())


def test_a_search_draws_no_card_twice(client, mug, django_assert_num_queries):
    before = card(client)
    kept = drawn_cards.under(network())
    known = set(kept.things)
    with django_assert_num_queries(3):  # the words, words like them, the rows
        assert card(client) == before
    assert set(kept.things) == known


def test_a_new_price_shows_at_the_next_search(client, mug):
    assert "249,90" in card(client)
    Variant.objects.update(price=Decimal("199.50"))
    refresh_listing([mug.pk])
    assert "199,50" in card(client)
    assert "249,90" not in card(client)


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("name", "Fincan", "Fincan"),
        ("slug", "fincan", "/products/fincan/"),
        ("lowest_price", Decimal("99.00"), "99,00"),
        ("is_in_stock", False, "tükendi"),
        ("listed_desi", Decimal(31), "51,90"),
        ("listed_weight_kg", Decimal(31), "51,90"),
        ("handling_days", 5, "1 Ara Sal"),
    ],
)
def test_a_row_changed_by_any_hand_shows_at_the_next_search(
    client, mug, clock, field, value, shown
):
    clock("2026-11-23 10:00")
    before = card(client)
    if field == "is_in_stock":
        Product.objects.update(ships_from=[])
    Product.objects.update(**{field: value})
    assert shown not in before
    assert shown in card(client)


def test_the_last_piece_sold_and_one_coming_back_show_at_the_next_search(client, mug):
    shelf = Stock.objects.get()
    assert "49,90 TL</span>" in card(client)
    reserve([Allotment(shelf.pk, shelf.warehouse_id, shelf.variant_id, 2)])
    assert "promise" not in card(client)
    release([(shelf.pk, 1)])
    assert "promise" in card(client)


def test_leaving_from_another_warehouse_shows_at_the_next_search(client, mug):
    far = make.warehouse("Van deposu", "65", handling_days=9)
    before = card(client)
    Product.objects.update(ships_from=[far.pk])
    assert card(client) != before


def test_a_new_first_picture_shows_at_the_next_search(client, mug):
    assert "<img" not in card(client)
    one = Picture.objects.create(product=mug, image="b.webp", width=9, height=9, position=1)
    assert "/media/b.webp" in card(client)
    Picture.objects.create(product=mug, image="a.webp", width=9, height=9, position=0)
    assert "/media/a.webp" in card(client)
    Picture.objects.filter(position=0).update(alt="Sapından")
    assert 'alt="Sapından"' in card(client)
    Picture.objects.filter(position=0).delete()
    assert "/media/b.webp" in card(client)
    Picture.objects.filter(pk=one.pk).update(widths=[160])
    assert "b-160.webp 160w" in card(client)


def test_a_product_taken_off_sale_is_no_longer_found(client, mug):
    card(client)
    make.product("Kupa 2")
    refresh_listing(Product.objects.values_list("pk", flat=True))
    Product.objects.filter(pk=mug.pk).update(is_active=False)
    assert "/products/kupa/" not in card(client)


def test_another_place_another_card(client, mug):
    make.service(code="near", price="9.90", areas=["34"])
    assert "9,90 TL</span> </span>" in (here := card(client))
    client.cookies["province"] = "65"
    assert here != (there := card(client))
    assert "49,90 TL</span> </span>" in there
    del client.cookies["province"]
    assert "promise" not in card(client)


def test_another_language_another_card(client, mug):
    assert "249,90" in card(client)
    assert "249.90" in card(client, "/en/search/?q=kupa")
    assert "249,90" in card(client)


def test_a_cut_off_passing_changes_the_card(client, mug, clock):
    clock("2026-11-23 14:59:59")
    before = card(client)
    clock("2026-11-23 15:00:00")
    assert card(client) != before


def test_the_next_day_changes_the_card(client, mug, clock):
    clock("2026-11-23 10:00")
    before = card(client)
    clock("2026-11-24 10:00")
    assert card(client) != before


def test_a_new_tariff_changes_the_card_when_the_network_is_read_again(client, mug, settings):
    settings.SHIPPING_NETWORK_SECONDS = 0
    assert "49,90 TL</span>" in card(client)
    Tariff.objects.update(price=Decimal("77.70"))
    assert "77,70 TL</span>" in card(client)


def test_the_first_two_pictures_load_at_once_wherever_they_were_drawn_before(mug):
    for name in "abc":
        Picture.objects.create(product=make.product(name), image=f"{name}.webp", width=9, height=9)
    rows = listed(Product.objects.exclude(pk=mug.pk).order_by("name").values_list("pk", flat=True))
    for order in (rows, rows[::-1]):
        cards = cards_of(order, "34", make.MONDAY_MORNING)
        assert ["fetchpriority" in one for one in cards] == [True, True, False]


def test_the_fastest_is_another_card_than_the_one_we_suggest(mug):
    make.service("hepsijet", "fast", price="99.90", days=(0, 0))
    make.service("hepsijet", "dear", price="149.90", days=(2, 2))
    rows = listed([mug.pk])
    suggested, fastest = (
        cards_of(rows, "34", make.MONDAY_MORNING, fastest=is_fastest)[0]
        for is_fastest in (False, True)
    )
    assert ("49,90" in suggested, "99,90" in suggested) == (True, False)
    assert "99,90" in fastest
