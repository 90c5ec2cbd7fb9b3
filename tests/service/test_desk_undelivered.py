"""Parcels that did not reach their buyer, on the merchant's desk."""

import pytest

from shop.orders.models import Order
from shop.payments.models import Refund
from tests.service.desk import act, page, said
from tests.two_parcels import arrived, bought, came_back, paid, sent

pytestmark = pytest.mark.django_db
QUEUE = "/admin/shipping/shipment/?queue=came_back"


def one_kept_one_back():
    order = paid(bought())
    mug, bowl = sent(order)
    arrived(mug)
    return order, came_back(bowl)


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
