"""How often the same day was kept, what is stated from it, and when it is offered no more."""

from datetime import date

import pytest
from django.utils.translation import override

from returns.warnings import warnings
from shipping.forecasts.own import judged
from shipping.forecasts.same_day import is_kept_too_seldom, kept_today
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


def key(service, province="34"):
    return f"{service.pk}|{make.warehouse().pk}|{province}"


def promised(service, kept, parcels):
    make.forecast({1: 1.0}, same_day={key(service): [kept, parcels]})
    net = network()
    facts, home = net.every_service[service.pk], net.warehouses[make.warehouse().pk]
    return promise(net, home, facts, "34", handling_days=0, now=NOW)


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


def test_only_same_day_parcels_whose_day_is_over_are_counted(service):
    today = {"service_row": service, "province": "34", "promised": ("2026-11-23", "2026-11-23")}
    make.shipment(arrived_at=make.at("2026-11-23 18:00"), **today)
    make.shipment(arrived_at=make.at("2026-11-24 09:00"), **today)
    make.shipment(state="lost", **today)
    make.shipment(state="cancelled", **today)
    make.shipment(**{**today, "promised": ("2026-11-24", "2026-11-24")})
    make.shipment(**{**today, "promised": ("2026-08-03", "2026-08-03")})  # long ago
    make.shipment(service_row=make.service(code="other"), promised=("2026-11-23", "2026-11-23"))
    assert kept_today(NOW) == {key(service): [1, 3]}


def test_what_is_stated_of_today_does_not_steer_other_windows(service):
    one = make.shipment(service_row=service, arrived_at=make.at("2026-11-23 18:00"))
    PromiseEntry.objects.create(
        shipment=one, kind="first", at=one.created_at, chance=0.97, sentence="x",
        earliest="2026-11-23", latest="2026-11-23",
    )  # fmt: skip
    assert judged(NOW) == []
