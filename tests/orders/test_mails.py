"""What the mail of a new order says: lines that add up."""

import pytest

from notifications.writing import write
from shop.payments.cancelling import cancel_order
from shop.payments.paying import start_payment
from tests import make, two_parcels

pytestmark = pytest.mark.django_db


def written(order, event):
    """{channel: words} of what tells of the event."""
    told = make.told(order, event)
    return {channel: write(message, make.MONDAY_MORNING) for channel, message in told.items()}


def plain(text):
    return text.replace("\u00a0", " ")


ZEYNEP = {"receiver_name": "Zeynep Kaya", "receiver_phone": "+905339876543"}


@pytest.mark.parametrize(
    ("method", "event"),
    [("card", "order_confirmed"), ("transfer", "order_confirmed"), ("cod", "order_placed")],
)
def test_a_gift_is_promised_to_its_receivers_door_not_to_the_buyers(method, event):
    found = written(make.order(method=method, **ZEYNEP), event)
    for text in (found["sms"].text, found["email"].text, found["email"].html):
        assert "Kapınızda" not in text
        assert "Alıcının kapısında" in text
    assert "alıcının kapısında" in found["email"].text
    own = written(make.order(method=method), event)
    for text in (own["sms"].text, own["email"].text, own["email"].html):
        assert "Kapınızda" in text
        assert "lıcının kapısında" not in text


def test_a_gift_on_its_way_goes_to_its_receivers_door():
    parcel = make.shipment(state="in_transit", **ZEYNEP)
    found = written(parcel, "shipment_in_transit")
    assert "yolda. Teslim: 24 Kas Sal - 26 Kas Per." in plain(found["sms"].text)
    assert "Alıcının kapısında: 24 Kas Sal" in plain(found["email"].text)
    assert "Kapınızda" not in found["sms"].text + found["email"].text


def test_a_cancelled_order_nobody_paid_for_says_that_nothing_was_charged():
    order = make.order(method="cod")
    start_payment(order, "cod", at=two_parcels.MONDAY)
    cancel_order(order, at=two_parcels.MONDAY, by="buyer", because="buyer")
    order.refresh_from_db()
    assert "Sizden bir ücret alınmadı." in written(order, "order_cancelled")["email"].text
    order.payments.update(state="refunded")
    assert "ücret alınmadı" not in written(order, "order_cancelled")["email"].text


def test_at_the_door_the_mail_says_what_is_paid_with_each_of_several_parcels():
    order = two_parcels.bought("cod")
    start_payment(order, "cod", at=two_parcels.MONDAY)
    mail = written(order, "order_placed")["email"]
    assert "1 × Seramik kupa: 329,70 TL\n1 × Kase: 120,10 TL" in plain(mail.text)
    assert "2 paket halinde" in mail.html
    single = make.order(method="cod")
    start_payment(single, "cod", at=two_parcels.MONDAY)
    assert "paket halinde" not in written(single, "order_placed")["email"].html


def test_the_lines_of_the_mail_add_up_to_its_total():
    order = make.order(quantity=2, method="cod", gift_fee="39.90")
    mail = written(order, "order_placed")["email"]
    lines = plain(mail.text).splitlines()
    start = lines.index(f"Sipariş numarası: {order.number}")
    assert lines[start + 1 : start + 6] == [
        "2 × Seramik kupa: 499,80 TL",
        f"Kargo ({order.carrier_name}): 49,90 TL",
        "Hediye paketi: 39,90 TL",
        "Kapıda ödeme hizmet bedeli: 49,90 TL",
        "Toplam: 639,50 TL",
    ]
