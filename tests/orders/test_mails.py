"""What the mail of a new order says: lines that add up."""

import pytest
from django.utils import timezone

from notifications.writing import write
from tests import make

pytestmark = pytest.mark.django_db


def written(order, event):
    """{channel: words} of what tells of the event."""
    told = make.told(order, event)
    return {channel: write(message, timezone.now()) for channel, message in told.items()}


def plain(text):
    return text.replace("\u00a0", " ")


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
