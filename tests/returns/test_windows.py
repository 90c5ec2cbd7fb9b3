from datetime import date

import pytest
from django.utils.translation import override

from returns.windows import Policy, Reason, window
from shop.catalog.withdrawal import exception_sentence

LAW = Policy(days=14, late_days=7)
TUESDAY, WEDNESDAY = date(2026, 11, 24), date(2026, 11, 25)


def last_day(*parcels, rules=LAW, **tier):
    return window(list(parcels), rules, **tier).last_day


@pytest.mark.parametrize(
    ("rules", "tier_days", "promised", "expected"),
    [
        (LAW, 0, WEDNESDAY, date(2026, 12, 8)),
        (Policy(30, 7), 0, WEDNESDAY, date(2026, 12, 24)),
        (LAW, 15, WEDNESDAY, date(2026, 12, 23)),
        (LAW, 0, date(2026, 11, 23), date(2026, 12, 15)),
        (Policy(30, 7), 15, date(2026, 11, 23), date(2027, 1, 15)),
        (Policy(3, 0), 0, WEDNESDAY, date(2026, 12, 8)),
    ],
    ids=["law", "shop", "tier", "late", "all together", "the law is a floor"],
)
def test_the_last_day(rules, tier_days, promised, expected):
    assert last_day((TUESDAY, promised), rules=rules, tier_days=tier_days) == expected


def test_the_last_parcel_starts_the_clock():
    assert last_day((TUESDAY, WEDNESDAY), (WEDNESDAY, WEDNESDAY)) == date(2026, 12, 9)


@pytest.mark.parametrize(
    "parcels", [[], [(None, WEDNESDAY)], [(TUESDAY, WEDNESDAY), (None, WEDNESDAY)]]
)
def test_before_everything_is_delivered_the_window_is_open_without_an_end(parcels):
    found = window(parcels, LAW)
    assert found.last_day is None
    assert found.is_open(date(2030, 1, 1))


def test_the_last_day_itself_is_still_good():
    found = window([(TUESDAY, WEDNESDAY)], LAW)
    assert found.is_open(date(2026, 12, 8))
    assert not found.is_open(date(2026, 12, 9))


def test_every_rule_that_counted_is_a_line_in_the_readers_language():
    found = window([(TUESDAY, date(2026, 11, 23))], Policy(30, 7), tier_name="Gold", tier_days=15)
    with override("en"):
        assert [reason.text for reason in found.reasons] == [
            "By law: 14 days from the delivery of the last parcel, Tuesday 24 November.",
            "We give more than the law: 30 days in all.",
            "Your tier Gold adds 15 days.",
            "It came after the day we promised (Monday 23 November): 7 days more.",
        ]
    assert [Reason.from_json(reason.as_json()) for reason in found.reasons] == list(found.reasons)


def test_annulled_exceptions_bind_nobody():
    assert "art. 15/1-ç" in with_english("ç")
    assert with_english("k") == with_english("ı") == with_english("") == ""


def with_english(letter):
    with override("en"):
        return exception_sentence(letter)
