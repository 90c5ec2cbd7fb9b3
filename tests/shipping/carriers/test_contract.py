"""What every carrier plug-in must do, each against its own protocol in the sandbox."""

import time
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from notifications.http import Patience, patience
from shipping.carriers import carrier_named
from shipping.carriers.base import Refused, TryLater

from .parcels import coming_back, consignment

PARTS = {"yurtici": "yurtici", "hepsijet": "hepsijet", "table": "courier"}
SHORT = Patience(connect=1, read=0.4, total=1)


@pytest.fixture(params=PARTS)
def carrier(request, sandbox):
    return carrier_named(request.param)


@pytest.fixture
def part(carrier):
    """The sandbox's name for this carrier."""
    return PARTS[carrier.code]


def kinds(carrier, number):
    return [scan.kind for scan in carrier.track([number]) if scan.kind != "created"]


class TestContract:
    def test_a_booked_parcel_is_known_to_the_carrier(self, carrier, sandbox):
        parcel = consignment()
        carrier.book(parcel)
        (known,) = sandbox.parcels()
        assert known["number"] == parcel.number
        assert known["receiver"] == "Ayşe Yılmaz"
        assert known["town"].upper() in {"KARŞIYAKA"}

    def test_booking_again_makes_no_second_parcel(self, carrier, sandbox):
        parcel = consignment()
        first = carrier.book(parcel)
        again = carrier.book(parcel)
        assert again.tracking_number == first.tracking_number
        assert len(sandbox.parcels()) == 1

    def test_cancelling_withdraws_a_parcel_and_may_be_repeated(self, carrier, sandbox):
        parcel = consignment()
        carrier.book(parcel)
        carrier.cancel(parcel.number)
        carrier.cancel(parcel.number)
        assert sandbox.parcels() == []

    def test_a_parcel_handed_over_is_not_cancelled(self, carrier, sandbox):
        parcel = consignment()
        carrier.book(parcel)
        sandbox.push(parcel.number)
        with pytest.raises(Refused):
            carrier.cancel(parcel.number)
        assert sandbox.parcels()[0]["stage"] == "accepted"

    def test_nothing_has_happened_before_the_first_scan(self, carrier):
        parcel = consignment()
        carrier.book(parcel)
        assert kinds(carrier, parcel.number) == []

    def test_a_whole_life_is_told(self, carrier, sandbox):
        parcel = consignment()
        carrier.book(parcel)
        for _ in range(5):
            sandbox.push(parcel.number)
        scans = [scan for scan in carrier.track([parcel.number]) if scan.kind != "created"]
        assert [scan.kind for scan in scans] == [
            "accepted",
            "in_transit",
            "at_branch",
            "out_for_delivery",
            "delivered",
        ]
        assert {scan.number for scan in scans} == {parcel.number}
        assert scans == sorted(scans, key=lambda scan: scan.at)
        assert abs(scans[0].at - timezone.now()) < timedelta(minutes=1)
        assert scans[-1].received_by == "Ayşe Yılmaz"

    def test_the_same_question_gets_the_same_scans(self, carrier, sandbox):
        parcel = consignment()
        carrier.book(parcel)
        sandbox.push(parcel.number, "deliver")
        assert carrier.track([parcel.number]) == carrier.track([parcel.number])

    def test_asking_after_every_step_tells_nothing_twice(self, carrier, sandbox):
        parcel = consignment()
        carrier.book(parcel)
        told = set()
        for _ in range(5):
            sandbox.push(parcel.number)
            told |= {identity(scan) for scan in carrier.track([parcel.number])}
        assert told == {identity(scan) for scan in carrier.track([parcel.number])}

    def test_a_failed_attempt_is_told_with_its_reason(self, carrier, sandbox):
        parcel = consignment()
        carrier.book(parcel)
        sandbox.push(parcel.number, "fail")
        last = carrier.track([parcel.number])[-1]
        assert last.kind == "delivery_failed"
        assert "Alıcı adreste bulunamadı" in last.text

    def test_a_refused_parcel_goes_back(self, carrier, sandbox):
        parcel = consignment()
        carrier.book(parcel)
        sandbox.push(parcel.number, "refuse")
        assert kinds(carrier, parcel.number)[-1] == "returning"
        sandbox.push(parcel.number)
        assert kinds(carrier, parcel.number)[-1] == "returned"

    def test_a_lost_parcel_is_a_problem(self, carrier, sandbox):
        parcel = consignment()
        carrier.book(parcel)
        sandbox.push(parcel.number, "lose")
        assert kinds(carrier, parcel.number)[-1] == "exception"

    def test_a_late_parcel_has_not_moved(self, carrier, sandbox):
        parcel = consignment()
        carrier.book(parcel)
        sandbox.push(parcel.number)
        sandbox.push(parcel.number, "delay")
        assert set(kinds(carrier, parcel.number)) == {"accepted", "in_transit"}

    def test_an_unknown_number_is_left_out(self, carrier, sandbox):
        known, unknown = consignment(), consignment()
        carrier.book(known)
        sandbox.push(known.number)
        scans = carrier.track([unknown.number, known.number])
        assert {scan.number for scan in scans} == {known.number}
        assert carrier.track([unknown.number]) == []
        assert carrier.track([]) == []

    def test_a_return_is_followed_from_the_moment_it_is_handed_over(self, carrier, sandbox):
        parcel = coming_back()
        booking = carrier.book(parcel)
        assert booking.return_code
        assert carrier.book(parcel).return_code == booking.return_code
        assert kinds(carrier, parcel.number) == []
        sandbox.push(parcel.number)
        assert kinds(carrier, parcel.number) == ["accepted"]
        sandbox.push(parcel.number, "deliver")
        assert kinds(carrier, parcel.number)[-1] == "delivered"

    def test_the_amount_to_collect_is_told(self, carrier, sandbox):
        parcel = consignment(cod_amount=Decimal("299.80"))
        carrier.book(parcel)
        assert Decimal(sandbox.parcels()[0]["cod"]) == Decimal("299.80")
        sandbox.push(parcel.number)
        assert kinds(carrier, parcel.number) == ["accepted"]

    def test_the_carriers_page_is_a_link_with_the_number(self, carrier):
        assert carrier.tracking_url("310000000001").startswith("http")
        assert "310000000001" in carrier.tracking_url("310000000001")
        assert carrier.tracking_url("") == ""

    @pytest.mark.parametrize("mode", ["fail", "nonsense"])
    def test_a_carrier_that_is_ill_is_asked_again_later(self, carrier, sandbox, part, mode):
        parcel = consignment()
        sandbox.fault(part, mode)
        for call in (
            lambda: carrier.book(parcel),
            lambda: carrier.cancel(parcel.number),
            lambda: carrier.track([parcel.number]),
        ):
            with pytest.raises(TryLater):
                call()
        sandbox.fault(part, "none")
        assert sandbox.parcels() == []

    def test_a_carrier_that_hangs_is_not_waited_for(self, carrier, sandbox, part):
        parcel = consignment()
        sandbox.fault(part, "hang", 3)
        started = time.monotonic()
        with patience(SHORT), pytest.raises(TryLater):
            carrier.book(parcel)
        assert time.monotonic() - started < 1.5

    def test_a_carrier_that_keeps_failing_is_left_alone(self, carrier, sandbox, part):
        parcel = consignment()
        sandbox.fault(part, "fail")
        for _ in range(5):
            with pytest.raises(TryLater):
                carrier.book(parcel)
        sandbox.fault(part, "none")
        with pytest.raises(TryLater, match="several times"):
            carrier.book(parcel)
        assert sandbox.parcels() == []
        assert carrier.track([parcel.number]) == []  # other operations have breakers of their own

    def test_a_parcel_booked_after_a_time_out_is_one_parcel(self, carrier, sandbox, part):
        parcel = consignment()
        sandbox.fault(part, "repeat")  # the carrier hears the same request twice
        carrier.book(parcel)
        assert len(sandbox.parcels()) == 1

    def test_a_carrier_that_repeats_itself_tells_the_same_scans(self, carrier, sandbox, part):
        parcel = consignment()
        carrier.book(parcel)
        sandbox.push(parcel.number, "deliver")
        once = set(map(identity, carrier.track([parcel.number])))
        sandbox.fault(part, "repeat")
        assert set(map(identity, carrier.track([parcel.number]))) == once

    def test_a_foreign_phone_is_refused_or_carried_but_never_lost(self, carrier, sandbox):
        abroad = replace(consignment().receiver, phone="+4915112345678")
        parcel = consignment(receiver=abroad)
        try:
            carrier.book(parcel)
        except Refused:
            assert sandbox.parcels() == []
        else:
            assert len(sandbox.parcels()) == 1


def identity(scan):
    """What makes a scan the same one again."""
    return scan.number, scan.kind, scan.at, scan.place, scan.text
