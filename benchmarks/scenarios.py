"""What visitors do. Each scenario is a function: it gets a visitor, the goods and a number that is
new each time, asks for what it is named after, and returns the last answer. To add one, write it
and put the decorator over it. `prepare` runs before the clock starts."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Scenario:
    """`status` is the answer that counts as success."""

    name: str
    run: Callable
    prepare: Callable
    status: int
    is_page: bool


SCENARIOS: dict[str, Scenario] = {}


def scenario(*, status=200, prepare=lambda visitor, goods, number: None, is_page=True):
    def named(function):
        SCENARIOS[function.__name__] = Scenario(
            function.__name__, function, prepare, status, is_page
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


@scenario(status=302, is_page=False)
def cart_add(visitor, goods, number):
    return visitor.post("/cart/lines/", sku=goods.skus[number % len(goods.skus)], quantity=1)
