"""The periodic work, by a real worker."""

import time

from celery import current_app

from shipping.models import Shipment
from tests import make

LONG_AGO = make.at("2020-01-06 10:00")


def test_a_carrier_that_hangs_holds_up_only_its_own_parcels(sandbox, worker):
    slow = make.shipment(service_row=make.service("yurtici"), state="draft", booked_at=None)
    quick = make.shipment(service_row=make.service("table"), state="draft", booked_at=None)
    Shipment.objects.update(wants_booking=True, next_poll_at=LONG_AGO)
    sandbox.fault("yurtici", "hang", seconds=4)
    current_app.send_task("shipping.tasks.book_waiting_shipments")
    deadline = time.monotonic() + 3
    while quick.state == "draft" and time.monotonic() < deadline:
        time.sleep(0.1)
        quick.refresh_from_db()
    slow.refresh_from_db()
    assert (quick.state, slow.state) == ("booked", "draft")
    worker.finish()


def test_parcels_are_booked_asked_about_and_withdrawn_by_the_clock(sandbox, worker):
    table = make.service("table")
    travels = make.shipment(service_row=table, state="draft", booked_at=None)
    stays = make.shipment(service_row=table, state="draft", booked_at=None)
    Shipment.objects.update(wants_booking=True, next_poll_at=LONG_AGO)
    worker.do("shipping.tasks.book_waiting_shipments")
    sandbox.push(travels.number, "deliver")
    Shipment.objects.update(next_poll_at=LONG_AGO)
    stays.refresh_from_db()
    stays.cancel(at=LONG_AGO, by="mert")
    worker.do("shipping.tasks.refresh_shipments")
    worker.do("shipping.tasks.withdraw_cancelled_shipments")
    worker.do("shipping.tasks.watch_promises")
    travels.refresh_from_db()
    stays.refresh_from_db()
    assert travels.state == "delivered"
    assert (stays.state, stays.wants_withdrawal) == ("cancelled", False)
