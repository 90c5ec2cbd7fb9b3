"""What a merchant does at the desk, page by page."""

import pytest
from django.contrib.auth.models import Permission

from shop.catalog.models import Product, Stock, StockMovement
from shop.orders.dispatching import dispatch
from shop.payments.paying import start_payment
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(make.customer("mert@example.com", is_staff=True, is_superuser=True))
    return client


def form_of(page):
    """What the change form of a page would send unchanged."""
    found = page.context["adminform"].form
    forms = [found, *(one.formset for one in page.context["inline_admin_formsets"])]
    sent = {}
    for form in forms:
        for field in [*form] if not hasattr(form, "forms") else form.management_form:
            sent[field.html_name] = field.value()
        for row in getattr(form, "forms", ()):
            sent |= {field.html_name: field.value() for field in row}
    return {name: value for name, value in sent.items() if not (value is None or value is False)}


def test_a_products_new_name_is_in_its_lists(desk):
    make.product("Seramik kupa", slug="kupa")
    address = f"/admin/shop/product/{Product.objects.get().pk}/change/"
    sent = form_of(desk.get(address)) | {
        "name": "Cam kupa",
        "added_at_0": "2026-11-23",
        "added_at_1": "10:00",
    }
    answer = desk.post(address, sent)
    assert answer.status_code == 302, answer.context["errors"]
    assert " cam" in Product.objects.get().search_text


@pytest.mark.parametrize(("change", "left"), [(-8, 2), (-9, 10), (5, 15), (10**9, 10)])
def test_only_what_is_not_held_for_orders_can_be_written_off(desk, change, left):
    make.order(quantity=2)
    stock = Stock.objects.get()
    sent = {"move-change": change, "move-reason": "count"}
    desk.post(f"/admin/shop/stock/{stock.pk}/verbs/move/", sent)
    stock.refresh_from_db()
    assert (stock.on_hand, stock.reserved) == (left, 2)
    assert sum(StockMovement.objects.values_list("change", flat=True)) == left


def test_what_the_carrier_refused_is_corrected_and_booked_again(desk):
    order = make.order()
    order.confirm(at=make.MONDAY_MORNING, by="card")
    [parcel] = order.shipments
    dispatch([parcel], by="mert", at=make.MONDAY_MORNING)
    order.shipments.update(booking_problem="Adres bulunamadı", next_poll_at=None)
    verbs = f"/admin/shipping/shipment/{parcel.pk}/verbs"
    details = {
        "correct-receiver_name": "Ayşe Yılmaz",
        "correct-receiver_phone": "0532 123 45 67",
        "correct-district": "Çankaya",
        "correct-neighbourhood": "Kızılay Mah",
        "correct-address": "Atatürk Bulvarı No: 1 D: 5",
    }
    page = desk.get(f"/admin/shipping/shipment/{parcel.pk}/change/").content.decode()
    assert f'value="{parcel.address}"' in page
    desk.post(f"{verbs}/correct/", details)
    desk.post(f"{verbs}/book_again/")
    parcel.refresh_from_db()
    assert parcel.address == "Atatürk Bulvarı No: 1 D: 5"
    assert (parcel.booking_problem, parcel.wants_booking) == ("", True)


def test_a_verb_that_is_not_offered_does_nothing(desk):
    order = make.order()
    order.confirm(at=make.MONDAY_MORNING, by="card")
    [parcel] = order.shipments
    address = f"/admin/shipping/shipment/{parcel.pk}/verbs/book_again/"
    assert desk.post(address).status_code == 302
    parcel.refresh_from_db()
    assert parcel.wants_booking is False


def test_money_by_hand_goes_out_once_the_account_is_noted(desk):
    make.service()
    payment = start_payment(make.order(method="transfer"), "transfer", at=make.MONDAY_MORNING)
    seen = {"confirm-amount": "299.80", "confirm-bank_reference": "FAST 1"}
    desk.post(f"/admin/shop/payment/{payment.pk}/verbs/confirm/", seen)
    desk.post(f"/admin/shop/order/{payment.order_id}/verbs/cancel/", {"cancel-why": "buyer"})
    refund = payment.refunds.get()
    verbs = f"/admin/shop/refund/{refund.pk}/verbs"
    desk.post(f"{verbs}/sent/")
    refund.refresh_from_db()
    assert refund.state == "asked"
    account = {"account-iban": "TR33 0006 1005 1978 6457 8413 26", "account-holder": "Ayşe"}
    desk.post(f"{verbs}/account/", account)
    desk.post(f"{verbs}/sent/")
    refund.refresh_from_db()
    assert (refund.state, refund.iban) == ("done", "TR330006100519786457841326")


def test_who_may_change_customers_cannot_give_themselves_more(client):
    mert = make.customer("mert@example.com", is_staff=True)
    mert.user_permissions.set(Permission.objects.filter(codename__endswith="_customer"))
    boss = make.customer("boss@example.com", is_staff=True, is_superuser=True)
    ayse = make.customer("ayse@example.com")
    client.force_login(mert)
    for person in (mert, boss, ayse):
        sent = {"email": "mine@example.com", "name": "Yeni", "language": "tr", "is_staff": "on"}
        sent |= {"addresses-TOTAL_FORMS": 0, "addresses-INITIAL_FORMS": 0}
        client.post(f"/admin/shop/customer/{person.pk}/change/", sent)
        person.refresh_from_db()
    assert (mert.name, mert.email) == ("Ayşe Yılmaz", "mert@example.com")
    assert (boss.name, boss.email) == ("Ayşe Yılmaz", "boss@example.com")
    assert (ayse.name, ayse.is_staff) == ("Yeni", False)


def test_a_wrong_password_is_said_in_one_sentence(client):
    make.customer("mina@example.com", is_staff=True)
    answer = client.post("/admin/login/", {"username": "mina@example.com", "password": "wrong"})
    page = answer.content.decode()
    assert page.count("errornote") == 1
    assert "E-posta ya da parola yanlış" in page
