"""How long visits take to their first product: the browser tells seconds once, we keep counts."""

import pytest

from shop.catalog.first_products import ENDS, FirstProduct, note, ways
from tests import make

pytestmark = pytest.mark.django_db
NOW = make.MONDAY_MORNING


def told(client, way="search", seconds="12"):
    return client.post("/first-product/", {"way": way, "seconds": seconds}).status_code


def kept():
    return list(
        FirstProduct.objects.order_by("way", "within").values_list("way", "within", "count")
    )


def test_what_browsers_tell_is_added_up_and_nothing_else_is_kept(client, clock):
    clock("2026-11-23 10:00")
    for seconds in ("12", "15", "16"):
        assert told(client, seconds=seconds) == 204
    assert kept() == [("search", 15, 2), ("search", 20, 1)]
    columns = {field.name for field in FirstProduct._meta.get_fields()}
    assert columns == {"id", "day", "way", "within", "count"}


@pytest.mark.parametrize(
    ("way", "seconds"),
    [("search", "1801"), ("search", "-1"), ("search", "x"), ("search", ""), ("", "5"), ("?", "5")],
)
def test_nonsense_is_not_counted(client, way, seconds):
    assert told(client, way, seconds) == 204
    assert kept() == []


def test_only_pages_of_ours_can_tell(client):
    client.handler.enforce_csrf_checks = True
    assert told(client) == 403
    assert kept() == []


def test_telling_takes_one_query(client, django_assert_num_queries):
    told(client)
    with django_assert_num_queries(1):
        told(client)


def test_the_median_lies_between_the_ends_of_its_bucket():
    for seconds in (8, 25, 28, 50):
        note("home", seconds, NOW)
    note("straight", 0, NOW)
    every, home, straight = ways(NOW)
    assert (every.visits, home.visits, straight.visits) == (4, 4, 1)
    assert home.median == 25  # half way through the two between 20 and 30
    assert home.shares == (0.25, 0.75, 1.0, 1.0)
    assert home.parts == [
        ("0.00", "25.00"), ("25.00", "50.00"), ("75.00", "25.00"), ("100.00", "0.00"),
    ]  # fmt: skip
    assert (straight.median, straight.shares) == (None, ())


def test_older_visits_are_left_out_and_nobody_is_nothing():
    note("home", 8, make.at("2026-10-01 10:00"))
    assert ways(NOW) == []


def test_the_longest_that_counts_is_the_last_end():
    note("home", ENDS[-1], NOW)
    assert ways(NOW)[0].median == 1200  # half way from 600 to 1800


def test_the_desk_tells_how_soon_by_which_way(client, clock):
    clock("2026-11-23 10:00")
    for seconds in (8, 25, 50):
        note("search", seconds, NOW)
    client.force_login(make.customer("mina@example.com", is_staff=True, is_superuser=True))
    page = " ".join(client.get("/admin/").content.decode().split())
    assert "İlk sayfadan ilk ürüne, son otuz gün" in page
    assert "%67" in page  # within 30 seconds


def test_the_page_tells_where_to_tell_it(client):
    make.product(slug="kupa")
    assert 'data-tell="/first-product/"' in client.get("/products/kupa/").content.decode()
