"""The carriers' truth is a world of its own: the same for a seed, seen in the parcels, and not what
is published."""

from collections import Counter
from datetime import date
from random import Random

import pytest
from django.db import transaction

from demo import catalogue, network, shopkeeping, truth, year
from demo.journeys import Trip, journey
from shipping.calendar import Week, local
from shipping.models import Transit
from shipping.network import forget_network
from shipping.places import line_between
from tests import make

pytestmark = pytest.mark.django_db
NOW = make.at("2026-11-25 14:00")
LINES = [
    (carrier, service, line) for (carrier, service), lines in truth.ROAD.items() for line in lines
]
IN_TIME = date(2026, 10, 6)


@pytest.fixture
def shop():
    network.fill()
    catalogue.fill(Random(1453), NOW)
    shopkeeping.fill(NOW)
    forget_network()


def stories(seed, how_many):
    """Told, and forgotten by the database."""
    with transaction.atomic():
        found = year.tell(Random(seed), NOW, how_many)
        transaction.set_rollback(True)
    return found


def facts(story):
    """Everything that is decided in a story, as text."""
    packets = [
        (packet.number, packet.booked_at, *map(repr, packet.happenings)) for packet in story.packets
    ]
    wanted = [(variant.sku, quantity) for variant, quantity in story.wanted.items()]
    ends = (story.cancelled_at, story.approved_at, story.paid_back_at)
    back = story.homecoming and (story.homecoming.reason, story.homecoming.settled_at)
    return repr((story.number, story.placed_at, story.buyer, wanted, packets, ends, back))


def test_one_seed_tells_one_year(shop):
    first, again, other = (list(map(facts, stories(seed, 112))) for seed in (7, 7, 8))
    assert first == again
    assert first != other


@pytest.mark.parametrize(("carrier", "service", "line"), LINES)
@pytest.mark.parametrize("day", [IN_TIME, date(2026, 1, 15), date(2025, 11, 28)], ids=str)
def test_every_distribution_adds_up_to_one(carrier, service, line, day):
    found = truth.road_days(carrier, service, line, "65", day)
    assert sum(found.values()) == pytest.approx(1)
    assert min(found) >= truth.soonest(carrier, service)


@pytest.mark.parametrize("origin", truth.BENCHES)
def test_a_warehouse_under_strain_packs_later(origin):
    calm, busy = (truth.packing_days(origin, 2, load) for load in (1, 3))
    assert sum(calm.values()) == pytest.approx(1)
    assert calm[0] > busy[0] > 0.3


def mean(distribution):
    return sum(days * chance for days, chance in distribution.items())


@pytest.mark.parametrize(
    ("carrier", "province", "slow", "usual"),
    [
        ("yurtici", "42", date(2026, 4, 8), date(2026, 4, 22)),  # the strike
        ("hepsijet", "42", date(2026, 5, 5), date(2026, 7, 7)),  # before the night flights
        ("yurtici", "42", date(2025, 11, 28), date(2025, 11, 18)),  # Black Friday
        ("hepsijet", "42", date(2026, 5, 22), date(2026, 5, 5)),  # the week before a bayram
        ("yurtici", "65", date(2026, 1, 20), date(2026, 10, 6)),  # snow in Van
        ("hepsijet", "48", date(2026, 8, 4), date(2026, 10, 6)),  # guests in Muğla
    ],
)
def test_slow_weeks_are_slow(carrier, province, slow, usual):
    slow, usual = (
        truth.road_days(carrier, "standart", "medium", province, d) for d in (slow, usual)
    )
    assert mean(slow) > mean(usual) + 0.15


def test_published_days_are_wrong_in_both_directions(shop):
    too_brave, too_careful = set(), set()
    for row in Transit.objects.select_related("service__carrier"):
        key = row.service.carrier.code, row.service.code
        found = truth.road_days(*key, row.line, "42", IN_TIME)
        later = sum(chance for days, chance in found.items() if days > row.max_days)
        if later > 0.1:
            too_brave.add((*key, row.line))
        if later < 0.03:
            too_careful.add((*key, row.line))
    assert ("hepsijet", "ertesi-gun", "short") in too_brave
    assert ("yurtici", "standart", "long") in too_brave
    assert ("yurtici", "standart", "short") in too_careful
    assert ("yurtici", "ekonomi", "city") in too_careful


def test_parcels_are_drawn_from_the_truth():
    """Two thousand parcels of one kind take as many delivery days as the truth says."""
    drawn = Counter(days_on_the_road(f"KPND{number:010d}") for number in range(2000))
    wanted = truth.delivery_days("yurtici", "standart", "standard", "medium", "55", IN_TIME)
    for days, chance in wanted.items():
        assert drawn[days] / 2000 == pytest.approx(chance, abs=0.035)


def days_on_the_road(number):
    trip = Trip(
        number=number,
        carrier="yurtici",
        service="standart",
        tier="standard",
        origin="34",
        origin_town="Tuzla",
        province="55",
        town="Atakum",
        week=Week(frozenset({1, 2, 3, 4, 5, 6, 7}), works_on_holidays=True),
        booked_at=make.at("2026-10-06 15:00"),
        left_at=make.at("2026-10-06 17:00"),
    )
    way = journey(trip)
    assert line_between("34", "55") == "medium"
    assert [one.at for one in way] == sorted(one.at for one in way)
    return (local(way[-1].at).date() - IN_TIME).days
