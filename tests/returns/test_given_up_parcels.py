"""What the buyer reads of a parcel that will not come, and what may still be sent back."""

from decimal import Decimal

import pytest
from django.utils import timezone

from returns.asking import Wish, WishedLine, amounts
from returns.eligibility import eligibility
from shop.orders.models import Order
from shop.payments.models import Refund
from shop.payments.refunding import mark_done
from shop.payments.undelivered import Why, give_up
from tests.returns.world import services
from tests.two_parcels import (
    BOWL,
    BOWL_FREIGHT,
    MUG,
    NEXT_WEEK,
    arrived,
    bought,
    came_back,
    paid,
    sent,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def order():
    """The mug is with Ayşe, the bowl was lost and given up."""
    services()
    order = paid(bought())
    mug, bowl = sent(order)
    arrived(mug)
    give_up(bowl, Why.LOST, at=NEXT_WEEK, by="Zeynep")
    return Order.objects.get(pk=order.pk)


def text(client, order):
    return client.get(order.link).content.decode().replace("\u00a0", " ")


def test_the_page_says_that_the_rest_is_there_and_what_goes_back(client, order):
    page = text(client, order)
    assert "Kargo firması bu paketi kaybetti" in page
    assert "120,10 TL, ödediğiniz yolla iade edilir." in page
    assert "Kapında: 25 Kasım Çarşamba" in page


def test_the_page_says_so_once_the_money_has_gone_back(client, order):
    mark_done(Refund.objects.get(), at=NEXT_WEEK)
    page = text(client, order)
    assert "Size iade edilen tutar: 120,10 TL." in page
    assert "ödediğiniz yolla iade edilir" not in page


def test_a_parcel_that_came_back_is_told_as_such(client):
    order = paid(bought())
    mug, bowl = sent(order)
    arrived(mug)
    give_up(came_back(bowl), Why.REFUSED, at=NEXT_WEEK, by="Zeynep")
    page = text(client, order)
    assert "Bu paket bize geri geldi" in page
    assert "geri dönüyor" not in page


def test_what_was_given_up_cannot_be_sent_back_too(order):
    found = eligibility(order, NEXT_WEEK)
    assert [claim.line.name for claim in found.choosable] == ["Seramik kupa"]


def test_sending_back_the_rest_gives_back_all_that_is_left(order):
    mug = order.lines.get(name="Seramik kupa")
    lines = amounts(order, Wish((WishedLine(mug.pk, 1, "changed_mind"),)))
    left = {line["what"]: Decimal(line["amount"]) for line in lines}
    assert left == {"goods": MUG, "shipping": order.shipping_fee - BOWL_FREIGHT}
    before = Refund.objects.get().amount
    assert before == BOWL + BOWL_FREIGHT
    assert before + sum(left.values()) == order.total
    assert timezone.localdate(NEXT_WEEK) <= eligibility(order, NEXT_WEEK).window.last_day
