"""The way back costs the buyer nothing and is written on the seller's account for that order."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from notifications.models import Message
from notifications.writing import write
from returns.asking import ask
from returns.following import follow
from shipping.models import Shipment, Tariff
from shipping.network import forget_network
from shop.orders.freight import freight_of
from shop.orders.models import Order
from shop.payments.cancelling import cancel_order
from shop.payments.given import extras_given
from tests import make
from tests.service.desk import page as desk_page

from .test_fees import asked, late, rule
from .test_tracking_page import text_of
from .world import bought, page, services, wish

pytestmark = pytest.mark.django_db
BACK, OUT = Decimal("61.20"), Decimal("36.00")


@pytest.fixture
def billed():
    """Yurtiçi, which takes back, bills 61,20 for a parcel of up to 30 desi."""
    services()
    Tariff.objects.filter(service__carrier__code="yurtici").update(cost=BACK)
    forget_network()


@pytest.fixture
def mina(client):
    client.force_login(make.customer("mina@example.com", is_staff=True, is_superuser=True))
    return client


def sent(returned):
    Shipment.objects.filter(pk=returned.shipment_id).update(
        state="in_transit", booked_at=timezone.now(), handed_over_at=timezone.now()
    )
    follow(timezone.now())
    returned.refresh_from_db()
    return returned


def delivered(**fields):
    order = bought(placed_at=timezone.now() - timedelta(days=3), **fields)
    Order.objects.filter(pk=order.pk).update(freight_cost=OUT)
    order.refresh_from_db()
    return order


def freight(order):
    found = freight_of(
        order, list(order.shipments), order.returns.all(), extras_given(order)["shipping"]
    )
    return [cost.amount for cost in found.costs], found.ours


def test_it_is_the_carriers_bill_on_the_day_it_is_booked_and_a_later_price_changes_nothing(billed):
    order = delivered()
    returned = ask(order, wish(order), at=timezone.now())
    assert (returned.freight, returned.freight_ours) == (BACK, BACK)
    Tariff.objects.update(cost=99)
    forget_network()
    returned.refresh_from_db()
    assert returned.freight == BACK
    assert returned.refund_amount == order.lines.get().unit_price


def test_a_bulky_thing_is_billed_by_its_desi(billed):
    Tariff.objects.update(cost_per_extra_desi=Decimal("1.50"))
    forget_network()
    wardrobe = make.product(price="4990.00")
    wardrobe.variants.update(width_cm=50, length_cm=50, height_cm=40)  # 33.33 desi
    order = delivered(of=wardrobe)
    returned = ask(order, wish(order), at=timezone.now())
    assert returned.freight == BACK + 4 * Decimal("1.50")


def test_where_the_carriers_price_is_missing_it_is_not_known_and_none_is_guessed(mina):
    order = delivered()
    returned = sent(ask(order, wish(order), at=timezone.now()))
    assert (returned.freight, returned.freight_ours) == (None, None)
    assert freight(order)[1] is None
    assert "Bilinmiyor" in text_of(mina.get(desk_page(returned)))
    assert "bilinmiyor" in text_of(mina.get(desk_page(order)))


def test_the_order_bears_both_ways_less_what_the_buyer_paid(billed):
    order = delivered()
    returned = ask(order, wish(order), at=timezone.now())
    assert freight(order) == ([Decimal("49.90"), -OUT, -BACK], OUT - Decimal("49.90"))
    sent(returned)
    assert freight(order) == ([Decimal("49.90"), -OUT, -BACK], OUT + BACK - Decimal("49.90"))


def test_a_shipping_fee_that_goes_back_is_ours_to_bear_as_well(billed):
    order = delivered()
    returned = sent(ask(order, wish(order, quantity=2), at=timezone.now()))
    returned.receive_and_accept(at=timezone.now(), by="staff")
    assert freight(order)[1] == OUT + BACK


def test_a_return_that_was_never_sent_is_not_billed(billed):
    order = delivered()
    ask(order, wish(order), at=timezone.now()).lapse(at=timezone.now())
    assert freight(order)[1] == OUT - Decimal("49.90")


def test_a_cancelled_order_leaves_no_fee_and_bears_only_what_had_travelled(mina):
    order = delivered()
    Order.objects.update(state="confirmed", approved_at=None)
    order.shipments.update(state="cancelled", delivered_at=None, handed_over_at=timezone.now())
    cancel_order(order, at=timezone.now(), by="staff")
    order.refresh_from_db()
    assert freight(order) == ([-OUT], OUT)
    order.shipments.update(handed_over_at=None)
    assert freight(order) == ([], 0)
    shown = text_of(mina.get(desk_page(order)))
    assert "iptal edildi" in shown
    assert "Kargo bedelleri" not in shown
    assert "Bu siparişten kalan" not in shown


def test_what_the_buyer_agreed_to_pay_is_theirs_and_the_rest_ours(billed, mina):
    make.tier(from_orders=0, extra_return_days=15)
    rule()
    order = late()
    returned = sent(asked(order))
    assert (returned.fee, returned.freight_ours) == (Decimal("29.90"), Decimal("31.30"))
    returned.receive_and_accept(at=timezone.now(), by="staff")
    shown = text_of(mina.get(desk_page(returned)))
    assert "31,30 TL" in shown
    assert "29,90 TL" in text_of(mina.get(desk_page(order)))


def test_the_buyer_reads_of_it_nowhere(billed, client):
    order = delivered()
    returned = sent(ask(order, wish(order), at=timezone.now()))
    told = [write(one, timezone.now()) for one in Message.objects.exclude(role="seller")]
    assert told
    for one in told:
        assert "61,20" not in one.text + one.html
    for path in ("", "returns/", f"returns/{returned.number}/"):
        shown = client.get(page(order, path))
        assert shown.status_code == 200
        assert "61,20" not in text_of(shown)


def test_staff_without_the_right_to_margins_reads_of_it_nowhere(billed, client, mina):
    order = delivered()
    returned = sent(ask(order, wish(order), at=timezone.now()))
    assert "61,20 TL" in text_of(mina.get(desk_page(order)))
    can = make.customer("can@example.com", is_staff=True)
    may = ["view_order", "view_return"]
    can.user_permissions.set(Permission.objects.filter(codename__in=may))
    client.force_login(can)
    for thing in (order, returned):
        shown = client.get(desk_page(thing))
        assert (shown.status_code, "61,20" in text_of(shown)) == (200, False)
