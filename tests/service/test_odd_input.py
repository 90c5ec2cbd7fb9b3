"""What a browser never sends: the answer is a page or a 404, never a crash."""

import pytest

from tests import make

pytestmark = pytest.mark.django_db
ODD = ["%00", "%C5%9F%00", "%F0%9F%98%80", "%27%3B--", "9" * 400, "%FF%FE"]


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize(
    "address",
    [
        "/search/?q={}",
        "/categories/mutfak/?brand={}",
        "/categories/mutfak/?price_from={}&from={}&page={}&sort={}",
        "/products/kupa/?variant={}",
        "/products/{}/",
        "/payments/{}/",
        "/t/{}/",
        "/t/{}/returns/",
        "/places/{}/districts/",
        "/places/34/neighbourhoods/?district={}",
        "/sitemap-{}.xml",
        "/media/{}",
        "/account/orders/?page={}",
        "/info/{}/",
    ],
)
def test_odd_letters_in_an_address_crash_nothing(client, address, odd):
    make.service()
    make.product(slug="kupa")
    client.force_login(make.customer())
    answer = client.get(address.format(*[odd] * 4))
    assert answer.status_code in {200, 400, 404}


FIELDS = (
    "sku quantity step province district neighbourhood address name phone email option payment key"
    " total_shown number login password next gift_message tax_number"
).split()


@pytest.mark.parametrize("odd", ["\0", "ş\0", "9" * 400, "😀", "\ud800"])
@pytest.mark.parametrize(
    "path",
    [
        "/cart/lines/",
        "/cart/lines/1/",
        "/checkout/",
        "/checkout/options/",
        "/orders/link/",
        "/place/",
        "/account/login/",
    ],
)
def test_odd_letters_in_a_form_crash_nothing(client, path, odd):
    make.service()
    sku = make.product(stock=5).variants.get().sku
    client.post("/cart/lines/", {"sku": sku, "quantity": 1})
    answer = client.post(path, dict.fromkeys(FIELDS, odd.encode("utf-8", "surrogatepass")))
    assert answer.status_code in {200, 302, 400, 404, 409, 422}
