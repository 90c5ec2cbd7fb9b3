"""What a buyer reads when money goes back: why, how much, and which way it comes."""

from datetime import timedelta

import pytest

from notifications.models import Message, Wording
from notifications.writing import write
from shipping.promises import Promise
from shop.payments.cancelling import cancel_order
from shop.payments.models import Payment, Refund
from shop.payments.refunding import give_account
from shop.payments.undelivered import give_up
from tests import make, two_parcels

pytestmark = pytest.mark.django_db
NOW = make.MONDAY_MORNING
IBAN = "TR330006100519786457841326"


def paid(method="card", **fields):
    order = make.order(method=method, **fields)
    Payment.objects.create(
        order=order, method=method, amount=order.total, reference=f"{order.number}x1",
        state="paid", started_at=NOW, paid_at=NOW,
    )  # fmt: skip
    order.confirm(at=NOW)
    return order


def said(event, channel="email"):
    """What its newest message says now, on one line, with ordinary spaces."""
    message = Message.objects.filter(event__name=event, channel=channel, role="buyer").latest("pk")
    return " ".join(write(message, NOW).text.split())


def test_what_is_cancelled_as_wished_says_how_much_comes_back_by_card():
    cancel_order(paid(), at=NOW, by="buyer")
    text = said("order_cancelled")
    assert "isteğiniz üzerine iptal edildi" in text
    assert "299,80 TL ödediğiniz yolla iade edilecek" in text
    assert "iptal edildi. 299,80 TL iade edilecek. http" in said("order_cancelled", "sms")


def test_who_paid_by_transfer_is_asked_for_an_account():
    cancel_order(paid("transfer"), at=NOW, by="buyer")
    assert "sormak için sizi arayacağız" in said("order_cancelled")


def test_where_nothing_was_paid_nothing_is_said_to_come_back():
    order = make.order()
    order.cancel(at=NOW, by="clock", because="unpaid")
    assert "Ödemesi süresinde ulaşmadığı için" in said("order_cancelled")
    assert "ödemesi ulaşmadığı için iptal edildi. http" in said("order_cancelled", "sms")


def test_an_order_whose_only_parcel_was_lost_says_so():
    order = paid()
    order.shipments.update(state="in_transit", handed_over_at=NOW)
    give_up(order.shipments.get(), "lost", at=NOW, by="staff:mina")
    assert "paketi kargoda kayboldu (Kapında Kurye)" in said("order_cancelled")
    sms = said("order_cancelled", "sms")
    assert "siparişin paketi kargoda kayboldu, sipariş iptal edildi. 299,80 TL iade edilecek" in sms


@pytest.mark.parametrize(
    ("method", "way"),
    [
        ("card", "Tutar ödediğiniz yolla gönderildi"),
        ("transfer", "Tutar hesabınıza gönderildi (IBAN sonu: 1326)"),
    ],
)
def test_a_refund_says_what_it_is_for_and_which_way_it_went(method, way):
    cancel_order(paid(method), at=NOW, by="buyer")
    refund = Refund.objects.get()
    if method == "transfer":
        give_account(refund, IBAN, "Ayşe Yılmaz", at=NOW, by="staff:mina@example.com")
    make.told(refund, "refund_done", on=NOW)
    text = said("refund_done")
    assert "İptal edilen siparişiniz için 299,80 TL iade ettik." in text
    assert way in text
    assert IBAN not in text


def test_a_refund_for_a_parcel_given_up_lists_what_was_in_it():
    order = two_parcels.paid(two_parcels.bought())
    give_up(two_parcels.sent(order)[1], "lost", at=NOW, by="staff:mina")
    make.told(Refund.objects.get(), "refund_done", on=NOW)
    text = said("refund_done")
    assert "Size ulaşmayan paket için 120,10 TL iade ettik." in text
    assert "1 × Kase: 100,10 TL Kargo ücreti: 20,00 TL Toplam: 120,10 TL" in text


def test_the_bank_s_reason_for_a_refund_it_did_not_make_is_told_to_the_seller():
    cancel_order(paid(), at=NOW, by="buyer")
    refund = Refund.objects.get()
    refund.move_to("failed", at=NOW, problem="kart kapalı")
    mail = Message.objects.get(event__name="refund_failed", role="seller", channel="email")
    text = " ".join(write(mail, NOW).text.split())
    assert "299,80 TL tutarındaki iadesini yapmadı" in text
    assert "kart kapalı" in text
    assert "Sorunuz varsa" not in text


@pytest.mark.parametrize("folder", ["order_cancelled", "order_confirmed"])
def test_own_words_do_not_hide_why_it_is_cancelled_or_dated_anew(folder):
    text = "Benim: {order_number} {link}"
    Wording.objects.create(folder=folder, channel="sms", language="tr", text=text)
    order = make.order()
    days = [NOW.date() + timedelta(days=days) for days in range(4)]
    shown, new = Promise(*days[:3]).as_json(), Promise(*days[1:]).as_json()
    late = {"day": "2026-11-24", "parts": [], "promise": new}
    order.quote = {"promise": shown, "paid_late": late}
    order.save()
    make.told(order, folder, on=NOW)
    assert "Benim" not in said(folder, "sms")
