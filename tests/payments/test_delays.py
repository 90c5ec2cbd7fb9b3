"""Whoever waits longer than promised hears of it once, before the end, and gets what the rule
gives."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from notifications.models import Event, Message
from notifications.writing import write
from shipping.expectations import Expectation
from shipping.ledger import revise
from shipping.models import Shipment, Slip
from shipping.reasons import Reason
from shop.orders.calls import Call
from shop.orders.models import Order
from shop.payments.delays import (
    NoLongerOffered,
    choices_of,
    choose,
    late_without_remedy,
    tell,
    to_tell,
)
from shop.payments.models import Payment, Refund
from shop.payments.remedies import Remedy, RemedyRule, grant
from shop.payments.tasks import make_good_late_orders
from shop.payments.undelivered import extras_given
from tests import make
from tests.checkout.test_limits import as_of_years

pytestmark = pytest.mark.django_db
FEE = Decimal("49.90")
NOW = make.at("2026-11-26 12:05")


def rule(**fields):
    defaults = {"percent": 100, "most": Decimal(100), "monthly_budget": Decimal(1000)}
    return RemedyRule.objects.create(**{**defaults, **fields})


def bought(**fields):
    """Paid and confirmed on Monday: a parcel at the door by Thursday the 26th."""
    order = make.order(**fields)
    Payment.objects.create(
        order=order, method="card", amount=order.total, reference=f"{order.number}x1",
        state="paid", started_at=order.placed_at, paid_at=order.placed_at,
    )  # fmt: skip
    order.confirm(at=order.placed_at)
    return order


def slipped(order, at=NOW, chance=0.91, first=date(2026, 11, 27)):
    parcel = order.shipments.select_related("service", "warehouse").get()
    broken = parcel.expected_latest
    new = Expectation(first, date(2026, 11, 30), Reason("slow_road"), chance=chance)
    [entry] = revise([(parcel, new)], at=at)
    return Slip.objects.create(
        shipment=parcel, broken=broken, break_chance=0.8, promise=entry, at=at
    )


def words(channel="sms"):
    return write(Message.objects.get(channel=channel, event__name="shipment_expected_later"), NOW)


def test_what_may_still_come_in_time_is_not_called_late():
    slip = slipped(bought(), first=date(2026, 11, 26))
    assert tell(slip, at=NOW)
    mail = words("email")
    for text in (mail.subject, mail.text, words().text):
        assert "gecikebilir" in text
        assert "gecikecek" not in text
    assert "yetişmeyebilir" in mail.text


def test_the_notice_says_why_the_new_window_its_chance_and_where_to_choose():
    order = bought()
    assert tell(slipped(order), at=NOW)
    for channel in ("sms", "email"):
        told = words(channel)
        text = told.text.replace("–", "-").replace("â", "a")  # an SMS has neither
        for part in (
            "Bu güzergahta teslimat şu sıra uzun sürüyor.",
            "27 Kas Cum - 30 Kas Pzt",
            "Benzer 10 paketten 9 tanesi bu günlerde ulaşıyor.",
            f"/t/{order.link.split('/')[2]}",
        ):
            assert part in text
    assert "27 Kas Cum – 30 Kas Pzt" in told.html
    assert "iade" not in text


def test_in_english_too():
    order = bought(language="en")
    tell(slipped(order), at=NOW)
    assert "9 out of 10 such parcels arrive on these days." in words().text
    assert "Parcels on this route take longer than usual at the moment." in words("email").text


def test_a_slip_is_told_once():
    slip = slipped(bought())
    assert tell(slip, at=NOW)
    assert not tell(slip, at=NOW + timedelta(hours=1))
    assert Event.objects.filter(name="shipment_expected_later").count() == 1
    assert list(to_tell(NOW)) == []


def test_a_notice_keeps_its_words_when_a_later_one_is_written():
    order = bought()
    tell(slipped(order), at=NOW)
    Shipment.objects.update(expected_latest="2026-12-10", delay_reason={})
    assert "27 Kas Cum – 30 Kas Pzt" in words("email").text


def test_nobody_hears_of_a_slip_that_is_over():
    slip = slipped(bought())
    Shipment.objects.update(state="delivered", delivered_at=NOW)
    slip.shipment.refresh_from_db()
    assert not tell(slip, at=NOW)
    assert not Message.objects.filter(event__name="shipment_expected_later").exists()
    assert list(to_tell(NOW + timedelta(days=1))) == []


def test_the_merchant_may_switch_notices_off(settings):
    slipped(bought())
    settings.PROMISE_NOTICES = False
    assert list(to_tell(NOW)) == []


def test_who_wishes_no_messages_is_called_once():
    order = bought(wants_sms=False, wants_email=False)
    slip = slipped(order)
    tell(slip, at=NOW)
    tell(slip, at=NOW)
    [call] = Call.objects.to_make()
    assert (call.why, call.whom, call.phone) == ("delay", "Ayşe Yılmaz", "+905321234567")
    assert f"{order.number} no'lu siparişiniz gecikecek" in call.words
    assert "27 Kas Cum – 30 Kas Pzt" in call.words
    assert not Message.objects.filter(event__name="shipment_expected_later").exists()


def test_a_call_not_made_yet_tells_the_newest_window_and_is_not_asked_for_twice():
    order = bought(wants_sms=False, wants_email=False)
    tell(slipped(order), at=NOW)
    later = slipped(order, at=NOW + timedelta(days=1))
    tell(later, at=NOW + timedelta(days=1))
    [call] = Call.objects.to_make()
    assert call.slip == later
    call.close("", at=NOW, by="staff")
    assert f"{order.number} no'lu siparişiniz gecikecek" in call.words


def test_who_is_written_to_is_not_called():
    tell(slipped(bought(wants_sms=False)), at=NOW)
    assert not Call.objects.exists()


# --- the remedy ----------------------------------------------------------------------------------


def test_the_fee_goes_back_unasked_and_the_notice_says_so():
    rule()
    order = bought()
    tell(slipped(order), at=NOW)
    made = Remedy.objects.get()
    assert (made.order, made.amount) == (order, FEE)
    refund = Refund.objects.get()
    assert (refund.amount, refund.state, refund.reference) == (FEE, "asked", f"late-{order.number}")
    assert "49,90\xa0TL" in words("email").text
    assert "49,90 TL" in words().text.replace("\xa0", " ")
    assert not Message.objects.filter(event__name="remedy_granted").exists()


def test_a_share_of_the_fee_up_to_the_most():
    rule(percent=50)
    assert grant(bought(), at=NOW).amount == Decimal("24.95")
    RemedyRule.objects.update(percent=100, most=Decimal(10))
    assert grant(bought(), at=NOW).amount == Decimal("10.00")


def test_an_order_has_one_remedy_for_all_its_slips():
    rule()
    order = bought()
    assert grant(order, at=NOW)
    assert grant(order, at=NOW + timedelta(days=40)) is None
    assert Refund.objects.count() == 1


def test_out_of_budget_nothing_is_given_and_nothing_is_said():
    rule(monthly_budget=Decimal("49.89"))
    tell(slipped(bought()), at=NOW)
    assert not Remedy.objects.exists()
    assert not Refund.objects.exists()
    assert "iade" not in words().text


def test_each_month_has_a_budget_of_its_own_by_the_days_of_istanbul():
    rule(monthly_budget=FEE)
    assert grant(bought(), at=make.at("2026-11-30 23:59"))
    assert grant(bought(), at=make.at("2026-11-30 23:59")) is None
    assert grant(bought(), at=make.at("2026-12-01 00:01"))


def test_nothing_goes_back_of_what_was_not_paid():
    rule()
    free = bought(shipping_fee="0.00")
    assert grant(free, at=NOW) is None
    unpaid = bought()
    Payment.objects.filter(order=unpaid).delete()
    assert grant(unpaid, at=NOW) is None
    Order.objects.filter(pk=unpaid.pk).update(state="cancelled")
    assert grant(unpaid, at=NOW) is None


def test_a_later_refund_of_all_gives_no_more_than_was_paid():
    rule()
    order = bought()
    grant(order, at=NOW)
    order.refresh_from_db()
    assert extras_given(order)["shipping"] == FEE


def test_without_a_notice_the_remedy_comes_once_the_day_is_over_and_is_told():
    rule(when=RemedyRule.When.LATE)
    order = bought()
    slip = slipped(order)
    tell(slip, at=NOW)
    assert not Remedy.objects.exists()
    assert not late_without_remedy(date(2026, 11, 26)).exists()
    assert late_without_remedy(date(2026, 11, 27)).get() == order
    grant(order, at=NOW)
    event = Event.objects.get(name="remedy_granted")
    assert sorted(event.messages.values_list("channel", flat=True)) == ["email", "sms"]
    assert "49,90" in write(event.messages.get(channel="email"), NOW).text
    assert not late_without_remedy(date(2026, 11, 27)).exists()


def test_delivered_on_the_promised_day_is_not_late_and_the_day_after_is():
    order = bought()
    Shipment.objects.update(state="delivered", arrived_at=make.at("2026-11-26 23:59"))
    assert not late_without_remedy(date(2026, 11, 28)).exists()
    Shipment.objects.update(arrived_at=make.at("2026-11-27 00:01"))
    assert late_without_remedy(date(2026, 11, 28)).get() == order


def test_what_waits_at_its_branch_in_time_is_not_late_however_long_it_waits():
    order = bought()
    Shipment.objects.update(state="in_transit", arrived_at=make.at("2026-11-26 08:00"))
    assert not late_without_remedy(date(2026, 11, 28)).exists()
    Shipment.objects.update(arrived_at=make.at("2026-11-27 08:00"))
    assert late_without_remedy(date(2026, 11, 28)).get() == order


def test_those_of_the_last_week_are_found_by_an_index():
    as_of_years()
    week = (date(2036, 11, 20), date(2036, 11, 27))
    assert "order_by_promised_end" in Order.objects.filter(promised_latest__range=week).explain()


def test_without_a_rule_the_sweep_gives_nothing():
    bought()
    make_good_late_orders()
    assert not Remedy.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_last_of_the_budget_is_given_once():
    rule(monthly_budget=FEE)
    orders = [bought() for _ in range(4)]
    at_once(lambda order: grant(order, at=NOW), orders)
    assert Remedy.objects.count() == Refund.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_tell_and_give_once():
    rule()
    slip = slipped(bought())
    at_once(lambda one: tell(one, at=NOW), [slip] * 4)
    assert Event.objects.filter(name="shipment_expected_later").count() == 1
    assert Remedy.objects.count() == Refund.objects.count() == 1


def at_once(act, things):
    barrier = threading.Barrier(len(things))

    def one(thing):
        try:
            barrier.wait()
            return act(thing)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(things)) as pool:
        return [job.result() for job in [pool.submit(one, thing) for thing in things]]


# --- choosing ------------------------------------------------------------------------------------


def sent(order, **fields):
    order.shipments.update(state="in_transit", handed_over_at=NOW, wants_booking=True, **fields)


def test_what_is_offered_depends_on_where_the_parcel_is():
    order = bought()
    slip = slipped(order)
    assert choices_of(slip, order) == ["wait", "cancel"]
    make.service(code="branch", tier="branch", areas=["34"])
    assert choices_of(slip, order) == ["wait", "cancel"]  # none in Ankara
    make.service(code="branch-2", tier="branch", areas=["06"])
    assert choices_of(slip, order) == ["wait", "branch", "cancel"]
    rule()
    grant(order, at=NOW)
    sent(order)
    slip.shipment.refresh_from_db()
    assert choices_of(slip, order) == ["keep", "branch"]


def test_a_choice_is_made_once_and_is_an_event_of_the_parcel():
    slip = slipped(bought())
    choose(slip, "wait", at=NOW)
    with pytest.raises(NoLongerOffered):
        choose(slip, "cancel", at=NOW)
    slip.refresh_from_db()
    assert (slip.choice, slip.chosen_at) == ("wait", NOW)
    assert Event.objects.about(slip.shipment).filter(by="buyer").get().name == (
        "shipment_choice_wait"
    )
    assert Order.objects.get().state == "confirmed"


def test_cancelling_gives_all_of_it_back():
    order = bought()
    choose(slipped(order), "cancel", at=NOW)
    order.refresh_from_db()
    assert order.state == "cancelled"
    assert Refund.objects.get().amount == order.total


def test_a_parcel_that_left_meanwhile_is_not_cancelled():
    order = bought()
    slip = slipped(order)
    sent(order)
    with pytest.raises(NoLongerOffered):
        choose(slip, "cancel", at=NOW)
    slip.refresh_from_db()
    assert (slip.choice, Order.objects.get().state) == ("", "confirmed")
    assert not Refund.objects.exists()


def test_the_branch_is_a_call_to_the_carrier():
    make.service(code="branch", tier="branch")
    order = bought()
    slip = slipped(order)
    sent(order, tracking_number="4400123456")
    choose(slip, "branch", at=NOW)
    call = Call.objects.get()
    assert (call.why, call.whom) == ("branch", "Kapında Kurye")
    assert "4400123456" in call.words
    assert Order.objects.get().state == "confirmed"


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_once_are_one_choice():
    slip = slipped(bought())

    def tap(choice):
        try:
            choose(slip, choice, at=NOW)
        except NoLongerOffered:
            return "refused"
        return choice

    found = at_once(tap, ["wait", "cancel", "wait"])
    assert found.count("refused") == 2
    assert Event.objects.filter(name__startswith="shipment_choice_").count() == 1
