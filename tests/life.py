"""What shopper, merchant and customer do, each act as they would do it: used by the tests that
walk the whole way."""

import re

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher

from . import make
from .person import Person

PHONE, MAIL = "+905321234567", "ayse@example.com"
AYSE = {
    "name": "Ayşe Yılmaz",
    "phone": "0532 123 45 67",
    "email": MAIL,
    "province": "06",
    "address": "Atatürk Bulvarı No: 1 D: 5",
}
CARRIERS = {"yurtici": "Yurtiçi Kargo", "hepsijet": "HepsiJet", "table": "Kapında Kurye"}
FEES = {"yurtici": "64.90", "hepsijet": "59.90", "table": "49.90"}
GOOD_CARD, SECURE_CODE = "4355084355084358", "123456"
IBAN = "TR330006100519786457841326"


@pytest.fixture
def shelf(shop_server):
    """Ten mugs at 249,90 TL in İstanbul, and three carriers that bring them."""
    for code, name in CARRIERS.items():
        make.carrier(code, name)
        make.service(code, price=FEES[code])
    return make.product(slug="kupa").variants.get().stocks.get()


@pytest.fixture
def merchant(shop_server):
    """Mert, logged in at the desk."""
    mert = make.customer("mert@example.com", name="Mert", is_staff=True, is_superuser=True)
    mert.password = PBKDF2PasswordHasher().encode("correct horse", "salt")
    mert.save()
    form = {"username": mert.email, "password": "correct horse"}
    return Person().open("/admin/").send("password", **form)


# --- the shopper ---------------------------------------------------------------------------------


def fill_cart(ayse, quantity=1):
    ayse.open("/products/kupa/").send("next", province="06")
    return ayse.open("/products/kupa/").send("sku", quantity=quantity)


def fill_checkout(ayse, option, payment):
    """Without scripts: the province first, then what follows from it; all but the last button."""
    ayse.open("/checkout/").send("option", "/checkout/options/", **AYSE)
    wishes = {"option": option, "payment": payment}
    ayse.send("option", "/checkout/options/", district="Çankaya", **wishes)
    return ayse.page.xpath("//datalist/option/@value")[0]


def order(ayse, option, payment):
    neighbourhood = fill_checkout(ayse, option, payment)
    return ayse.send("option", neighbourhood=neighbourhood, agreed=True)


def pay_at_the_bank(ayse, code=SECURE_CODE):
    return ayse.send("number", number=GOOD_CARD).send("code", code=code)


# --- the merchant --------------------------------------------------------------------------------


def dispatch_all(mert):
    """From the number on the landing page to its list, all of it dispatched in one click."""
    mert.open("/admin/").follow("queue=to_dispatch")
    boxes = sorted(set(mert.values("_selected_action")))
    mert.send("_selected_action")
    return boxes


def accept_return(mert):
    """Three clicks: the number on the landing page, the return, the button."""
    mert.open("/admin/").follow("returns/return/?queue=waiting")
    mert.follow("/change/")
    return mert.send("/verbs/accept/")


# --- the customer --------------------------------------------------------------------------------


def ask_return(ayse, sandbox, worker, *, quantity, iban=""):
    """From the link to the code on the phone; answers the page of the new return."""
    ayse.follow("returns/new/")
    line = next(name for name in ayse.page.forms[-1].fields if name.startswith("quantity_"))
    ayse.send(line, **{line: quantity})
    reason = line.replace("quantity", "reason")
    ayse.send(reason, **{reason: "changed_mind"})
    if iban:
        ayse.send("iban", iban=iban, holder="Ayşe Yılmaz")
    ayse.send("channel", channel="sms")
    worker.finish()
    return ayse.send("digits", digits=code_on(sandbox))


def code_on(sandbox):
    """The newest one-time code on Ayşe's phone."""
    return re.search(r"kodunuz (\d{6})", sandbox.phone(PHONE)[-1]["text"])[1]


def links_in(text):
    return re.findall(r"https?://\S+/t/[^\s\"<]+", text)
