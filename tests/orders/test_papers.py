"""What the buyer confirmed comes with the mail that says the order is received: word for word."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default as modern

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from notifications.gateways.email import mail_of
from notifications.sending import outgoing
from notifications.writing import write
from shop.checkout.texts import VERSION
from shop.orders.models import Order, OrderText
from tests import make
from tests.checkout.conftest import mug, shopper  # noqa: F401
from tests.checkout.filling import filled, with_choice

pytestmark = pytest.mark.django_db
NAMES = ["Ön bilgilendirme formu.html", "Mesafeli satış sözleşmesi.html"]


def ordered(shopper, payment="card"):  # noqa: F811
    form = with_choice(shopper, filled(shopper), payment=payment)
    shopper.post("/checkout/", form)
    return Order.objects.get()


def enclosed(order, event):
    """{file name: HTML} of the mail that tells of the event, as it goes over the wire."""
    message = make.told(order, event)["email"]
    mail = mail_of(outgoing(message, write(message, timezone.now()))).message()
    wire = message_from_bytes(mail.as_bytes(), policy=modern)
    return {part.get_filename(): part.get_content() for part in wire.iter_attachments()}


@pytest.mark.parametrize("payment", ["transfer", "cod"])
def test_the_first_mail_encloses_what_was_confirmed(shopper, payment):  # noqa: F811
    order = ordered(shopper, payment)
    papers = enclosed(order, "order_placed")
    assert list(papers) == NAMES
    for text, paper in zip(order.texts.order_by("pk"), papers.values(), strict=True):
        assert text.html in paper
        assert f"Sipariş numarası: {order.number}" in paper
        assert VERSION in paper
        assert date_format(timezone.localtime(text.confirmed_at), "j F Y") in paper


def test_a_card_buyer_gets_them_with_the_word_that_the_order_is_paid(shopper):  # noqa: F811
    order = ordered(shopper)
    order.confirm(at=timezone.now())
    message = make.told(order, "order_confirmed")["email"]
    assert "Ekte: onayladığınız" in write(message, timezone.now()).text
    assert len(enclosed(order, "order_confirmed")) == 2


def test_they_come_once_and_not_with_every_later_mail(shopper):  # noqa: F811
    order = ordered(shopper, "transfer")
    order.confirm(at=timezone.now() + timedelta(hours=1))
    assert enclosed(order, "order_confirmed") == {}
    message = make.told(order, "order_confirmed")["email"]
    assert "Ekte" not in write(message, timezone.now()).text


def test_a_text_that_changed_since_is_sent_as_it_was(shopper):  # noqa: F811
    order = ordered(shopper, "transfer")
    OrderText.objects.update(html="<p>as it was</p>")
    assert all("<p>as it was</p>" in paper for paper in enclosed(order, "order_placed").values())
