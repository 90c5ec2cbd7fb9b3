"""Accounts: signing up and in, what a member keeps, and guest orders that find their owner."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.core.mail.backends import locmem
from django.test import Client
from django.utils import timezone

from notifications.brand import brand
from notifications.models import Message
from notifications.sending import send_waiting
from shop.customers.models import Address, Customer
from shop.orders.models import Order
from tests import make
from tests.checkout.test_limits import as_of_years

pytestmark = pytest.mark.django_db
HOME = {
    "label": "Ev",
    "name": "Ayşe Yılmaz",
    "phone": "0532 123 45 67",
    "province": "34",
    "district": "Kadıköy",
    "neighbourhood": "Caferağa Mah",
    "address": "Bahariye Cad. No: 3 D: 5",
}


@pytest.fixture(autouse=True)
def _no_one_is_locked_out():
    cache.clear()


def sign_up(client, email="ayse@example.com"):
    return client.post("/account/signup/", {"email": email, "password1": "kırmızı balkon 7"})


def send_all():
    send_waiting(timezone.now)


def link_in_last_mail():
    send_all()
    return re.search(r"https?://[^/]+(/\S+)", mail.outbox[-1].body)[1]


def address_of(customer, **changes):
    return Address.objects.create(customer=customer, **{**HOME, **changes})


def test_a_guests_orders_join_the_account_once_the_address_is_confirmed(client):
    order = make.order(buyer_email="Ayse@Example.com")
    sign_up(client)
    assert Order.objects.get().customer is None
    client.post(link_in_last_mail())
    assert Order.objects.get().customer.email == "ayse@example.com"
    assert f"Sipariş {order.number}" in client.get("/account/orders/").content.decode()


def test_an_address_nobody_confirmed_gets_nobodys_orders(client):
    make.order(buyer_email="ayse@example.com")
    sign_up(client)
    again = {"login": "ayse@example.com", "password": "kırmızı balkon 7"}
    Client().post("/account/login/", again)
    assert Order.objects.get().customer is None


def test_another_members_order_does_not_change_hands(client):
    other = make.customer("mehmet@example.com")
    make.order(buyer_email="ayse@example.com", customer=other)
    sign_up(client)
    client.post(link_in_last_mail())
    assert Order.objects.get().customer == other


def test_orders_placed_while_signed_out_join_at_the_next_visit(client):
    ayse = make.customer()
    EmailAddress.objects.create(user=ayse, email=ayse.email, verified=True, primary=True)
    make.order(buyer_email=ayse.email)
    client.post("/account/login/", {"login": ayse.email, "password": "correct horse"})
    assert Order.objects.get().customer == ayse


def test_signing_up_keeps_the_language_of_the_page(client):
    client.post("/en/account/signup/", {"email": "a@example.com", "password1": "red balcony 7"})
    assert Customer.objects.get().language == "en"
    send_all()
    assert "Confirm" in mail.outbox[0].subject
    html = mail.outbox[0].alternatives[0].content
    assert link_in_last_mail() in html
    assert '<html lang="en">' in html


def test_a_member_is_met_in_their_own_language(client):
    make.customer(language="en")
    answer = client.post(
        "/account/login/", {"login": "ayse@example.com", "password": "correct horse"}
    )
    assert answer["Location"] == "/en/account/"


def test_signing_in_brings_the_province_of_the_first_address(client):
    address_of(make.customer(), province="35", is_default=True)
    answer = client.post(
        "/account/login/", {"login": "ayse@example.com", "password": "correct horse"}
    )
    assert answer.cookies["province"].value == "35"


def test_a_forgotten_password_is_replaced_by_mail(client):
    make.customer()
    client.post("/account/password/reset/", {"email": "ayse@example.com"})
    page = client.get(link_in_last_mail(), follow=True)
    client.post(
        page.redirect_chain[-1][0], {"password1": "yeni parola 99", "password2": "yeni parola 99"}
    )
    assert Customer.objects.get().check_password("yeni parola 99")


def test_a_mail_of_the_account_is_a_row_until_it_is_sent_and_its_link_then_forgotten(client):
    ayse = make.customer()
    client.post("/account/password/reset/", {"email": ayse.email})
    cache.clear()  # Redis may be emptied at any moment
    waiting = Message.objects.get()
    assert (waiting.state, waiting.address) == ("waiting", ayse.email)
    assert waiting.event.subject == ayse
    assert "/account/password/reset/key/" in link_in_last_mail()
    send_all()
    assert len(mail.outbox) == 1
    waiting.refresh_from_db()
    assert (waiting.state, waiting.body, waiting.html) == ("sent", "", "")


def test_a_mail_server_that_is_away_loses_no_link(client, monkeypatch):
    make.customer()
    client.post("/account/password/reset/", {"email": "ayse@example.com"})
    with monkeypatch.context() as away:
        away.setattr(locmem.EmailBackend, "send_messages", no_answer)
        send_all()
    assert Message.objects.get().state == "sending"
    send_waiting(lambda: timezone.now() + timedelta(minutes=5))
    assert "/account/password/reset/key/" in link_in_last_mail()


def no_answer(backend, letters):
    raise ConnectionRefusedError


def test_nobody_at_the_desk_reads_a_link_that_opens_an_account(client):
    make.customer()
    client.post("/account/password/reset/", {"email": "ayse@example.com"})
    client.force_login(make.customer("mina@example.com", is_staff=True, is_superuser=True))
    waiting = Message.objects.get()
    assert "/reset/key/" in waiting.body
    for path in (f"message/{waiting.pk}/change/", f"event/{waiting.event_id}/change/", "message/"):
        page = client.get(f"/admin/notifications/{path}", follow=True).content.decode()
        assert "/reset/key/" not in page
        assert waiting.body not in page
    page = client.get(f"/admin/notifications/message/{waiting.pk}/change/").content.decode()
    assert "yalnız alıcısı görür" in page
    assert "ayse@example.com" in page


def test_a_confirmation_that_fails_writes_no_mail(client, monkeypatch):
    """The row stands or falls with what it tells."""
    make.order(buyer_email="ayse@example.com")
    sign_up(client)
    link, before = link_in_last_mail(), Message.objects.count()
    monkeypatch.setattr("shop.service.adapter.claim_guest_orders", crash)
    with pytest.raises(ZeroDivisionError):
        client.post(link)
    assert Message.objects.count() == before


def crash(*_given):
    raise ZeroDivisionError


def test_an_address_without_an_account_is_written_to_as_well(client):
    client.post("/account/password/reset/", {"email": "nobody@example.com"})
    send_all()
    (sent,) = mail.outbox
    assert sent.to == ["nobody@example.com"]
    assert "/reset/key/" not in sent.body


def test_an_unknown_address_gets_the_same_answer(client):
    known = client.post("/account/password/reset/", {"email": "nobody@example.com"})
    assert known["Location"] == "/account/password/reset/done/"
    assert not Customer.objects.exists()


def test_after_many_wrong_passwords_the_door_stays_shut_for_a_while(client, settings):
    settings.ACCOUNT_RATE_LIMITS = False  # they count in Redis, which may be gone; PostgreSQL holds
    make.customer()
    for _try in range(9):
        page = client.post("/account/login/", {"login": "ayse@example.com", "password": "x"})
    right = client.post(
        "/account/login/", {"login": "ayse@example.com", "password": "correct horse"}
    )
    assert page.status_code == right.status_code == 429
    assert "_auth_user_id" not in client.session


def test_the_account_asks_a_visitor_to_sign_in(client):
    for path in ("", "orders/", "addresses/", "addresses/new/", "profile/"):
        answer = client.get(f"/account/{path}")
        assert answer["Location"].startswith("/account/login/?next=/account/")


def test_a_member_keeps_an_address_and_pages_count_from_it(client):
    client.force_login(make.customer())
    answer = client.post("/account/addresses/new/", {**HOME, "use_first": "on"})
    assert answer["Location"] == "/account/addresses/"
    assert answer.cookies["province"].value == "34"
    kept = Address.objects.get()
    assert (kept.phone, kept.is_default) == ("+905321234567", True)


def test_only_one_address_comes_first(client):
    ayse = make.customer()
    first, second = address_of(ayse, is_default=True), address_of(ayse, label="İş")
    client.force_login(ayse)
    client.post(f"/account/addresses/{second.pk}/", {**HOME, "use_first": "on"})
    assert list(Address.objects.filter(is_default=True)) == [second]
    assert first in ayse.addresses.all()


def test_choosing_a_province_brings_its_districts_and_keeps_nothing(client):
    client.force_login(make.customer())
    page = client.post("/account/addresses/new/", {**HOME, "province": "06", "refresh": "1"})
    assert 'value="Çankaya"' in page.content.decode()
    assert "field__error" not in page.content.decode()
    assert not Address.objects.exists()


def test_a_wrong_address_is_told_at_the_field_and_not_kept(client):
    client.force_login(make.customer())
    page = client.post("/account/addresses/new/", {**HOME, "district": "Çankaya"})
    assert "İstanbul için bir ilçe seçin." in page.content.decode()
    assert not Address.objects.exists()


@pytest.mark.parametrize("act", ["", "deletion/"])
def test_somebody_elses_address_is_not_there(client, act):
    theirs = address_of(make.customer("mehmet@example.com"))
    client.force_login(make.customer())
    answer = client.post(f"/account/addresses/{theirs.pk}/{act}", HOME)
    assert answer.status_code == 404
    assert Address.objects.get().name == "Ayşe Yılmaz"


def test_wishes_are_kept(client):
    client.force_login(make.customer())
    client.post(
        "/account/profile/", {"name": "Ayşe", "phone": "", "language": "en", "wants_email": "on"}
    )
    ayse = Customer.objects.get()
    assert (ayse.name, ayse.phone, ayse.language) == ("Ayşe", "", "en")
    assert (ayse.wants_sms, ayse.wants_email) == (False, True)


def test_the_orders_page_costs_the_same_for_many_orders(client, django_assert_max_num_queries):
    ayse = make.customer()
    for _number in range(12):
        make.order(customer=ayse)
    client.force_login(ayse)
    brand()  # in memory, as in a running process
    with django_assert_max_num_queries(8):
        client.get("/account/orders/")


def test_a_mail_of_the_account_wears_the_frame_of_all_mails_in_both_its_parts(client, settings):
    make.customer()
    client.post("/account/password/reset/", {"email": "ayse@example.com"})
    send_all()
    (sent,) = mail.outbox
    assert [line for line in sent.body.splitlines() if line != line.strip()] == []
    assert sent.body.startswith("Yeni parola seçin\n\nMerhaba Ayşe,\n\n")
    assert "\nYeni parola seçin:\nhttp" in sent.body
    assert settings.SELLER["name"] in sent.body.splitlines()[-1]
    html = sent.alternatives[0][0]
    assert "parolanız aynı kalır.</p>" in html
    assert sent.reply_to == [settings.SELLER["email"]]


@pytest.mark.parametrize("page", ["", "orders/", "addresses/", "addresses/new/", "profile/"])
def test_a_members_page_is_kept_by_nobody(client, page):
    client.force_login(make.customer())
    assert "no-store" in client.get(f"/account/{page}")["Cache-Control"]


def test_a_guests_orders_are_found_by_an_index_however_the_address_is_written():
    as_of_years()
    theirs = Order.objects.filter(customer=None, buyer_email__iexact="Can@Example.com")
    assert "order_by_email_any_case" in theirs.explain()
