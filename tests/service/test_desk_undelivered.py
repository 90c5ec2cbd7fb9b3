"""Parcels that did not reach their buyer, on the merchant's desk."""

import pytest

from notifications.templatetags.words import through
from shipping.models import Shipment
from shop.orders.models import Order
from shop.payments.models import Refund
from shop.payments.undelivered import to_settle
from tests import make
from tests.service.desk import act, page, said
from tests.two_parcels import arrived, bought, came_back, paid, sent

pytestmark = pytest.mark.django_db
QUEUE = "/admin/shipping/shipment/?queue=came_back"


def one_kept_one_back():
    order = paid(bought())
    mug, bowl = sent(order)
    arrived(mug)
    return order, came_back(bowl)


def receiver(parcel):
    return {name: getattr(parcel, name) for name in parcel.RECEIVER} | {"neighbourhood": ""}


def listed(client):
    return list(client.get(QUEUE).context["cl"].result_list)


def test_staff_chooses_why_sees_what_goes_back_and_gives_the_parcel_up(mina):
    order, bowl = one_kept_one_back()
    assert listed(mina) == [bowl]
    assert QUEUE in mina.get("/admin/").content.decode()
    shown = mina.get(page(bowl)).content.decode()
    assert "Geri geldi: alıcı teslim almadı · 100,10\u00a0TL" in shown
    answer = act(mina, bowl, "give_up", why="refused")
    assert said(answer) == ["Paketten vazgeçildi: 100,10\u00a0TL, ödendiği yolla."]
    assert Refund.objects.get().amount == bowl.undelivered.amount
    assert listed(mina) == []
    assert QUEUE not in mina.get("/admin/").content.decode()
    after = answer.content.decode()
    assert "Vazgeçildi · Geri geldi: alıcı teslim almadı" in after
    assert "/verbs/give_up/" not in after
    story = mina.get(page(order)).content.decode()
    assert "Paketler · teslim edildi" in story
    assert "paketten vazgeçildi" in story


def test_a_reason_that_does_not_fit_is_refused(mina):
    _order, bowl = one_kept_one_back()
    act(mina, bowl, "give_up", why="not_sent")
    assert not Refund.objects.exists()
    assert Order.objects.get().state == "confirmed"


def test_a_parcel_that_arrived_is_not_given_up(mina):
    order = paid(bought())
    mug, _bowl = sent(order)
    arrived(mug)
    assert "/verbs/give_up/" not in mina.get(page(mug)).content.decode()
    act(mina, mug, "give_up", why="lost")
    assert not Refund.objects.exists()


def test_staff_sends_a_parcel_that_came_back_once_more_with_one_button(mina):
    order, bowl = one_kept_one_back()
    shown = mina.get(page(bowl)).content.decode()
    assert "Yeniden gönder" in shown
    assert "Kapında Kurye · Standart · " in shown
    where = receiver(bowl) | {"address": "Yeni Sok. No: 2"}
    answer = act(mina, bowl, "send_again", **where, way="table:standard")
    fresh = order.shipments.last()
    assert fresh.address == "Yeni Sok. No: 2"
    days = through(fresh.promised_earliest, fresh.promised_latest)
    assert said(answer) == [
        f'<a href="{page(fresh)}" class="desk__link">{fresh.number}</a>'
        " numaralı paket kargoya verilmeyi bekliyor."
        f" Müşteriye bildirilen aralık: {days}."
    ]
    after = answer.content.decode()
    assert "/verbs/send_again/" not in after
    assert "/verbs/give_up/" not in after
    assert "Geri geldi, yeniden gönderildi" in after
    assert listed(mina) == []
    assert bowl.number in mina.get(page(fresh)).content.decode()
    assert "Geri geldi, yeniden gönderildi" in mina.get(page(order)).content.decode()
    assert not Refund.objects.exists()


def test_a_service_nobody_offered_is_refused_at_its_field(mina):
    order, bowl = one_kept_one_back()
    act(mina, bowl, "send_again", **receiver(bowl), way="table:rocket")
    assert order.shipments.count() == 2
    assert not order.undelivered.exists()


def test_orders_are_sorted_by_number_not_by_letter(mina):
    _order, bowl = one_kept_one_back()
    make.shipment(reference="9999")
    make.shipment(reference="no order")
    Shipment.objects.filter(pk=bowl.pk).update(reference="10000")
    sorted_by_order = mina.get("/admin/shipping/shipment/?o=2").context["cl"].result_list
    numbers = [one.reference for one in sorted_by_order]
    assert numbers.index("9999") < numbers.index("10000") < numbers.index("no order")


def test_the_queue_asks_for_orders_by_number_so_that_their_index_finds_them():
    _order, bowl = one_kept_one_back()
    make.shipment(reference="no order", state="sent_back")
    waiting = to_settle(Shipment.objects)
    assert list(waiting) == [bowl]
    assert 'U0."number" = (CASE' in str(waiting.query)
