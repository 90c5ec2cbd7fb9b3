"""A late parcel on the tracking page: both windows with their chances, and one choice, by the link
alone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from notifications.models import Event
from shipping.expectations import Expectation
from shipping.ledger import revise
from shipping.models import Shipment, Slip
from shipping.reasons import Reason
from shop.orders.calls import Call
from shop.orders.models import Order
from shop.payments.models import Refund
from tests import make

from .test_tracking_page import text_of
from .world import page, paid, parcel

pytestmark = pytest.mark.django_db


@pytest.fixture
def slip():
    """Ordered three days ago for today at the latest; now expected in two to four days."""
    now = timezone.now()
    order = make.order(
        state="confirmed",
        placed_at=now - timedelta(days=3),
        quote={"promise": {"chance": 0.93}},
    )
    paid(order)
    made = parcel(order, "draft")
    broken, today = made.expected_latest, timezone.localdate(now)
    new = Expectation(
        today + timedelta(days=2), today + timedelta(days=4), Reason("not_left"), chance=0.88
    )
    [entry] = revise([(made, new)], at=now)
    return Slip.objects.create(shipment=made, broken=broken, promise=entry, at=now, told_at=now)


def order_of(slip):
    return Order.objects.get(pk=slip.shipment.reference)


def send(client, slip, choice, **fields):
    data = {"slip": slip.pk, "choice": choice, **fields}
    return client.post(page(order_of(slip), "choice/"), data, follow=True)


def test_both_windows_stand_there_with_their_chances_and_the_reason(client, slip):
    found = text_of(client.get(page(order_of(slip))))
    for part in ("%93", "%88", "Henüz kargoya verilmedi.", "Benzer 10 paketten 9"):
        assert part in found


def test_a_choice_needs_neither_login_nor_script_and_is_asked_once(client, slip):
    found = text_of(client.get(page(order_of(slip))))
    assert 'value="wait"' in found
    assert 'value="cancel"' in found
    assert 'value="branch"' not in found
    answer = text_of(send(client, slip, "wait"))
    assert "Tercihinizi aldık" in answer
    assert 'name="choice"' not in answer
    assert Event.objects.get(name="shipment_choice_wait").by == "buyer"


def test_a_second_choice_changes_nothing(client, slip):
    send(client, slip, "wait")
    assert "Bu artık seçilemiyor" in text_of(send(client, slip, "cancel"))
    slip.refresh_from_db()
    assert (slip.choice, order_of(slip).state) == ("wait", "confirmed")


def test_cancelling_from_the_page_sends_the_money_back(client, slip):
    send(client, slip, "cancel")
    order = order_of(slip)
    assert order.state == "cancelled"
    assert Refund.objects.get().amount == order.total


def test_the_branch_is_promised_only_as_a_question(client, slip):
    make.service(code="branch", tier="branch", areas=["06"])
    assert 'value="branch"' in text_of(client.get(page(order_of(slip))))
    answer = text_of(send(client, slip, "branch"))
    assert "o zamana kadar bir şey değişmedi" in answer
    assert Call.objects.get().why == "branch"


@pytest.mark.parametrize(
    "data", [{}, {"choice": "free_money"}, {"choice": "keep"}, {"choice": "wait", "slip": "x"}]
)
def test_nonsense_is_refused_with_a_sentence(client, slip, data):
    answer = client.post(page(order_of(slip), "choice/"), {"slip": slip.pk, **data}, follow=True)
    assert [str(one) for one in answer.context["messages"]]
    slip.refresh_from_db()
    assert slip.choice == ""


def test_the_slip_of_another_order_cannot_be_answered(client, slip):
    other = make.order(state="confirmed", placed_at=timezone.now())
    client.post(page(other, "choice/"), {"slip": slip.pk, "choice": "cancel"})
    slip.refresh_from_db()
    assert (slip.choice, order_of(slip).state) == ("", "confirmed")


def test_the_receivers_link_and_a_wrong_one_open_no_choice(client, slip):
    assert client.post(f"/t/{'A' * 22}/choice/", {"choice": "wait"}).status_code == 404
    assert client.get(page(order_of(slip), "choice/")).status_code == 405


def test_once_it_is_there_nothing_is_asked(client, slip):
    Shipment.objects.update(state="delivered", delivered_at=timezone.now())
    found = text_of(client.get(page(order_of(slip))))
    assert 'name="choice"' not in found
    assert "Gecikiyor" not in found


def test_a_punctual_parcel_costs_no_query_more(django_assert_num_queries):
    order = make.order(state="confirmed", placed_at=timezone.now())
    paid(order)
    made = parcel(order, "in_transit")
    with django_assert_num_queries(0):
        assert Slip.objects.newest_of([made]) == {}


def test_where_there_is_nothing_else_to_choose_one_tap_says_so(client, slip):
    Shipment.objects.update(state="in_transit", handed_over_at=slip.at)
    found = text_of(client.get(page(order_of(slip))))
    assert "Bir şey yapmanız gerekmiyor" in found
    assert 'type="radio"' not in found
    send(client, slip, "wait")
    slip.refresh_from_db()
    assert slip.choice == "wait"
