"""The pick list: what to take from which warehouse, for whom, and what to wrap."""

import pytest
from django.utils.translation import override

from shipping.picking import pick_list_pdf, picks
from tests import make

from .test_labels import texts

pytestmark = pytest.mark.django_db
NOW = make.at("2026-11-23 09:30")
MUG = {"sku": "KUPA-1", "name": "Seramik kupa, mavi", "name_en": "Ceramic mug, blue"}
BOWL = {"sku": "KASE-7", "name": "Çini kâse", "name_en": "Tile bowl"}


def parcel(reference, *contents, **fields):
    lines = [{**thing, "quantity": quantity} for thing, quantity in contents]
    return make.shipment(reference=reference, contents=lines, **fields)


def printed(*parcels):
    return texts(pick_list_pdf(parcels, now=NOW))


def test_each_thing_stands_once_with_all_that_is_wanted_of_it_and_for_whom():
    [page] = printed(parcel("10428", (MUG, 2)), parcel("10431", (MUG, 1), (BOWL, 3)))
    assert "Toplama listesi: İstanbul deposu" in page
    assert "2 paket, 23 Kasım Pazartesi 09.30" in page
    assert "3 × KUPA-1 Seramik kupa, mavi 10428 × 2, 10431" in page
    assert page.index("3 × KASE-7 Çini kâse 10431 × 3") < page.index("KUPA-1")


def test_each_warehouse_has_a_page_of_its_own():
    izmir = make.warehouse("İzmir deposu", "35", district="Bornova")
    first, second = printed(
        parcel("10431", (BOWL, 1), warehouse=izmir), parcel("10428", (MUG, 1), (BOWL, 1))
    )
    assert ("İstanbul deposu" in first, "İzmir deposu" in second) == (True, True)
    assert "10431" not in first
    assert "KUPA-1" not in second


def test_gifts_are_marked_and_listed_with_their_words():
    gift = parcel("10431", (MUG, 2), is_gift=True, gift_message="İyi ki doğdun Şükrü")
    [page] = printed(parcel("10428", (MUG, 1)), gift)
    assert "10431 ★ × 2, 10428" in page
    at_the_end = page[page.index("★ Hediye paketi yapılacaklar") :]
    assert f"Sipariş 10431, paket {gift.number} 2 × Seramik kupa, mavi" in at_the_end
    assert "Hediye notu: İyi ki doğdun Şükrü" in at_the_end
    assert "10428" not in at_the_end


def test_without_gifts_nothing_is_said_of_them_and_prices_never():
    [page] = printed(parcel("10428", (MUG, 1), cod_amount=249))
    assert "★" not in page
    assert "249" not in page
    assert "TL" not in page


def test_what_comes_back_is_not_picked():
    assert picks([parcel("10428", (MUG, 1), direction="back")]) == {}


def test_what_leaves_first_is_named_first():
    later = parcel("10001", (MUG, 1), leaves="2026-11-25")
    [page] = printed(later, parcel("10002", (MUG, 1)))
    assert "10002, 10001" in page


def test_it_speaks_the_language_of_the_desk():
    with override("en"):
        [page] = printed(parcel("10428", (MUG, 1), language="tr", is_gift=True))
    assert "Pick list: İstanbul deposu" in page
    assert "Ceramic mug, blue" in page
    assert "★ To be gift-wrapped" in page
    assert "Gift note: without a note" in page


def test_a_long_list_goes_on_and_its_pages_are_numbered():
    things = [({"sku": f"MAL-{number:03d}", "name": "x " * 90}, 1) for number in range(60)]
    pages = printed(parcel("10428", *things))
    assert len(pages) > 2
    assert [page.split()[-1] for page in pages] == [str(n + 1) for n in range(len(pages))]
    assert "MAL-059" in pages[-1]
