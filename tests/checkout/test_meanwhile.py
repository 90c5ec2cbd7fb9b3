"""What others do between the page and the button: the loser reads why, and loses no word of his."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection
from django.test import Client

from notifications.models import Message
from shop.cart.models import Cart
from shop.catalog.models import Stock
from shop.orders.models import Order
from shop.payments.models import Payment
from tests.processes import wait_until

from .filling import filled
from .test_vouchers import lay, voucher

WAITING = (
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


@contextmanager
def another_holds(table):
    """A second connection that has every row of the table locked; ours waits 0.2 s for none."""
    with psycopg.connect(**connection.get_connection_params()) as other:
        other.execute(f"SELECT 1 FROM {table} FOR UPDATE")
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '200ms'")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("RESET lock_timeout")


def text_of(response):
    return " ".join(response.content.decode().split())


def buyer(sku, mail, given=None):
    """(client, the form they are about to send); `given` is a voucher in their cart."""
    client = Client()
    client.cookies["province"] = "06"
    client.post("/cart/lines/", {"sku": sku, "quantity": 1})
    if given:
        lay(client, given.spelt)
    return client, filled(client, email=mail, address="Atatürk Bulvarı No: 7")


def assert_is_asked_once_more(answer, sentence, mail, status):
    """At the head of the same form, with all that was typed in it."""
    page = text_of(answer)
    assert answer.status_code == status
    notice = page[page.index('class="notice notice--warning"') : page.index('class="steps"')]
    assert sentence in notice
    assert f'value="{mail}"' in page
    assert 'value="Atatürk Bulvarı No: 7"' in page


@pytest.mark.django_db(transaction=True)
def test_whoever_waits_too_long_for_the_shelf_is_told_and_may_press_again(shopper):
    form = filled(shopper, address="Atatürk Bulvarı No: 7")
    with another_holds("shop_stock"):
        answer = shopper.post("/checkout/", form)
    sentence = "Aynı ürünü şu anda başkaları da alıyor. Ödeme alınmadı"
    assert_is_asked_once_more(answer, sentence, "ayse@example.com", 503)
    assert answer["Retry-After"] == "5"
    assert not Order.objects.exists()
    assert not Payment.objects.exists()
    assert not Message.objects.exists()
    assert Stock.objects.get().reserved == 0
    assert shopper.post("/checkout/", form).status_code == 302


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("path", "words"), [("", "Bir saniye lütfen"), ("/en", "One moment")])
def test_any_other_page_that_waits_too_long_says_so_and_changes_nothing(shopper, path, words):
    line = Cart.objects.get().lines.get()
    with another_holds("shop_cartline"):
        answer = shopper.post(f"{path}/cart/lines/", {"sku": line.variant.sku, "quantity": 2})
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert words in text_of(answer)
    line.refresh_from_db()
    assert line.quantity == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_order_the_last_one_at_once_the_slower_reads_why(mug):
    Stock.objects.update(on_hand=1)
    first, slower, answer = press_at_once(mug)
    sentence = "Siz tamamlarken bir başkası aldı: ürünlerin hepsi kalmadı."
    assert_is_asked_once_more(answer, sentence, slower, 409)
    assert Order.objects.get().buyer_email == first
    assert Stock.objects.get().reserved == 1
    assert Cart.objects.get(closed_at=None).lines.get().variant == mug


@pytest.mark.django_db(transaction=True)
def test_of_two_who_use_one_voucher_at_once_the_slower_reads_why(mug):
    given = voucher("50")
    first, slower, answer = press_at_once(mug, given)
    sentence = "Kuponunuz veya puanınız bu arada başka bir siparişte kullanıldı."
    assert_is_asked_once_more(answer, sentence, slower, 409)
    assert Order.objects.get().buyer_email == first
    assert Stock.objects.get().reserved == 1
    given.refresh_from_db()
    assert given.left == 0
    assert Cart.objects.get(closed_at=None).lines.get().variant == mug


@pytest.mark.django_db(transaction=True)
def test_who_emptied_the_cart_meanwhile_is_shown_the_cart(mug):
    Stock.objects.update(on_hand=1)
    client, form = buyer(mug.sku, "ayse@example.com")
    with psycopg.connect(**connection.get_connection_params()) as other:
        other.execute("UPDATE shop_stock SET on_hand = 0")
        other.execute("DELETE FROM shop_cartline")
        with ThreadPoolExecutor() as pool:
            pressed = pool.submit(press, client, form)
            wait_until(lambda: are_waiting() == 1)
            other.commit()
    answer = pressed.result()
    assert (answer.status_code, answer.url) == (302, "/cart/")
    assert not Order.objects.exists()


def press_at_once(mug, given=None):
    """(mail of who got it, mail of who did not, the answer to them). Both have passed every look
    when the shelf, which is held meanwhile, is let go."""
    buyers = {mail: buyer(mug.sku, mail, given) for mail in ("ayse@example.com", "can@example.com")}
    with psycopg.connect(**connection.get_connection_params()) as other:
        other.execute("SELECT 1 FROM shop_stock FOR UPDATE")
        with ThreadPoolExecutor() as pool:
            pressed = {mail: pool.submit(press, *one) for mail, one in buyers.items()}
            wait_until(lambda: are_waiting() == len(pressed))
            other.rollback()
    answers = {mail: one.result() for mail, one in pressed.items()}
    first, slower = sorted(answers, key=lambda mail: answers[mail].status_code)
    assert answers[first].status_code == 302
    return first, slower, answers[slower]


def are_waiting():
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return cursor.fetchone()[0]


def press(client, form):
    try:
        return client.post("/checkout/", form)
    finally:
        connection.close()
