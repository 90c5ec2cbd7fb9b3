"""The simulated year keeps the sums that the verbs would have kept, and comes to true ends."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, Sum

from demo.cast import AYSE
from notifications.models import Event, Message
from returns.dashboard import numbers
from returns.models import DeliveryRating, Return
from shipping.models import Scan, Shipment, Slip
from shop.catalog.models import Picture, Product, Stock, StockMovement
from shop.customers.models import Customer
from shop.loyalty.tiers import tier_of
from shop.orders.calls import Call
from shop.orders.margins import margins_by_service
from shop.orders.models import Allocation, Order, OrderLine
from shop.payments.models import Payment, Refund
from shop.payments.remedies import Remedy, RemedyRule
from shop.payments.undelivered import to_settle
from tests import make

pytestmark = pytest.mark.django_db
ORDERS = 400
NOW = make.at("2026-11-25 14:00")


@pytest.fixture(autouse=True)
def demo_shop(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    fill()


def fill():
    call_command("fill_demo_shop", orders=ORDERS, until=NOW, verbosity=0)


def test_the_year_is_whole_and_its_sums_agree(mailoutbox):
    assert Order.objects.count() == ORDERS
    assert Order.objects.values("province").distinct().count() == 81
    assert Product.objects.count() == 96
    assert Product.objects.values("category").distinct().count() == 8
    assert not Product.objects.filter(pictures=None).exists()
    assert Picture.objects.filter(width=0).count() == 0
    shelves_agree()
    money_agrees()
    parcels_agree()
    every_carrier_delivers_enough_to_learn_from()
    ends_are_true()
    messages_agree(mailoutbox)
    slips_agree()
    amends_agree()
    losses_agree()
    ratings_agree()
    every_number_of_the_desk_opens_a_list()
    ayse_has_something_to_look_at()
    what_each_order_leaves_is_known()
    the_database_never_hurried_it()
    fill()  # a filled shop is left alone
    assert Order.objects.count() == ORDERS


def what_each_order_leaves_is_known():
    margins = margins_by_service(NOW, days=400)
    assert sum(one.unknown for one in margins) == 0
    assert any(one.free and one.free.left < one.free.left_without_rule for one in margins)


def the_database_never_hurried_it():
    """What pages are held to would end it on a slow machine; still the same transaction here."""
    with connection.cursor() as cursor:
        for limit in ("idle_in_transaction_session_timeout", "statement_timeout"):
            cursor.execute(f"SHOW {limit}")
            assert cursor.fetchone() == ("0",), limit


def shelves_agree():
    moved = sums(StockMovement.objects, "stock", "change")
    assert all(moved.get(stock.pk, 0) == stock.on_hand for stock in Stock.objects.all())
    waiting = Allocation.objects.filter(line__order__state__in=["placed", "confirmed"]).filter(
        Q(shipment=None) | Q(shipment__wants_booking=False)
    )
    held = sums(waiting, "stock", "quantity")
    assert held
    assert all(held.get(stock.pk, 0) == stock.reserved for stock in Stock.objects.all())
    assert not StockMovement.objects.filter(at__gt=NOW).exists()


def sums(rows, key, amount):
    return dict(rows.values(key).annotate(sum=Sum(amount)).values_list(key, "sum"))


def money_agrees():
    goods = dict(
        OrderLine.objects.values("order")
        .annotate(sum=Sum(F("unit_price") * F("quantity")))
        .values_list("order", "sum")
    )
    assert all(goods[order.number] == order.goods_total for order in Order.objects.all())
    assert not Payment.objects.exclude(amount=F("order__total")).exists()
    given = Refund.objects.filter(state="done").values("payment").annotate(sum=Sum("amount"))
    back = Payment.objects.filter(state__in=["refunded", "partly_refunded"])
    assert {row["payment"] for row in given} == set(back.values_list("pk", flat=True))
    paid = dict(Payment.objects.values_list("pk", "amount"))
    assert all(row["sum"] <= paid[row["payment"]] for row in given)
    settled = Return.objects.filter(state="settled").select_related("refund")
    assert settled
    assert all(one.refund_amount == one.refund.amount for one in settled)


def parcels_agree():
    delivered = Shipment.objects.filter(state="delivered")
    outbound = delivered.filter(direction="out")
    assert outbound.exclude(delivered_at=None).count() == outbound.count() > ORDERS * 0.7
    for earlier, later in (
        ("created_at", "booked_at"),
        ("booked_at", "handed_over_at"),
        ("handed_over_at", "delivered_at"),
    ):
        assert not Shipment.objects.filter(**{f"{later}__lt": F(earlier)}).exists()
    assert Event.objects.filter(name="shipment_delivered").count() == delivered.count()
    scanned = Scan.objects.filter(shipment=OuterRef("pk"))
    for kind in ("accepted", "delivered"):
        assert not delivered.exclude(Exists(scanned.filter(kind=kind))).exists()
    assert not Scan.objects.filter(heard_at__gt=NOW).exists()
    assert not Shipment.objects.values("number").annotate(n=Count("pk")).filter(n__gt=1).exists()


def every_carrier_delivers_enough_to_learn_from():
    """Of the whole year's 3,600 orders at least 200, so that each has forecasts of its own."""
    delivered = dict(
        Shipment.objects.filter(state="delivered", direction="out")
        .values_list("carrier__code")
        .annotate(Count("pk"))
    )
    assert set(delivered) == {"table", "hepsijet", "yurtici"}
    assert min(delivered.values()) > 200 * ORDERS / 3600, delivered


def ends_are_true():
    """Nothing waits for ever: what came back is cancelled and paid back once a merchant has had a
    working day to look at it, what was kept long ago is approved, returns are settled."""
    last = Scan.objects.filter(kind="returned", at__lt=NOW - timedelta(days=4))
    came_back = {int(number) for number in last.values_list("shipment__reference", flat=True)}
    cancelled = Order.objects.filter(pk__in=came_back, state="cancelled")
    assert cancelled.count() == len(came_back) > 0
    assert not Payment.objects.filter(order__in=cancelled, state__in=["started", "paid"]).exists()
    long_ago = NOW - timedelta(days=settings.RETURNED_PARCEL_DAYS)
    assert not to_settle(Shipment.objects).came_back_before(long_ago).exists()
    opened = Order.objects.filter(state__in=["placed", "confirmed"])
    assert not opened.filter(placed_at__lt=NOW - timedelta(days=45)).exists()
    waiting = Return.objects.filter(state__in=["asked", "received", "accepted"])
    assert not waiting.filter(asked_at__lt=NOW - timedelta(days=30)).exists()


def messages_agree(mailoutbox):
    assert mailoutbox == []
    assert set(Message.objects.values_list("state", flat=True)) <= {"sent", "skipped", "failed"}
    assert Message.objects.due(NOW + timedelta(days=1)).count() == 0
    sent = Message.objects.filter(state="sent")
    assert not sent.filter(Q(body="") | Q(sent_at=None) | Q(sent_at__lt=F("event__at"))).exists()
    told = sent.filter(event__name="shipment_delivered", role="buyer")
    assert told.values("event").distinct().count() > ORDERS * 0.7


def slips_agree():
    """Whoever is told is written to or called, and before it is there; the newest window is the one
    that stands now; whoever chose was told before."""
    slips = Slip.objects.select_related("shipment", "promise").order_by("pk")
    told = slips.exclude(told_at=None)
    assert told.count() > 20
    last = {slip.shipment_id: slip for slip in slips}
    assert all(slip.promise.latest == slip.shipment.expected_latest for slip in last.values())
    assert not told.filter(shipment__arrived_at__lt=F("told_at") - timedelta(hours=1)).exists()
    assert not Slip.objects.filter(chosen_at__lt=F("told_at")).exists()
    events = Event.objects.filter(name="shipment_expected_later")
    assert events.count() == told.count()
    unheard = set(events.filter(messages=None).values_list("subject_id", flat=True))
    called = set(Call.objects.filter(why="delay").values_list("slip__shipment", flat=True))
    assert unheard == called
    assert Call.objects.to_make().filter(why="delay").count() >= 2
    assert set(Slip.objects.values_list("choice", flat=True)) >= {"", "wait", "keep"}
    chosen = Event.objects.filter(name__startswith="shipment_choice_")
    assert chosen.count() == Slip.objects.exclude(choice="").count()
    assert Shipment.objects.awaited().filter(break_chance__isnull=False).exists()


def amends_agree():
    """Each within its order's fee, and all of a month within the budget."""
    given = Remedy.objects.select_related("order", "refund", "slip", "rule")
    assert given.count() > 10
    assert all(one.amount == one.refund.amount <= one.order.shipping_fee / 2 for one in given)
    assert all(one.slip is None or one.slip.told_at == one.at for one in given)
    budget = RemedyRule.objects.get(is_active=True).monthly_budget
    assert max(sums(Remedy.objects, "month", "amount").values()) <= budget
    assert Event.objects.filter(name="remedy_granted").count() == given.count()


def losses_agree():
    """Lost for good or given up in part: all of it is paid back, and no shelf has it again."""
    lost = Shipment.objects.filter(state="lost")
    for parcel in lost:
        order = Order.objects.get(pk=parcel.reference)
        given = Refund.objects.filter(payment__order=order).aggregate(sum=Sum("amount"))["sum"]
        if order.state == "cancelled":
            assert given == order.total
            assert not StockMovement.objects.filter(reference=str(order), reason="returned")
        else:
            assert given >= order.undelivered.get().amount


def ratings_agree():
    """Of what was in their hands, by the buyer, once."""
    said = DeliveryRating.objects.select_related("order")
    assert said.count() > ORDERS / 5
    assert Event.objects.filter(name="delivery_rated").count() == said.count()
    for one in said:
        assert max(parcel.delivered_at for parcel in one.order.shipments if parcel.delivered_at) < (
            one.at
        )


def every_number_of_the_desk_opens_a_list():
    counts = {str(one["name"]): one["count"] for one in numbers(NOW)}
    assert len(counts) > 5
    assert all(counts.values()), counts


def ayse_has_something_to_look_at():
    ayse = Customer.objects.get(email=AYSE)
    parcels = Shipment.objects.filter(buyer_email=AYSE)
    assert parcels.on_the_way().exists()
    assert parcels.filter(state="delivered").exists()
    assert {order.buyer_name for order in ayse.orders.all()} == {"Ayşe Yılmaz"}
    assert tier_of(ayse, NOW).tier is not None
