"""The watch: from silence, scans and the clock, will the stated window hold?"""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import count as count_up

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext

from shipping.forecasts.signs import NOTHING_LEARNT
from shipping.models import PromiseEntry, Scan, Shipment, Slip
from shipping.tasks import watch_promises
from shipping.tracking import hear
from shipping.watching import look_again, reconsider, watch
from tests import make

from .test_tracking import scan

pytestmark = pytest.mark.django_db
NUMBER = "KPND0000000001"
USUAL = {1: 0.4, 2: 0.3, 3: 0.2, 4: 0.1}  # so many days on the road
UNHEARD_OF = 0.01  # what may always be longer than anything known moves a chance by less


@pytest.fixture
def parcel():
    """Left on Monday the 23rd for Ankara, promised for the 24th to the 26th."""
    left = make.at("2026-11-23 17:00")
    made = make.shipment(NUMBER, state="in_transit", handed_over_at=left, last_scan_at=left)
    Scan.objects.create(
        shipment=made, kind="accepted", at=made.handed_over_at, heard_at=made.handed_over_at
    )
    make.forecast(USUAL)
    return made


def watched(parcel, when):
    now = make.at(when)
    watch(now=now, today=now.date())
    parcel.refresh_from_db()
    return parcel.break_chance


def heard(kind, when):
    hear("table", [scan(kind, when)], now=make.at(when))


def window(parcel):
    parcel.refresh_from_db()
    return parcel.expected_earliest, parcel.expected_latest


def test_silence_makes_a_break_likelier_from_day_to_day(parcel):
    assert watched(parcel, "2026-11-24 08:05") == pytest.approx(0.1, abs=UNHEARD_OF)
    assert watched(parcel, "2026-11-25 08:05") == pytest.approx(0.1 / 0.6, abs=UNHEARD_OF)
    assert watched(parcel, "2026-11-26 08:05") == pytest.approx(0.1 / 0.3, abs=UNHEARD_OF)
    assert parcel.watched_at == make.at("2026-11-26 08:05")
    assert not Slip.objects.exists()


def test_a_day_that_passes_makes_it_likelier_from_hour_to_hour(parcel):
    chances = [watched(parcel, f"2026-11-26 {hour:02}:05") for hour in (9, 11, 13)]
    assert chances == sorted(chances)
    assert not Slip.objects.exists()
    watched(parcel, "2026-11-26 14:05")
    assert Slip.objects.get().break_chance > 0.7


def test_on_the_last_morning_likelier_than_not_is_enough_and_in_the_hours_after_it_is_not(parcel):
    Shipment.objects.update(expected_latest="2026-11-25")
    heard("delivery_failed", "2026-11-24 15:00")
    make.forecast(USUAL, signs={
        **NOTHING_LEARNT.as_json(),
        "after": {**NOTHING_LEARNT.after, "delivery_failed": {"": (0.0, 0.4, 0.0)}},
    })  # fmt: skip
    assert not Slip.objects.exists()
    watched(parcel, "2026-11-25 09:05")
    assert parcel.break_chance == pytest.approx(0.6, abs=0.01)
    assert not Slip.objects.exists()
    watched(parcel, "2026-11-25 08:05")
    assert Slip.objects.get().break_chance == pytest.approx(0.6)


def test_before_the_promised_end_a_new_window_takes_its_place_with_its_chance(parcel):
    watched(parcel, "2026-11-26 14:05")
    [slip] = Slip.objects.all()
    assert (slip.broken, slip.at) == (date(2026, 11, 26), make.at("2026-11-26 14:05"))
    assert window(parcel) == (slip.promise.earliest, slip.promise.latest)
    assert slip.promise.chance > 0.8
    assert slip.promise.kind == PromiseEntry.Kind.REVISED
    assert slip.promise.latest > slip.broken
    assert parcel.delay_reason["code"] == "silent"
    assert (parcel.promised_earliest, parcel.promised_latest) == (
        date(2026, 11, 24), date(2026, 11, 26),
    )  # fmt: skip


def test_the_same_slip_is_written_once_however_often_it_is_looked_at(parcel):
    for minute in ("05", "35"):
        watched(parcel, f"2026-11-26 14:{minute}")
    heard("exception", "2026-11-26 15:00")
    assert Slip.objects.count() == 1


def test_a_window_told_anew_that_breaks_itself_is_another_slip(parcel):
    watched(parcel, "2026-11-26 14:05")
    told = window(parcel)[1]
    watched(parcel, f"{told} 19:35")
    assert [slip.broken for slip in Slip.objects.order_by("pk")] == [date(2026, 11, 26), told]


def test_a_slip_known_by_its_end_is_not_written_again(parcel):
    watched(parcel, "2026-11-26 14:05")
    Shipment.objects.update(expected_latest="2026-11-26")  # by whatever hand
    watched(parcel, "2026-11-26 15:05")
    assert Slip.objects.count() == 1


def test_the_database_keeps_one_slip_an_end(parcel):
    watched(parcel, "2026-11-26 14:05")
    entry = PromiseEntry.objects.create(
        shipment=parcel, kind="revised", at=parcel.watched_at,
        earliest="2026-11-30", latest="2026-11-30", sentence="x",
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Slip.objects.create(
            shipment=parcel, broken="2026-11-26", promise=entry, at=parcel.watched_at
        )
    assert Slip.objects.count() == 1


def feared(parcel, when):
    """The chance that the 26th breaks, seen then for the first time."""
    chance = watched(parcel, when)
    slip = Slip.objects.first()
    return slip.break_chance if slip else chance


@pytest.mark.parametrize(
    ("clock", "chance"),
    [
        ("08:05", 1 / 3),  # two of three that are not there by now come today
        ("09:00", 1 / 3),
        ("12:00", 1 / 2),  # half of those coming today would be with a courier by noon
        ("13:30", 2 / 3),
        ("15:00", 1.0),
        ("20:30", 1.0),
    ],
)
def test_without_a_scan_the_chance_of_today_is_gone_by_the_afternoon(parcel, clock, chance):
    assert feared(parcel, f"2026-11-26 {clock}") == pytest.approx(chance, abs=UNHEARD_OF)


@pytest.mark.parametrize(
    ("clock", "chance"),
    [
        ("09:00", 0.1),
        ("12:00", 0.1 / (0.9 * 8 / 11 + 0.1)),
        ("14:30", 0.1 / (0.9 / 2 + 0.1)),
        ("18:00", 0.1 / (0.9 * 2 / 11 + 0.1)),
        ("20:00", 1.0),
    ],
)
def test_with_a_courier_it_may_still_come_until_the_evening(parcel, clock, chance):
    heard("out_for_delivery", "2026-11-26 09:00")
    assert feared(parcel, f"2026-11-26 {clock}") == pytest.approx(chance, abs=0.001)


def test_who_sets_out_late_has_not_missed_the_hours_before(parcel):
    Shipment.objects.update(expected_latest="2026-11-25")
    heard("out_for_delivery", "2026-11-25 18:00")
    assert feared(parcel, "2026-11-25 18:00") == pytest.approx(0.1, abs=UNHEARD_OF)
    assert feared(parcel, "2026-11-25 19:00") == pytest.approx(0.1 / (0.9 / 2 + 0.1))


@pytest.mark.parametrize(
    ("kind", "when", "now", "chance"),
    [
        ("out_for_delivery", "2026-11-25 09:00", "2026-11-26 08:05", 0.3),  # 0.07 of 0.1 come
        ("out_for_delivery", "2026-11-24 09:00", "2026-11-26 08:05", 2 / 3),
        ("at_branch", "2026-11-26 07:00", "2026-11-26 08:05", 0.3),
        ("at_branch", "2026-11-26 07:00", "2026-11-26 12:00", 0.3 / (0.7 / 2 + 0.3)),
        ("at_branch", "2026-11-25 18:00", "2026-11-26 08:05", 0.2),
        ("delivery_failed", "2026-11-25 15:00", "2026-11-25 20:05", 0.13 / 0.98 + 0.12 / 0.98),
        ("delivery_failed", "2026-11-25 15:00", "2026-11-26 08:05", 0.25 / 0.98),
        ("delivery_failed", "2026-11-26 10:00", "2026-11-26 15:00", 1 - 0.01 / 0.99),
    ],
)
def test_the_last_scan_tells_more_than_the_calendar(parcel, kind, when, now, chance):
    heard(kind, when)
    Slip.objects.all().delete()  # what the scan itself had to say
    Shipment.objects.update(expected_latest="2026-11-26")
    assert feared(parcel, now) == pytest.approx(chance, abs=0.001)


def test_what_was_learnt_of_scans_takes_the_place_of_guesses(parcel):
    signs = NOTHING_LEARNT.as_json()
    signs["after"]["out_for_delivery"]["table"] = (0.6, 0.3, 0.05)
    make.forecast(USUAL, signs=signs)
    heard("out_for_delivery", "2026-11-26 09:00")
    assert feared(parcel, "2026-11-26 09:00") == pytest.approx(0.4)


@pytest.mark.parametrize(("caution", "slips"), [(0, 0), (0.07, 0), (-0.1, 1)])
def test_where_doubts_came_true_lately_customers_hear_earlier(parcel, settings, caution, slips):
    settings.PROMISE_BREAK_THRESHOLD = 0.2
    make.forecast(USUAL, caution=caution)
    assert watched(parcel, "2026-11-25 08:05") is not None  # one in six
    assert Slip.objects.count() == slips


def test_once_told_the_chance_is_of_the_window_told(parcel):
    watched(parcel, "2026-11-26 14:05")
    slip = Slip.objects.get()
    assert slip.break_chance > 0.5
    assert parcel.break_chance == pytest.approx(1 - slip.promise.chance, abs=0.01)
    assert not Shipment.objects.at_risk(date(2026, 11, 25)).exists()


def test_a_failed_attempt_on_the_last_day_is_the_reason(parcel):
    heard("delivery_failed", "2026-11-26 15:00")
    [slip] = Slip.objects.all()
    assert slip.promise.reason["code"] == "attempt_failed"
    assert slip.promise.earliest == date(2026, 11, 27)


def test_what_has_not_left_is_said_to_be_with_us():
    parcel = make.shipment(NUMBER)
    make.forecast(USUAL, handling={0: 0.5, 1: 0.3, 2: 0.2})
    watched(parcel, "2026-11-26 08:05")
    assert Slip.objects.get().promise.reason == {"code": "not_left", "values": {}}


def test_parcels_that_have_ended_or_come_back_to_us_are_left_alone(parcel):
    for change in ({"state": "delivered"}, {"state": "sent_back"}, {"direction": "back"}):
        Shipment.objects.update(**{"state": "in_transit", "direction": "out", **change})
        assert watched(parcel, "2026-11-30 10:00") is None
    assert not Slip.objects.exists()


def test_far_ahead_nothing_is_watched(parcel):
    assert watched(parcel, "2026-11-13 10:00") is None


def test_a_parcel_delivered_before_it_was_handed_over_is_there(parcel):
    heard("delivered", "2026-11-23 16:00")
    assert watched(parcel, "2026-11-27 08:05") is None
    assert not Slip.objects.exists()


def test_scans_of_another_century_do_not_move_the_window(parcel):
    hear("table", [scan("at_branch", "1999-01-01 10:00")], now=make.at("2026-11-24 10:00"))
    hear("table", [scan("exception", "2190-01-01 10:00")], now=make.at("2026-11-24 10:00"))
    assert watched(parcel, "2026-11-24 10:05") < 0.5
    assert window(parcel) == (date(2026, 11, 24), date(2026, 11, 26))


def test_the_day_ends_at_midnight_in_istanbul(parcel):
    assert watched(parcel, "2026-11-25 23:59") == pytest.approx(0.1 / 0.3, abs=UNHEARD_OF)
    assert watched(parcel, "2026-11-26 00:01") == pytest.approx(0.1 / 0.3, abs=UNHEARD_OF)
    assert feared(parcel, "2026-11-26 23:59") == 1.0


def test_nobody_is_expected_on_a_holiday():
    parcel = make.shipment(
        NUMBER,
        leaves="2026-10-26",
        promised=("2026-10-27", "2026-10-28"),
        state="in_transit",
        handed_over_at=make.at("2026-10-26 17:00"),
    )
    make.forecast({1: 0.5, 2: 0.5})
    watched(parcel, "2026-10-28 21:00")  # the 29th is the Republic Day, a Thursday
    assert Slip.objects.get().promise.earliest == date(2026, 10, 30)


def test_without_a_forecast_the_rules_speak_and_state_no_chance():
    parcel = make.shipment(NUMBER, state="in_transit", handed_over_at=make.at("2026-11-23 17:00"))
    assert watched(parcel, "2026-11-26 19:35") is None
    assert not Slip.objects.exists()
    watched(parcel, "2026-11-26 20:05")
    [slip] = Slip.objects.all()
    assert (slip.break_chance, slip.promise.chance) == (None, None)
    assert window(parcel) == (date(2026, 11, 27), date(2026, 11, 27))


def test_a_closed_warehouse_is_no_reason_to_stop(parcel):
    parcel.warehouse.is_active = False
    parcel.warehouse.save()
    make.forget_network()
    assert watched(parcel, "2026-11-24 08:05") is None  # by the rules: no chance, and no crash


def test_the_threshold_is_the_merchants(parcel, settings):
    settings.PROMISE_BREAK_THRESHOLD = 0.05
    watched(parcel, "2026-11-24 08:05")
    assert Slip.objects.count() == 1


def queries_of_a_look(when):
    now = make.at(when)
    with CaptureQueriesContext(connection) as found:
        watch(now=now, today=now.date())
    return len([one for one in found if "SAVEPOINT" not in one["sql"]])


def test_many_parcels_cost_no_more_queries_than_few(parcel):
    def more(parcels):
        for _ in range(parcels):
            left = make.at("2026-11-23 17:00")
            make.shipment(f"OTHER{next(serial)}", state="in_transit", handed_over_at=left)

    serial = count_up()
    watched(parcel, "2026-11-24 08:05")  # reads the network
    assert queries_of_a_look("2026-11-24 08:05") == 4  # parcels, warehouses, scans, chances
    more(20)
    assert queries_of_a_look("2026-11-24 08:05") == 4
    # and those that slip: locked, read again, and four tables written
    assert queries_of_a_look("2026-11-26 19:35") == 4 + 9
    assert Slip.objects.count() == 21
    Slip.objects.all().delete()
    more(40)
    assert queries_of_a_look("2026-11-26 19:35") == 4 + 9
    assert Slip.objects.count() == 40


def test_the_desk_sees_the_likeliest_first(parcel):
    other = make.shipment("OTHER")
    Shipment.objects.filter(pk=other.pk).update(break_chance=0.9)
    Shipment.objects.filter(pk=parcel.pk).update(break_chance=0.6)
    assert list(Shipment.objects.at_risk(date(2026, 11, 24))) == [other, parcel]


def test_the_clock_watches_batch_by_batch(parcel, monkeypatch):
    late = [make.shipment("OTHER", leaves="2020-01-06", promised=("2020-01-07", "2020-01-08"))]
    monkeypatch.setattr("shipping.watching.BATCH", 1)
    asked = []
    monkeypatch.setattr(watch_promises, "delay", lambda last: asked.append(last))
    watch_promises()
    watch_promises(asked[-1])
    assert Slip.objects.filter(shipment__in=late).exists()
    assert len(asked) == 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_write_one_slip():
    made = make.shipment(NUMBER, state="in_transit", handed_over_at=make.at("2026-11-23 17:00"))
    make.forecast(USUAL)
    now, barrier = make.at("2026-11-26 19:35"), threading.Barrier(4)

    def look():
        try:
            barrier.wait()
            look_again([made.pk], now=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        for one in [pool.submit(look) for _ in range(4)]:
            one.result()
    assert Slip.objects.count() == 1
    assert PromiseEntry.objects.filter(kind="revised").count() == 1


def test_reconsidering_answers_the_slip_it_wrote(parcel):
    now = make.at("2026-11-26 19:35")
    assert reconsider(parcel, [], now=now) == Slip.objects.get()
    assert reconsider(parcel, [], now=now) is None


def test_a_parcel_of_the_same_day_is_not_feared_for_because_it_leaves_in_the_afternoon():
    row = make.service(code="ayni-gun", tier="same_day", days=(0, 0))
    made = make.shipment(NUMBER, service_row=row, promised=("2026-11-23", "2026-11-23"))
    make.forecast({0: 0.9, 1: 0.1})
    watched(made, "2026-11-23 14:35")
    assert not Slip.objects.exists()
    heard("out_for_delivery", "2026-11-23 15:10")
    watched(made, "2026-11-23 19:35")
    assert not Slip.objects.exists()
    watched(made, "2026-11-23 20:05")
    assert Slip.objects.get().broken == date(2026, 11, 23)
