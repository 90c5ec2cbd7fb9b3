"""Whatever happens to an order, in whatever sequence: nobody gets back more than was paid, what was
given back was paid for to the kuruş, and no thing and no voucher comes from nowhere or is gone."""

from collections import Counter
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from notifications.templatetags.words import money
from shipping.models import Shipment
from shop.catalog.models import Stock
from shop.loyalty.credits import give_points, give_voucher
from shop.orders.credit import credit_in
from shop.payments.amounts import goods_in
from shop.payments.remedies import Remedy, RemedyRule
from tests import make
from tests.whole_lives import ACTS, Life

pytestmark = pytest.mark.django_db
S = Shipment.State
MONDAY = make.MONDAY_MORNING
ENOUGH = 40  # of each thing on its shelf
GIVEN = ("accepted", "settled")


@pytest.fixture
def goods():
    """A mug (20 % KDV) and a book (1 %) in İstanbul, a bowl (10 %) in İzmir."""
    make.service(free_from=Decimal(900))
    make.service("yurtici", takes_cod=False)
    mug = make.product(price="249.90", stock=ENOUGH).variants.get()
    book = make.product("Kitap", price="33.33", stock=ENOUGH, tax_rate=1).variants.get()
    bowl = make.product("Kase", price="100.01", stock=0, tax_rate=10).variants.get()
    bowl.stocks.all().delete()
    make.shelf(bowl, ENOUGH, make.warehouse("İzmir deposu", "35", district="Bornova"))
    return mug, book, bowl


orders = some.fixed_dictionaries(
    {
        "counts": some.tuples(*3 * [some.integers(0, 3)]).filter(any),
        "method": some.sampled_from(["card", "transfer", "cod"]),
        "gift_wrap": some.booleans(),
        "credit": some.sampled_from(["", "voucher", "points"]),
        "worth": some.decimals(Decimal("0.01"), 500, places=2),
        "remedy": some.sampled_from(["", "fee", "voucher", "points"]),
    }
)
turns = some.lists(
    some.tuples(some.sampled_from(ACTS), some.integers(0, 11)), min_size=1, max_size=25
)
# most lives begin well, else little ever happens
beginnings = some.sampled_from(
    [[], ["pay"], ["pay", "send", "take"], ["pay", "send", "take", "deliver", "sweep"]]
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wish=orders, beginning=beginnings, turns=turns)
def test_money_goods_and_vouchers_are_conserved_through_any_life(
    goods, client, wish, beginning, turns
):
    with transaction.atomic():
        live(goods, wish, [(act, 0) for act in beginning] + turns, client)
        transaction.set_rollback(True)


def live(goods, wish, turns, client):
    credit = credit_of(wish)
    if wish["remedy"]:
        rule = {"kind": wish["remedy"], "most": Decimal(20), "monthly_budget": Decimal(1000)}
        RemedyRule.objects.create(**rule)
    wanted = [(one, count) for one, count in zip(goods, wish["counts"], strict=True) if count]
    life = Life(wanted, method=wish["method"], gift_wrap=wish["gift_wrap"], credit=credit)
    for act, dice in turns:
        life.turn(act, dice)
        look_at(life.order, credit)
    life.turn("sweep", 0)
    look_at(life.order, credit)
    settled(life.order)
    read(life.order, client)


def credit_of(wish):
    until = MONDAY.date().replace(year=2027)
    if wish["credit"] == "points":
        given_to = make.customer(f"{wish['worth']}@example.com")
        return give_points(given_to, wish["worth"], until, today=MONDAY.date(), at=MONDAY)
    return give_voucher(wish["worth"], until, at=MONDAY) if wish["credit"] else None


def look_at(order, credit):
    lines = list(order.lines.all())
    assert sum(line.total for line in lines) == order.goods_total
    assert sum(line.credit_paid for line in lines) == order.credit_paid
    for payment in order.payments.all():
        given_back = sum(refund.amount for refund in payment.refunds.all())
        assert given_back <= (payment.amount if payment.paid_at else 0)
    if credit:
        credit.refresh_from_db()
        by_remedy = Remedy.objects.filter(credit=credit).aggregate(sum=Sum("amount"))["sum"] or 0
        assert credit.left + order.credit_kept == credit.worth
        assert by_remedy <= credit.worth
    shelves(order)


def shelves(order):
    """Each thing lies on a shelf, is under way, with the buyer, or lost; and no more is held than
    what waits to be sent."""
    away, held = Counter(), Counter()
    for one in order.allocations().select_related("shipment__undelivered"):
        parcel = one.shipment
        is_over = order.state == "cancelled" or hasattr(parcel, "undelivered")
        has_left = parcel and parcel.wants_booking
        if (parcel and parcel.state == S.LOST) or (has_left and not is_over):
            away[one.line_id] += one.quantity
        elif not is_over:
            held[one.stock_id] += one.quantity
    for returned in order.returns.filter(state__in=GIVEN):
        for line, count in goods_in(returned.refund_lines).items():
            away[line] = max(0, away[line] - count)  # what came back in a parcel lies there already
    for shelf in Stock.objects.all():
        assert shelf.reserved == held[shelf.pk]
    on_hand = Stock.objects.aggregate(sum=Sum("on_hand"))["sum"]
    assert on_hand + away.total() == 3 * ENOUGH


def settled(order):
    """The money is where the goods are: for what was given back all that was paid for it went back,
    and nothing went back of what was kept."""
    given = Counter()
    parts = [one.lines for one in order.undelivered.all()]
    parts += [one.refund_lines for one in order.returns.filter(state__in=GIVEN)]
    for lines in parts:
        given.update(goods_in(lines))
    lines = list(order.lines.all())
    assert all(given[line.pk] <= line.quantity for line in lines)
    payment = order.payments.filter(is_surplus=False, paid_at__isnull=False).first()
    for extra in order.payments.filter(is_surplus=True):
        assert extra.refundable == 0
    if order.state == "cancelled":
        assert order.credit_kept == 0
        assert payment is None or payment.refundable == 0
        return
    assert sum(map(credit_in, parts)) == order.credit_back
    if payment:
        owed = sum((line.paid_for(given[line.pk]) for line in lines), Decimal(0))
        fees = order.shipping_fee + order.cod_fee + order.gift_fee
        paid_back = order.total - payment.refundable  # or less was asked for at the door
        assert owed <= paid_back <= owed + fees
        if all(given[line.pk] == line.quantity for line in lines):
            assert (payment.refundable, order.credit_kept) == (0, 0)


def read(order, client):
    """Page and desk say the same sums as the rows."""
    page = client.get(order.link)
    assert page.status_code == 200
    assert money(order.total) in page.content.decode()
    for returned in order.returns.all():
        shown = client.get(returned.link).content.decode()
        if returned.state not in returned.DEAD:
            assert money(returned.refund_amount) in shown
