"""What a member of staff with few rights sees: no more than that, in plain words, and nobody's
name or phone without the right to see orders."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from notifications.events import record
from notifications.models import Event, Message
from returns.asking import ask
from returns.models import Return
from shipping.models import Slip
from shop.catalog.models import Product, Stock
from shop.customers.models import Customer
from shop.loyalty.credits import give_points, give_voucher
from shop.orders.calls import Call
from shop.orders.models import Order
from shop.payments.models import Payment, Refund
from tests import make
from tests.returns import world
from tests.service.desk import confirmed, page, started

pytestmark = pytest.mark.django_db
PERSONAL = ("Ayşe Yılmaz", "+905321234567", "0532 123 45 67", "ayse@example.com", "Dikmen Cad.")


@pytest.fixture
def clerk(client):
    """Can, logged in with the given rights."""

    def with_rights(*codenames):
        can = Customer.objects.filter(email="can@example.com").first()
        can = can or make.customer("can@example.com", "Can", is_staff=True)
        can.user_permissions.set(Permission.objects.filter(codename__in=codenames))
        client.force_login(can)
        return client

    return with_rights


def secrets_in(answer):
    return [one for one in PERSONAL if one in answer.content.decode()]


def call_for(order):
    parcel = order.shipments.get()
    slip = Slip.objects.create(
        shipment=parcel,
        broken=parcel.promised_latest,
        promise=parcel.promises.get(),
        at=timezone.now(),
    )
    return Call.objects.create(
        order=order,
        slip=slip,
        why="delay",
        whom="Ayşe Yılmaz",
        phone="+905321234567",
        words="Ayşe Yılmaz, paketiniz gecikecek.",
        asked_at=timezone.now(),
    )


def everything_about_one_order():
    order = confirmed()
    payment = started(order)
    refund = Refund.objects.create(
        payment=payment, amount=1, reference="1", iban_holder="Ayşe Yılmaz", asked_at=timezone.now()
    )
    event = record(
        order, "order_link_asked", at=timezone.now(), detail={"was": {"address": "Dikmen Cad."}}
    )
    message = Message.objects.filter(channel="sms").first()
    Message.objects.update(body="Ayşe Yılmaz, siparişiniz alındı.", name="Ayşe Yılmaz")
    return [event, message, call_for(order), payment, refund]


RIGHTS = ("view_event", "view_message", "view_call", "view_payment", "view_refund", "view_return")


def test_nobody_is_named_to_staff_without_the_right_to_see_orders(clerk):
    things = everything_about_one_order()
    client = clerk(*RIGHTS)
    for thing in things:
        opened = client.get(page(thing))
        assert opened.status_code == 200
        assert secrets_in(opened) == [], thing
        assert secrets_in(client.get(list_of(thing))) == [], thing


def test_with_it_they_are_named(clerk):
    things = everything_about_one_order()
    client = clerk(*RIGHTS, "view_order")
    named = [bool(secrets_in(client.get(page(thing)))) for thing in things]
    assert named == [True] * len(things)


def test_hidden_words_are_not_searched_either(clerk):
    everything_about_one_order()
    client = clerk(*RIGHTS)
    for kind in (Call, Payment, Refund):
        assert client.get(f"{list_of(kind)}?q=Yılmaz").context["cl"].result_count == 0


def list_of(thing):
    return reverse(f"admin:{thing._meta.label_lower.replace('.', '_')}_changelist")


def test_without_rights_every_page_says_so_in_plain_words(clerk):
    client = clerk()
    assert "Hesabınızın burada görebileceği bir şey henüz yok" in text(client.get("/admin/"))
    for model in admin.site._registry:
        answer = client.get(list_of(model))
        assert answer.status_code == 403
        assert "Hesabınızın bu sayfaya izni yok" in text(answer)


def text(answer):
    return answer.content.decode()


def test_the_menu_and_the_landing_page_offer_what_may_be_opened(clerk):
    confirmed()
    client = clerk("view_shipment")
    shown = text(client.get("/admin/"))
    assert "Kargoya verilecek" in shown or "kargoya verilecek" in shown
    assert "/admin/shipping/shipment/" in shown
    for closed in ("/admin/shop/order/", "/admin/returns/return/", "/admin/shop/customer/"):
        assert closed not in shown
    assert "Sepetten ödemeye" not in shown


def test_carriers_are_called_by_their_name_in_what_happened(mina):
    make.carrier("yurtici", "Yurtiçi Kargo")
    order = confirmed()
    record(order.shipments.get(), "shipment_handed_over", at=timezone.now(), by="yurtici")
    for where in (
        page(order),
        page(order.shipments.get()),
        list_of(Event),
        page(Event.objects.last()),
    ):
        shown = text(mina.get(where))
        assert "Yurtiçi Kargo" in shown
        assert ">yurtici<" not in shown


def test_a_list_of_events_asks_for_the_names_once(mina, django_assert_max_num_queries):
    make.carrier("yurtici", "Yurtiçi Kargo")
    order = confirmed()
    for _number in range(20):
        record(order, "order_link_asked", at=timezone.now(), by="yurtici")
    with django_assert_max_num_queries(12):
        mina.get(list_of(Event))


def test_a_colleagues_rights_are_told_by_the_names_of_things(clerk):
    can = clerk("view_customer", "view_order")
    shown = can.get(page(Customer.objects.get(email="can@example.com"))).content.decode()
    assert "Sipariş: görür" in shown
    assert "Can view" not in shown


def test_a_customers_own_words_on_a_return_are_for_those_who_may_see_orders(clerk):
    order = world.bought(delivered=True)
    returned = ask(order, world.wish(order), at=world.MONDAY + timedelta(days=3))
    returned.lines.update(note="Gelinim beğenmedi.")
    Return.objects.filter(pk=returned.pk).update(appeal="Hastaydım.", stars=2, stars_note="Geç.")
    words = ("Gelinim beğenmedi.", "Hastaydım.", "Geç.")
    can = clerk("view_return")
    shown = can.get(page(returned)).content.decode()
    assert not [one for one in words if one in shown]
    me = Customer.objects.get(email="can@example.com")
    me.user_permissions.add(Permission.objects.get(codename="view_order"))
    shown = can.get(page(returned)).content.decode()
    assert [one for one in words if one in shown] == list(words)


def test_a_colleague_is_deleted_by_superusers_alone_and_nobody_by_the_dozen(clerk):
    client = clerk("view_customer", "change_customer", "delete_customer")
    boss = make.customer("zeynep@example.com", "Zeynep", is_staff=True, is_superuser=True)
    ayse = make.customer("ayse@example.com")
    deletion = reverse("admin:shop_customer_delete", args=[boss.pk])
    assert client.post(deletion, {"post": "yes"}).status_code == 403
    many = {"action": "delete_selected", "_selected_action": [boss.pk, ayse.pk], "post": "yes"}
    client.post(reverse("admin:shop_customer_changelist"), many)
    assert set(Customer.objects.values_list("name", flat=True)) == {"Zeynep", "Ayşe Yılmaz", "Can"}
    client.post(reverse("admin:shop_customer_delete", args=[ayse.pk]), {"post": "yes"})
    assert set(Customer.objects.values_list("name", flat=True)) == {"Zeynep", "Can"}


def test_no_page_links_to_one_that_may_not_be_opened(clerk):
    """Whatever single right somebody has: each page that it opens, and every link on it."""
    order = confirmed()
    payment = started(order)
    refund = Refund.objects.create(
        payment=payment, amount=1, reference="1", asked_at=timezone.now()
    )
    returned = return_of(world.bought(of=order.lines.get().variant.product))
    things = [order, order.shipments.get(), payment, refund, returned, call_for(order)]
    things += [kind.objects.first() for kind in (Event, Message, Stock, Product)]
    for thing in things:
        client, stands_on = clerk(f"view_{thing._meta.model_name}"), {}
        for path in ("/admin/", list_of(thing), page(thing)):
            answer = client.get(path)
            assert answer.status_code == 200, path
            stands_on |= dict.fromkeys(re.findall(r'href="(/admin/[^"]*)"', text(answer)), path)
        for link, path in stands_on.items():
            assert client.get(unescape(link)).status_code != 403, f"{path}: {link}"


def return_of(order):
    return ask(order, world.wish(order), at=world.MONDAY + timedelta(days=3))


def test_who_may_open_them_is_led_to_the_things_of_an_order(mina):
    order = confirmed()
    payment = started(order)
    shown = text(mina.get(page(order)))
    assert f'<a href="{page(payment)}">{payment.reference}</a>' in shown
    assert page(order) in text(mina.get(page(payment)))
    assert page(order) in text(mina.get(list_of(Event)))


def test_an_account_is_closed_also_of_whoever_paid_with_points(mina):
    ayse = make.customer()
    make.service()
    order = make.order(customer=ayse)
    today, now = timezone.localdate(), timezone.now()
    points = give_points(ayse, 20, today + timedelta(days=9), today=today, at=now)
    voucher = give_voucher(50, today, at=now, customer=ayse)
    Order.objects.update(credit=points)
    mina.post(reverse("admin:shop_customer_delete", args=[ayse.pk]), {"post": "yes"})
    assert not Customer.objects.filter(pk=ayse.pk).exists()
    order.refresh_from_db()
    assert (order.customer, order.credit, order.buyer_name) == (None, points, "Ayşe Yılmaz")
    for credit in (points, voucher):
        credit.refresh_from_db()
        assert credit.customer is None
