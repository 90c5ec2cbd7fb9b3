"""The merchant's own words: checked before they are kept, sent in place of ours, and never able to
keep a message from going out."""

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.utils import timezone

from notifications.brand import Brand
from notifications.events import TEMPLATES, record
from notifications.models import Wording
from notifications.wording import (
    NOT_OFFERED,
    Unfit,
    event_of,
    fill_in,
    needed_in,
    offered,
    role_of,
)
from notifications.writing import write
from tests import make

from .everything import everything, parcel_of

pytestmark = pytest.mark.django_db
DESK = "/admin/notifications/wording/"
HANDED_OVER = {
    "folder": "shipment_handed_over",
    "channel": "sms",
    "language": "tr",
    "subject": "",
    "text": "{shop}: {order_number} yola çıktı, {carrier} {cargo_number}. {link}",
}
OPENING = "Merhaba {name}, paketinizi verdik: {days}."


@pytest.fixture
def desk(client):
    client.force_login(make.customer("mina@example.com", is_staff=True, is_superuser=True))
    return client


def wording(**fields):
    return Wording.objects.create(**(HANDED_OVER | fields))


def handed_over(channel, role="buyer", **fields):
    """A parcel's message as it goes out on Monday."""
    parcel = parcel_of(make.order(), **fields)
    event = record(parcel, "shipment_handed_over", at=make.MONDAY_MORNING)
    return write(event.messages.get(role=role, channel=channel), make.MONDAY_MORNING)


def errors(response):
    return response.context["adminform"].form.errors


def test_an_sms_goes_out_in_the_merchants_words():
    wording()
    order = make.order()
    event = record(parcel_of(order), "shipment_handed_over", at=timezone.now())
    text = write(event.messages.get(role="buyer", channel="sms"), timezone.now()).text
    said = f"Kapında: {order.number} yola çıktı, Kapında Kurye 310000000001. "
    assert text == f"{said}{settings.SITE_URL}{order.link}"


def test_a_mails_subject_and_opening_are_the_merchants_and_the_facts_stay():
    wording(channel="email", subject="{order_number}: yola çıktı", text=OPENING)
    mail = handed_over("email")
    assert mail.subject.endswith(": yola çıktı")
    for text in (mail.text, mail.html):
        assert "Merhaba Ayşe, paketinizi verdik: 24 Kas Sal – 26 Kas Per." in text
        assert "310000000001" in text
        assert "/t/" in text


def test_what_is_empty_is_in_the_shops_own_words():
    wording(text="")
    wording(channel="email", subject="", text=OPENING)
    assert "kargoya verildi" in handed_over("sms").text
    mail = handed_over("email")
    assert mail.subject.endswith("siparişiniz kargoda")
    assert "paketinizi verdik" in mail.text


def test_each_channel_and_language_has_its_own():
    wording()
    order = make.order(language="en")
    event = record(parcel_of(order), "shipment_handed_over", at=timezone.now())
    text = write(event.messages.get(role="buyer", channel="sms"), timezone.now()).text
    assert "was handed to the carrier" in text
    assert "siparişiniz kargoda" in handed_over("email").subject


def test_a_mails_words_are_escaped_in_html():
    wording(channel="email", text="<b>{order_number}</b>")
    assert "&lt;b&gt;" in handed_over("email").html


@pytest.mark.parametrize(
    ("text", "placeholder"),
    [
        ("{order_number} {link} {price}", "{price}"),
        ("{order_number} {link} {amount}", "{amount}"),
        ("{order_number.__class__}", "{order_number.__class__}"),
        ("{order_number!r}", "{order_number!r}"),
        ("{}", "{}"),
        ("{order_number", "{"),
        ("order_number}", "}"),
        ("{{order_number}}", "{"),
    ],
)
def test_what_no_longer_fits_goes_out_in_the_shops_words_and_is_told_at_the_desk(
    desk, text, placeholder
):
    kept = wording(text=text)
    assert "kargoya verildi" in handed_over("sms").text
    kept.refresh_from_db()
    assert kept.problem == placeholder
    page = " ".join(desk.get("/admin/").content.decode().split())
    assert "1 metniniz artık mesajına uymuyor" in page
    assert f"{DESK}?problem__isempty=0" in page


def test_a_missing_value_is_no_gap_in_a_message():
    with pytest.raises(Unfit):
        fill_in("{cargo_number}", {"cargo_number": ""})
    assert fill_in("Merhaba {name}, iyi günler", {"name": ""}) == "Merhaba, iyi günler"


def test_own_words_may_say_which_branch_and_which_of_several_parcels():
    said = "{order_number} {part} burada: {branch}. {cargo_number} {link}"
    wording(folder="shipment_ready", text=said)
    order = make.order()
    parcel = parcel_of(order)
    assert f"{order.number} burada: Kapında Kurye şubesi." in ready(parcel)
    parcel_of(order)
    del parcel.together, parcel.others
    assert f"{order.number} (2 paketten biri) burada: Kapında Kurye Kızılay." in ready(
        parcel, "Kızılay"
    )


def ready(parcel, place=""):
    event = record(parcel, "shipment_ready", at=timezone.now(), detail={"place": place})
    return write(event.messages.get(role="buyer", channel="sms"), timezone.now()).text


def test_a_value_with_braces_is_a_value():
    assert fill_in("{name} {link}", {"name": "{link}", "link": "x"}) == "{link} x"


def test_an_order_that_waits_for_a_transfer_is_told_the_account_whatever_is_worded():
    wording(folder="order_placed", text="{order_number} {link}")
    order = make.order(method="transfer")
    event = record(order, "order_placed", at=timezone.now())
    text = write(event.messages.get(role="buyer", channel="sms"), timezone.now()).text
    assert "TR33" in text


@pytest.mark.parametrize("folder", offered(TEMPLATES))
@pytest.mark.parametrize("channel", ["sms", "email"])
def test_every_message_offered_can_be_worded_with_what_it_needs(folder, channel):
    needed = " ".join(f"{{{name}}}" for name in needed_in(folder, channel))
    field = "text" if channel == "sms" else "subject"
    kept = wording(folder=folder, channel=channel, **{"text": "", field: f"Benim: {needed}"})
    event = record(
        everything(make.order())[folder.split("_")[0]], event_of(folder), at=timezone.now()
    )
    message = event.messages.filter(role=role_of(folder), channel=channel).first()
    if message is None:
        return  # this one is not told by this channel
    written = write(message, timezone.now())
    said = written.subject or written.text
    kept.refresh_from_db()
    assert (kept.problem, said.startswith("Benim: ")) == ("", True)
    for text in filter(None, (written.text, written.html)):
        assert "http" in text
        assert "310000000001" in text or not folder.startswith("shipment_")


def test_a_code_or_an_account_is_never_left_to_be_forgotten():
    assert not [one for one in offered(TEMPLATES) if one.startswith(NOT_OFFERED)]
    assert not [one for one in offered(TEMPLATES) if one.endswith("_for_seller")]


# --- the desk --------------------------------------------------------------------------------


def test_a_wording_with_all_that_readers_look_for_is_kept(desk):
    assert desk.post(f"{DESK}add/", HANDED_OVER).status_code == 302
    assert Wording.objects.get().text == HANDED_OVER["text"]


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"text": "{order_number} {cargo_number}"}, "text", "Metinde şunlar da olmalı: {link}."),
        ({"text": "{order_number} {link}"}, "text", "olmalı: {cargo_number}."),
        ({"text": "{cargo_number} {link}"}, "text", "olmalı: {order_number}."),
        ({"text": "yola çıktı"}, "text", "{order_number}, {cargo_number}, {link}."),
        ({"text": HANDED_OVER["text"] + "{price}"}, "text", "{price} burada bilinmiyor"),
        ({"text": HANDED_OVER["text"] + "{link.x}"}, "text", "{link.x} burada bilinmiyor"),
        ({"text": HANDED_OVER["text"] + "{"}, "text", "Tek başına bir süslü parantez"),
        ({"subject": "Konu"}, "subject", "SMS'in konusu olmaz"),
        ({"channel": "email", "subject": "Yolda"}, "subject", "olmalı: {order_number}."),
        ({"folder": "code_sent"}, "folder", "Geçerli bir seçenek"),
        ({"folder": "payment_paid_for_seller"}, "folder", "Geçerli bir seçenek"),
        ({"language": "de"}, "language", "Geçerli bir seçenek"),
    ],
)
def test_a_wording_readers_could_not_use_is_refused_at_its_field(desk, change, field, sentence):
    answer = desk.post(f"{DESK}add/", HANDED_OVER | change)
    assert sentence in errors(answer)[field][0]
    assert not Wording.objects.exists()


def test_there_is_one_wording_of_a_message(desk):
    wording()
    answer = desk.post(f"{DESK}add/", HANDED_OVER)
    assert "zaten var" in errors(answer)["__all__"][0]
    assert Wording.objects.count() == 1


def test_mending_a_wording_takes_the_warning_away(desk):
    kept = wording(text="{nobody}", problem="nobody")
    desk.post(f"{DESK}{kept.pk}/change/", HANDED_OVER)
    kept.refresh_from_db()
    assert kept.problem == ""


def test_the_preview_shows_an_sms_with_a_real_order_and_counts_it(desk):
    order = make.order()
    record(parcel_of(order), "shipment_handed_over", at=timezone.now())
    page = desk.post(f"{DESK}preview/", HANDED_OVER)
    said = " ".join(page.content.decode().split())
    assert f"Kapında: {order.number} yola çıktı, Kapında Kurye 310000000001." in said
    assert "Türkçe harflerle: 1 SMS" in said
    assert page["X-Frame-Options"] == "SAMEORIGIN"
    assert not Wording.objects.exists()
    assert (
        "2 SMS"
        in desk.post(
            f"{DESK}preview/", HANDED_OVER | {"text": HANDED_OVER["text"] + "ş" * 80}
        ).content.decode()
    )


def test_the_preview_shows_a_mail_whole(desk):
    record(parcel_of(make.order()), "shipment_handed_over", at=timezone.now())
    fields = HANDED_OVER | {"channel": "email", "subject": "{order_number} yolda", "text": OPENING}
    page = desk.post(f"{DESK}preview/", fields).content.decode()
    assert "Merhaba Ayşe, paketinizi verdik" in page
    assert "310000000001" in page


def test_the_preview_invents_values_where_nobody_got_it_and_says_what_is_refused(desk):
    Brand.objects.create(pk=1)
    page = desk.post(f"{DESK}preview/", HANDED_OVER).content.decode()
    assert "henüz kimseye gitmedi" in page
    assert "310000000001" in page
    page = desk.post(f"{DESK}preview/", HANDED_OVER | {"text": "{price}"}).content.decode()
    assert "{price} burada bilinmiyor" in page


def test_no_words_are_taken_for_a_channel_that_the_message_does_not_go(desk):
    record(make.order(), "payment_declined", at=timezone.now())
    for folder, channel in (("payment_declined", "sms"), ("shipment_ready_for_receiver", "email")):
        fields = HANDED_OVER | {"folder": folder, "channel": channel, "text": "", "subject": ""}
        for path in ("preview/", "add/"):
            said = desk.post(f"{DESK}{path}", fields)
            assert said.status_code == 200
            assert "Bu mesaj bu kanaldan gitmez" in said.content.decode()
    assert not Wording.objects.exists()


def test_the_preview_of_no_words_counts_none(desk):
    said = desk.post(f"{DESK}preview/", HANDED_OVER | {"text": ""}).content.decode()
    assert "Kendi metninizi yazın" in said
    assert "0 karakter" not in said


def test_the_preview_is_for_who_may_word_messages(desk, client):
    client.force_login(make.customer("veli@example.com", is_staff=True))
    assert client.post(f"{DESK}preview/", HANDED_OVER).status_code == 403


def test_own_words_are_tried_on_where_they_would_go_out(desk):
    card = make.order(buyer_name="Kartlı Kerem")
    record(card, "order_placed", at=make.MONDAY_MORNING)
    record(make.order(method="transfer"), "order_placed", at=make.MONDAY_MORNING)
    words = {
        "folder": "order_placed",
        "channel": "sms",
        "language": "tr",
        "text": "Selam {name}: {order_number} {link}",
    }
    page = desk.post(f"{DESK}preview/", words).content.decode()
    assert f"Selam Kartlı: {card.number}" in page
    assert "Havaleyle ödenen siparişlerde mağazanın kendi metni gider" in page


def test_who_may_not_see_orders_words_messages_with_invented_values(desk, client):
    order = make.order(buyer_name="Zeliha Kaya")
    record(parcel_of(order), "shipment_handed_over", at=timezone.now())
    veli = make.customer("veli@example.com", is_staff=True)
    veli.user_permissions.set(Permission.objects.filter(codename__endswith="_wording"))
    client.force_login(veli)
    mail = HANDED_OVER | {"channel": "email", "subject": "{order_number} yolda", "text": OPENING}
    for fields in (HANDED_OVER, mail):
        page = client.post(f"{DESK}preview/", fields).content.decode()
        assert "kime gittiğini görme yetkiniz yok" in page
        assert not any(one in page for one in ("Zeliha", order.link))
