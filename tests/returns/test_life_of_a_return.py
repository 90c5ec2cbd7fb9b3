"""From the carrier's first scan to the money and the shelf."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from notifications.models import Event, Message
from notifications.stateful import WrongState
from returns.asking import NotReturnable, Wish, WishedLine, ask
from returns.following import follow
from returns.models import Return
from shipping.models import Shipment
from shop.catalog.models import Stock, StockMovement
from shop.loyalty.models import KeptOrder
from shop.loyalty.tiers import keep, tier_of
from shop.orders.models import Allocation, OrderLine
from shop.payments.models import Refund
from shop.payments.refunding import mark_done
from tests import make

from .world import MONDAY, bought, paid, wish

pytestmark = pytest.mark.django_db
MONEY = ["refund_done", "return_settled"]
LATER = MONDAY + timedelta(days=3)


def asked(order, quantity=1, reason="changed_mind", at=LATER):
    return ask(order, wish(order, quantity, reason), at=at)


def parcel_says(returned, **fields):
    Shipment.objects.filter(pk=returned.shipment_id).update(**fields)


def events(returned):
    return [event.name for event in Event.objects.about(returned)]


def shelf(order):
    return Stock.objects.get(variant=order.lines.get().variant)


def test_each_step_is_told_once_however_often_the_sweep_runs():
    returned = asked(bought())
    parcel_says(returned, state="booked", booked_at=LATER, return_code="RET1")
    for _time in range(2):
        follow(LATER)
    parcel_says(returned, state="in_transit", handed_over_at=LATER + timedelta(days=1))
    for _time in range(2):
        follow(LATER + timedelta(days=1, hours=1))
    returned.refresh_from_db()
    assert returned.state == "on_its_way"
    assert returned.refund_due == date(2026, 12, 11)
    parcel_says(returned, state="delivered", delivered_at=LATER + timedelta(days=2))
    for _time in range(2):
        follow(LATER + timedelta(days=2, hours=1))
    returned.refresh_from_db()
    assert (returned.state, returned.received_at) == ("received", LATER + timedelta(days=2))
    assert events(returned) == [
        "return_approved",
        "return_code_ready",
        "return_on_its_way",
        "return_received",
    ]
    texts = Message.objects.filter(role="buyer", channel="sms", event__name__startswith="return")
    assert list(texts.order_by("pk").values_list("event__name", flat=True)) == [
        "return_code_ready",
        "return_on_its_way",
        "return_received",
    ]


def test_the_money_is_told_once_by_the_refund_itself():
    returned = asked(bought())
    returned.receive_and_accept(at=LATER, by="staff")
    mark_done(Refund.objects.get(), at=LATER, by="bank")
    follow(LATER)
    told = Message.objects.filter(role="buyer", channel="sms", event__name__in=MONEY)
    assert [message.event.name for message in told] == ["refund_done"]


def test_a_scan_may_be_told_not_to_count_as_received(settings):
    settings.RETURN_RECEIVED_BY_SCAN = False
    returned = asked(bought())
    parcel_says(returned, state="delivered", handed_over_at=LATER, delivered_at=LATER)
    follow(LATER)
    returned.refresh_from_db()
    assert returned.state == "on_its_way"


def test_one_click_receives_accepts_refunds_and_puts_on_the_shelf_once():
    order = bought(quantity=2)
    before = shelf(order).on_hand
    returned = asked(order)
    assert returned.receive_and_accept(at=LATER, by="merchant@example.com")
    assert not returned.receive_and_accept(at=LATER, by="merchant@example.com")
    assert shelf(order).on_hand == before + 1
    movement = StockMovement.objects.get(reason="returned")
    assert (movement.change, movement.reference) == (1, str(returned))
    refund = Refund.objects.get()
    assert (refund.amount, refund.reference) == (Decimal("249.90"), str(returned))
    assert returned.lines.get().is_resellable is True


def test_what_cannot_be_sold_again_stays_off_the_shelf():
    order = bought()
    before = shelf(order).on_hand
    returned = asked(order, reason="damaged")
    returned.receive_and_accept([], at=LATER, by="staff")
    assert shelf(order).on_hand == before
    assert returned.lines.get().is_resellable is False


def test_settled_when_the_money_is_out():
    returned = asked(bought())
    returned.receive_and_accept(at=LATER, by="staff")
    follow(LATER)
    returned.refresh_from_db()
    assert returned.state == "accepted"
    Refund.objects.update(state="done", done_at=LATER)
    for _time in range(2):
        follow(LATER)
    returned.refresh_from_db()
    assert returned.state == "settled"
    assert events(returned).count("return_settled") == 1


@pytest.mark.parametrize(
    ("quantity", "reason", "expected"),
    [
        (1, "changed_mind", "249.90"),
        (2, "changed_mind", "588.60"),
        (1, "damaged", "299.80"),
        (2, "wrong_item", "588.60"),
    ],
    ids=["a part", "the whole with all fees", "a part, our fault", "the whole, our fault"],
)
def test_the_refund_to_the_kurus(quantity, reason, expected):
    order = bought(quantity=2, shipping_fee="49.90", gift_fee="38.90")
    returned = asked(order, quantity, reason)
    assert returned.refund_amount == Decimal(expected)
    returned.receive_and_accept(at=LATER, by="staff")
    assert Refund.objects.get().amount == Decimal(expected)


def test_sent_back_in_two_parts_the_sum_is_what_was_paid_and_shipping_counts_once():
    order = bought(quantity=2)
    first, second = asked(order), asked(order)
    for returned in (second, first):
        returned.receive_and_accept(at=LATER, by="staff")
    amounts = [refund.amount for refund in Refund.objects.order_by("pk")]
    assert amounts == [Decimal("249.90"), Decimal("299.80")]
    assert sum(amounts) == order.total


def test_shipping_given_back_for_a_fault_is_not_given_back_again():
    order = bought(quantity=2)
    first = asked(order, reason="damaged")
    first.receive_and_accept(at=LATER, by="staff")
    second = asked(order)
    assert second.refund_amount == Decimal("249.90")


def test_more_than_was_bought_is_refused_and_nothing_changes():
    order = bought(quantity=2)
    asked(order)
    for quantity in (2, 0, -1):
        with pytest.raises(NotReturnable):
            asked(order, quantity)
    assert Return.objects.count() == 1
    assert Shipment.objects.filter(direction="back").count() == 1


def test_a_line_of_another_order_is_refused():
    mine, other = bought(), bought()
    line = other.lines.get().pk
    with pytest.raises(NotReturnable):
        ask(mine, Wish((WishedLine(line, 1, "changed_mind"),)), at=LATER)
    assert not Return.objects.exists()


def test_after_the_last_day_only_an_appeal_is_kept():
    order = bought()
    much_later = MONDAY + timedelta(days=60)
    with pytest.raises(NotReturnable):
        asked(order, at=much_later)
    kept = ask(order, wish(order, appeal="Hastanedeydim"), at=much_later)
    assert kept.state == "asked"
    kept.refuse("Süre çok aşıldı.", at=much_later, by="staff")
    assert (kept.state, kept.staff_note) == ("refused", "Süre çok aşıldı.")


def test_rejected_goods_go_back_to_the_customer_and_no_money_moves():
    order = bought()
    before = shelf(order).on_hand
    returned = asked(order)
    returned.receive(at=LATER, by="staff")
    returned.reject("Kullanılmış ve kırık.", at=LATER, by="staff")
    again = returned.given_back
    assert (again.state, again.direction, again.reference) == ("draft", "out", str(returned))
    assert shelf(order).on_hand == before
    assert not Refund.objects.exists()
    with pytest.raises(WrongState):
        returned.accept(at=LATER, by="staff")
    assert asked(order, 2).refund_amount == order.total


def test_goods_refused_at_the_door_without_payment_are_settled_without_a_refund():
    order = bought()
    order.payments.update(state="expired")
    returned = asked(order)
    returned.receive_and_accept(at=LATER, by="staff")
    follow(LATER)
    returned.refresh_from_db()
    assert (returned.state, returned.refund) == ("settled", None)


def test_the_parcel_back_weighs_and_holds_what_goes_back():
    returned = asked(bought(quantity=2), 2)
    parcel = returned.shipment
    assert parcel.contents == [
        {"sku": returned.lines.get().order_line.sku, "name": "Seramik kupa", "quantity": 2}
    ]
    assert (parcel.weight_kg, parcel.desi) == (Decimal("0.800"), Decimal("1.16"))


def test_an_order_given_back_whole_counts_no_more_for_the_tier():
    ayse = make.customer()
    order = bought(quantity=2, customer=ayse)
    keep(ayse, order.number, at=LATER)
    first = asked(order)
    first.receive_and_accept(at=LATER, by="staff")
    assert tier_of(ayse, LATER).kept == 1
    asked(order).receive_and_accept(at=LATER, by="staff")
    assert tier_of(ayse, LATER).kept == 0
    keep(ayse, order.number, at=LATER)
    assert tier_of(ayse, LATER).kept == 0
    assert KeptOrder.objects.count() == 1


def test_only_the_pieces_that_left_can_go_back():
    order = bought(quantity=2)
    made = order.lines.get()
    extra = OrderLine.objects.create(
        order=order,
        variant=made.variant,
        sku="EK",
        name="Ek",
        name_en="Extra",
        quantity=1,
        unit_price=1,
        tax_rate=20,
    )
    Allocation.objects.create(line=extra, stock=Stock.objects.get(variant=made.variant), quantity=1)
    with pytest.raises(NotReturnable):
        ask(order, Wish((WishedLine(extra.pk, 1, "changed_mind"),)), at=LATER)


def test_money_paid_twice_by_mistake_is_not_what_a_return_is_paid_from():
    order = bought()
    needed = order.payments.get()
    order.payments.update(is_surplus=True, reference="first")
    again = paid(order)
    order.payments.filter(reference="first").update(is_surplus=True)
    made = asked(order)
    made.receive_and_accept(at=LATER, by="staff")
    assert made.refund.payment == again != needed
