"""Where shoppers turn back: counted a cart a day, folded by a task, drawn at the desk; and nobody
waits for Redis."""

from time import monotonic

import pytest
from django.utils import timezone

from shop.cart.models import Cart
from shop.checkout import steps
from shop.checkout.models import Step, StepCount
from shop.orders.models import Order
from tests import make

from .filling import filled

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_counted():
    steps.noted.clear()
    steps.Away.until = 0.0
    empty_redis()
    yield
    steps.redis.cache_clear()
    empty_redis()


def empty_redis():
    steps.redis.cache_clear()
    if keys := steps.redis().keys("kapinda:steps:*"):
        steps.redis().delete(*keys)


def counts(day=None):
    rows = StepCount.objects.filter(day=day or timezone.localdate())
    return {row.step: row.count for row in rows}


def desk(client):
    client.force_login(make.customer("mina@example.com", is_staff=True, is_superuser=True))
    return " ".join(client.get("/admin/").content.decode().split())


def test_each_step_of_a_cart_is_counted_once_a_day(shopper):
    for _again in range(3):
        shopper.get("/checkout/")
    form = filled(shopper)
    shopper.post("/checkout/options/", form)
    shopper.post("/checkout/", form)
    Order.objects.get().confirm(at=timezone.now(), by="bank")
    steps.fold(timezone.now())
    steps.fold(timezone.now())
    assert counts() == {"cart": 1, "form": 1, "options": 1, "ordered": 1, "paid": 1}


def test_a_form_that_was_opened_and_left_has_no_options_yet(client, mug):
    client.post("/cart/lines/", {"sku": mug.sku, "quantity": 1})
    client.get("/checkout/")
    steps.fold(timezone.now())
    assert counts() == {"cart": 1, "form": 1, "options": 0, "ordered": 0, "paid": 0}


def test_two_carts_are_two(client, mug):
    now = timezone.now()
    steps.note([Step.FORM], 1, now)
    steps.note([Step.FORM, Step.OPTIONS], 2, now)
    steps.fold(now)
    assert (counts()["form"], counts()["options"]) == (2, 1)


def test_a_page_that_was_counted_tells_redis_no_more(shopper):
    shopper.get("/checkout/")
    empty_redis()
    shopper.get("/checkout/")
    assert steps.redis().keys("kapinda:steps:*") == []


def test_nothing_in_redis_leads_back_to_a_cart(shopper):
    shopper.get("/checkout/")
    cart = Cart.objects.get()
    [value, *_] = [steps.redis().get(key) for key in steps.redis().keys("kapinda:steps:*")]
    assert value.startswith(b"HYLL")
    assert str(cart.pk).encode() not in value[16:]


def test_what_was_folded_stays_when_redis_is_emptied(client, mug):
    now = timezone.now()
    for cart in (1, 2, 3):
        steps.note([Step.FORM], cart, now)
    steps.fold(now)
    empty_redis()
    steps.fold(now)
    assert counts()["form"] == 3
    for cart in (4, 5):
        steps.note([Step.FORM], cart, now)
    steps.fold(now)
    steps.fold(now)
    assert counts()["form"] == 5


def test_without_redis_the_checkout_goes_on_and_tries_it_once(shopper, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1"
    steps.redis.cache_clear()
    shopper.get("/checkout/")
    tried_again_at = steps.Away.until
    assert tried_again_at > monotonic()
    assert shopper.get("/checkout/").status_code == 200
    assert steps.Away.until == tried_again_at
    steps.fold(timezone.now())
    assert counts() == {"cart": 1, "ordered": 0, "paid": 0}


def test_a_number_never_goes_down(client, mug):
    today = timezone.localdate()
    StepCount.objects.create(day=today, step=Step.CART, count=7)
    Cart.objects.create(token="x")
    steps.fold(timezone.now())
    assert counts()["cart"] == 7


def test_the_funnel_tells_how_many_turned_back_at_each_step():
    told = steps.passed([200, 100, 80, 40, 30])
    assert [one.count for one in told] == [200, 100, 80, 40, 30]
    assert [one.lost and round(one.lost, 2) for one in told] == [None, 0.5, 0.2, 0.5, 0.25]
    assert told[0].outline == "0.00,0 100.00,0 75.00,20 25.00,20"
    assert all(one.is_seen_whole for one in told)


def test_a_step_that_was_not_seen_whole_says_so():
    told = steps.passed([200, 10, 0, 40, 30])
    assert [one.count for one in told] == [200, 40, 40, 40, 30]
    assert [one.is_seen_whole for one in told] == [True, False, False, True, True]
    assert [one.lost for one in told[1:]] == [0.8, 0.0, 0.0, 0.25]


def test_the_desk_draws_it(client):
    today = timezone.localdate()
    for step, count in zip(Step, [200, 100, 80, 40, 30], strict=True):
        StepCount.objects.create(day=today, step=step, count=count)
    page = desk(client)
    assert "Sepetten ödemeye 5 adım, son otuz gün" in page
    assert page.count("<polygon") == 5
    assert "%20" in page


def test_a_desk_without_visitors_draws_nothing(client):
    assert "<polygon" not in desk(client)
