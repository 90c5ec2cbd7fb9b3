"""The merchant's landing page, lists, and who may do what."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from notifications.models import Event, Message
from returns.asking import ask
from shipping.models import Shipment
from shop.orders.dispatching import dispatch
from shop.orders.models import Order
from shop.payments.models import Refund
from tests import make, two_parcels
from tests.returns import world
from tests.service.desk import act, confirmed, page, said, started

pytestmark = pytest.mark.django_db


def test_each_number_opens_a_list_of_so_many(mina):
    late = confirmed().shipments.get()
    Shipment.objects.filter(pk=late.pk).update(leaves_by=timezone.localdate() - timedelta(days=2))
    started(make.order(placed_at=timezone.now()))
    make.shipment(leaves="2026-01-05", promised=("2026-01-06", "2026-01-08"))
    world.bought(placed_at=timezone.now() - timedelta(days=9))
    for number in mina.get("/admin/").context["numbers"]:
        assert len(mina.get(number["href"]).context["cl"].result_list) == number["count"], number
    counts = [number["count"] for number in mina.get("/admin/").context["numbers"]]
    assert counts == [2, 1, 1, 1, 0, 1]
    assert mina.get("/admin/").context["numbers"][1]["pressing"] == "1 tanesi gecikti"


def test_the_landing_page_asks_no_more_with_more_parcels(mina, django_assert_num_queries):
    make.shipment(leaves="2026-01-05", promised=("2026-01-06", "2026-01-08"))
    mina.get("/admin/")
    with django_assert_num_queries(23):
        mina.get("/admin/")
    for _number in range(7):
        make.shipment(leaves="2026-01-05", promised=("2026-01-06", "2026-01-08"))
    with django_assert_num_queries(23):
        mina.get("/admin/")


def test_the_desk_is_turkish_until_english_is_picked(mina):
    assert "Kargoya verilecek" in mina.get("/admin/").content.decode().replace("kargoya", "Kargoya")
    mina.post(reverse("set_language"), {"language": "en", "next": "/admin/"})
    assert "to dispatch" in mina.get("/admin/").content.decode()
    assert 'lang="tr"' in mina.get("/").content.decode()


def test_staff_read_their_own_language(client):
    client.force_login(
        make.customer("sam@example.com", is_staff=True, is_superuser=True, language="en")
    )
    assert "to dispatch" in client.get("/admin/").content.decode()


def test_an_order_page_adds_up_and_tells_the_whole_story(mina):
    order = world.bought(quantity=3, placed_at=timezone.now() - timedelta(days=2))
    returned = ask(order, world.wish(order), at=timezone.now())
    refund = Refund.objects.create(
        payment=order.payments.get(), amount=10, reason="r", reference="x", asked_at=timezone.now()
    )
    shown = mina.get(page(order)).content.decode()
    for text in ("749,70", "49,90", "799,60", str(returned), page(returned), page(refund)):
        assert text in shown, text
    assert "iade onaylandı" in shown


@pytest.mark.parametrize(
    "term",
    ["{number}", "{cargo}", "ayşe yılmaz", "ayse@example.com", "0532 123 45 67", "+905321234567"],
)
def test_an_order_is_found_by_whatever_the_caller_knows(mina, term):
    order = world.bought()
    make.order(buyer_name="Can", receiver_name="Can", buyer_email="c@e.com", **PHONES)
    term = term.format(number=order.number, cargo=order.shipments.get().tracking_number)
    found = mina.get("/admin/shop/order/", {"q": term}).context["cl"].result_list
    assert [one.number for one in found] == [order.number]


def lists():
    """Every list of the desk, and each question that one answers."""
    for model, desk_page in admin.site._registry.items():
        path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        yield path
        questions = getattr(next(iter(desk_page.list_filter), None), "queues", {})
        yield from (f"{path}?queue={question}" for question in questions)


PHONES = {"buyer_phone": "+905551112233", "receiver_phone": "+905551112233"}


def test_no_list_asks_more_with_more_rows(mina):
    """Every list of the desk, whatever it shows."""

    def fill(count):
        for _number in range(count):
            order = world.bought()
            ask(order, world.wish(order), at=world.MONDAY + timedelta(days=3))

    def asked():
        counts = {}
        for path in lists():
            with CaptureQueriesContext(connection) as queries:
                mina.get(path)
            counts[path] = len(queries)
        return counts

    fill(2)
    asked()  # what is asked once in a process is asked
    few = asked()
    fill(8)
    many = asked()
    # the shop's look is read anew every few seconds: one query, on whichever page comes then
    assert {path: count for path, count in many.items() if count > few[path] + 1} == {}
    page_of_promises = few.pop("/admin/shipping/promiseentry/")
    assert page_of_promises <= 13
    assert max(few.values()) <= 10


def test_a_failed_message_is_sent_again(mina):
    order = confirmed()
    event = Event.objects.about(order).first()
    message = Message.objects.get_or_create(
        event=event,
        role="buyer",
        channel="sms",
        defaults={"address": "+905321234567", "language": "tr", "next_try_at": timezone.now()},
    )[0]
    Message.objects.filter(pk=message.pk).update(state="failed", problem="numara yok")
    assert "numara yok" in mina.get(page(order)).content.decode()
    act(mina, message, "send_again")
    message.refresh_from_db()
    assert message.state == "waiting"


def failed_messages(count):
    order = confirmed()
    event = Event.objects.about(order).first()
    Message.objects.all().delete()
    for number in range(count):
        Message.objects.create(
            event=event,
            role=f"reader {number}",
            channel="sms",
            address="+905321234567",
            language="tr",
            state=Message.State.FAILED,
            problem="numara yok",
            next_try_at=timezone.now(),
        )
    return Message.objects.order_by("pk")


def test_messages_that_were_not_sent_stand_on_the_landing_page_until_somebody_saw_to_them(mina):
    first, second, third = failed_messages(3)
    number = next(one for one in numbers_of(mina) if one["name"] == "gönderilemeyen mesajlar")
    assert number["count"] == 3
    assert list(mina.get(number["href"]).context["cl"].result_list) == [third, second, first]
    acted = {"action": "send_them_again", "_selected_action": [first.pk, second.pk]}
    answer = mina.post(number["href"], acted, follow=True)
    assert said(answer) == ["2 mesaj bir dakika içinde yeniden gönderilecek."]
    mina.post(number["href"], {"action": "let_them_go", "_selected_action": third.pk})
    states = Message.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["waiting", "waiting", "skipped"]
    assert "gönderilemeyen mesajlar" not in [one["name"] for one in numbers_of(mina)]


@pytest.mark.parametrize(
    ("state", "queue", "name"),
    [
        ("asked", "by_hand", "elle gönderilecek para iadesi"),
        ("failed", "failed", "gönderilemeyen para iadesi"),
    ],
)
def test_money_that_waits_for_staff_stands_on_the_landing_page(mina, state, queue, name):
    payment = started(make.order(placed_at=timezone.now()))
    refund = Refund.objects.create(payment=payment, state=state, amount=5, asked_at=timezone.now())
    number = next(one for one in numbers_of(mina) if one["name"] == name)
    assert (number["count"], number["href"]) == (1, f"/admin/shop/refund/?queue={queue}")
    assert list(mina.get(number["href"]).context["cl"].result_list) == [refund]
    Refund.objects.update(state="done")
    assert name not in [one["name"] for one in numbers_of(mina)]


def test_a_messages_page_leads_to_what_it_is_about(mina):
    [message] = failed_messages(1)
    assert page(message.event.subject) in mina.get(page(message)).content.decode()


def test_a_message_that_was_not_sent_a_week_ago_is_no_news(mina):
    failed_messages(1).update(next_try_at=timezone.now() - timedelta(days=7))
    assert "gönderilemeyen mesajlar" not in [one["name"] for one in numbers_of(mina)]


def numbers_of(client):
    return client.get("/admin/").context["numbers"]


def test_a_message_that_was_sent_meanwhile_is_neither_sent_again_nor_let_go(mina):
    [message] = failed_messages(1)
    Message.objects.update(state=Message.State.SENT)
    for action in ("send_them_again", "let_them_go"):
        acted = {"action": action, "_selected_action": message.pk}
        answer = mina.post("/admin/notifications/message/", acted, follow=True)
        assert said(answer) == ["Bu artık yapılamaz: kayıt bu arada ilerlemiş."]
    message.refresh_from_db()
    assert message.state == "sent"


def test_who_may_only_look_sees_no_buttons_and_changes_nothing(client):
    clerk = make.customer("can@example.com", is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client.force_login(clerk)
    order = confirmed()
    assert 'class="verbs"' not in client.get(page(order)).content.decode()
    assert act(client, order, "dispatch").status_code == 403
    assert not order.shipments.get().wants_booking


def test_a_verb_is_posted_and_known(mina):
    order = confirmed()
    verb = reverse("admin:shop_order_verb", args=[order.pk, "dispatch"])
    assert mina.get(verb).status_code == 405
    assert mina.post(verb.replace("dispatch", "delete")).status_code == 404
    assert mina.post(verb.replace(str(order.pk), "999999")).status_code == 404


def test_no_state_is_an_editable_field(mina):
    order = confirmed()
    for thing in (order, order.shipments.get(), started(order)):
        answer = mina.post(page(thing), {"state": "cancelled"})
        assert answer.status_code == 403
        thing.refresh_from_db()
        assert thing.state != "cancelled"


def test_an_order_that_has_left_is_not_cancelled(mina):
    order = world.bought()
    answer = act(mina, order, "cancel")
    assert said(answer) == ["Bu artık yapılamaz: kayıt bu arada ilerlemiş."]
    assert Order.objects.get().state == "confirmed"


@pytest.mark.parametrize("query", ["payment_method=transfer", "carrier_code=table", "state=placed"])
def test_orders_are_asked_for_by_what_people_call_things(mina, query):
    order = make.order(method="transfer")
    shown = mina.get(f"/admin/shop/order/?{query}")
    assert [one.number for one in shown.context["cl"].result_list] == [order.number]
    assert "Havale veya EFT" in shown.content.decode()


def test_who_logs_in_at_the_desk_lands_there(client):
    make.customer("mina@example.com", is_staff=True, is_superuser=True)
    page = client.get("/admin/login/").content.decode()
    assert '<input type="hidden" name="next" value="/admin/">' in page


def test_a_parcel_at_its_branch_is_on_its_way_no_more(mina):
    order = world.bought()
    order.shipments.update(state="in_transit", arrived_at=timezone.now(), delivered_at=None)
    for path in ("shop/order", "shipping/shipment", f"shop/order/{order.pk}/change"):
        assert "şubede hazır" in mina.get(f"/admin/{path}/").content.decode(), path


@pytest.mark.parametrize("path", ["shop/payment", "shop/refund", "shop/call", "returns/return"])
@pytest.mark.parametrize("term", ["{number}", "ayşe yılmaz", "99999999999999999999"])
def test_what_belongs_to_an_order_is_found_by_its_number(mina, path, term):
    order = world.bought()
    ask(order, world.wish(order), at=world.MONDAY + timedelta(days=3))
    found = mina.get(f"/admin/{path}/", {"q": term.format(number=order.number)})
    assert found.status_code == 200
    if path == "shop/payment" and term == "{number}":
        assert [one.order_id for one in found.context["cl"].result_list] == [order.number]


def test_the_filters_are_lit_by_filters_alone(mina):
    confirmed()
    lit = {
        query: mina.get(f"/admin/shipping/shipment/?{query}").context["cl"].has_active_filters
        for query in (
            "queue=to_dispatch",
            "queue=to_dispatch&state__exact=draft",
            "state__exact=draft",
            "",
        )
    }
    assert list(lit.values()) == [False, True, True, False]


def test_each_event_of_two_parcels_says_of_which_it_is(mina):
    order = two_parcels.paid(two_parcels.bought())
    parcels = list(order.shipments)
    dispatch(parcels, by="staff:mina@example.com", at=timezone.now())
    events = mina.get(page(order)).context["events"]
    told = {one.parcel for one in events if one.name == "shipment_dispatch_asked"}
    assert told == {one.number for one in parcels}
    assert len(told) == 2
    assert {one.parcel for one in events if one.name.startswith("order_")} == {""}


def test_what_cannot_be_taken_back_is_read_before_it_is_pressed(mina):
    order = confirmed()
    verbs = {one["title"]: one for one in mina.get(page(order)).context["verbs"]}
    assert verbs["Siparişi iptal et"]["is_folded"]
    assert "geri alınamaz" in str(verbs["Siparişi iptal et"]["warning"])
    assert not verbs["Kargoya ver"]["is_folded"]
    shown = mina.get(page(order)).content.decode()
    assert shown.index("<details") < shown.index("geri alınamaz") < shown.index("</details>")


def test_a_parcels_page_prints_its_own_label(mina):
    parcel = confirmed().shipments.get()
    assert 'value="print_labels"' in mina.get(page(parcel)).content.decode()
    answer = mina.post(
        reverse("admin:shipping_shipment_changelist"),
        {"action": "print_labels", "index": 0, "_selected_action": parcel.pk},
    )
    assert answer["Content-Type"] == "application/pdf"


def test_an_empty_queue_is_good_news_and_an_empty_search_can_be_taken_back(mina):
    listed = "/admin/shipping/shipment/"
    assert "Burada bekleyen bir iş yok." in mina.get(f"{listed}?queue=overdue").content.decode()
    searched = mina.get(f"{listed}?queue=overdue&q=zzz").content.decode()
    assert "Burada bekleyen bir iş yok." not in searched
    assert 'href="?"' in searched


@pytest.mark.parametrize("typed", ["ilker", "İlker", "İLKER", "IŞIK", "ışık ilker"])
def test_a_name_is_found_with_any_of_our_letters_i(mina, typed):
    make.order(buyer_name="İlker Işık", receiver_name="Can Ay", buyer_email="a@example.com")
    make.order(buyer_name="Can Ay", receiver_name="Can Ay", buyer_email="b@example.com")
    found = mina.get(reverse("admin:shop_order_changelist"), {"q": typed}).context["cl"].result_list
    assert [order.buyer_name for order in found] == ["İlker Işık"]


@pytest.mark.parametrize("typed", ["İ{}", "i{}", "{}"])
def test_a_return_is_found_by_its_number_as_it_is_written(mina, typed):
    order = world.bought(delivered=True)
    asked = ask(order, world.wish(order), at=world.MONDAY + timedelta(days=3))
    found = (
        mina.get(reverse("admin:returns_return_changelist"), {"q": typed.format(asked.number)})
        .context["cl"]
        .result_list
    )
    assert list(found) == [asked]


def test_events_are_narrowed_down_to_things_that_something_happened_to(mina):
    dispatch([confirmed().shipments.get()], by="staff", at=timezone.now())
    listed = reverse("admin:notifications_event_changelist")
    (kinds,) = mina.get(listed).context["cl"].filter_specs
    assert {title for _pk, title in kinds.lookup_choices} == {"Paket", "Sipariş"}
    asked = {"subject_type": next(pk for pk, title in kinds.lookup_choices if title == "Sipariş")}
    found = mina.get(listed, asked).context["cl"].result_list
    assert {event.subject_type.model for event in found} == {"order"}
