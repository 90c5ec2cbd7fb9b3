"""A voucher or points: entered in the cart or the checkout, one line wherever sums stand, spent
once, and given back with an order that comes to nothing."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from notifications.models import Message
from notifications.writing import write
from shop.cart import using
from shop.cart.bills import spread
from shop.cart.models import Cart
from shop.loyalty.credits import Credit, CreditGone, give_points, give_voucher, spend
from shop.orders.models import Order
from shop.payments.cancelling import cancel_order
from shop.payments.expiring import expire
from shop.payments.models import Payment
from tests import make
from tests.together import run_together

from .filling import filled, with_choice
from .test_cost import queries_of, warm

pytestmark = pytest.mark.django_db
TL = "\u00a0TL"


@pytest.fixture(autouse=True)
def _nobody_counted_yet():
    cache.clear()


def day(days=90):
    return timezone.localdate() + timedelta(days=days)


def voucher(worth="50", days=90, **fields):
    return give_voucher(Decimal(worth), day(days), at=timezone.now(), **fields)


def points(customer, worth="30"):
    today = timezone.localdate()
    return give_points(customer, Decimal(worth), day(), today=today, at=timezone.now())


def lay(client, code, **more):
    return client.post("/cart/voucher/", {"voucher": code, "credit": "code", **more})


def said(response):
    return response.content.decode()


def another(mug):
    client = Client()
    client.cookies["province"] = "06"
    client.post("/cart/lines/", {"sku": mug.sku, "quantity": 1})
    return client


def place(client, **choice):
    form = filled(client)
    return client.post("/checkout/", with_choice(client, form, **choice) if choice else form)


def left(credit):
    credit.refresh_from_db()
    return credit.left


def test_all_sums_are_the_same_wherever_they_stand(shopper):
    given = voucher("50")
    lay(shopper, given.spelt)
    cart, checkout = said(shopper.get("/cart/")), said(shopper.get("/checkout/"))
    for page in (cart, checkout):
        assert f"−50,00{TL}" in page
        assert f"249,80{TL}" in page
    place(shopper)
    order = Order.objects.get()
    assert (order.goods_total, order.credit_paid) == (Decimal("249.90"), Decimal(50))
    assert order.total == Decimal("249.80") == Payment.objects.get().amount
    assert order.lines.get().credit_paid == Decimal(50)
    tracking = said(Client().get(order.link))
    assert f"Kupon {given.spelt}" in tracking
    assert f"−50,00{TL}" in tracking
    for text in order.texts.all():
        assert f"Kupon: −50,00{TL}" in text.html
        assert f"249,80{TL}" in text.html
        assert "onun için ödenen tutar iade edilir" in text.html
    mail = write(
        Message.objects.get(channel="email", event__name="order_placed", role="buyer"),
        timezone.now(),
    )
    assert f"Kupon {given.spelt}: −50,00{TL}" in mail.text
    assert f"−50,00{TL}" in mail.html
    assert left(given) == 0


def test_without_a_voucher_no_page_speaks_of_what_it_takes_off(shopper):
    assert f"−50,00{TL}" not in said(shopper.get("/checkout/"))
    place(shopper)
    assert "Kupon" not in Order.objects.get().texts.first().html


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"days": -1}, "Son kullanma günü geçti: "),
        ({"minimum": Decimal(300)}, f"Bu kupon için ürünlerin tutarı en az 300,00{TL} olmalı."),
        ({"left": 0}, "Bu kupon kullanıldı."),
    ],
)
def test_what_cannot_be_used_says_why_at_once(shopper, fields, sentence):
    used = fields.pop("left", None)
    given = voucher(**fields)
    if used is not None:
        Credit.objects.update(left=used)
    answer = lay(shopper, given.code)
    assert (answer.status_code, sentence in said(answer)) == (422, True)
    assert Cart.objects.get().credit is None


def test_an_unknown_code_says_so_and_stays_in_the_field(shopper):
    answer = lay(shopper, "YOK-BÖYLE")
    assert answer.status_code == 422
    assert "Bu kodu tanımıyoruz." in said(answer)
    assert "YOK-BÖYLE" in said(answer)


def test_a_code_may_be_typed_as_it_is_heard(shopper):
    given = voucher()
    lay(shopper, f" {given.code[:4].lower()} {given.code[4:].lower()}")
    assert Cart.objects.get().credit == given


def test_codes_are_short_and_leave_no_doubt():
    code = voucher().code
    assert len(code) == 8
    assert not set(code) & set("0O1I")


def test_a_guesser_is_stopped_even_with_the_right_code(shopper, monkeypatch):
    monkeypatch.setattr(using, "A_WHILE", 10**10)  # no new window begins meanwhile
    given = voucher()
    for number in range(10):
        assert lay(shopper, f"AAAA{number}").status_code == 422
    answer = lay(shopper, given.code)
    assert (answer.status_code, f"{using.A_WHILE // 60} dakika" in said(answer)) == (429, True)
    form = filled(shopper, voucher=given.code)
    assert shopper.post("/checkout/", form).status_code == 429
    assert shopper.post("/checkout/options/", form | {"credit": "code"}).status_code == 429
    assert (Cart.objects.get().credit, Order.objects.count()) == (None, 0)


def test_it_can_be_taken_off_again(shopper):
    lay(shopper, voucher().code)
    shopper.post("/cart/voucher/", {"credit": "off"})
    assert f"299,80{TL}" in said(shopper.get("/cart/"))


def test_in_the_checkout_it_is_entered_without_losing_a_word(shopper):
    given = voucher("50")
    form = filled(shopper, voucher=given.code, credit="code")
    answer = said(shopper.post("/checkout/options/", form))
    assert f"249,80{TL}" in answer
    assert "Atatürk Bulvarı No: 1 Daire: 2" in answer
    wrong = filled(shopper, voucher="YANLIŞ", credit="code")
    shopper.post("/cart/voucher/", {"credit": "off"})
    refused = said(shopper.post("/checkout/options/", wrong))
    assert "Bu kodu tanımıyoruz." in refused
    assert '<details class="fold" open>' in refused


def test_a_code_still_in_the_field_orders_nothing_before_its_sum_was_seen(shopper):
    given = voucher("50")
    answer = shopper.post("/checkout/", filled(shopper, voucher=given.code))
    assert (answer.status_code, Order.objects.count(), left(given)) == (409, 0, 50)
    assert f"Toplam şimdi 249,80{TL}." in said(answer)


def test_a_larger_one_pays_the_goods_and_says_before_what_is_lost(shopper):
    given = voucher("300")
    lay(shopper, given.code)
    assert f"50,10{TL} kullanılmadan biter." in said(shopper.get("/cart/"))
    assert f"50,10{TL} kullanılmadan biter." in said(shopper.get("/checkout/"))
    place(shopper)
    order = Order.objects.get()
    assert (order.credit_paid, order.total) == (Decimal("249.90"), Decimal("49.90"))
    assert left(given) == 0


def test_where_nothing_is_left_to_pay_the_order_is_confirmed_at_once(shopper):
    make.service("hepsijet", price="0", takes_cod=False)
    lay(shopper, voucher("250").code)
    form = filled(shopper)
    page = with_choice(shopper, form, option="hepsijet:standard")
    assert page["payment"] == "nothing"
    answer = shopper.post("/checkout/", page)
    order = Order.objects.get()
    assert answer.url == order.link
    assert (order.state, order.total, Payment.objects.count()) == ("confirmed", 0, 0)
    cancel_order(order, at=timezone.now(), by="buyer")
    assert left(order.credit) == 250


def test_free_delivery_is_reckoned_from_what_is_paid(shopper):
    make.service("hepsijet", price="1", free_from=Decimal(240), takes_cod=False)
    assert "Bu sepetin kargosu ücretsiz." in said(shopper.get("/cart/"))
    lay(shopper, voucher("50").code)
    assert "Bu sepetin kargosu ücretsiz." not in said(shopper.get("/cart/"))


def test_the_limit_of_payment_at_the_door_too(shopper, settings):
    settings.COD_LIMIT = "300"
    lay(shopper, voucher("50").code)
    place(shopper, payment="cod")
    order = Order.objects.get()
    assert (order.payment_method, order.total) == ("cod", Decimal("299.70"))
    assert order.shipments.get().cod_amount == Decimal("299.70")


def test_one_that_became_too_much_for_the_cart_pays_nothing_and_says_why(shopper, mug):
    shopper.post("/cart/lines/", {"sku": mug.sku, "quantity": 1})
    given = voucher("50", minimum=Decimal(400))
    lay(shopper, given.code)
    shopper.post(f"/cart/lines/{mug.pk}/", {"quantity": 1})
    page = said(shopper.get("/cart/"))
    assert "Bu kupon için ürünlerin tutarı en az" in page
    assert f"299,80{TL}" in page
    place(shopper)
    assert Order.objects.get().credit is None
    assert left(given) == 50


@pytest.mark.django_db(transaction=True)
def test_of_two_shoppers_with_one_code_one_gets_it(shopper, mug):
    given = voucher("50")
    clients = [shopper, another(mug)]
    forms = []
    for client in clients:
        lay(client, given.code)
        forms.append(filled(client))
    answers = run_together(lambda n: clients[n].post("/checkout/", forms[n]), 2)
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    assert Order.objects.get().credit_paid == Decimal(50)
    assert left(given) == 0
    loser = next(n for n in (0, 1) if answers[n].status_code == 409)
    place(clients[loser])
    assert sorted(Order.objects.values_list("credit_paid", flat=True)) == [0, 50]


@pytest.mark.django_db(transaction=True)
def test_points_of_a_member_on_two_devices_are_spent_once(mug):
    ayse = make.customer()
    given = points(ayse, "300")
    clients, forms = [another(mug), another(mug)], []
    for client in clients:
        client.force_login(ayse)
        client.post("/cart/voucher/", {"credit": "points"})
        forms.append(filled(client))
    answers = run_together(lambda n: clients[n].post("/checkout/", forms[n]), 2)
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    assert left(given) == Decimal("50.10")


def test_points_are_offered_to_their_member_and_the_rest_stays(shopper):
    ayse = make.customer()
    given = points(ayse, "300")
    assert "puanımı kullan" not in said(shopper.get("/cart/"))
    shopper.force_login(ayse)
    assert f"30.000 puanımı kullan (300,00{TL})" in said(shopper.get("/cart/"))
    shopper.post("/cart/voucher/", {"credit": "points"})
    assert "kullanılmadan biter" not in said(shopper.get("/checkout/"))
    place(shopper)
    order = Order.objects.get()
    assert (order.credit_paid, left(given)) == (Decimal("249.90"), Decimal("50.10"))
    assert "Puan: −" in order.texts.first().html
    assert "5.010 puan" in said(shopper.get("/account/"))


def test_points_stay_with_their_member(shopper):
    ayse = make.customer()
    given = points(ayse, "30")
    shopper.force_login(ayse)
    shopper.post("/cart/voucher/", {"credit": "points"})
    cart = shopper.cookies["cart"].value
    for visitor, name in ((Client(), None), (Client(), "mehmet@example.com")):
        visitor.cookies["cart"], visitor.cookies["province"] = cart, "06"
        if name:
            visitor.force_login(make.customer(name))
        assert f"299,80{TL}" in said(visitor.get("/cart/"))
        assert visitor.post("/cart/voucher/", {"credit": "points"}).status_code == 422
    assert left(given) == 30


def test_the_points_of_a_closed_account_are_nobodys(shopper):
    ayse = make.customer()
    given = points(ayse, "30")
    ayse.delete()
    assert shopper.post("/cart/voucher/", {"credit": "points"}).status_code == 422
    assert Cart.objects.get().credit is None
    shopper.post("/checkout/", {**filled(shopper), "credit": "points"})
    assert left(given) == 30
    assert not Order.objects.filter(credit_paid__gt=0).exists()


def test_more_points_keep_the_earlier_ones_alive_unless_their_time_was_over():
    ayse, today = make.customer(), timezone.localdate()
    points(ayse, "30")
    given = points(ayse, "20")
    assert (given.left, given.worth, Credit.objects.count()) == (50, 50, 1)
    Credit.objects.update(last_day=today - timedelta(days=1))
    assert points(ayse, "5").left == 5


@pytest.mark.parametrize("make_credit", [voucher, lambda: points(make.customer())])
def test_what_ended_meanwhile_is_not_spent(make_credit):
    given = make_credit()
    before = given.left
    with pytest.raises(CreditGone):
        spend(given, Decimal(10), today=given.last_day + timedelta(days=1))
    assert left(given) == before


@pytest.mark.parametrize("left_days", [90, -5])
def test_a_cancelled_order_gives_it_back_for_as_long_as_before_or_two_weeks(shopper, left_days):
    given = voucher("300")
    lay(shopper, given.code)
    place(shopper)
    order = Order.objects.get()
    Credit.objects.update(last_day=day(left_days))
    now = timezone.now()
    assert cancel_order(order, at=now, by="buyer")
    assert not cancel_order(order, at=now, by="buyer")
    assert left(given) == 300
    assert given.last_day == max(day(left_days), day(14))
    assert "yeniden kullanabilirsiniz" in said(Client().get(order.link))
    mail = write(
        Message.objects.get(channel="email", event__name="order_cancelled", role="buyer"), now
    )
    assert given.spelt in mail.text
    assert "yeniden kullanabilirsiniz" in mail.text


def test_so_does_a_card_order_nobody_paid_for(shopper):
    given = voucher("50")
    lay(shopper, given.code)
    place(shopper)
    assert left(given) == 0
    expire(Payment.objects.get(), now=timezone.now() + timedelta(hours=3))
    assert (Order.objects.get().state, left(given)) == ("cancelled", 50)


def test_points_come_back_to_the_balance(shopper):
    ayse = make.customer()
    given = points(ayse, "300")
    shopper.force_login(ayse)
    shopper.post("/cart/voucher/", {"credit": "points"})
    place(shopper)
    cancel_order(Order.objects.get(), at=timezone.now(), by="buyer")
    assert left(given) == 300


def test_placing_with_a_voucher_costs_few_queries(shopper):
    warm(shopper)
    lay(shopper, voucher().code)
    form = filled(shopper)
    assert queries_of(lambda: shopper.post("/checkout/", form)) <= 20
    assert Order.objects.get().credit_paid == 50


@pytest.mark.parametrize(
    ("amount", "totals", "shares"),
    [
        ("50", ["100", "100", "100"], ["16.67", "16.67", "16.66"]),
        ("0.01", ["0.01", "999.99"], ["0", "0.01"]),
        ("300", ["100", "200"], ["100", "200"]),
        ("99.99", ["33.33", "66.67"], ["33.33", "66.66"]),
        ("0", ["10", "20"], ["0", "0"]),
    ],
)
def test_a_share_is_spread_to_the_kurus(amount, totals, shares):
    found = spread(Decimal(amount), dict(enumerate(map(Decimal, totals))))
    assert list(found.values()) == list(map(Decimal, shares))
