"""Asking is short, the rules answer at once, and the merchant sees both."""

from datetime import timedelta

import pytest

from returns.approvals import approvals, in_words
from returns.models import Return
from tests import make

from .test_asking import confirm, delivered, walk, wrong
from .world import page

pytestmark = pytest.mark.django_db
NOW = make.at("2026-11-27 12:00")


def given(*, after=timedelta(0), code_after=None, clicks=None, asked_at=NOW, **fields):
    """A return, approved so long after it was asked for; `after` None: it still waits."""
    fields = {"state": "approved", "refund_amount": 1, "clicks": clicks, **fields}
    if after is None:
        fields["state"] = "asked"
    return Return.objects.create(
        order=make.order(),
        asked_at=asked_at,
        approved_at=None if after is None else asked_at + after,
        code_told_at=code_after and asked_at + code_after,
        **fields,
    )


def test_from_the_orders_page_to_an_approved_return_it_takes_five_clicks(client):
    """Send back, what, why, send the code, the code: no more screens may come between."""
    order = delivered()
    assert "returns/new/" in client.get(page(order)).content.decode()
    walk(client, order)
    confirm(client, order)
    made = Return.objects.get()
    assert (made.state, made.clicks) == ("approved", 5)
    assert made.approved_at == made.asked_at


def test_an_account_for_the_money_is_one_click_more(client):
    order = delivered(method="cod")
    walk(client, order)
    confirm(client, order)
    assert Return.objects.get().clicks == 6


def test_what_has_to_be_pressed_again_counts_again(client):
    order = delivered()
    client.post(page(order, "returns/new/"), {})
    walk(client, order)
    confirm(client, order, digits=wrong(order.codes.get()))
    confirm(client, order)
    assert Return.objects.get().clicks == 7


def test_the_next_return_of_an_order_is_counted_from_the_start(client):
    order = delivered(quantity=2)
    for _time in range(2):
        walk(client, order)
        confirm(client, order)
    assert list(Return.objects.values_list("clicks", flat=True)) == [5, 5]


def test_the_share_the_median_and_the_slowest_tenth():
    for _number in range(8):
        given(code_after=timedelta(seconds=90), clicks=5)
    given(after=timedelta(hours=5), code_after=timedelta(hours=6), clicks=7)
    given(after=None)
    found = approvals(NOW + timedelta(days=1))
    assert (found.count, found.share) == (10, 0.8)
    assert [(part.css, part.count, part.start, part.width) for part in found.parts] == [
        ("rules", 8, "0.00", "80.00"),
        ("staff", 1, "80.00", "10.00"),
        ("waiting", 1, "90.00", "10.00"),
    ]
    assert [value for _name, value in found.facts] == [
        "yarısı: en çok 1 dakika · onda dokuzu: en çok 5 saat",
        "yarısı: en çok 2 dakika · onda dokuzu: en çok 6 saat",
        "yarısı: en çok 5 · onda dokuzu: en çok 7",
    ]


def test_a_refused_one_counts_against_the_share_and_an_old_one_not_at_all():
    given()
    given(after=None, state="refused")
    Return.objects.filter(approved_at=None).update(state="refused")
    given(asked_at=NOW - timedelta(days=91))
    found = approvals(NOW + timedelta(hours=1))
    assert [(part.css, part.count) for part in found.parts] == [("rules", 1), ("refused", 1)]
    assert found.share == 0.5


def test_nobody_asked_and_nothing_is_claimed():
    assert approvals(NOW) is None


def test_it_is_one_query(django_assert_num_queries):
    given()
    with django_assert_num_queries(1):
        approvals(NOW + timedelta(hours=1))


@pytest.mark.parametrize(
    ("waited", "words"),
    [
        (timedelta(0), "1 dakika"),
        (timedelta(minutes=59, seconds=10), "60 dakika"),
        (timedelta(minutes=61), "2 saat"),
        (timedelta(hours=47), "47 saat"),
        (timedelta(days=2, hours=1), "3 gün"),
    ],
)
def test_a_wait_is_rounded_up_never_down(waited, words):
    assert in_words(waited) == words
