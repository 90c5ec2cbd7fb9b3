"""The one an order goes to: a page and a link of their own, and a way to send back what was given,
without a price and without a word of the buyer."""

import pytest
from django.utils import timezone
from lxml import html

from notifications.events import record
from notifications.links import token_for
from notifications.models import Event, Message
from notifications.writing import write
from returns.asking import ask as wished
from returns.following import follow
from returns.models import Code, Return
from shop.payments.models import Refund
from shop.payments.refunding import mark_done
from shop.payments.undelivered import give_up
from tests.person import plain

from .test_asking import delivered
from .world import bought, page, parcel, scan, token, wish

pytestmark = pytest.mark.django_db
ZEYNEP = {"receiver_name": "Zeynep Kaya", "receiver_phone": "+905329876543"}
NOTE = "Doğum günün kutlu olsun."
GIFT = {**ZEYNEP, "gift_wrap": True, "gift_message": NOTE, "gift_fee": "39.90"}
NEW = "returns/new/"
# what no page of hers may say: prices, words of paying, and anything of Ayşe or of the address
SECRETS = [
    *("TL", "249,90", "249.90", "499,80", "499.80", "39,90", "39.90", "kart", "card"),
    *("havale", "transfer", "IBAN", "ödeme"),
    *("payment", "paid", "ödedi", "Ayşe", "Yılmaz", "ayse@", "321234567", "4567", "Atatürk"),
]


def given(**fields):
    """A gift wrapped order, at Zeynep's door since yesterday."""
    return delivered(**{**GIFT, **fields})


def her_token(order):
    return token_for(order.link_nonce, "receiver")


def hers(order, path="", language=""):
    return f"{language}/g/{her_token(order)}/{path}"


def main(response):
    """The words of the page's main part, or of the part that was asked for alone."""
    assert response.status_code == 200, response.status_code
    page = html.document_fromstring(response.content.decode())
    return plain((page.xpath("//main") or [page])[0].text_content())


def ask(client, order, reason="changed_mind"):
    """Screen by screen up to the code; answers the code."""
    line = order.lines.get().pk
    client.post(hers(order, NEW), {f"quantity_{line}": 1})
    client.post(hers(order, f"{NEW}reasons/"), {f"reason_{line}": reason, f"note_{line}": ""})
    client.post(hers(order, f"{NEW}check/"), {"channel": "sms"})
    return Code.objects.latest("pk")


def send_back(client, order):
    code = ask(client, order)
    client.post(hers(order, f"{NEW}code/"), {"code": code.pk, "digits": code.digits})
    return Return.objects.latest("pk")


def accept(returned):
    returned.receive_and_accept(at=timezone.now(), by="staff")
    mark_done(Refund.objects.get(), at=timezone.now(), by="bank")
    follow(timezone.now())


# --- whose link opens what


@pytest.mark.parametrize(
    "path",
    ["", "now/", "documents/contract/", "cancellation/", "returns/", NEW, f"{NEW}check/"],
)
def test_neither_link_opens_a_page_of_the_other(client, path):
    order = given()
    send_back(client, order)
    assert client.get(f"/t/{her_token(order)}/{path}").status_code == 404
    assert client.get(f"/g/{token(order)}/{path}").status_code == 404


@pytest.mark.parametrize("act", ["approval/", "postponement/", "cancellation/"])
def test_with_her_link_nothing_of_the_buyers_can_be_done(client, act):
    order = given()
    for door in "tg":
        assert client.post(f"/{door}/{her_token(order)}/{act}").status_code == 404
    order.refresh_from_db()
    assert (order.state, order.approval_postponed_to) == ("confirmed", None)


def test_whoever_buys_for_themselves_has_one_page(client):
    order = delivered()
    assert client.get(hers(order)).status_code == 404


def test_before_the_order_is_confirmed_there_is_no_page_for_her(client):
    order = given()
    type(order).objects.filter(pk=order.pk).update(state="placed", confirmed_at=None)
    assert client.get(hers(order)).status_code == 404


def test_a_new_secret_key_closes_her_old_link(client, settings):
    order = given()
    old = hers(order)
    settings.SECRET_KEY = "another secret key"
    assert client.get(old).status_code == 404


# --- what stands on her pages


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("state", ["booked", "in_transit", "failed", "sent_back", "delivered"])
@pytest.mark.parametrize("method", ["card", "cod"])
def test_her_page_says_when_and_who_brings_it_and_nothing_more(client, state, language, method):
    order = bought(delivered=False, placed_at=timezone.now(), method=method, **GIFT)
    scan(parcel(order, state), "accepted")
    found = main(client.get(hers(order, language=language)))
    assert [secret for secret in SECRETS if secret in found] == []
    for fact in (str(order), "4400123456", NOTE, "Z*** K***"):
        assert fact in found
    response = client.get(hers(order, language=language))
    assert response["Cache-Control"] == "no-store, private"
    assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_a_cancelled_order_is_said_to_her_without_a_word_of_money(client):
    order = given()
    type(order).objects.filter(pk=order.pk).update(state="cancelled")
    found = main(client.get(hers(order)))
    assert "Bu paket gelmeyecek" in found
    assert [secret for secret in SECRETS if secret in found] == []


@pytest.mark.parametrize("path", ["", "now/"])
def test_what_is_wrapped_is_a_secret_until_it_is_there(client, path):
    order = bought(delivered=False, placed_at=timezone.now(), **GIFT)
    for state in ("in_transit", "out_for_delivery"):
        parcel(order, state)
    assert "kupa" not in main(client.get(hers(order, path)))
    assert "kupa" not in main(client.get(hers(order, NEW)))
    order.shipments.update(state="delivered", delivered_at=timezone.now())
    assert "kupa" in main(client.get(hers(order, path)))


def test_without_wrapping_nothing_is_hidden(client):
    order = bought(delivered=False, placed_at=timezone.now(), **ZEYNEP)
    parcel(order, "in_transit")
    assert "2 × Seramik kupa" in main(client.get(hers(order)))


def test_the_road_ends_at_her_door_for_the_buyer_and_at_her_own_for_her(client):
    order = bought(delivered=False, placed_at=timezone.now(), **ZEYNEP)
    parcel(order, "in_transit")
    assert "Alıcının kapısında" in main(client.get(page(order)))
    assert "At the receiver's door: not yet" in main(client.get(page(order, language="/en")))
    assert "Alıcının kapısında" not in main(client.get(hers(order)))


# --- sending it back


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("method", ["card", "transfer"])
def test_no_screen_of_her_return_tells_a_price(client, language, method):
    order = given(method=method)
    ask(client, order)
    paths = ["", "reasons/", "check/", "code/"]
    told = [main(client.get(hers(order, NEW + path, language))) for path in paths]
    returned = send_back(client, order)
    type(returned.shipment).objects.update(return_code="RET1", booked_at=timezone.now())
    for verb in (None, "receive", "accept", "settle"):
        if verb:
            more = {} if verb == "settle" else {"by": "staff"}
            getattr(returned, verb)(at=timezone.now(), **more)
        told.append(main(client.get(hers(order, f"returns/{returned.number}/", language))))
        told.append(main(client.get(hers(order, "returns/", language))))
    assert [(secret, text) for text in told for secret in SECRETS if secret in text] == []
    assert "+905 ••• •• 43" in told[2]


def test_the_code_goes_to_her_phone_and_makes_her_return(client):
    order = given()
    code = ask(client, order)
    event = Event.objects.get(name="code_sent")
    assert [(one.role, one.addresses) for one in code.audience(event)] == [
        ("receiver", {"sms": ZEYNEP["receiver_phone"], "email": ""})
    ]
    client.post(hers(order, f"{NEW}code/"), {"code": code.pk, "digits": code.digits})
    made = Return.objects.get()
    assert (made.asked_by, made.state) == ("receiver", "approved")
    assert str(made.refund_amount) == "249.90"
    assert (made.shipment.receiver_name, made.shipment.buyer_email) == ("Zeynep Kaya", "")


def test_the_steps_are_told_to_her_and_the_money_to_the_buyer(client):
    order = given()
    returned = send_back(client, order)
    type(returned.shipment).objects.update(return_code="RET1", booked_at=timezone.now())
    follow(timezone.now())
    accept(returned)
    told = Message.objects.exclude(event__name__in=["code_sent", "payment_refunded"])
    told = told.exclude(role="seller").order_by("pk")
    assert list(told.values_list("role", "channel", "event__name")) == [
        ("receiver", "sms", "return_code_ready"),
        ("receiver", "sms", "return_received"),
        ("receiver", "sms", "return_accepted"),
        ("buyer", "sms", "return_accepted"),
        ("buyer", "email", "return_accepted"),
        ("buyer", "sms", "refund_done"),
        ("buyer", "email", "refund_done"),
    ]
    assert set(told.filter(role="receiver").values_list("address", flat=True)) == {
        ZEYNEP["receiver_phone"]
    }


def test_the_money_goes_to_the_buyer_by_the_payment_that_was_made(client):
    order = given(quantity=1)
    accept(send_back(client, order))
    refund = Refund.objects.get()
    assert (refund.payment, refund.amount) == (order.payments.get(), order.total)


def test_where_an_account_is_needed_she_is_not_asked_and_staff_asks_the_buyer(client):
    order = given(method="transfer")
    line = order.lines.get().pk
    client.post(hers(order, NEW), {f"quantity_{line}": 1})
    answer = client.post(hers(order, f"{NEW}reasons/"), {f"reason_{line}": "damaged"})
    assert answer.url == hers(order, f"{NEW}check/")
    assert client.get(hers(order, f"{NEW}refund/")).url == hers(order, f"{NEW}check/")
    accept_by_hand = send_back(client, order)
    accept_by_hand.receive_and_accept(at=timezone.now(), by="staff")
    refund = Refund.objects.get()
    assert (refund.iban, refund.next_try_at, refund.state) == ("", None, "asked")


def test_each_sees_only_what_is_theirs_of_the_others_return(client):
    order = given(quantity=3)
    line = order.lines.get().pk
    client.post(page(order, NEW), {f"quantity_{line}": 1})
    client.post(page(order, f"{NEW}reasons/"), {f"reason_{line}": "not_as_shown"})
    client.post(page(order, f"{NEW}check/"), {"channel": "sms"})
    assert client.get(hers(order, f"{NEW}code/")).url == hers(order, NEW)  # no code was sent to her
    code = Code.objects.get()
    client.post(page(order, f"{NEW}code/"), {"code": code.pk, "digits": code.digits})
    his = Return.objects.get()
    assert client.get(hers(order, f"returns/{his.number}/")).status_code == 404
    assert "İ" not in main(client.get(hers(order, "returns/"))).replace("İade", "")
    returned = send_back(client, order)
    type(returned.shipment).objects.update(return_code="RET1", booked_at=timezone.now())
    found = main(client.get(page(order, f"returns/{returned.number}/")))
    assert "Alıcı geri gönderiyor" in found
    assert "249,90" in found
    assert "RET1" not in found
    assert "Fikrimi değiştirdim" not in found


def test_her_codes_do_not_use_up_the_buyers(client):
    order = given()
    for _time in range(Code.AN_HOUR + 1):
        ask(client, order)
    assert Code.objects.filter(role="receiver").count() == Code.AN_HOUR
    line = order.lines.get().pk
    client.post(page(order, NEW), {f"quantity_{line}": 1})
    client.post(page(order, f"{NEW}reasons/"), {f"reason_{line}": "changed_mind"})
    client.post(page(order, f"{NEW}check/"), {"channel": "sms"})
    assert Code.objects.filter(role="buyer").count() == 1


def test_rejected_goods_go_back_to_her_and_she_is_told(client):
    returned = send_back(client, given())
    returned.receive(at=timezone.now(), by="staff")
    returned.reject("Kullanılmış.", at=timezone.now(), by="staff")
    again = returned.given_back
    assert (again.receiver_name, again.buyer_name, again.buyer_phone) == ("Zeynep Kaya", "", "")
    people = again.audience(Event(name="shipment_handed_over"))
    assert {one.role for one in people if any(one.addresses.values())} == {"receiver"}


def test_of_a_parcel_that_was_lost_while_its_goods_were_returned_she_reads_no_price(client):
    now = timezone.now()
    order = bought(delivered=False, **GIFT)
    coming = parcel(order, "in_transit", handed_over_at=order.placed_at)
    returned = wished(order, wish(order, quantity=2), at=now)
    returned.receive_and_accept(at=now, by="staff")
    give_up(coming, "lost", at=now, by="staff")
    assert "iade" in plain(client.get(order.link).content.decode())
    text = main(client.get(hers(order)))
    assert "Bu paket gelmeyecek" in text
    assert [secret for secret in SECRETS if secret in text] == []


@pytest.mark.parametrize(("method", "account"), [("card", False), ("transfer", True)])
def test_the_buyer_is_told_why_money_comes_back(client, method, account):
    returned = send_back(client, given(method=method))
    returned.receive_and_accept(at=timezone.now(), by="staff")
    of = Message.objects.filter(event__name="return_accepted", role="buyer")
    mail = write(of.get(channel="email"), timezone.now()).text
    assert "alıcısı bir ürünü geri gönderdi" in mail
    assert ("hangi hesaba" in mail) is account
    assert "249,90" in write(of.get(channel="sms"), timezone.now()).text


def test_one_piece_of_one_thing_is_chosen_already(client):
    one, two = given(quantity=1), given(quantity=2)
    assert 'value="1" selected' in client.get(hers(one, NEW)).content.decode()
    assert 'value="0" selected' in client.get(hers(two, NEW)).content.decode()


def at_the_door(**fields):
    """Sent to Zeynep in Ayşe's name, not wrapped, and to be paid for by whoever opens the door."""
    order = bought(delivered=False, method="cod", **ZEYNEP)
    people = {**ZEYNEP, "buyer_name": order.buyer_name, "buyer_phone": order.buyer_phone}
    return order, parcel(order, "in_transit", cod_amount=order.total, **people, **fields)


@pytest.mark.parametrize("event", ["shipment_handed_over", "shipment_out_for_delivery"])
def test_who_is_to_pay_at_the_door_learns_how_much(event):
    _order, made = at_the_door()
    now = timezone.now()
    record(made, event, at=now)
    message = Message.objects.get(event__name=event, role="receiver")
    assert "Kuryeye ödenecek: 599,60 TL." in plain(write(message, now).text)


def test_their_page_says_so_until_it_is_paid(client):
    order, made = at_the_door()
    assert "kurye için 599,60 TL hazır bulundurun" in main(client.get(hers(order)))
    made.move_to("delivered", at=timezone.now(), delivered_at=timezone.now())
    assert "599,60" not in main(client.get(hers(order)))
