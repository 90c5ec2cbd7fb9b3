"""How the word was kept, counted: exact numbers of a few parcels."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from notifications.events import record
from returns.models import Return, ReturnLine
from returns.promise_figures import Tally, grouped, lane, reliability, tallies, total, weeks
from returns.promise_warnings import (
    choices,
    hours_ahead,
    remedies,
    repeats,
    summed_up,
    warnings_of,
)
from shipping.models import PromiseEntry
from shipping.shares import Bin, Share
from shop.payments.remedies import RemedyRule, grant
from tests import make

from . import world

pytestmark = pytest.mark.django_db
TODAY = date(2026, 12, 1)
FIRST = TODAY - timedelta(days=30)


def delivered(day, **fields):
    """Handed over on 23 November at 18.00, promised for 24 to 26 November."""
    fields.setdefault("handed_over_at", make.at("2026-11-23 18:00"))
    return make.shipment(state="delivered", delivered_at=make.at(f"{day} 18:00"), **fields)


def failed(parcel):
    world.scan(parcel, "delivery_failed", make.at("2026-11-25 12:00"))
    return parcel


def promised(parcel, chance, earliest="2026-11-24", latest="2026-11-26"):
    return PromiseEntry.objects.create(
        shipment=parcel,
        kind="first",
        at=parcel.created_at,
        earliest=date.fromisoformat(earliest),
        latest=date.fromisoformat(latest),
        chance=chance,
        sentence="24–26 Kas",
    )


def test_parcels_are_counted_by_what_became_of_them():
    delivered("2026-11-23")
    failed(delivered("2026-11-25"))
    delivered("2026-11-27")
    failed(make.shipment(state="sent_back"))
    make.shipment(state="lost")
    make.shipment(state="in_transit")
    make.shipment(state="cancelled")
    make.shipment(state="delivered", direction="back", delivered_at=make.at("2026-11-25 10:00"))
    assert total(tallies(FIRST, TODAY)) == Tally(
        parcels=6,
        early=1,
        in_window=1,
        late=2,
        never=2,
        tried=4,
        missed=2,
        arrived=3,
        road=timedelta(days=0 + 2 + 4),
        width=timedelta(days=2 * 6),
    )


def test_what_came_damaged_counts_with_its_parcel():
    order = world.bought(placed_at=make.MONDAY_MORNING)
    going_back = Return.objects.create(order=order, asked_at=order.placed_at, refund_amount=0)
    ReturnLine.objects.create(
        parent=going_back, order_line=order.lines.get(), quantity=1, reason="damaged"
    )
    assert total(tallies(FIRST, TODAY)).damage == Share(1, 1)
    Return.objects.update(state="refused")
    assert total(tallies(FIRST, TODAY)).damage == Share(0, 1)


def test_a_lane_stands_beside_all_the_others():
    for _ in range(40):
        delivered("2026-11-25")
        delivered("2026-11-29", province="35")
    ankara, izmir = sorted(grouped(tallies(FIRST, TODAY), lane), key=lambda row: row.name)
    assert (ankara.name, izmir.name) == ("İstanbul → Ankara", "İstanbul → İzmir")
    assert (ankara.tally.on_time, ankara.rest.on_time) == (Share(40, 40), Share(0, 40))
    assert (ankara.stands_out, izmir.stands_out) == (1, -1)


def test_one_lucky_parcel_does_not_stand_out():
    delivered("2026-11-25")
    delivered("2026-11-29", province="35")
    assert [row.stands_out for row in grouped(tallies(FIRST, TODAY), lane)] == [0, 0]


def test_weeks_are_those_of_the_promised_last_day():
    delivered("2026-11-23")
    delivered("2026-12-01", promised=("2026-11-28", "2026-11-29"))
    delivered("2026-11-30", promised=("2026-11-28", "2026-11-30"))
    assert weeks(FIRST, TODAY) == [
        (date(2026, 11, 23), Tally(parcels=2, early=1, late=1)),
        (date(2026, 11, 30), Tally(parcels=1, in_window=1)),
    ]


def test_a_stated_chance_comes_true_inside_its_own_window():
    promised(delivered("2026-11-25"), 0.914)
    promised(delivered("2026-11-23"), 0.914)  # too early is not inside
    promised(make.shipment(state="lost"), 0.914)
    promised(delivered("2026-11-25"), 0.72, latest="2026-11-24")
    promised(delivered("2026-11-25"), None)
    assert reliability(FIRST, TODAY) == [
        Bin(70, 80, 0.72, Share(0, 1)),
        Bin(90, 95, 0.91, Share(1, 3)),
    ]


def test_hours_ahead_are_counted_to_the_end_of_the_day_in_istanbul():
    assert hours_ahead(date(2026, 11, 26), make.at("2026-11-25 09:00")) == 39.0
    assert hours_ahead(date(2026, 11, 26), make.at("2026-11-27 01:00")) == -1.0
    assert hours_ahead(date(2026, 11, 26), None) is None


def test_warnings_are_summed_up_in_steps():
    found = summed_up([None, -3.0, 0.0, 5.0, 12.0, 30.0, 60.0])
    assert found.steps == ((0, 12, 2), (12, 24, 0), (24, 48, 1), (48, None, 1))
    assert (found.in_advance, found.median_hours) == (Share(4, 7), 21.0)


def test_only_the_first_warning_of_a_late_parcel_counts():
    late, kept = delivered("2026-11-28"), delivered("2026-11-25")
    for parcel in (late, kept):
        record(parcel, "shipment_expected_later", at=make.at("2026-11-26 00:00"))
        record(parcel, "shipment_expected_later", at=make.at("2026-11-26 20:00"))
    delivered("2026-11-28")
    found = warnings_of(FIRST, TODAY)
    assert (found.late, found.unwarned, found.median_hours) == (2, 1, 24.0)


def test_choices_are_counted_from_what_happened():
    parcel = delivered("2026-11-28")
    for name in ("wait", "wait", "cancel"):
        record(parcel, f"shipment_choice_{name}", at=make.at("2026-11-26 12:00"))
    record(parcel, "shipment_choice_wait", at=make.at("2026-10-26 12:00"))
    assert choices(FIRST) == {"wait": 2, "cancel": 1}


def test_remedies_are_counted_with_what_they_cost():
    RemedyRule.objects.create(percent=50, most=100, monthly_budget=1000)
    for day in ("2026-11-23", "2026-10-23"):
        grant(world.bought(delivered=False), at=make.at(f"{day} 10:00"))
    assert remedies(FIRST) == (1, Decimal("24.95"))
    assert remedies(TODAY) == (0, None)


def first_order(email, *, came, again=None):
    """Of 1 June, promised until 4 June; `again`: the day of a second order."""
    order = world.bought(buyer_email=email, placed_at=make.at("2026-06-01 10:00"), delivered=False)
    world.parcel(order, delivered_at=make.at(f"{came} 12:00"))
    if again:
        world.bought(buyer_email=email.upper(), placed_at=make.at(f"{again} 10:00"))


def test_who_buys_again_within_ninety_days_of_the_promised_end():
    first_order("a@example.com", came="2026-06-03", again="2026-09-02")
    first_order("b@example.com", came="2026-06-03", again="2026-09-03")
    first_order("c@example.com", came="2026-06-04")
    first_order("d@example.com", came="2026-06-05", again="2026-06-20")
    first_order("e@example.com", came="2026-06-05", again="2026-06-04")
    assert repeats(date(2026, 1, 1), TODAY) == {True: Share(1, 3), False: Share(1, 2)}
