"""One sum to pay, read off whatever shows it on the way: product page, cart, checkout, the bank's
page or the transfer's, the order's page, its contract and its mail. The shop itself writes no
invoice; the contract that is enclosed with the mail is the paper that says what was charged."""

import re
from decimal import Decimal

import pytest

from .life import AYSE, GOOD_CARD, MAIL, SECURE_CODE, fill_cart
from .person import Person, plain

pytestmark = pytest.mark.slow
AMOUNT = re.compile(r"(\d[\d.]*,\d\d) TL")
TOTAL = "//*[contains(@class, 'summary__line--total')]"
GOODS, SHIPPING, AT_THE_DOOR, WRAPPED = map(Decimal, ("499.80", "49.90", "49.90", "39.90"))


@pytest.mark.parametrize(
    ("payment", "is_gift", "extra"),
    [
        ("card", False, 0),
        ("card", True, WRAPPED),
        ("transfer", False, 0),
        ("transfer", True, WRAPPED),
        ("cod", False, AT_THE_DOOR),
    ],
)
def test_every_page_and_paper_says_the_same(shelf, sandbox, worker, payment, is_gift, extra):
    ayse, goods_and_shipping = Person(), GOODS + SHIPPING
    ayse.open("/products/kupa/").send("next", province="06")
    price, fee = amounts(ayse, "//*[contains(@class, 'price__now')]")[0], shipping_told(ayse)
    assert 2 * price + fee == goods_and_shipping
    fill_cart(ayse, quantity=2)
    assert amounts(ayse, TOTAL) == [goods_and_shipping]

    to_pay = goods_and_shipping + extra
    neighbourhood = chosen(ayse, payment, is_gift)
    assert amounts(ayse, TOTAL) == [to_pay]
    assert sum(amounts(ayse, "//*[contains(@class, 'summary__amount')]")) == 2 * to_pay
    ayse.send("option", neighbourhood=neighbourhood, agreed=True)

    assert asked_to_pay(ayse, payment) == to_pay
    if payment == "card":
        ayse.send("number", number=GOOD_CARD).send("code", code=SECURE_CODE)
        [at_the_bank] = sandbox.bank()
        assert at_the_bank["amount"] == to_pay * 100
    worker.finish()
    assert amounts(ayse, TOTAL) == [to_pay]
    [mail] = sandbox.mailbox(MAIL)
    for part in ("text", "html"):
        assert first_after("Toplam", plain(mail[part])) == to_pay
    for document in ("pre_information", "contract"):
        told = Person().open(ayse.address).follow(f"/{document}")
        assert first_after("Ödenecek toplam tutar", told.text) == to_pay


def chosen(ayse, payment, is_gift):
    """All but the last button; the neighbourhood to send with it."""
    gift = {"gift_wrap": "on"} if is_gift else {}
    ayse.open("/checkout/").send("option", "/checkout/options/", **AYSE)
    wishes = {"option": "table:standard", "payment": payment, **gift}
    ayse.send("option", "/checkout/options/", district="Çankaya", **wishes)
    return ayse.page.xpath("//datalist/option/@value")[0]


def shipping_told(ayse):
    """The fee on the promise line of the product's page."""
    return amounts(ayse, "//*[contains(@class, 'goods__buy')]//*[contains(@class, 'promise__')]")[0]


def asked_to_pay(ayse, payment):
    """On the bank's page, beside the IBAN, or as what the courier collects."""
    if payment == "card":
        return amounts(ayse, "//*[@class='payment__amount']")[0]
    if payment == "transfer":
        return amounts(ayse, "//dd/strong")[0]
    return amounts(ayse, TOTAL)[0]


def amounts(ayse, where):
    """The sums that stand there, as shown."""
    found = ayse.page.xpath(where)
    return [lira(one) for part in found for one in AMOUNT.findall(plain(part.text_content()))]


def first_after(words, text):
    return lira(AMOUNT.search(text, text.rindex(words))[1])


def lira(text):
    return Decimal(text.replace(".", "").replace(",", "."))
