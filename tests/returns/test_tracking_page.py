from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from lxml import html

from notifications.models import Event
from returns.asking import ask
from returns.models import Return
from shipping.models import Service, Shipment
from shop.orders.models import Order, OrderText
from shop.payments.paying import start_payment
from tests import make, two_parcels
from tests.person import plain

from .world import MONDAY, bought, page, paid, parcel, scan, wish

pytestmark = pytest.mark.django_db
SECRETS = ("Atatürk Bulvarı", "+905321234567", "ayse@example.com", "Ayşe Yılmaz", "Yılmaz")


def fresh(**fields):
    """An order placed yesterday, so that its dates lie around today."""
    return make.order(state="confirmed", placed_at=timezone.now() - timedelta(days=1), **fields)


def main(response):
    """The words of the page's main part."""
    return plain(html.document_fromstring(response.content).xpath("//main")[0].text_content())


def text_of(response):
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize(
    "state",
    ["draft", "booked", "in_transit", "out_for_delivery", "failed", "sent_back", "delivered"],
)
@pytest.mark.parametrize("language", ["", "/en"])
def test_the_page_opens_for_every_state_of_the_parcel(client, state, language):
    order = fresh()
    paid(order)
    parcel(order, state)
    response = client.get(page(order, language=language))
    assert response.status_code == 200
    assert not [secret for secret in SECRETS if secret in text_of(response)]


def test_the_page_is_for_its_reader_alone(client):
    response = client.get(page(fresh()))
    assert response["Cache-Control"] == "no-store, private"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "same-origin"
    assert '<meta name="robots" content="noindex, nofollow">' in text_of(response)


@pytest.mark.parametrize("token", ["x", "A" * 22, "ş", "%00"])
@pytest.mark.parametrize(
    "path", ["", "now/", "returns/", "returns/new/", "returns/1/", "cancellation/"]
)
def test_a_wrong_link_is_a_plain_404(client, token, path):
    assert client.get(f"/t/{token}/{path}").status_code == 404


def test_numbers_and_the_carriers_page_are_at_hand(client, settings):
    order = fresh()
    made = parcel(order, "in_transit")
    brought_by = Service.objects.get(carrier__code="yurtici")
    changes = {"service": brought_by, "carrier": brought_by.carrier}
    Shipment.objects.filter(pk=made.pk).update(**changes)
    found = text_of(client.get(page(order)))
    assert f'data-copies="{order.number}"' in found
    assert 'data-copies="4400123456"' in found
    carriers = "https://www.yurticikargo.com/tr/online-servisler/gonderi-sorgula?code=4400123456"
    assert f'href="{carriers}"' in found


def test_a_new_order_is_thanked_and_an_older_one_is_not(client):
    thanks = "Teşekkürler, siparişinizi aldık"
    new = make.order(state="confirmed", placed_at=timezone.now())
    assert thanks in text_of(client.get(page(new)))
    assert thanks not in text_of(client.get(page(fresh())))


def test_before_delivery_it_names_the_days_this_shop_gives_to_send_back(client, settings):
    settings.RETURN_DAYS = 30
    order = fresh()
    parcel(order, "in_transit")
    assert "sonrasında en az 30 gününüz var" in text_of(client.get(page(order)))


def test_what_was_bought_is_shown_at_its_own_price(client):
    found = text_of(client.get(page(fresh(quantity=2))))
    for part in ("2 × Seramik kupa", "499,80\xa0TL", "49,90\xa0TL", "549,70\xa0TL"):
        assert " ".join(part.split()) in found


def test_an_unpaid_transfer_says_where_to_pay(client, settings):
    order = make.order(method="transfer", placed_at=timezone.now())
    order.payments.create(
        method="transfer",
        amount=order.total,
        reference="x",
        started_at=timezone.now(),
        expires_at=timezone.now() + timedelta(days=3),
    )
    found = text_of(client.get(page(order)))
    assert "Havaleniz bekleniyor" in found
    assert "Teşekkürler, siparişinizi aldık" in found
    assert "TR33 0006 1005 1978 6457 8413 26" in found


def test_what_is_paid_at_the_door_is_said_until_it_was_paid(client):
    order = fresh()
    payment = order.payments.create(
        method="cod", amount=order.total, reference="x2", started_at=timezone.now()
    )
    said = "Ödemeyi paketi teslim alırken yaparsınız."
    assert said in text_of(client.get(page(order)))
    payment.move_to("paid", at=timezone.now())
    assert said not in text_of(client.get(page(order)))


def test_at_the_door_each_of_several_parcels_says_what_is_paid_with_it(client):
    order = two_parcels.bought("cod", placed_at=timezone.now())
    start_payment(order, "cod", at=timezone.now())
    found = main(client.get(page(order, language="/en")))
    assert "Each parcel is paid for when it is handed over: Parcel 1 329.70 TL Parcel 2" in found
    assert found.count("To pay when it is handed over: 120.10 TL") == 1
    order.shipments.update(state="delivered", delivered_at=timezone.now())
    assert "when it is handed over: " not in main(client.get(page(order, language="/en")))


def test_a_return_that_is_not_over_stands_near_the_answer(client):
    order = bought()
    returned = ask(order, wish(order), at=MONDAY + timedelta(days=2))
    line = f"İade {returned} · Onaylandı"
    assert line in main(client.get(page(order)))
    Return.objects.update(state="settled")
    assert line not in main(client.get(page(order)))


def test_a_declined_card_can_be_tried_again(client):
    order = make.order(placed_at=timezone.now())
    order.payments.create(
        method="card",
        state="declined",
        amount=order.total,
        reference="x1",
        started_at=timezone.now(),
    )
    found = text_of(client.get(page(order)))
    assert "Ödeme alınamadı" in found
    assert "/payments/x1/attempts/" in found


def test_what_the_bank_says_draws_the_whole_page_anew(client):
    order = make.order(placed_at=timezone.now())
    payment = order.payments.create(
        method="card",
        amount=order.total,
        reference="x1",
        started_at=timezone.now(),
        expires_at=timezone.now() + timedelta(minutes=30),
    )
    seen = f"now/?seen={client.get(page(order)).context['story'].version}&whole=1"
    assert "whole=1" in text_of(client.get(page(order)))
    assert "HX-Refresh" not in client.get(page(order, seen)).headers
    payment.move_to("declined", at=timezone.now())
    assert client.get(page(order, seen)).headers["HX-Refresh"] == "true"


def test_the_fragment_is_drawn_only_when_something_changed(client):
    order = fresh()
    made = parcel(order, "in_transit")
    context = client.get(page(order)).context
    seen = f"now/?seen={context['story'].version}"
    assert client.get(page(order, seen)).status_code == 204
    scan(made, "at_branch")
    drawn = client.get(page(order, seen))
    assert drawn.status_code == 200
    assert "<html" not in text_of(drawn)


def test_a_page_where_nothing_moves_asks_no_more(client):
    order = fresh()
    parcel(order, "in_transit")
    assert "hx-get" in text_of(client.get(page(order)))
    order.shipments.update(state="delivered", delivered_at=timezone.now())
    assert "hx-get" not in text_of(client.get(page(order)))


@pytest.mark.parametrize("parcels", [1, 3])
def test_the_page_costs_a_handful_of_queries(client, parcels, django_assert_max_num_queries):
    order = fresh()
    paid(order)
    for _number in range(parcels):
        made = parcel(order, "in_transit")
        for kind in ("accepted", "in_transit", "at_branch"):
            scan(made, kind)
    client.get(page(order))
    with django_assert_max_num_queries(8):
        client.get(page(order))
    with django_assert_max_num_queries(8):
        client.get(page(order, "now/"))


def test_a_text_is_shown_as_it_was_confirmed(client):
    order = fresh()
    OrderText.objects.create(
        order=order,
        kind="contract",
        version="1",
        html="<p>Sözleşme</p>",
        sha256="x",
        confirmed_at=order.placed_at,
    )
    assert "documents/contract/" in text_of(client.get(page(order)))
    assert "<p>Sözleşme</p>" in text_of(client.get(page(order, "documents/contract/")))
    assert client.get(page(order, "documents/pre_information/")).status_code == 404


def test_the_buyer_approves_once(client):
    order = bought()
    assert client.get(page(order, "approval/")).status_code == 405
    for _time in range(2):
        client.post(page(order, "approval/"))
    order.refresh_from_db()
    assert order.state == "approved"
    assert Event.objects.filter(name="order_approved", by="buyer").count() == 1


def test_what_is_not_there_yet_cannot_be_approved(client):
    order = bought(delivered=False)
    parcel(order, "in_transit")
    client.post(page(order, "approval/"))
    order.refresh_from_db()
    assert order.state == "confirmed"


def test_approval_is_postponed_once_and_the_new_day_is_shown(client):
    order = bought()
    for _time in range(2):
        client.post(page(order, "postponement/"))
    order.refresh_from_db()
    assert order.approval_postponed_to.isoformat() == "2026-12-22"
    assert Event.objects.filter(name="order_approval_postponed").count() == 1
    assert "22 Aralık Salı" in text_of(client.get(page(order)))


def test_cancelling_asks_first_and_pays_back(client):
    order = bought(delivered=False)
    parcel(order, "draft")
    assert "cancellation/" in text_of(client.get(page(order)))
    assert client.get(page(order, "cancellation/")).status_code == 200
    assert client.post(page(order, "cancellation/")).status_code == 302
    order.refresh_from_db()
    assert order.state == "cancelled"
    assert order.payments.get().refunds.get().amount == order.total


def test_a_parcel_that_left_cannot_be_cancelled(client):
    order = bought(delivered=False)
    parcel(order, "in_transit")
    assert client.get(page(order, "cancellation/")).status_code == 404
    client.post(page(order, "cancellation/"))
    order.refresh_from_db()
    assert order.state == "confirmed"
    assert not Order.objects.filter(state="cancelled").exists()


@pytest.mark.parametrize("state", ["sent_back", "booked"])
def test_only_what_has_not_been_sent_is_cancelled_from_the_link(client, state):
    order = bought(delivered=False)
    parcel(order, state, wants_booking=True)
    client.post(page(order, "cancellation/"))
    order.refresh_from_db()
    assert order.state == "confirmed"
    assert not order.payments.get().refunds.exists()


@pytest.mark.parametrize(("state", "is_offered"), [("delivered", True), ("sent_back", False)])
def test_what_comes_back_to_us_is_not_offered_to_be_sent_back(client, state, is_offered):
    order = bought(delivered=False)
    parcel(order, state)
    shown = client.get(page(order)).content.decode().split("<footer")[0]
    assert (page(order, "returns/new/") in shown) is is_offered


def test_money_that_goes_back_by_hand_is_said_to(client):
    order = bought(delivered=False, method="transfer")
    parcel(order, "draft")
    assert "hangi hesaba" in text_of(client.get(page(order, "cancellation/")))


def test_a_new_secret_key_closes_old_links_and_opens_new_ones(client, settings):
    order = bought()
    old = page(order)
    settings.SECRET_KEY = "another secret key"
    new = page(order)
    assert (client.get(old).status_code, client.get(new).status_code) == (404, 404)
    call_command("renew_links")
    assert (client.get(old).status_code, client.get(new).status_code) == (404, 200)
