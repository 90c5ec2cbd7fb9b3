"""Calls to make and the rule of remedies on the merchant's desk."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from notifications.models import Event
from shop.orders.calls import Call
from shop.payments.delays import tell
from shop.payments.remedies import RemedyRule, grant
from tests import make
from tests.payments.test_delays import NOW, bought, rule, slipped

from .desk import act, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    tell(slipped(bought(wants_sms=False, wants_email=False)), at=NOW)
    return Call.objects.get()


def test_the_list_of_calls_says_whom_why_and_at_what_number(mina, call):
    listed = mina.get(reverse("admin:shop_call_changelist") + "?queue=to_make")
    text = listed.content.decode()
    assert 'href="tel:+905321234567"' in text
    assert "Ayşe Yılmaz" in text
    assert escape(call.words.split(".")[0]) in mina.get(page(call)).content.decode()


def test_a_call_to_make_stands_on_the_landing_page_until_it_is_made(mina, call):
    numbers = {one["href"]: one["count"] for one in mina.get("/admin/").context["numbers"]}
    assert numbers["/admin/shop/call/?queue=to_make"] == 1
    act(mina, call, "done", note="Bekliyor.")
    assert "/admin/shop/call/?queue=to_make" not in mina.get("/admin/").content.decode()


def test_a_call_is_made_once_by_somebody_with_what_came_of_it(mina, call):
    act(mina, call, "done", note="Bekliyor.")
    act(mina, call, "done", note="Bir daha.")
    call.refresh_from_db()
    assert (call.note, call.done_by) == ("Bekliyor.", "staff:mina@example.com")
    assert Event.objects.filter(name="shipment_call_made").count() == 1
    assert not Call.objects.to_make().exists()


def test_of_two_who_made_it_at_once_the_first_says_what_came_of_it(call):
    slower = Call.objects.get()
    assert call.close("Bekliyor.", at=NOW, by="staff:mina@example.com")
    assert not slower.close("Bir daha.", at=NOW, by="staff:can@example.com")
    call.refresh_from_db()
    assert (call.note, call.done_by) == ("Bekliyor.", "staff:mina@example.com")
    assert Event.objects.filter(name="shipment_call_made").count() == 1


def test_the_rule_is_written_at_the_desk_and_only_one_is_in_use(mina):
    add = reverse("admin:shop_remedyrule_add")
    data = {
        "when": "told", "kind": "voucher", "percent": "100", "most": "50", "days": "60",
        "minimum": "0", "monthly_budget": "500", "is_active": "on",
    }  # fmt: skip
    mina.post(add, data)
    assert "Kullanımda başka bir kural var." in mina.post(add, data).content.decode()
    made = RemedyRule.objects.get()
    assert (made.kind, made.most, made.days) == ("voucher", Decimal(50), 60)


def test_what_the_month_has_cost_stands_beside_the_rule(mina):
    rule()
    grant(bought(), at=make.at("2026-11-22 10:00"))
    listed = mina.get(reverse("admin:shop_remedy_changelist")).content.decode()
    assert "49,90\xa0TL" in listed


def test_the_rules_with_what_they_cost_this_month_are_one_query(mina, django_assert_num_queries):
    path = reverse("admin:shop_remedyrule_changelist")
    rule()
    grant(bought(), at=timezone.now())
    mina.get(path)
    with CaptureQueriesContext(connection) as one_rule:
        assert "49,90\xa0TL" in mina.get(path).content.decode()
    RemedyRule.objects.create(most=20, monthly_budget=90, is_active=False)
    RemedyRule.objects.create(most=30, monthly_budget=90, is_active=False)
    with django_assert_num_queries(len(one_rule)):
        assert mina.get(path).content.decode().count("49,90\xa0TL") == 3


def test_what_the_customer_chose_stands_on_the_parcels_page(mina):
    slip = slipped(bought())
    slip.choose("wait", at=NOW)
    text = mina.get(page(slip.shipment)).content.decode()
    assert "Müşterinin tercihi" in text
    assert "Bekliyor" in text
