"""From shelf to refund, as three people live it: through HTTP against gunicorn, with a real worker
and an outside world that speaks its own protocols. Nothing of ours is stubbed."""

from decimal import Decimal

import pytest

from notifications.templatetags.words import money
from returns.models import Return
from shipping.models import Shipment
from shop.orders.models import Order

from .life import (
    CARRIERS,
    FEES,
    IBAN,
    MAIL,
    PHONE,
    accept_return,
    ask_return,
    dispatch_all,
    fill_cart,
    links_in,
    order,
    pay_at_the_bank,
)
from .person import Person, plain

pytestmark = pytest.mark.slow
STAGES = ["accepted", "in_transit", "at_branch", "out_for_delivery", "delivered"]
TOLD = [  # by SMS and by mail, in this order
    ("siparişinizi ve ödemesini aldık", "siparişinizi ve ödemesini aldık"),
    ("kargoya verildi", "siparişiniz kargoda"),
    ("siparişiniz yolda", "siparişiniz yolda"),
    ("siparişiniz dağıtımda, bugün kapınızda", "siparişiniz bugün kapınızda"),
    ("siparişiniz teslim edildi", "siparişiniz teslim edildi"),
]
TOLD_OF_RETURN = [
    ("siparişiniz için kodunuz", None),
    ("iadeniz onaylandı", "siparişinizin iadesi onaylandı"),
    ("siparişin iadesi yolda", "siparişinizin iadesi bize geliyor"),
    ("siparişin iadesi bize ulaştı", "siparişinizin iadesi bize ulaştı"),
    ("siparişin iadesi kabul edildi", "siparişinizin iadesi kabul edildi"),
    ("iade edildi", "iade edildi"),
]
MUG = Decimal("249.90")


@pytest.mark.parametrize("carrier", CARRIERS)
def test_from_shelf_to_refund(carrier, shelf, merchant, sandbox, worker):
    ayse, total = Person(), 2 * MUG + Decimal(FEES[carrier])
    fill_cart(ayse, quantity=2)
    order(ayse, f"{carrier}:standard", "card")
    pay_at_the_bank(ayse)
    worker.finish()
    assert_paid(ayse, sandbox, total)
    parcel = dispatched(merchant, worker)
    assert (parcel.carrier.code, parcel.state) == (carrier, "booked")
    travel(parcel, sandbox, worker)
    assert_told(sandbox, TOLD, cargo=parcel.tracking_number)
    ayse.open(links_in(sandbox.phone(PHONE)[-1]["text"])[0])
    assert "Kapında: " in ayse.text
    assert parcel.tracking_number in ayse.text
    ask_return(ayse, sandbox, worker, quantity=1)
    bring_back(sandbox, worker)
    accept_return(merchant)
    worker.tick()
    worker.tick()
    assert_settled(ayse, shelf, MUG)
    assert [refund["amount"] for refund in sandbox.bank()[0]["refunds"]] == [24990]
    assert_told(sandbox, TOLD + TOLD_OF_RETURN)


def test_paid_at_the_door_and_taken_back_whole(shelf, merchant, sandbox, worker):
    """No bank: the courier collects, and staff sends the money to an account."""
    ayse, total = Person(), MUG + Decimal(FEES["table"]) + Decimal("49.90")
    fill_cart(ayse)
    order(ayse, "table:standard", "cod")
    assert lira(total) in ayse.text
    parcel = dispatched(merchant, worker)
    assert (parcel.cod_amount, sandbox.parcels()[0]["cod"]) == (total, str(total))
    sandbox.push(parcel.number, "deliver")
    worker.tick()
    assert Order.objects.get().payments.get().state == "paid"
    ask_return(ayse.open(ayse.address), sandbox, worker, quantity=1, iban=IBAN)
    bring_back(sandbox, worker)
    accept_return(merchant)
    merchant.open("/admin/shop/refund/?queue=by_hand").follow("/change/").send("/verbs/sent/")
    worker.tick()
    assert_settled(ayse, shelf, Return.objects.get().refund_amount)
    assert sandbox.bank() == []


def test_paid_by_transfer(shelf, merchant, sandbox, worker):
    """Nothing is dispatched before staff has seen the money, to the kuruş."""
    ayse, total = Person(), MUG + Decimal(FEES["yurtici"])
    fill_cart(ayse)
    order(ayse, "yurtici:standard", "transfer")
    assert "TR33 0006 1005 1978 6457 8413 26" in ayse.text
    merchant.open("/admin/").follow("payment/?queue=transfers").follow("/change/")
    seen = {"confirm-amount": "314,80", "confirm-bank_reference": "H-1"}
    merchant.send("/verbs/confirm/", **seen | {"confirm-amount": "314,79"})
    assert Order.objects.get().state == "placed"
    merchant.send("/verbs/confirm/", **seen)
    bought = Order.objects.get()
    assert (bought.state, bought.total) == ("confirmed", total)
    travel(dispatched(merchant, worker), sandbox, worker)
    first, second = [text["text"] for text in sandbox.phone(PHONE)][:2]
    assert "siparişinizi aldık" in first
    assert "havalesi ulaştı" in second


# --- what must be so -----------------------------------------------------------------------------


def assert_paid(ayse, sandbox, total):
    """The same sum to the kuruş: in the bank's ledger, the order, the page and the mails."""
    bought = Order.objects.get()
    [at_the_bank] = sandbox.bank()
    assert (at_the_bank["state"], at_the_bank["amount"]) == ("paid", int(total * 100))
    assert (bought.state, bought.total) == ("confirmed", total)
    assert bought.payments.get().amount == total
    assert lira(total) in ayse.text
    [mail] = sandbox.mailbox(MAIL)
    assert all(lira(total) in plain(mail[part]) for part in ("text", "html"))


def lira(amount):
    return plain(money(amount))


def dispatched(merchant, worker):
    assert len(dispatch_all(merchant)) == 1
    worker.finish()
    return Shipment.objects.get()


def travel(parcel, sandbox, worker):
    """Scan by scan to the door; the shop hears of each by push or by asking."""
    for stage in STAGES:
        sandbox.push(parcel.number)
        assert sandbox.parcels()[0]["stage"] == stage
        worker.do("shipping.tasks.refresh_shipments")
    parcel.refresh_from_db()
    assert parcel.state == "delivered"


def bring_back(sandbox, worker):
    """The customer hands it over with the code, the carrier brings it to the warehouse."""
    worker.tick()
    returned = Return.objects.get()
    assert returned.return_code in sandbox.phone(PHONE)[-1]["text"]
    for move in ("next", "deliver"):
        sandbox.push(returned.shipment.number, move)
        worker.do("shipping.tasks.refresh_shipments")
        worker.do("returns.tasks.follow_returns")
    returned.refresh_from_db()
    assert returned.state == "received"


def assert_settled(ayse, shelf, amount):
    """The money is out, the mug is on the shelf again, and the return's page says so."""
    returned = Return.objects.get()
    assert (returned.state, returned.refund_amount) == ("settled", amount)
    assert (returned.refund.state, returned.refund.amount) == ("done", amount)
    left = shelf.on_hand - sum(line.quantity for line in Order.objects.get().lines.all())
    shelf.refresh_from_db()
    assert (shelf.on_hand, shelf.reserved) == (left + 1, 0)
    assert lira(amount) in ayse.open(ayse.address).text


def assert_told(sandbox, told, *, cargo=""):
    """Each stage once and in this order, by SMS and by mail, with the order's number, from the
    hand-over on the cargo number, and a link that opens."""
    number = str(Order.objects.get().number)
    texts = [text["text"] for text in sandbox.phone(PHONE)]
    for text, (sentence, _subject) in zip(texts, told, strict=True):
        assert sentence in text
        assert number in text
    assert all(cargo in text for text in texts[1:])
    mails, subjects = sandbox.mailbox(MAIL), [subject for _sms, subject in told if subject]
    for mail, subject in zip(mails, subjects, strict=True):
        assert subject in mail["subject"]
        assert number in mail["subject"]
        assert links_in(mail["text"]) == links_in(mail["html"])
    told_links = texts + [mail["text"] for mail in mails]
    links = {link for words in told_links for link in links_in(words)}
    assert {Person().open(link).status for link in links} == {200}
