"""What carriers say: in any order, twice, late, reversed, unknown, at absurd times."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest
from django.db import connection, transaction

from notifications.models import Event, Message
from notifications.sending import is_worth_sending
from shipping.carriers.base import TrackedScan
from shipping.models import Scan, Shipment, Slip
from shipping.tracking import hear
from shipping.watching import watch
from tests import make

pytestmark = pytest.mark.django_db
NOW = make.at("2026-11-25 18:00")
ROAD = (
    ("accepted", "2026-11-23 17:00"),
    ("in_transit", "2026-11-23 21:00"),
    ("out_for_delivery", "2026-11-25 09:00"),
    ("delivered", "2026-11-25 14:00"),
)


def scan(kind, when, **fields):
    when = make.at(when) if isinstance(when, str) else when
    return TrackedScan(fields.pop("number", "KPND0000000001"), kind, when, **fields)


def told(*scans, now=NOW):
    return hear("table", [scan(*one) for one in scans], now=now)


def events(shipment):
    return list(
        Event.objects.about(shipment)
        .values_list("name", flat=True)
    )  # fmt: skip


def messages():
    return sorted(Message.objects.values_list("event__name", "role", "channel"))


@pytest.fixture
def parcel():
    return make.shipment("KPND0000000001")


def test_a_parcel_travels_from_hand_over_to_the_door(parcel):
    told(*ROAD)
    parcel.refresh_from_db()
    assert parcel.state == "delivered"
    assert parcel.handed_over_at == make.at("2026-11-23 17:00")
    assert parcel.delivered_at == parcel.arrived_at == make.at("2026-11-25 14:00")
    assert parcel.last_scan_at == make.at("2026-11-25 14:00")
    assert events(parcel) == [
        "shipment_handed_over",
        "shipment_in_transit",
        "shipment_out_for_delivery",
        "shipment_delivered",
    ]


def outcome_of(scans_in_calls):
    """What is left when the calls are made one after another; undone afterwards."""
    with transaction.atomic():
        shipment = make.shipment("KPND0000000001")
        for call in scans_in_calls:
            told(*call)
        shipment.refresh_from_db()
        kept = (
            shipment.state,
            shipment.handed_over_at,
            shipment.delivered_at,
            shipment.last_scan_at,
            shipment.expected_latest,
            shipment.scans.count(),
        )
        found = kept, events(shipment), messages()
        transaction.set_rollback(True)
    return found


def test_all_orders_of_one_answer_each_scan_doubled_end_alike():
    make.service()
    make.warehouse()
    wanted = outcome_of([ROAD])
    assert wanted[0][0] == "delivered"
    for order in permutations(ROAD):
        assert outcome_of([order + order]) == wanted


def test_all_orders_one_scan_at_a_time_end_alike_and_nothing_is_told_twice_or_backwards():
    make.service()
    make.warehouse()
    wanted, in_order, _ = outcome_of([ROAD])
    for order in permutations(ROAD):
        kept, told_events, told_messages = outcome_of([[one] for one in order + order])
        assert kept == wanted
        assert len(told_events) == len(set(told_events))
        assert told_events == [name for name in in_order if name in told_events]
        assert {"shipment_handed_over", "shipment_delivered"} <= set(told_events)
        assert len(told_messages) == len(set(told_messages))


def test_orders_with_a_failed_attempt_end_alike():
    make.service()
    make.warehouse()
    road = (
        ROAD[0],
        ("out_for_delivery", "2026-11-24 09:00"),
        ("delivery_failed", "2026-11-24 15:00"),
        *ROAD[2:],
    )
    wanted = outcome_of([road])
    assert wanted[1] == [
        "shipment_handed_over",
        "shipment_out_for_delivery",
        "shipment_failed",
        "shipment_out_for_delivery",
        "shipment_delivered",
    ]
    for number, order in enumerate(permutations(road)):
        assert number % 3 or outcome_of([order + order]) == wanted
        assert number % 3 != 1 or outcome_of([[one] for one in order])[0] == wanted[0]


def test_a_late_scan_does_not_move_a_delivered_shipment(parcel):
    told(ROAD[3])
    told(("delivery_failed", "2026-11-25 16:00"), ("returning", "2026-11-25 16:30"))
    parcel.refresh_from_db()
    assert parcel.state == "delivered"
    assert parcel.scans.count() == 3


def test_an_old_scan_does_not_send_a_failed_parcel_out_again(parcel):
    told(("delivery_failed", "2026-11-25 15:00"))
    told(("out_for_delivery", "2026-11-25 09:00"))
    parcel.refresh_from_db()
    assert parcel.state == "failed"
    told(("out_for_delivery", "2026-11-25 16:00"))
    parcel.refresh_from_db()
    assert parcel.state == "out_for_delivery"


def test_hand_over_is_told_once_and_its_time_corrected(parcel):
    told(ROAD[1])
    told(ROAD[0])
    parcel.refresh_from_db()
    assert parcel.handed_over_at == make.at("2026-11-23 17:00")
    assert events(parcel).count("shipment_handed_over") == 1


def test_an_unknown_scan_is_kept_and_moves_nothing(parcel):
    told(("teleported", "2026-11-24 10:00"))
    parcel.refresh_from_db()
    assert parcel.state == "booked"
    assert [one.kind for one in parcel.scans.all()] == ["unknown"]


def test_numbers_that_are_not_ours_or_another_carriers_change_nothing(parcel):
    heard = hear("table", [scan(*ROAD[3], number="KPND9999999999")], now=NOW)
    assert heard.unknown == ("KPND9999999999",)
    make.carrier("yurtici", "Yurtiçi Kargo")
    heard = hear("yurtici", [scan(*ROAD[3])], now=NOW)
    parcel.refresh_from_db()
    assert (heard.new, parcel.state, Scan.objects.count()) == (0, "booked", 0)


@pytest.mark.parametrize(
    "when",
    [
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(2099, 1, 1, tzinfo=UTC),
        datetime.max.replace(tzinfo=UTC),
    ],
)
def test_an_absurd_time_counts_as_the_time_we_heard_it(parcel, when):
    told(("in_transit", when))
    parcel.refresh_from_db()
    assert parcel.state == "in_transit"
    assert parcel.handed_over_at == parcel.last_scan_at == NOW
    told(("in_transit", when), now=make.at("2026-11-26 10:00"))
    assert parcel.scans.count() == 1


def test_what_has_no_time_of_its_own_is_another_scan_when_it_says_something_new(parcel):
    for hour, words in enumerate(("", "Hasarlı", "", "Hasarlı", "Eksik")):
        told_now = make.at(f"2026-11-24 1{hour}:00")
        hear("table", [scan("exception", None, text=words)] * 2, now=told_now)
    assert list(parcel.scans.values_list("at", "text")) == [
        (make.at("2026-11-24 10:00"), ""),
        (make.at("2026-11-24 11:00"), "Hasarlı"),
        (make.at("2026-11-24 14:00"), "Eksik"),
    ]


def test_a_scan_whose_time_is_said_later_stays_one_scan_and_has_that_time(parcel):
    heard, again = make.at("2026-11-24 10:00"), make.at("2026-11-24 11:00")
    told(("accepted", None), now=heard)
    told(("accepted", "2026-11-23 17:00"), now=again)
    told(("accepted", None), ("accepted", "2026-11-23 17:00"), now=NOW)
    assert list(parcel.scans.values_list("kind", "at", "heard_at")) == [
        ("accepted", make.at("2026-11-23 17:00"), heard)
    ]
    parcel.refresh_from_db()
    assert parcel.handed_over_at == parcel.last_scan_at == make.at("2026-11-23 17:00")
    assert events(parcel) == ["shipment_handed_over"]


def test_a_scan_said_with_and_without_its_time_in_one_answer_is_one(parcel):
    told(("accepted", None), ("accepted", "2026-11-23 17:00"))
    assert [one.at for one in parcel.scans.all()] == [make.at("2026-11-23 17:00")]


def test_the_same_words_of_a_later_hour_or_another_place_are_another_scan(parcel):
    heard = make.at("2026-11-24 10:00")
    hear("table", [scan("in_transit", None, place="Ankara")], now=heard)
    hear("table", [scan("in_transit", "2026-11-24 08:00", place="Bolu")], now=NOW)
    hear("table", [scan("in_transit", "2026-11-25 08:00", place="Ankara")], now=NOW)
    assert [(one.at, one.place) for one in parcel.scans.all()] == [
        (make.at("2026-11-24 08:00"), "Bolu"),
        (heard, "Ankara"),
        (make.at("2026-11-25 08:00"), "Ankara"),
    ]


def test_a_scan_of_a_draft_books_it(parcel):
    Shipment.objects.update(state="draft", booked_at=None)
    told(ROAD[0])
    parcel.refresh_from_db()
    assert (parcel.state, parcel.booked_at) == ("booked", make.at("2026-11-23 17:00"))


def test_a_cancelled_parcel_that_travels_stays_cancelled_and_is_listed_as_stuck(parcel):
    parcel.cancel(at=make.at("2026-11-23 12:00"), by="ayşe")
    told(*ROAD)
    parcel.refresh_from_db()
    assert parcel.state == "cancelled"
    assert Shipment.objects.stuck(NOW).get() == parcel
    message = Message.objects.filter(event__name="shipment_handed_over").first()
    assert not is_worth_sending(message, NOW)


def test_the_carrier_cannot_cancel_what_has_left(parcel):
    told(ROAD[0], ("cancelled", "2026-11-24 10:00"))
    parcel.refresh_from_db()
    assert parcel.state == "booked"


def test_cargo_number_and_receiver_are_learned(parcel):
    told_scans = [
        scan(*ROAD[0], tracking_number="440012345678"),
        scan(*ROAD[3], received_by="Ali Y."),
    ]
    hear("table", told_scans, now=NOW)
    parcel.refresh_from_db()
    assert (parcel.tracking_number, parcel.received_by) == ("440012345678", "Ali Y.")


def test_impossible_letters_and_long_texts_are_cut(parcel):
    hear("table", [scan("in_transit", "2026-11-24 10:00", text="a\0" * 300, place=" x ")], now=NOW)
    [kept] = parcel.scans.all()
    assert (kept.text, kept.place) == ("a" * 255, "x")


# --- what to expect -------------------------------------------------------------------------------


def expected(parcel):
    parcel.refresh_from_db()
    code = parcel.delay_reason.get("code", "")
    return parcel.expected_earliest, parcel.expected_latest, code


def test_the_promise_stands_while_it_is_possible(parcel):
    told(ROAD[0], ("delivery_failed", "2026-11-24 15:00"))
    assert expected(parcel) == (date(2026, 11, 24), date(2026, 11, 26), "")


def test_an_attempt_that_fails_on_the_last_day_moves_the_expected_day(parcel):
    told(ROAD[0], ("delivery_failed", "2026-11-26 15:00"), now=make.at("2026-11-26 16:00"))
    assert expected(parcel) == (date(2026, 11, 27), date(2026, 11, 27), "attempt_failed")
    assert Slip.objects.count() == 1


def test_a_parcel_that_left_too_late_gets_the_window_of_its_real_start(parcel):
    told(("accepted", "2026-11-26 12:00"), now=make.at("2026-11-26 13:00"))
    assert expected(parcel) == (date(2026, 11, 27), date(2026, 12, 1), "left_late")
    assert (parcel.promised_earliest, parcel.promised_latest) == (
        date(2026, 11, 24), date(2026, 11, 26),
    )  # fmt: skip


def test_a_day_that_has_passed_is_replaced_by_the_next_possible_one(parcel):
    told(ROAD[0], ROAD[1])
    now = make.at("2026-11-27 06:00")  # a Friday
    watch(now=now, today=now.date())
    assert expected(parcel) == (date(2026, 11, 30), date(2026, 11, 30), "still_on_the_road")
    watch(now=now, today=now.date())
    assert Slip.objects.count() == 1


def test_a_tomorrow_that_did_not_come_true_is_not_promised_night_after_night(parcel):
    """Each time it may take as long again as it is late by then."""
    told(ROAD[0], ROAD[1])
    for day in range(27, 31):  # from Friday
        now = make.at(f"2026-11-{day} 21:00")
        watch(now=now, today=now.date())
    assert expected(parcel)[:2] == (date(2026, 12, 1), date(2026, 12, 7))
    assert Slip.objects.count() == 2


def test_stuck_lists_labels_never_scanned_and_parcels_without_news(parcel):
    assert not Shipment.objects.stuck(make.at("2026-11-25 10:59")).exists()
    assert Shipment.objects.stuck(make.at("2026-11-25 11:00")).get() == parcel
    told(ROAD[0])
    assert not Shipment.objects.stuck(make.at("2026-11-26 16:59")).exists()
    assert Shipment.objects.stuck(make.at("2026-11-26 17:00")).get() == parcel


def test_a_return_that_nobody_has_brought_to_a_branch_yet_is_not_stuck(parcel):
    Shipment.objects.filter(pk=parcel.pk).update(direction="back")
    assert not Shipment.objects.stuck(make.at("2026-12-01 11:00")).exists()


GOES_BACK = (ROAD[0], ("returning", "2026-11-25 10:00"))


def is_asked_about(parcel, when):
    Shipment.objects.update(next_poll_at=make.at("2026-11-25 12:00"))
    return Shipment.objects.to_refresh(make.at(when)).filter(pk=parcel.pk).exists()


def test_what_goes_back_is_asked_about_for_thirty_days_after_its_last_news(parcel):
    told(*GOES_BACK)
    assert is_asked_about(parcel, "2026-12-25 10:00")
    assert not is_asked_about(parcel, "2026-12-25 10:01")


def test_what_is_with_us_again_is_not_asked_about(parcel):
    told(*GOES_BACK, ("returned", "2026-11-25 17:00"))
    assert not is_asked_about(parcel, "2026-11-25 18:00")


def test_what_is_lost_on_its_way_back_is_stuck_for_as_long_as_it_is_asked_about(parcel):
    told(*GOES_BACK)
    assert not Shipment.objects.stuck(make.at("2026-12-02 09:59")).exists()
    assert Shipment.objects.stuck(make.at("2026-12-02 10:00")).get() == parcel
    assert not Shipment.objects.stuck(make.at("2026-12-25 10:01")).exists()
    told(("returned", "2026-11-28 17:00"))
    assert not Shipment.objects.stuck(make.at("2026-12-02 10:00")).exists()


@pytest.mark.parametrize("state", ["booked", "sent_back"])
def test_parcels_to_ask_about_are_found_by_an_index_of_their_own(parcel, state):
    """Among many that are on their way too and were asked about a moment ago."""
    Shipment.objects.update(state=state, next_poll_at=NOW, last_scan_at=NOW)
    later = NOW + timedelta(hours=1)
    rows = Shipment.objects.values().get(pk=parcel.pk) | {"id": None, "next_poll_at": later}
    Shipment.objects.bulk_create(
        Shipment(**rows | {"number": f"KPND{one}", "link_nonce": f"nonce{one}"})
        for one in range(300)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE shipping_shipment")  # or it plans for what tests before had
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "shipment_to_ask_about" in Shipment.objects.to_refresh(NOW).explain()


@pytest.mark.django_db(transaction=True)
def test_ten_equal_pushes_at_once_are_heard_once():
    parcel = make.shipment("KPND0000000001")
    barrier = threading.Barrier(10)

    def push():
        try:
            barrier.wait()
            return told(*ROAD).new
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        new = sorted(one.result() for one in [pool.submit(push) for _ in range(10)])
    assert new == [0] * 9 + [4]
    assert len(events(parcel)) == 4
