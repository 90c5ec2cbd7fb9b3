"""What goes back of an order that a voucher paid a part of: what was paid for it, to the kuruş."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from returns.asking import ask
from returns.models import Return
from shop.loyalty.credits import give_voucher
from shop.orders.models import Order
from shop.payments.models import Refund
from shop.payments.undelivered import give_up
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


def test_only_an_order_wholly_given_back_gives_the_voucher_back_and_once(order):
    sent_back(order, 2)
    order.credit.refresh_from_db()
    assert order.credit.left == 0
    last = sent_back(order)
    order.credit.refresh_from_db()
    assert order.credit.left == 100
    order.refresh_from_db()
    assert order.credit_back_at == LATER
    order.note_given_back_whole(at=LATER)
    order.credit.refresh_from_db()
    assert order.credit.left == 100
    assert last.state == Return.State.ACCEPTED


def test_a_parcel_that_never_came_gives_back_what_was_paid_for_it(order):
    first, rest = order.shipments.get(), world.parcel(order, "in_transit")
    line = order.lines.get()
    line.allocations.update(quantity=2, shipment=first)
    line.allocations.create(stock=line.allocations.get().stock, shipment=rest, quantity=1)
    made = give_up(rest, "lost", at=LATER, by="test")
    assert made.amount == Decimal("216.57")
    assert sent_back(order, 2).refund_amount == Decimal("433.13") + Decimal("49.90")
    order.credit.refresh_from_db()
    assert order.credit.left == 100


def test_the_page_says_why_a_line_is_less_than_its_price(client, order):
    returned = sent_back(order)
    page = client.get(f"{order.link}returns/{returned.pk}/").content.decode()
    assert "216,57\u00a0TL" in page
    assert "Siparişin bir kısmı kupon ya da puanla ödendi" in page
