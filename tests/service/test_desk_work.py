"""The merchant's day: dispatching, money, returns."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from django.utils.translation import override

from notifications.models import Event, Message
from returns.asking import ask, needs_iban
from shipping.models import Shipment
from shop.payments.cancelling import cancel_order
from shop.payments.expiring import expire
from shop.payments.models import Refund
from shop.payments.paying import start_payment, try_again
from tests import make
from tests.returns import world
from tests.service.desk import act, confirmed, page, said, started

pytestmark = pytest.mark.django_db


def test_parcels_are_sorted_by_the_day_they_must_leave(mina):
    soon, late = confirmed().shipments.get(), confirmed().shipments.get()
    Shipment.objects.filter(pk=late.pk).update(leaves_by=timezone.localdate() - timedelta(days=3))
    shown = mina.get("/admin/shipping/shipment/?queue=to_dispatch")
    assert [one.pk for one in shown.context["cl"].result_list] == [late.pk, soon.pk]
    assert "gecikti" in shown.content.decode()


def test_parcels_are_dispatched_in_bulk_but_not_the_incomplete_ones(mina):
    good, bad = confirmed().shipments.get(), confirmed().shipments.get()
    Shipment.objects.filter(pk=bad.pk).update(district="Atlantis")
    answer = mina.post(
        "/admin/shipping/shipment/",
        {"action": "dispatch_them", "_selected_action": [good.pk, bad.pk]},
        follow=True,
    )
    assert said(answer) == [
        "1 paket kargo firmasına kaydediliyor."
        f' <a href="/admin/shipping/shipment/?queue=ready&amp;id__in={good.pk}"'
        ' class="desk__link">Etiketlerini yazdır</a>',
        f'Önce düzeltilmesi gerekenler: <a href="{page(bad)}" class="desk__link">{bad.number}</a>',
    ]
    assert Shipment.objects.get(pk=good.pk).wants_booking
    assert not Shipment.objects.get(pk=bad.pk).wants_booking


def test_what_was_just_dispatched_is_listed_without_what_was_ready_before(mina):
    before, now = confirmed().shipments.get(), confirmed().shipments.get()
    Shipment.objects.filter(pk=before.pk).update(state="booked", booked_at=timezone.now())
    answer = act(mina, now, "dispatch")
    link = re.search(r'href="([^"]+)"', said(answer)[0])[1].replace("&amp;", "&")
    waiting = mina.get(link)
    assert not waiting.context["cl"].result_list
    assert "1 paket daha kargo firmasına kaydediliyor" in waiting.content.decode()
    Shipment.objects.filter(pk=now.pk).update(state="booked", booked_at=timezone.now())
    listed = mina.get(link)
    assert [one.pk for one in listed.context["cl"].result_list] == [now.pk]
    assert "kaydediliyor" not in listed.content.decode()


def test_dispatching_only_incomplete_parcels_claims_nothing(mina):
    bad = confirmed().shipments.get()
    Shipment.objects.filter(pk=bad.pk).update(district="Atlantis")
    data = {"action": "dispatch_them", "_selected_action": [bad.pk]}
    [sentence] = said(mina.post("/admin/shipping/shipment/", data, follow=True))
    assert sentence.startswith("Önce düzeltilmesi gerekenler")


@pytest.mark.parametrize("action", ["print_labels", "print_slips", "print_picks"])
def test_labels_slips_and_the_pick_list_come_as_pdf(mina, action):
    parcel = make.shipment()
    data = {"action": action, "_selected_action": [parcel.pk]}
    answer = mina.post("/admin/shipping/shipment/", data)
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content[:5] == b"%PDF-"


def test_a_refused_address_is_corrected_and_booked_again(mina):
    parcel = confirmed().shipments.get()
    Shipment.objects.filter(pk=parcel.pk).update(wants_booking=True, booking_problem="İlçe yok")
    shown = mina.get(page(parcel)).content.decode()
    assert "İlçe yok" in shown
    address = {
        "receiver_name": "Ayşe Yılmaz",
        "receiver_phone": "0532 123 45 67",
        "district": "Keçiören",
        "address": "Atatürk Bulvarı No: 1",
    }
    act(mina, parcel, "correct", **address)
    parcel.refresh_from_db()
    assert (parcel.district, parcel.neighbourhood) == ("Keçiören", "")
    event = Event.objects.about(parcel).get(name="shipment_corrected")
    assert event.detail["was"]["district"] == "Çankaya"
    assert event.by == "staff:mina@example.com"
    act(mina, parcel, "book_again")
    parcel.refresh_from_db()
    assert (parcel.wants_booking, parcel.booking_problem) == (True, "")


@pytest.mark.parametrize(
    ("field", "value"), [("receiver_phone", "12"), ("district", "Atlantis"), ("address", "")]
)
def test_an_impossible_correction_changes_nothing(mina, field, value):
    parcel = confirmed().shipments.get()
    address = {
        "receiver_name": "Ayşe Yılmaz",
        "receiver_phone": "0532 123 45 67",
        "district": "Keçiören",
        "address": "Atatürk Bulvarı No: 1",
    }
    answer = act(mina, parcel, "correct", **{**address, field: value})
    assert len(said(answer)) == 1
    parcel.refresh_from_db()
    assert parcel.district == "Çankaya"


def test_a_booked_parcel_keeps_its_address(mina):
    parcel = make.shipment()
    answer = act(mina, parcel, "correct", district="Keçiören")
    assert said(answer) == ["Bu artık yapılamaz: kayıt bu arada ilerlemiş."]
    parcel.refresh_from_db()
    assert parcel.district == "Çankaya"


def test_a_transfer_of_the_wrong_amount_is_not_confirmed(mina):
    order = make.order(method="transfer", placed_at=timezone.now())
    payment = started(order)
    answer = act(mina, payment, "confirm", amount="10,00", bank_reference="EFT-1")
    assert said(answer)[0].startswith("İstenen tutar")
    payment.refresh_from_db()
    order.refresh_from_db()
    assert (payment.state, order.state, payment.provider_id) == ("started", "placed", "")


def test_a_confirmed_transfer_makes_the_parcels(mina):
    order = make.order(method="transfer", placed_at=timezone.now())
    payment = started(order)
    act(mina, payment, "confirm", amount="299,80", bank_reference="EFT-1")
    order.refresh_from_db()
    assert (order.total, order.state, order.shipments.count()) == (
        Decimal("299.80"),
        "confirmed",
        1,
    )


def test_a_transfer_that_comes_though_the_buyer_turned_to_a_card_pays_the_order(mina):
    order = make.order(method="transfer", placed_at=timezone.now())
    payment = start_payment(order, "transfer", at=order.placed_at)
    second = try_again(payment, "card", at=timezone.now())
    act(mina, payment, "confirm", amount="299,80", bank_reference="EFT-1")
    order.refresh_from_db()
    second.refresh_from_db()
    assert (order.state, order.payment_method, second.state) == ("confirmed", "transfer", "expired")
    assert needs_iban(order, "buyer")


def test_a_transfer_that_comes_after_the_order_ended_is_to_be_sent_back(mina):
    order = make.order(method="transfer", placed_at=timezone.now())
    payment = start_payment(order, "transfer", at=order.placed_at)
    expire(payment, now=payment.expires_at)
    answer = act(mina, payment, "confirm", amount="299,80", bank_reference="EFT-1")
    assert said(answer) == [
        f"{order.number} no'lu siparişin artık bu paraya ihtiyacı yok: para geri gönderilecek,"
        " bkz. Para iadeleri."
    ]
    order.refresh_from_db()
    assert (order.state, payment.refunds.get().amount) == ("cancelled", order.total)


def test_a_refund_by_hand_needs_an_account_first(mina):
    order = world.bought(method="transfer")
    refund = Refund.objects.create(
        payment=order.payments.get(), amount=10, reason="r", reference="x", asked_at=timezone.now()
    )
    act(mina, refund, "account", iban="TR00", holder="Ayşe")
    act(mina, refund, "sent")
    refund.refresh_from_db()
    assert (refund.iban, refund.state) == ("", "asked")
    act(mina, refund, "account", iban=world.IBAN, holder="Ayşe")
    act(mina, refund, "sent")
    refund.refresh_from_db()
    assert (refund.iban, refund.state) == (world.IBAN, "done")


@pytest.mark.parametrize(
    ("language", "words"), [("tr", "Sipariş iptal edildi."), ("en", "The order was cancelled.")]
)
def test_why_money_goes_back_is_read_in_the_desks_language(mina, language, words):
    order = world.bought(method="transfer", delivered=False)
    with override("tr" if language == "en" else "en"):
        cancel_order(order, at=timezone.now(), by="buyer")
    mina.cookies["django_language"] = language
    listed = mina.get("/admin/shop/refund/")
    assert words in listed.content.decode()


def received(order):
    returned = ask(order, world.wish(order), at=timezone.now())
    returned.receive(at=timezone.now())
    return returned


def test_a_return_is_accepted_in_three_clicks(mina):
    """Landing page → returns waiting → the return → accept and refund."""
    order = world.bought(placed_at=timezone.now() - timedelta(days=3))
    returned = received(order)
    clicks = 0

    def click(href, data=None):
        nonlocal clicks
        clicks += 1
        return mina.post(href, data, follow=True) if data is not None else mina.get(href)

    numbers = mina.get("/admin/").context["numbers"]
    waiting = click(next(one["href"] for one in numbers if "queue=waiting" in one["href"]))
    assert page(returned) in waiting.content.decode()
    opened = click(page(returned))
    accept = next(one for one in opened.context["verbs"] if one["url"].endswith("/accept/"))
    ticked = [str(pk) for pk in accept["form"].fields["resellable"].initial]
    click(accept["url"], {"accept-resellable": ticked})
    returned.refresh_from_db()
    assert (returned.state, returned.refund.amount, clicks) == (
        "accepted",
        Decimal("249.90"),
        3,
    )
    assert returned.lines.get().is_resellable


def test_a_return_is_rejected_with_a_reason_or_not_at_all(mina):
    returned = received(world.bought(placed_at=timezone.now() - timedelta(days=3)))
    act(mina, returned, "reject", note="")
    returned.refresh_from_db()
    assert returned.state == "received"
    act(mina, returned, "reject", note="Kupa kullanılmış.")
    returned.refresh_from_db()
    assert (returned.state, returned.staff_note) == ("rejected", "Kupa kullanılmış.")


def test_all_of_a_list_dispatched_from_two_tabs_goes_out_once_and_the_second_is_told(mina):
    parcel = confirmed().shipments.get()
    listed = "/admin/shipping/shipment/?queue=to_dispatch"
    ticked = {"action": "dispatch_them", "_selected_action": parcel.pk}
    answers = [said(mina.post(listed, ticked, follow=True)) for _tab in range(2)]
    assert answers[0][0].startswith("1 paket kargo firmasına kaydediliyor.")
    assert answers[1] == ["Bu artık yapılamaz: kayıt bu arada ilerlemiş."]
    assert Event.objects.about(parcel).filter(name="shipment_dispatch_asked").count() == 1


def test_a_message_that_is_done_names_no_next_try(mina):
    confirmed()
    message = Message.objects.first()
    assert "sonraki deneme" in mina.get(page(message)).content.decode().casefold()
    for state in ("sent", "failed", "skipped"):
        Message.objects.filter(pk=message.pk).update(state=state)
        assert "sonraki deneme" not in mina.get(page(message)).content.decode().casefold()
