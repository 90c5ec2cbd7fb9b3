"""How often a service kept the day it is named after, what is stated from it, and when it is no
more offered."""

from datetime import date

import pytest
from django.utils.translation import override

from returns.warnings import warnings
from shipping.forecasts.named_day import is_kept_too_seldom, kept_lately
from shipping.forecasts.own import judged
from shipping.models import PromiseEntry
from shipping.network import network
from shipping.promises import NotOffered, promise
from shipping.shares import Share
from tests import make

pytestmark = pytest.mark.django_db
NOW = make.at("2026-11-24 10:00")


@pytest.fixture
def service():
    return make.service(code="now", tier="same_day", days=(0, 0), name_en="Same day")


@pytest.fixture
def tomorrow():
    return make.service(code="tomorrow", tier="next_day", days=(1, 1), name_en="Next day")


def key(service, place="city"):
    return f"{service.pk}|{make.warehouse().pk}|{place}"


def promised(service, kept, parcels):
    return promised_by(service, {"city": [kept, parcels]}, to="34")


def promised_by(service, known, *, to):
    """The promise with so many [kept, parcels] known by place."""
    make.forecast({1: 1.0}, named_day={key(service, place): one for place, one in known.items()})
    net = network()
    facts, home = net.every_service[service.pk], net.warehouses[make.warehouse().pk]
    return promise(net, home, facts, to, handling_days=0, now=NOW)


def test_the_share_kept_is_stated_as_planned(service):
    found = promised(service, 57, 60)
    assert (found.earliest, found.latest) == (date(2026, 11, 24), date(2026, 11, 24))
    assert found.chance == 0.935  # 58 of 62: never quite sure
    assert found.reasons[-1].values == {"share": 94, "count": 60}


def test_of_few_parcels_no_chance_is_stated(service):
    found = promised(service, 29, 29)
    assert found.chance is None
    assert found.latest == date(2026, 11, 24)


def test_kept_too_seldom_it_is_not_offered_and_the_desk_reads_why(service):
    with pytest.raises(NotOffered) as refused:
        promised(service, 40, 60)
    assert refused.value.reason.code == "seldom_today"
    with override("en"):
        told = [one["text"] for one in warnings()]
    assert any("only 40 of its last 60 parcels came on their day" in text for text in told)
    promised(service, 57, 60)
    assert not any("came on their day" in one["text"] for one in warnings())


@pytest.mark.parametrize(
    ("kept", "parcels", "seldom"),
    [
        (24, 30, False),  # four of five, as wanted less the margin
        (23, 30, True),  # below, and hardly by bad luck
        (159, 200, True),
        (161, 200, False),
    ],
)
def test_bad_luck_alone_withdraws_nothing(kept, parcels, seldom):
    assert is_kept_too_seldom(Share(kept, parcels)) == seldom


def test_only_parcels_whose_named_day_is_over_are_counted(service):
    today = {"service_row": service, "province": "34", "promised": ("2026-11-23", "2026-11-23")}
    make.shipment(arrived_at=make.at("2026-11-23 18:00"), **today)
    make.shipment(arrived_at=make.at("2026-11-24 09:00"), **today)
    make.shipment(state="lost", **today)
    make.shipment(state="cancelled", **today)
    make.shipment(**{**today, "promised": ("2026-11-24", "2026-11-24")})
    make.shipment(**{**today, "promised": ("2026-08-03", "2026-08-03")})  # long ago
    make.shipment(service_row=make.service(code="other"), promised=("2026-11-23", "2026-11-23"))
    assert kept_lately(NOW) == {key(service): [1, 3]}


def test_parcels_to_another_province_count_there_and_on_its_line(tomorrow):
    for province in ("41", "41", "54"):  # Kocaeli and Sakarya, both near to İstanbul
        make.shipment(
            service_row=tomorrow,
            province=province,
            promised=("2026-11-23", "2026-11-23"),
            arrived_at=make.at("2026-11-23 12:00"),
        )
    assert kept_lately(NOW) == {
        key(tomorrow, "41"): [2, 2],
        key(tomorrow, "54"): [1, 1],
        key(tomorrow, "near"): [3, 3],
    }


def test_next_day_is_its_day_alone_with_the_share_that_was_kept(tomorrow):
    found = promised_by(tomorrow, {"near": [91, 98]}, to="41")
    assert (found.leaves_by, found.earliest) == (date(2026, 11, 24), date(2026, 11, 25))
    assert (found.latest, found.chance) == (date(2026, 11, 25), 0.92)


def test_a_province_with_enough_parcels_is_judged_by_its_own(tomorrow):
    known = {"41": [12, 30], "54": [29, 29], "near": [41, 59]}
    with pytest.raises(NotOffered) as refused:
        promised_by(tomorrow, known, to="41")
    assert refused.value.reason.code == "seldom_next_day"
    with pytest.raises(NotOffered):  # 29 are too few: by the line
        promised_by(tomorrow, known, to="54")
    assert promised_by(tomorrow, {**known, "54": [30, 30]}, to="54").chance == 0.969


def test_the_desk_names_the_line_on_which_it_is_not_offered(tomorrow):
    with pytest.raises(NotOffered):
        promised_by(tomorrow, {"near": [41, 59], "41": [3, 9]}, to="41")
    with override("en"):
        told = [one["text"] for one in warnings() if "came on their day" in one["text"]]
    assert len(told) == 1
    assert "to near, up to 200 km for now: only 41 of its last 59 parcels" in told[0]


@pytest.mark.parametrize("tier", ["same_day", "next_day"])
def test_what_is_stated_of_a_named_day_does_not_steer_other_windows(tier):
    service = make.service(code="named", tier=tier, days=(0, 0))
    one = make.shipment(service_row=service, arrived_at=make.at("2026-11-23 18:00"))
    PromiseEntry.objects.create(
        shipment=one, kind="first", at=one.created_at, chance=0.97, sentence="x",
        earliest="2026-11-23", latest="2026-11-23",
    )  # fmt: skip
    assert judged(NOW) == []
