"""What goes back of an order that a voucher paid a part of: what was paid for it, to the kuruş."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from notifications.writing import write
from returns.asking import ask
from shop.loyalty.credits import give_voucher, spend
from shop.orders.models import Order
from shop.payments.cancelling import cancel_order
from shop.payments.models import Refund
from shop.payments.undelivered import give_up
from tests import make
from tests.returns import world

pytestmark = pytest.mark.django_db
LATER = world.MONDAY + timedelta(days=3)


@pytest.fixture
def order():
    """Three mugs for 749,70 and 49,90 of shipping, 100,00 of it by a voucher."""
    made = world.bought(quantity=3)
    given = give_voucher(Decimal(100), timezone.localdate(LATER) + timedelta(days=60), at=LATER)
    type(given).objects.update(left=0)
    paid = {"credit": given, "credit_paid": 100, "total": made.total - 100}
    Order.objects.filter(pk=made.pk).update(**paid)
    made.payments.update(amount=made.total - 100)
    made.lines.update(credit_paid=100)
    made.refresh_from_db()
    return made


def sent_back(order, quantity=1):
    returned = ask(order, world.wish(order, quantity), at=LATER)
    returned.receive_and_accept(at=LATER, by="test")
    return returned


def test_piece_by_piece_all_that_was_paid_goes_back(order):
    amounts = [sent_back(order).refund_amount for _piece in range(3)]
    assert amounts == [Decimal("216.57"), Decimal("216.56"), Decimal("216.57") + Decimal("49.90")]
    assert sum(amounts) == order.total
    assert sum(Refund.objects.values_list("amount", flat=True)) == order.total


def left(order):
    order.refresh_from_db()
    order.credit.refresh_from_db()
    return order.credit.left


def test_piece_by_piece_all_of_the_voucher_comes_back_once(order):
    found = [(sent_back(order).credit, left(order)) for _piece in range(3)]
    kurus = [("33.33", "33.33"), ("33.34", "66.67"), ("33.33", "100.00")]
    assert found == [tuple(map(Decimal, both)) for both in kurus]
    assert (order.credit_back, order.credit_back_at) == (100, LATER)
    order.note_given_back_whole(at=LATER)
    assert left(order) == 100


def test_no_more_of_a_voucher_comes_back_than_paid_for_the_order(order):
    assert order.give_credit_back(Decimal(150), at=LATER) == 100
    assert (left(order), order.credit_back) == (100, 100)


def test_what_a_piece_gives_back_in_money_and_voucher_is_its_price(order):
    for _piece in range(2):
        returned = sent_back(order)
        assert returned.refund_amount + returned.credit == Decimal("249.90")


def test_a_voucher_worth_more_than_its_goods_is_whole_again_with_the_last_piece(order):
    type(order.credit).objects.update(worth=1000)
    paid = {"credit_paid": order.goods_total, "credit_lost": 1000 - order.goods_total}
    Order.objects.filter(pk=order.pk).update(total=order.total + 100 - order.goods_total, **paid)
    order.lines.update(credit_paid=order.goods_total)
    order.payments.update(amount=Decimal("49.90"))
    sent_back(order, 2)
    assert left(order) == Decimal("499.80")
    last = sent_back(order)
    assert (last.refund_amount, last.credit) == (Decimal("49.90"), Decimal("500.20"))
    assert left(order) == 1000


def test_of_a_voucher_used_again_meanwhile_every_order_gives_back_its_own(order):
    sent_back(order)
    other = make.order()
    spend(order.credit, Decimal("33.33"), today=timezone.localdate(LATER))
    paid = {"credit": order.credit, "credit_paid": Decimal("33.33")}
    Order.objects.filter(pk=other.pk).update(total=other.total - paid["credit_paid"], **paid)
    sent_back(order, 2)
    assert left(order) == Decimal("66.67")
    cancel_order(other, at=LATER, by="buyer")
    assert left(order) == 100


def test_a_part_of_a_voucher_asks_for_the_same_part_of_its_least_goods(order):
    type(order.credit).objects.update(minimum=600)
    sent_back(order)
    left(order)
    today = timezone.localdate(LATER)
    assert order.credit.least == Decimal("199.98")
    assert order.credit.problem_with(Decimal("199.97"), today)
    assert not order.credit.problem_with(Decimal("199.98"), today)


def test_cancelling_gives_back_what_parcels_given_up_before_left(order):
    first, rest = order.shipments.get(), world.parcel(order, "draft")
    line = order.lines.get()
    line.allocations.update(quantity=2, shipment=first)
    line.allocations.create(stock=line.allocations.get().stock, shipment=rest, quantity=1)
    type(first).objects.filter(pk=first.pk).update(state="in_transit")
    assert give_up(first, "lost", at=LATER, by="test").credit == Decimal("66.67")
    assert left(order) == Decimal("66.67")
    assert give_up(rest, "not_sent", at=LATER, by="test") is None
    assert (left(order), order.state) == (100, "cancelled")


def test_page_mail_and_desk_say_the_same_of_the_voucher(client, order):
    returned = ask(order, world.wish(order), at=LATER)
    page = f"{order.link}returns/{returned.pk}/"
    row = f"Kupon {order.credit.spelt}"
    shown = client.get(page).content.decode()
    assert row in shown
    assert "33,33\u00a0TL" in shown
    assert "yeniden yüklendi" not in shown
    returned.receive_and_accept(at=LATER, by="test")
    said = f"{order.credit.spelt} kuponunuza 33,33\u00a0TL yeniden yüklendi"
    assert said in client.get(page).content.decode()
    assert said in client.get(order.link).content.decode()
    mail = make.told(returned, "return_accepted")["email"]
    assert said in write(mail, LATER).text
    desk = Client()
    desk.force_login(make.customer("mina@example.com", is_staff=True, is_superuser=True))
    for path in (returned.staff_page, order.staff_page):
        assert "33,33\u00a0TL" in desk.get(path).content.decode()


def test_a_parcel_that_never_came_gives_back_what_was_paid_for_it(order):
    first, rest = order.shipments.get(), world.parcel(order, "in_transit")
    line = order.lines.get()
    line.allocations.update(quantity=2, shipment=first)
    line.allocations.create(stock=line.allocations.get().stock, shipment=rest, quantity=1)
    made = give_up(rest, "lost", at=LATER, by="test")
    assert (made.amount, made.credit, left(order)) == (
        Decimal("216.57"),
        *2 * [Decimal("33.33")],
    )
    assert sent_back(order, 2).refund_amount == Decimal("433.13") + Decimal("49.90")
    order.credit.refresh_from_db()
    assert order.credit.left == 100


def test_the_page_says_why_a_line_is_less_than_its_price(client, order):
    returned = sent_back(order)
    page = client.get(f"{order.link}returns/{returned.pk}/").content.decode()
    assert "216,57\u00a0TL" in page
    assert "Siparişin bir kısmı kupon ya da puanla ödendi" in page
