from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from shop.loyalty.tiers import keep, standing, tier_of, unkeep
from tests import make

pytestmark = pytest.mark.django_db
NOW = make.MONDAY_MORNING


@pytest.fixture
def tiers():
    return [make.tier(name, count) for name, count in (("Gümüş", 2), ("Altın", 5))]


@pytest.mark.parametrize(
    ("kept", "tier", "next_tier", "missing"),
    [
        (0, None, "Gümüş", 2),
        (1, None, "Gümüş", 1),
        (2, "Gümüş", "Altın", 3),
        (4, "Gümüş", "Altın", 1),
        (5, "Altın", None, 0),
        (99, "Altın", None, 0),
    ],
)
def test_the_tier_and_the_way_to_the_next(tiers, kept, tier, next_tier, missing):
    found = standing(kept, tiers)
    assert (found.tier and found.tier.name) == tier
    assert (found.next_tier and found.next_tier.name) == next_tier
    assert found.missing == missing


def test_only_the_last_twelve_months_count(tiers):
    ayse = make.customer()
    keep(ayse, 1, at=NOW - timedelta(days=366))
    keep(ayse, 2, at=NOW - timedelta(days=364))
    keep(ayse, 3, at=NOW)
    assert tier_of(ayse, NOW).kept == 2


def test_an_order_is_kept_once_and_taken_back_once(tiers):
    ayse = make.customer()
    for _time in range(2):
        keep(ayse, 1, at=NOW)
    assert tier_of(ayse, NOW).kept == 1
    for _time in range(2):
        unkeep(ayse, 1, at=NOW)
    assert tier_of(ayse, NOW).kept == 0


def test_guests_stand_at_the_beginning(tiers, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert tier_of(None, NOW).tier is None
        assert tier_of(AnonymousUser(), NOW).kept == 0


def test_a_tier_costs_two_queries(tiers, django_assert_num_queries):
    ayse = make.customer()
    with django_assert_num_queries(2):
        tier_of(ayse, NOW)
