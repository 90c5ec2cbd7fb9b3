"""A voucher or points for a broken promise: once, unasked, within the budget, and told with code,
worth and last day."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from notifications.models import Message
from notifications.writing import write
from shop.loyalty.credits import Credit
from shop.orders.calls import Call
from shop.payments.cancelling import cancel_order
from shop.payments.delays import late_without_remedy, tell
from shop.payments.models import Payment, Refund
from shop.payments.refunding import mark_done
from shop.payments.remedies import Remedy, RemedyRule, grant
from shop.payments.undelivered import extras_given
from tests import make
from tests.together import run_together

from .test_delays import NOW, bought, slipped, words

pytestmark = pytest.mark.django_db
UNTIL = date(2027, 2, 24)  # 90 days after NOW


def rule(kind="voucher", **fields):
    defaults = {"kind": kind, "most": Decimal(50), "monthly_budget": Decimal(1000)}
    return RemedyRule.objects.create(**{**defaults, **fields})


def in_one_line(text):
    return " ".join(text.split())


def test_the_notice_and_the_page_tell_code_worth_and_last_day():
    rule()
    order = bought()
    tell(slipped(order), at=NOW)
    given = Credit.objects.get()
    assert (given.worth, given.left, given.last_day) == (50, 50, UNTIL)
    page = Client().get(order.link).content.decode()
    mail = words("email")
    for text in (words().text, mail.text, mail.html, page):
        assert f"50,00 TL değerinde kuponunuz var: {given.spelt}, son gün 24 Şubat 2027." in (
            in_one_line(text.replace("\xa0", " "))
        )
    assert not Refund.objects.exists()
    assert not Message.objects.filter(event__name="remedy_granted").exists()


def test_in_english_too_with_the_least_it_is_for():
    rule(minimum=Decimal(300))
    order = bought(language="en")
    tell(slipped(order), at=NOW)
    told = words("email").text.replace("\xa0", " ")
    assert f"Code {Credit.objects.get().spelt}, until 24 February 2027." in told
    assert "For goods of at least 300.00 TL." in told


def test_the_page_says_when_it_was_used():
    rule()
    order = bought()
    tell(slipped(order), at=NOW)
    Credit.objects.update(left=0)
    assert "Bu kupon kullanıldı." in Client().get(order.link).content.decode()


def test_points_go_to_the_account_of_who_has_one(client):
    rule("points")
    ayse = make.customer()
    order = bought(customer=ayse)
    tell(slipped(order), at=NOW)
    given = Credit.objects.get()
    assert (given.kind, given.customer, given.left, given.code) == ("points", ayse, 50, None)
    assert "5.000 puan" in words("email").text
    grant(bought(customer=ayse), at=NOW + timedelta(days=10))
    given.refresh_from_db()
    assert (given.left, given.last_day) == (100, UNTIL + timedelta(days=10))


def test_who_has_no_account_gets_a_voucher_of_the_same_worth():
    rule("points")
    grant(bought(), at=NOW)
    assert Credit.objects.values_list("kind", "left").get() == ("voucher", 50)


def test_a_voucher_of_a_member_stands_in_the_account(client):
    rule()
    ayse = make.customer()
    grant(bought(customer=ayse), at=NOW)
    Credit.objects.update(last_day=date(2036, 1, 1))
    client.force_login(ayse)
    page = client.get("/account/").content.decode()
    assert f"Kupon {Credit.objects.get().spelt}" in page
    assert "1 Ocak 2036" in page


def test_an_order_has_one_however_often_it_slips():
    rule()
    order = bought()
    assert grant(order, at=NOW)
    assert grant(order, at=NOW + timedelta(days=40)) is None
    assert Credit.objects.count() == 1


def test_delivered_free_or_paid_at_the_door_it_is_given_all_the_same():
    rule()
    free, at_the_door = bought(shipping_fee="0.00"), bought()
    Payment.objects.filter(order=at_the_door).delete()
    assert set(late_without_remedy(date(2026, 11, 27))) == {free, at_the_door}
    assert grant(free, at=NOW)
    assert grant(at_the_door, at=NOW)
    RemedyRule.objects.update(kind="fee")
    bought(shipping_fee="0.00")
    assert not late_without_remedy(date(2026, 11, 27)).exists()


def test_a_fee_the_courier_has_yet_to_bring_goes_back_once_it_is_here():
    rule("fee")
    order = bought()
    Payment.objects.update(state="started", method="cod")
    assert not late_without_remedy(date(2026, 11, 27)).exists()
    Payment.objects.update(state="paid")
    assert late_without_remedy(date(2026, 11, 27)).get() == order


def test_a_cancelled_order_gets_none_and_loses_none():
    rule()
    order, other = bought(), bought()
    grant(order, at=NOW)
    cancel_order(order, at=NOW, by="buyer")
    assert Credit.objects.get().left == 50
    cancel_order(other, at=NOW, by="buyer")
    assert grant(other, at=NOW) is None


def test_a_fee_that_has_gone_back_is_told_as_done():
    rule(kind="fee", most=Decimal(1000))
    order = bought()
    tell(slipped(order), at=NOW)
    mark_done(Refund.objects.get(), at=NOW)
    page = in_one_line(Client().get(order.link).content.decode())
    assert "Kargo ücretinizden iade edilen tutar:" in page
    assert "Ödediğiniz yolla gider" not in page


def test_it_takes_nothing_from_a_later_refund():
    rule()
    order = bought()
    grant(order, at=NOW)
    order.refresh_from_db()
    assert extras_given(order) == {}


def test_out_of_budget_nothing_is_given_and_nothing_is_said():
    rule(monthly_budget=Decimal("49.99"))
    tell(slipped(bought()), at=NOW)
    assert (Remedy.objects.count(), Credit.objects.count()) == (0, 0)
    assert "kupon" not in words("email").text.lower()


def test_without_a_notice_it_is_told_once_the_day_is_over():
    rule(when=RemedyRule.When.LATE)
    grant(bought(), at=NOW)
    for channel in ("sms", "email"):
        message = Message.objects.get(channel=channel, event__name="remedy_granted")
        assert Credit.objects.get().spelt in write(message, NOW).text


def test_who_wants_no_messages_hears_it_in_the_call():
    rule()
    order = bought(wants_sms=False, wants_email=False)
    tell(slipped(order), at=NOW)
    assert Credit.objects.get().spelt in Call.objects.get().words


@pytest.mark.django_db(transaction=True)
def test_the_last_of_the_budget_is_given_once():
    rule(monthly_budget=Decimal(50))
    orders = [bought() for _ in range(4)]
    run_together(lambda n: grant(orders[n], at=NOW), 4)
    assert (Remedy.objects.count(), Credit.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_points_given_at_once_add_up():
    rule("points")
    ayse = make.customer()
    orders = [bought(customer=ayse) for _ in range(4)]
    run_together(lambda n: grant(orders[n], at=NOW), 4)
    assert Credit.objects.get().left == 200
