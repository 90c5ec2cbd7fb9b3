import pytest
from django.test import Client

from tests import make


@pytest.fixture
def mug(db):
    """The mug, ten of it in İstanbul, with two services that can bring it anywhere."""
    made = make.product()
    make.service(price="49.90", days=(1, 3))
    make.service("yurtici", "standard", price="79.90", days=(1, 1), takes_cod=False)
    return made.variants.get()


@pytest.fixture
def shopper(mug):
    """A guest in Ankara with one mug in the cart."""
    client = Client()
    client.cookies["province"] = "06"
    client.post("/cart/lines/", {"sku": mug.sku, "quantity": 1})
    return client
