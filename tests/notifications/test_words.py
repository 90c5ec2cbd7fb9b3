"""What is written to whom. Every template is walked in both languages and on both channels."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import resolve
from django.utils import timezone, translation

from notifications.events import record
from notifications.models import Event, Message
from notifications.sms_length import length, parts
from notifications.templatetags.words import decimal, fours
from notifications.writing import write
from shop.orders.telling import AT_THE_BANK
from tests import make

from .everything import ZEYNEP, everything, parcel_of

FOLDERS = sorted(path.name for path in (Path(settings.BASE_DIR) / "templates/messages").iterdir())
METHODS = ["transfer", "cod"]
SITE = "https://kapinda.example"
WALK = [(folder, "card") for folder in FOLDERS] + [
    (folder, method)
    for folder in ("order_placed", "order_confirmed", "order_awaits_transfer")
    for method in METHODS
]
ROLES = ["seller", "receiver"]
GIFT_STAGES = ["handed_over", "ready", "out_for_delivery", "delivered", "failed"]
STAGES = [("in_transit", "buyer")] + [
    (stage, role) for stage in GIFT_STAGES for role in ("buyer", "receiver")
]
AYSE = {"receiver_name": "Ayşe Yılmaz", "receiver_phone": "+905321234567"}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def address(settings):
    settings.SITE_URL = SITE


def messages_of(folder, order):
    """Both channels of the message in a folder, written: {"sms": Written, "email": Written}."""
    role = next((role for role in ROLES if folder.endswith(f"_for_{role}")), "")
    name = folder.removesuffix(f"_for_{role}")
    subject = everything(order, role if role == "receiver" else "buyer")[name.split("_")[0]]
    event = record(subject, name, at=timezone.now())
    found = Message.objects.filter(event=event, role=role or "buyer")
    return {message.channel: write(message, timezone.now()) for message in found}


@pytest.mark.parametrize("language", ["tr", "en"])
@pytest.mark.parametrize(("folder", "method"), WALK)
def test_every_message_carries_its_numbers_and_a_link_that_opens(folder, method, language):
    order = make.order(language=language, method=method)
    written = messages_of(folder, order)
    assert written
    for text in texts(written):
        assert str(order.number) in text
        assert "310000000001" in text or not folder.startswith("shipment_")
        assert opens(text, language, "g" if folder.endswith("_for_receiver") else "t")


def texts(written):
    """All that a reader may get to see: SMS, plain text, HTML."""
    kinds = [(message.text, message.html) for message in written.values()]
    return [text for kind in kinds for text in kind if text]


def opens(text, language, door):
    start = text.index(SITE + "/") + len(SITE)
    path = text[start:].split()[0].rstrip('">').partition("#")[0]
    expected = "/admin/", f"/en/{door}/" if language == "en" else f"/{door}/"
    assert path.startswith(expected)
    with translation.override(language):
        return resolve(path)


@pytest.mark.parametrize("language", ["tr", "en"])
@pytest.mark.parametrize(("stage", "role"), STAGES)
def test_each_stage_fits_one_part(stage, role, language):
    order = make.order(language=language)
    make.carrier("yurtici", "Yurtiçi Kargo")
    parcel = parcel_of(
        order, service_row=make.service("yurtici", code="economy"), received_by="Ayşe Yılmaz"
    )
    text = sms_of(parcel, f"shipment_{stage}", role)
    assert parts(text) == 1, (length(text), text)


def sms_of(subject, name, role="buyer", **by):
    event = record(subject, name, at=timezone.now() - timedelta(**by))
    return write(event.messages.get(role=role, channel="sms"), timezone.now()).text


def test_an_sms_says_the_fact_first_and_the_link_last():
    order = make.order()
    text = sms_of(parcel_of(order, **AYSE), "shipment_out_for_delivery")
    assert text == (
        f"Kapında: {order.number} no'lu siparişiniz dağıtımda, bugün kapınızda. "
        f"Kapında Kurye 310000000001 {SITE}{order.link}"
    )


def test_of_a_gift_the_buyer_is_not_told_that_it_comes_to_their_own_door():
    text = sms_of(parcel_of(make.order()), "shipment_out_for_delivery")
    assert "dağıtımda, bugün teslim ediliyor." in text


def test_one_parcel_of_two_is_not_called_the_order():
    order = make.order()
    parcel, other = parcel_of(order), parcel_of(order)
    written = make.told(parcel, "shipment_delivered")
    said = {channel: write(one, timezone.now()) for channel, one in written.items()}
    subject = f"{order.number} no'lu siparişiniz (2 paketten biri) teslim edildi"
    assert said["email"].subject == subject
    assert f"Kapında: {subject}: " in said["sms"].text
    assert "Paket: 2 paketten biri" in said["email"].text
    other.move_to("cancelled", at=timezone.now())
    del parcel.together, parcel.others
    assert "biri" not in sms_of(parcel, "shipment_delivered")


def test_after_the_last_of_two_parcels_none_is_waited_for():
    order, now = make.order(), timezone.now()
    first, last = parcel_of(order), parcel_of(order)
    for parcel, hours in ((first, 30), (last, 1)):
        type(parcel).objects.filter(pk=parcel.pk).update(
            state="delivered", delivered_at=now - timedelta(hours=hours)
        )
        parcel.refresh_from_db()
    assert "(2 paketin sonuncusu) teslim edildi" in sms_of(last, "shipment_delivered")
    assert "(2 paketten biri) teslim edildi" in sms_of(first, "shipment_delivered")


def test_on_the_way_the_last_one_is_named_once_the_other_is_there():
    order = make.order()
    first, last = parcel_of(order), parcel_of(order)
    assert "(2 paketten biri)" in sms_of(last, "shipment_out_for_delivery")
    type(first).objects.filter(pk=first.pk).update(state="delivered", delivered_at=timezone.now())
    assert "(2 paketin sonuncusu)" in sms_of(type(last).objects.get(pk=last.pk), "shipment_ready")


def test_a_parcel_at_a_branch_says_which_and_until_when():
    row = make.service(code="branch", tier="branch", branch_days=5)
    parcel = parcel_of(make.order(), service_row=row, arrived_at=make.at("2026-11-25 09:12"))
    event = record(
        parcel, "shipment_ready", at=parcel.arrived_at, detail={"place": "Çankaya Şubesi"}
    )
    said = [write(one, timezone.now()).text for one in event.messages.all()]
    assert len(said) == 3  # Zeynep, who goes there, has a phone only
    for text in said:
        assert "Kapında Kurye Çankaya Şubesi" in text
        assert "30 Kas" in text


def test_a_message_that_is_late_does_not_say_today():
    text = sms_of(parcel_of(make.order()), "shipment_out_for_delivery", days=1)
    assert "bugün" not in text


@pytest.mark.parametrize("stage", GIFT_STAGES)
@pytest.mark.parametrize("language", ["tr", "en"])
def test_the_receiver_learns_neither_price_nor_contents_nor_the_buyers_link(stage, language):
    order = make.order(language=language, **ZEYNEP)
    text = sms_of(parcel_of(order), f"shipment_{stage}", "receiver")
    with translation.override(language):
        assert text.endswith(f" {SITE}{order.receiver_link}")
    for fact in (str(order.number), "310000000001"):
        assert fact in text
        text = text.replace(fact, "")  # a number may hold any digits
    assert order.link not in text
    text = text.replace(order.receiver_link, "")  # a link any letters
    for secret in ("TL", "249", "kupa", "mug", order.buyer_phone, order.buyer_email):
        assert secret not in text


def test_the_receiver_is_told_who_sends_it():
    text = sms_of(parcel_of(make.order(**ZEYNEP)), "shipment_handed_over", "receiver")
    assert "Ayşe Yılmaz size paket gönderdi" in text


def test_the_buyer_is_told_of_each_stage_beside_the_receiver():
    event = record(parcel_of(make.order(**ZEYNEP)), "shipment_handed_over", at=timezone.now())
    told = set(event.messages.values_list("role", "channel", "address"))
    assert told == {
        ("buyer", "sms", "+905321234567"),
        ("buyer", "email", "ayse@example.com"),
        ("receiver", "sms", ZEYNEP["receiver_phone"]),
    }


def test_the_seller_hears_of_a_payment_with_number_and_amount():
    order = make.order()
    payment = everything(order)["payment"]
    text = sms_of(payment, "payment_paid", "seller")
    assert text == (
        f"Kapında: {order.number} no'lu sipariş için 299,80 TL ödendi. {SITE}/admin/shop/order/"
        f"{order.number}/change/"
    )


def test_a_transfer_is_told_where_to_go():
    order = make.order(method="transfer")
    text = messages_of("order_placed", order)["email"].text
    for fact in (fours(settings.TRANSFER_IBAN), settings.TRANSFER_HOLDER, "299,80\u00a0TL"):
        assert fact in text


def test_a_mail_greets_by_first_name_or_without_one():
    order = make.order()
    assert "Merhaba Ayşe," in messages_of("order_placed", order)["email"].text
    order.buyer_name = "-"
    event = record(order, "order_placed", at=timezone.now())
    mail = event.messages.get(role="buyer", channel="email")
    assert "Merhaba,\n" in write(mail, timezone.now()).text


def test_only_html_is_escaped():
    mail = messages_of("return_rejected", make.order())["email"]
    assert "Kutu açılmış & kırık." in mail.text
    assert "Kutu açılmış &amp; kırık." in mail.html


@pytest.mark.parametrize(
    ("wishes", "channels"),
    [
        ({}, {"sms", "email"}),
        ({"wants_sms": False}, {"email"}),
        ({"wants_email": False}, {"sms"}),
        ({"wants_sms": False, "wants_email": False}, set()),
    ],
)
def test_the_buyers_channel_wishes_are_kept(wishes, channels):
    event = record(make.order(**wishes), "order_placed", at=timezone.now())
    assert set(event.messages.filter(role="buyer").values_list("channel", flat=True)) == channels


def test_payment_at_the_door_is_told_of_once():
    order = make.order(method="cod")
    event = record(order, "order_confirmed", at=timezone.now())
    assert order.is_news(event, timezone.now()) is False


def test_a_card_buyer_hears_of_the_order_and_its_payment_in_one_message():
    now, order = timezone.now(), make.order()
    placed = record(order, "order_placed", at=now)
    waits_until = set(placed.messages.filter(role="buyer").values_list("next_try_at", flat=True))
    assert waits_until == {now + AT_THE_BANK}
    assert order.is_news(placed, now)
    order.confirm(at=now, by="card")
    assert not order.is_news(placed, now)
    confirmed = Event.objects.get(name="order_confirmed")
    assert order.is_news(confirmed, now)
    assert set(confirmed.messages.values_list("next_try_at", flat=True)) == {now}
    sms = write(confirmed.messages.get(role="buyer", channel="sms"), now)
    assert "siparişinizi ve ödemesini aldık" in sms.text


def test_a_buyer_by_transfer_hears_of_the_order_at_once_and_of_the_payment_later():
    now, order = timezone.now(), make.order(method="transfer")
    placed = record(order, "order_placed", at=now)
    assert set(placed.messages.values_list("next_try_at", flat=True)) == {now}
    order.confirm(at=now, by="Zeynep")
    confirmed = Event.objects.get(name="order_confirmed")
    assert order.is_news(placed, now)
    assert order.is_news(confirmed, now)


def test_who_turns_from_the_card_to_a_transfer_is_told_where_to():
    now, order = timezone.now(), make.order()
    order.pay_by("transfer", at=now)
    event = Event.objects.get(name="order_awaits_transfer")
    words = write(event.messages.get(role="buyer", channel="sms"), now).text
    assert settings.TRANSFER_IBAN in words
    assert order.is_news(event, now)
    order.confirm(at=now, by="Zeynep")
    assert not order.is_news(event, now)


def test_mails_of_one_order_are_one_thread():
    assert messages_of("order_placed", order := make.order())["email"].thread == (
        f"order-{order.number}"
    )


def test_a_buyer_who_wishes_no_sms_is_not_told_as_their_own_receiver():
    event = record(make.shipment(buyer_phone=""), "shipment_handed_over", at=timezone.now())
    assert set(event.messages.values_list("role", "channel")) == {("buyer", "email")}


def test_one_road_is_drawn_out_and_walked_back():
    out = messages_of("shipment_in_transit", make.order())["email"].text
    back = messages_of("return_received", make.order(language="en"))["email"].text
    assert "hazırlanıyor → kargoda → [yolda] → dağıtımda → alıcının kapısında" in out
    assert "approved → on its way back → [with us] → checked → refunded" in back


@pytest.mark.parametrize(
    ("value", "turkish", "english"),
    [
        ("2.50", "2,5", "2.5"),
        ("30.00", "30", "30"),
        ("1204.125", "1.204,125", "1,204.125"),
        ("100", "100", "100"),
        ("0.0004", "0", "0"),
    ],
)
def test_a_decimal_is_written_without_needless_places(value, turkish, english):
    for language, expected in (("tr", turkish), ("en", english)):
        with translation.override(language):
            assert decimal(Decimal(value)) == expected


RETURN_STAGES = [folder for folder in FOLDERS if folder.startswith("return_")]


@pytest.mark.parametrize("language", ["tr", "en"])
@pytest.mark.parametrize("folder", RETURN_STAGES)
def test_each_step_of_a_return_fits_one_part(folder, language):
    make.carrier("table", "Yurtiçi Kargo")
    written = messages_of(folder, make.order(language=language, **ZEYNEP))
    text = written["sms"].text if "sms" in written else ""
    assert parts(text) == 1, (length(text), text)


def test_who_pays_at_the_door_reads_in_the_sms_how_much():
    order = make.order(method="cod")
    text = sms_of(parcel_of(order, cod_amount=order.total), "shipment_out_for_delivery")
    assert f"{order.number} no'lu siparişiniz bugün kapınızda. Kuryeye ödenecek: 349,70 TL." in text


def test_what_is_inside_is_named_in_the_readers_language():
    order = make.order(language="en", state="placed")
    order.confirm(at=order.placed_at)
    event = record(order.shipments.get(), "shipment_delivered", at=timezone.now())
    mail = write(event.messages.get(role="buyer", channel="email"), timezone.now())
    assert "1 × Ceramic mug" in mail.text
    assert "Seramik kupa" not in mail.text + mail.html


@pytest.mark.parametrize(("method", "is_begun"), [("transfer", False), ("cod", True)])
def test_what_waits_for_its_money_is_not_called_being_prepared(method, is_begun):
    written = messages_of("order_placed", make.order(method=method))
    assert ("[hazırlanıyor]" in written["email"].text) is is_begun


@pytest.mark.parametrize("name", ["shipment_handed_over", "shipment_in_transit", "order_confirmed"])
def test_what_is_picked_up_at_a_branch_is_never_promised_at_the_door(name):
    order = make.order()
    order.quote = {**order.quote, "tier": "branch"}
    order.save()
    about = order
    if name.startswith("shipment_"):
        about = parcel_of(order, service_row=make.service(code="branch", tier="branch"))
    event = record(about, name, at=timezone.now())
    written = [
        write(message, timezone.now())
        for message in Message.objects.filter(event=event, role="buyer")
    ]
    assert {message.channel for message in Message.objects.filter(event=event)} >= {"sms", "email"}
    for text in texts(dict(enumerate(written))):
        assert "kapınızda" not in text.lower()
    assert any("Şubede" in text for text in texts(dict(enumerate(written))))


def test_who_gets_goods_back_is_not_told_the_number_they_came_to_us_with():
    order = make.order()
    returned = everything(order)["return"]
    returned.handed_over_at = order.placed_at
    returned.save()
    text = {
        name: write(
            record(returned, name, at=order.placed_at).messages.get(channel="email"), timezone.now()
        ).text
        for name in ("return_received", "return_rejected")
    }
    assert "Kargo takip numarası: 310000000007" in text["return_received"]
    assert "310000000007" not in text["return_rejected"]
