"""What visitors do. Each scenario is a function: it gets a visitor, the goods and a number that is
new each time, asks for what it is named after, and returns the last answer. To add one, write it
and put the decorator over it. `prepare` runs before the clock starts."""

from collections.abc import Callable
from dataclasses import dataclass
from random import randrange
from urllib.parse import urlsplit

from shipping.places import neighbourhoods

from .client import fields_of


@dataclass(frozen=True)
class Scenario:
    """`status` is the answer that counts as success. `requests` is how many one run makes."""

    name: str
    run: Callable
    prepare: Callable | None
    status: int
    is_page: bool
    requests: int


SCENARIOS: dict[str, Scenario] = {}


def scenario(*, status=200, prepare=None, is_page=True, requests=1):
    def named(function):
        SCENARIOS[function.__name__] = Scenario(
            function.__name__, function, prepare, status, is_page, requests
        )
        return function

    return named


WORDS = ["fincan", "kupalar", "çelik tava", "havlu", "isik", "sandalyeyi", "caydanlk", "defter"]


@scenario()
def home(visitor, goods, number):
    return visitor.get("/")


@scenario()
def category(visitor, goods, number):
    return visitor.get(f"/categories/{goods.categories[number % len(goods.categories)]}/")


@scenario()
def category_page_100(visitor, goods, number):
    """Deep in a list, by a link that carries its boundary."""
    return visitor.get(goods.deep_page)


@scenario()
def product(visitor, goods, number):
    return visitor.get(f"/products/{goods.slugs[number % 40]}/")


@scenario()
def product_cold(visitor, goods, number):
    """A product nobody has looked at this minute."""
    return visitor.get(f"/products/{goods.slugs[-1 - number % (len(goods.slugs) - 40)]}/")


@scenario()
def search(visitor, goods, number):
    return visitor.get("/search/?" + goods.encoded(WORDS[number % len(WORDS)]))


@scenario()
def search_cold(visitor, goods, number):
    """Words and products nobody has asked for this minute."""
    return visitor.get("/search/?" + goods.encoded(goods.names[-1 - number % len(goods.names)]))


@scenario(status=302, is_page=False)
def cart_add(visitor, goods, number):
    return visitor.post("/cart/lines/", sku=goods.skus[number % len(goods.skus)], quantity=1)


def buy_at_once(visitor, goods, number):
    """From the product page's button to the checkout form, kept on the visitor."""
    visitor.province = visitor.cookies["province"]
    visitor.address = f"10.{randrange(256)}.{randrange(256)}.{randrange(256)}"
    sku = goods.skus[number % len(goods.skus)]
    visitor.post("/cart/lines/", sku=sku, quantity=1, then="checkout")
    answer = visitor.get("/checkout/")
    visitor.form_values = fields_of(answer[2]) | person(visitor.province)
    return answer


def pay_by_transfer(visitor, goods, number):
    """The bill, the texts and the dates of another way to pay, as htmx swaps them in."""
    wanted = visitor.form_values | {"payment": "transfer"}
    answer = visitor.swap("/checkout/options/", **wanted)
    visitor.form_values = wanted | fields_of(answer[2]) | person(visitor.province)
    return answer


def ready_to_order(visitor, goods, number):
    buy_at_once(visitor, goods, number)
    pay_by_transfer(visitor, goods, number)


def person(province):
    """Somebody with a phone of her own, as her address is: few orders of one phone or address may
    wait for their money."""
    return {
        "name": "Ayşe Yılmaz",
        "phone": f"0532{randrange(10**7):07d}",
        "email": "ayse@example.com",
        "province": province,
        "district": next(iter(neighbourhoods(province))),
        "neighbourhood": "Merkez Mah",
        "address": "Deneme Caddesi No: 1 Daire: 2",
        "agreed": "on",
    }


@scenario(prepare=buy_at_once)
def checkout_form(visitor, goods, number):
    return visitor.get("/checkout/")


@scenario(prepare=buy_at_once, is_page=False)
def checkout_options(visitor, goods, number):
    return visitor.swap("/checkout/options/", **visitor.form_values | {"payment": "transfer"})


@scenario(status=302, prepare=ready_to_order, is_page=False)
def place_order(visitor, goods, number):
    return visitor.post("/checkout/", **visitor.form_values)


@scenario(is_page=False, requests=6)
def whole_checkout(visitor, goods, number):
    """A guest: product page, "buy at once", the form, another way to pay, the order, its page."""
    visitor.cookies.pop("cart", None)
    product(visitor, goods, number)
    ready_to_order(visitor, goods, number)
    status, location, body = place_order(visitor, goods, number)
    if status != 302:
        raise RuntimeError(f"the order was not placed: {status} {body[:2000].decode()}")
    return visitor.get(urlsplit(location).path)
