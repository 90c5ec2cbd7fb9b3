"""How carriers kept their days to a province, as it is shown beside their options."""

from datetime import date

import pytest

from shipping.models import CarrierRecord, Shipment
from shipping.network import Record, forget_network
from shipping.records import are_different, count_records, record_of
from tests import make

pytestmark = pytest.mark.django_db
TODAY = date(2026, 12, 1)


def delivered(day, count=1, **fields):
    """Parcels promised for 24 to 26 November that came on this day at 20.00."""
    for _ in range(count):
        make.shipment(state="delivered", delivered_at=make.at(f"{day} 20:00"), **fields)


def counted(province="06"):
    count_records(today=TODAY)
    forget_network()
    return record_of("table", province)


def test_a_record_counts_every_parcel_whose_last_day_has_passed(settings):
    settings.PROMISE_RECORD_MINIMUM = 1
    delivered("2026-11-23")
    delivered("2026-11-26")
    delivered("2026-11-27")
    make.shipment(state="lost")
    make.shipment(state="sent_back")
    make.shipment(state="in_transit")
    make.shipment(state="cancelled")
    delivered("2026-11-25", direction="back")
    delivered("2026-11-25", province="34")
    delivered("2026-12-01", promised=("2026-11-30", "2026-12-01"))
    delivered("2026-06-01", promised=("2026-06-02", "2026-06-03"))
    assert counted() == Record(parcels=6, on_time=2)
    assert counted("34") == Record(1, 1)


def test_a_parcel_for_the_branch_is_judged_by_the_day_it_lay_ready(settings):
    settings.PROMISE_RECORD_MINIMUM = 1
    ready = {"arrived_at": make.at("2026-11-26 08:00")}
    delivered("2026-11-29", **ready)
    make.shipment(state="in_transit", **ready)
    make.shipment(state="sent_back", **ready)  # nobody came for it
    make.shipment(state="lost", **ready)
    assert counted() == Record(parcels=4, on_time=3)


def test_a_delivery_near_midnight_counts_on_its_day_in_istanbul(settings):
    settings.PROMISE_RECORD_MINIMUM = 1
    make.shipment(state="delivered", delivered_at=make.at("2026-11-27 00:30"))
    make.shipment(state="delivered", delivered_at=make.at("2026-11-26 23:30"))
    assert counted() == Record(2, 1)


def test_too_few_parcels_say_nothing(settings):
    settings.PROMISE_RECORD_MINIMUM = 3
    delivered("2026-11-25", count=2)
    assert counted() is None
    delivered("2026-11-25")
    assert counted() == Record(3, 3)


def test_reading_a_record_asks_the_database_nothing(settings, django_assert_num_queries):
    settings.PROMISE_RECORD_MINIMUM = 1
    delivered("2026-11-25")
    counted()
    with django_assert_num_queries(0):
        assert record_of("table", "06") == Record(1, 1)
        assert record_of("table", "34") is None


def test_counting_twice_leaves_what_stands_and_takes_out_what_is_gone():
    delivered("2026-11-25")
    delivered("2026-11-25", province="34")
    counted()
    before = dict(CarrierRecord.objects.values_list("province", "pk"))
    Shipment.objects.filter(province="34").delete()
    delivered("2026-11-28")
    counted()
    [row] = CarrierRecord.objects.all()
    assert (row.pk, row.parcels, row.on_time) == (before["06"], 2, 1)


def test_records_differ_only_beyond_noise():
    assert not are_different(Record(40, 38), Record(40, 36))
    assert are_different(Record(400, 392), Record(400, 360))
