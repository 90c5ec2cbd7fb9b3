"""An approved return that is not sent: how long it waits, who is reminded, and how it ends."""

from datetime import date, timedelta

import pytest

from notifications.models import Event, Message
from notifications.stateful import WrongState
from returns.asking import NotReturnable, ask
from returns.following import follow, remind_and_give_up
from returns.models import AskedAgain, Return
from shipping.models import Shipment
from shop.payments.models import Refund
from shop.payments.undelivered import give_up
from tests import make

from .world import MONDAY, bought, page, parcel, wish

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(days=3)  # Thursday 26 November
LAST = date(2026, 12, 10)
LAPSES = make.at("2026-12-14 10:20")  # three days after the last one
ZEYNEP = {"receiver_name": "Zeynep Kaya", "receiver_phone": "+905329876543"}


def coded(order, **more):
    """Approved, and its code told."""
    return with_code(ask(order, wish(order, **more), at=LATER))


def with_code(returned):
    parcel_says(returned, state="booked", booked_at=LATER, return_code="RET1")
    follow(LATER)
    returned.refresh_from_db()
    return returned


def parcel_says(returned, **fields):
    Shipment.objects.filter(pk=returned.shipment_id).update(**fields)


def told(returned, role="buyer"):
    of = Message.objects.filter(role=role, event__in=Event.objects.about(returned)).order_by("pk")
    return list(of.values_list("event__name", "channel"))


def sweep(at):
    for _time in range(2):
        remind_and_give_up(at)


@pytest.mark.parametrize(("days", "expected"), [(14, LAST), (21, date(2026, 12, 17))])
def test_the_days_to_send_it_begin_with_the_code(settings, days, expected):
    settings.RETURN_SEND_DAYS = days
    order = bought()
    returned = ask(order, wish(order), at=MONDAY + timedelta(days=2))
    assert returned.send_by is None
    assert with_code(returned).send_by == expected


def test_nobody_must_send_what_has_not_come_yet():
    order = bought(delivered=False)
    outbound = parcel(order, "in_transit")
    returned = coded(order)
    assert returned.send_by is None
    sweep(LATER + timedelta(days=90))
    Shipment.objects.filter(pk=outbound.pk).update(state="delivered", delivered_at=LATER)
    follow(LATER + timedelta(days=5))
    returned.refresh_from_db()
    assert (returned.state, returned.send_by) == ("approved", date(2026, 12, 15))


def test_no_later_day_is_told_than_the_code_lives(settings):
    settings.RETURN_SEND_DAYS = 40
    order = bought()
    returned = ask(order, wish(order), at=LATER)
    parcel_says(returned, return_until=date(2026, 12, 24))
    assert with_code(returned).send_by == date(2026, 12, 24)


def test_goods_that_came_late_are_given_a_code_that_lives_long_enough():
    order = bought(delivered=False)
    outbound = parcel(order, "in_transit")
    returned = coded(order)
    first = returned.shipment
    parcel_says(returned, return_until=date(2026, 12, 26))
    came = LATER + timedelta(days=17)  # 13 December
    Shipment.objects.filter(pk=outbound.pk).update(state="delivered", delivered_at=came)
    for _time in range(2):
        follow(came)
    returned.refresh_from_db()
    first.refresh_from_db()
    assert (first.state, returned.state, returned.send_by) == ("cancelled", "approved", None)
    assert returned.shipment.number != first.number
    assert order.shipments.count() == 1
    parcel_says(returned, state="booked", booked_at=came, return_code="RET2")
    parcel_says(returned, return_until=date(2027, 1, 12))
    for _time in range(2):
        follow(came)
    returned.refresh_from_db()
    assert (returned.return_code, returned.send_by) == ("RET2", date(2026, 12, 27))
    assert told(returned).count(("return_code_ready", "sms")) == 2


def late_goods():
    """(return, when its goods came): too little is left of the code it was told."""
    order = bought(delivered=False)
    outbound = parcel(order, "in_transit")
    returned = coded(order)
    parcel_says(returned, return_until=date(2026, 12, 26))
    came = LATER + timedelta(days=17)
    Shipment.objects.filter(pk=outbound.pk).update(state="delivered", delivered_at=came)
    return returned, came


def test_two_sweeps_at_once_open_one_new_code():
    returned, came = late_goods()
    first, second = Return.objects.get(pk=returned.pk), Return.objects.get(pk=returned.pk)
    assert [first.renew_code(at=came), second.renew_code(at=came)] == [True, False]
    assert Shipment.objects.filter(direction="back").count() == 2
    returned.refresh_from_db()
    assert returned.shipment == first.shipment


def test_no_new_code_is_opened_for_a_return_that_is_not_awaited_any_more():
    returned, came = late_goods()
    known = Return.objects.get(pk=returned.pk)
    returned.lapse(at=came)
    assert known.renew_code(at=came) is False
    assert Shipment.objects.filter(direction="back").count() == 1


def test_who_hands_it_over_before_we_hear_that_it_came_needs_no_new_code():
    returned, came = late_goods()
    parcel_says(returned, state="in_transit", handed_over_at=came)
    follow(came)
    first = returned.shipment
    returned.refresh_from_db()
    assert (returned.state, returned.shipment) == ("on_its_way", first)


def test_a_code_that_lives_long_enough_is_kept():
    order = bought(delivered=False)
    outbound = parcel(order, "in_transit")
    returned = coded(order)
    parcel_says(returned, return_until=date(2026, 12, 26))
    came = LATER + timedelta(days=16)
    Shipment.objects.filter(pk=outbound.pk).update(state="delivered", delivered_at=came)
    follow(came)
    first = returned.shipment
    returned.refresh_from_db()
    assert (returned.shipment, returned.send_by) == (first, date(2026, 12, 26))


@pytest.mark.parametrize(("day", "times"), [("06", 0), ("07", 1), ("10", 1), ("11", 0)])
def test_one_reminder_in_the_last_three_days(day, times):
    order = bought()
    returned = coded(order)
    sweep(make.at(f"2026-12-{day} 10:20"))
    assert told(returned).count(("return_send_soon", "sms")) == times
    assert told(returned).count(("return_send_soon", "email")) == times


def test_it_lapses_three_days_after_the_last_one_and_is_said_once():
    order = bought()
    returned = coded(order)
    sweep(make.at("2026-12-13 10:20"))
    returned.refresh_from_db()
    assert returned.state == "approved"
    sweep(LAPSES)
    returned.refresh_from_db()
    assert (returned.state, returned.lapsed_at) == ("lapsed", LAPSES)
    assert told(returned)[-2:] == [("return_lapsed", "sms"), ("return_lapsed", "email")]
    assert [name for name, _channel in told(returned)].count("return_lapsed") == 2
    returned.shipment.refresh_from_db()
    assert (returned.shipment.state, returned.shipment.wants_withdrawal) == ("cancelled", True)
    assert not Refund.objects.exists()


def test_whoever_got_the_gift_is_reminded_by_sms():
    order = bought(**ZEYNEP)
    returned = coded(order, asked_by="receiver")
    sweep(make.at("2026-12-08 10:20"))
    sweep(LAPSES)
    assert told(returned) == []
    assert told(returned, "receiver") == [
        ("return_code_ready", "sms"),
        ("return_send_soon", "sms"),
        ("return_lapsed", "sms"),
    ]


def test_what_the_carrier_has_does_not_lapse():
    order = bought()
    returned = coded(order)
    parcel_says(returned, state="in_transit", handed_over_at=LATER)
    sweep(LAPSES)  # before the minute's sweep has seen the scan
    returned.refresh_from_db()
    assert returned.state == "approved"
    follow(LAPSES)
    returned.refresh_from_db()
    assert returned.state == "on_its_way"


def test_its_goods_can_be_asked_for_again_while_the_window_runs(settings):
    settings.RETURN_DAYS = 60
    order = bought(quantity=1)
    coded(order)
    with pytest.raises(NotReturnable):
        ask(order, wish(order), at=LAPSES)
    sweep(LAPSES)
    assert ask(order, wish(order), at=LAPSES).state == "approved"


def test_after_the_window_only_a_request_is_left():
    order = bought(quantity=1)
    coded(order)
    sweep(LAPSES)
    with pytest.raises(NotReturnable):
        ask(order, wish(order), at=LAPSES)
    assert ask(order, wish(order, appeal="Hastaydım"), at=LAPSES).state == "asked"


def test_a_scan_that_comes_late_brings_it_back_to_life():
    order = bought()
    returned = coded(order)
    sweep(LAPSES)
    parcel_says(returned, handed_over_at=LATER)
    for _time in range(2):
        follow(LAPSES)
    returned.refresh_from_db()
    assert (returned.state, returned.refund_due) == ("on_its_way", LAST)
    assert returned.receive_and_accept(at=LAPSES, by="staff")


def test_it_stays_ended_when_its_goods_were_asked_for_once_more(settings):
    settings.RETURN_DAYS = 60
    order = bought(quantity=1)
    returned = coded(order)
    sweep(LAPSES)
    ask(order, wish(order), at=LAPSES)
    parcel_says(returned, handed_over_at=LATER)
    follow(LAPSES)
    with pytest.raises(AskedAgain):
        returned.receive_and_accept(at=LAPSES, by="staff")
    returned.refresh_from_db()
    assert returned.state == "lapsed"
    assert not Refund.objects.exists()


def test_with_a_cancelled_order_its_return_ends_without_a_word():
    order = bought(delivered=False)
    parcel(order, "in_transit")
    returned = coded(order)
    order.shipments.update(state="sent_back")
    type(order).objects.filter(pk=order.pk).update(state="cancelled")
    sweep(LATER)
    returned.refresh_from_db()
    assert returned.state == "lapsed"
    assert ("return_lapsed", "sms") not in told(returned)


def test_a_refused_return_does_not_lapse():
    order = bought()
    returned = ask(order, wish(order, appeal="x"), at=MONDAY + timedelta(days=60))
    returned.refuse("Hayır.", at=LAPSES, by="staff")
    with pytest.raises(WrongState):
        returned.lapse(at=LAPSES)
    assert returned.state == "refused"


def test_what_is_given_up_with_its_parcel_is_neither_awaited_nor_paid_twice():
    order = bought(quantity=1, delivered=False)
    outbound = parcel(order, "in_transit")
    returned = coded(order)
    Shipment.objects.filter(pk=outbound.pk).update(state="sent_back")
    other = parcel(bought(), "delivered")  # so that the order goes on
    Shipment.objects.filter(pk=other.pk).update(reference=str(order))
    give_up(outbound, "refused", at=LATER, by="staff")
    assert returned.refund_lines_now(order) == []
    sweep(LATER)
    returned.refresh_from_db()
    assert (returned.state, told(returned)) == ("lapsed", told(returned)[:2])
    assert [refund.amount for refund in Refund.objects.all()] == [order.total]


def test_the_page_of_a_return_that_is_over_promises_nothing(client):
    order = bought()
    returned = coded(order)
    address = page(order, f"returns/{returned.number}/")
    assert "249,90" in client.get(address).content.decode()
    sweep(LAPSES)
    found = client.get(address).content.decode()
    assert "Süresinde gönderilmedi" in found
    assert "249,90" not in found
    assert "RET1" not in found
