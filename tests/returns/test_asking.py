"""From the tracking link to a return, screen by screen, and what stands in the way."""

from datetime import timedelta

import pytest
from django.utils import timezone

from notifications.models import Event, Message
from notifications.writing import write
from returns.asking import NotReturnable, TooManyCodes, ask, send_code
from returns.eligibility import eligibility
from returns.models import Code, CodeRefused, Return
from returns.tasks import forget_old_return_codes
from shipping.models import Carrier, Shipment
from shipping.network import forget_network
from shop.orders.models import Order
from tests import make

from .test_tracking_page import text_of
from .world import IBAN, bought, page, parcel, services, wish

pytestmark = pytest.mark.django_db


def delivered(days_ago=1, **fields):
    now = timezone.now()
    order = bought(delivered=False, placed_at=now - timedelta(days=days_ago + 1), **fields)
    parcel(order, delivered_at=now - timedelta(days=days_ago))
    return order


def post(client, order, path, **data):
    return client.post(page(order, f"returns/new/{path}"), data)


def walk(client, order, quantity=1, reason="changed_mind", channel="sms", **more):
    """Up to the code: what, why, where the money goes, look again."""
    line = order.lines.get().pk
    post(client, order, "", **{f"quantity_{line}": quantity}, **more)
    post(client, order, "reasons/", **{f"reason_{line}": reason, f"note_{line}": "Rengi başka"})
    if order.payment_method != "card":
        post(client, order, "refund/", iban="TR33 0006 1005 1978 6457 8413 26", holder="Ayşe")
    return post(client, order, "check/", channel=channel)


def confirm(client, order, digits=None, code=None):
    code = code or order.codes.order_by("-pk").first()
    return post(client, order, "code/", code=code.pk, digits=digits or code.digits)


def wrong(code):
    return f"{(int(code.digits) + 1) % 1_000_000:06d}"


def test_the_whole_way_makes_an_approved_return_with_a_parcel_to_book(client):
    order = delivered()
    assert walk(client, order).url == page(order, "returns/new/code/")
    answer = confirm(client, order)
    made = Return.objects.get()
    assert answer.url == page(order, f"returns/{made.number}/")
    assert (made.state, made.refund_amount) == ("approved", order.lines.get().unit_price)
    line = made.lines.get()
    assert (line.quantity, line.reason, line.note) == (1, "changed_mind", "Rengi başka")
    assert (made.shipment.direction, made.shipment.wants_booking) == ("back", True)
    assert made.shipment.carrier.code == "yurtici"
    assert "Onaylandı" in text_of(client.get(answer.url))


def test_every_screen_has_a_way_back_and_says_what_comes_next(client):
    order = delivered(method="cod")
    walk(client, order)
    for path in ("", "reasons/", "refund/", "check/", "code/"):
        found = text_of(client.get(page(order, f"returns/new/{path}")))
        assert "Bundan sonra" in found
        assert "Geri</a>" in found.replace(" </a>", "</a>")


def test_the_code_goes_to_one_address_and_is_kept_nowhere(client):
    order = delivered()
    walk(client, order, channel="email")
    code = Code.objects.get()
    event = Event.objects.get(name="code_sent")
    (recipient,) = code.audience(event)
    assert recipient.addresses == {"sms": "", "email": order.buyer_email}
    assert code.digits not in str(vars(code))
    assert code.digits not in str(event.detail)
    found = text_of(client.get(page(order, "returns/new/check/")))
    assert "a•••@example.com" in found
    assert order.buyer_email not in found
    assert order.buyer_phone not in found


def test_a_wrong_code_changes_nothing_and_five_close_it(client):
    order = delivered()
    walk(client, order)
    code = Code.objects.get()
    for left in (4, 3, 2, 1):
        answer = confirm(client, order, wrong(code))
        assert answer.status_code == 422
        assert f"Kalan deneme: {left}" in text_of(answer)
    assert "Yeni kod isteyin" in text_of(confirm(client, order, wrong(code)))
    assert "Yeni kod isteyin" in text_of(confirm(client, order))
    assert not Return.objects.exists()


def test_an_expired_code_changes_nothing(client):
    order = delivered()
    walk(client, order)
    Code.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert "10 dakika geçti" in text_of(confirm(client, order))
    assert not Return.objects.exists()


def test_a_code_used_twice_makes_one_return(client):
    order = delivered()
    walk(client, order)
    confirm(client, order)
    assert confirm(client, order).url == page(order, "returns/")
    assert Return.objects.count() == 1


def test_an_older_code_is_void_once_a_newer_was_sent(client):
    order = delivered()
    walk(client, order)
    older = Code.objects.get()
    post(client, order, "check/", channel="sms")
    assert "Daha yeni bir kod" in text_of(confirm(client, order, code=older))
    assert not Return.objects.exists()


def test_another_orders_code_opens_nothing(client):
    mine, other = delivered(), delivered()
    walk(client, mine)
    walk(client, other)
    theirs = other.codes.get()
    assert confirm(client, mine, theirs.digits, theirs).status_code == 422
    assert not Return.objects.exists()


def test_the_sixth_code_within_the_hour_is_not_sent(client):
    order = delivered()
    for _time in range(4):
        walk(client, order)
    assert post(client, order, "check/", channel="sms").status_code == 302
    sixth = post(client, order, "check/", channel="sms")
    assert "Şimdilik yeterince kod gönderdik. Lütfen bir saat bekleyin." in text_of(sixth)
    assert Code.objects.count() == 5


def test_two_tabs_cannot_send_back_more_than_was_bought(client):
    order = delivered(quantity=2)
    walk(client, order, quantity=2)
    first = Code.objects.get()
    Code.objects.filter(pk=first.pk).update(created_at=timezone.now() - timedelta(minutes=5))
    walk(client, order, quantity=1)
    assert confirm(client, order).status_code == 302
    Code.objects.exclude(pk=first.pk).delete()
    answer = confirm(client, order, code=first)
    assert "artık iade edilemiyor" in text_of(answer)
    assert Return.objects.get().lines.get().quantity == 1
    first.refresh_from_db()
    assert first.used_at is None


@pytest.mark.parametrize("quantity", ["3", "-1", "x", "1000000"])
def test_a_tampered_quantity_is_refused(client, quantity):
    order = delivered(quantity=2)
    line = order.lines.get().pk
    assert post(client, order, "", **{f"quantity_{line}": quantity}).status_code == 422
    assert client.get(page(order, "returns/new/reasons/")).url == page(order, "returns/new/")


def test_a_reason_that_is_not_offered_makes_no_return():
    order = delivered()
    order.lines.update(withdrawal_exception="ç")
    with pytest.raises(NotReturnable):
        ask(order, wish(order, reason="changed_mind"), at=timezone.now())
    assert not Return.objects.exists()


def test_of_a_cancelled_order_nothing_goes_back():
    order = delivered()
    Order.objects.update(state="cancelled")
    order.refresh_from_db()
    assert eligibility(order, timezone.now()).choosable == []
    with pytest.raises(NotReturnable):
        ask(order, wish(order), at=timezone.now())
    assert not Return.objects.exists()


def test_of_two_who_use_a_code_at_once_one_is_refused():
    order, now = delivered(), timezone.now()
    first = send_code(order, wish(order), channel="sms", at=now)
    second = Code.objects.get(pk=first.pk)
    first.use(now)
    with pytest.raises(CodeRefused):
        second.use(now)


def test_nothing_chosen_is_said_so(client):
    order = delivered()
    answer = post(client, order, "", **{f"quantity_{order.lines.get().pk}": 0})
    assert answer.status_code == 422
    assert "İade etmek istediğiniz ürünü seçin." in text_of(answer)


def test_a_thing_without_withdrawal_goes_back_only_when_it_is_at_fault(client):
    order = delivered()
    order.lines.update(withdrawal_exception="ç")
    line = order.lines.get().pk
    assert "Cayma hakkı yoktur" in text_of(client.get(page(order, "returns/new/")))
    post(client, order, "", **{f"quantity_{line}": 1})
    refused = post(client, order, "reasons/", **{f"reason_{line}": "changed_mind"})
    assert refused.status_code == 422
    allowed = post(client, order, "reasons/", **{f"reason_{line}": "damaged"})
    assert allowed.url == page(order, "returns/new/check/")


def test_money_paid_at_the_door_needs_a_right_iban(client):
    order = delivered(method="cod")
    line = order.lines.get().pk
    post(client, order, "", **{f"quantity_{line}": 1})
    after = post(client, order, "reasons/", **{f"reason_{line}": "does_not_fit"})
    assert after.url == page(order, "returns/new/refund/")
    for bad in ("TR33 0006 1005 1978 6457 8413 27", "DE89370400440532013000", "1"):
        assert post(client, order, "refund/", iban=bad, holder="Ayşe").status_code == 422
    assert client.get(page(order, "returns/new/check/")).status_code == 302
    walk(client, order)
    confirm(client, order)
    made = Return.objects.get()
    assert (made.iban, made.iban_holder) == (IBAN, "Ayşe")


def test_after_the_last_day_the_request_waits_for_staff(client):
    order = delivered(days_ago=40)
    found = text_of(client.get(page(order, "returns/new/")))
    assert "Son iade günü geçti" in found
    line = order.lines.get().pk
    assert post(client, order, "", **{f"quantity_{line}": 1}).status_code == 422
    walk(client, order, appeal="Hastanedeydim")
    answer = confirm(client, order)
    made = Return.objects.get()
    assert (made.state, made.appeal, made.shipment) == ("asked", "Hastanedeydim", None)
    assert "İnceliyoruz" in text_of(client.get(answer.url))
    made.approve(at=timezone.now(), by="staff")
    assert made.shipment.wants_booking


def test_before_dispatch_there_is_nothing_to_send_back(client):
    order = bought(delivered=False)
    parcel(order, "draft")
    found = text_of(client.get(page(order, "returns/new/")))
    assert "iade edilebilecek ürün kalmadı" in found


def test_before_delivery_withdrawal_is_possible_at_any_time(client):
    order = bought(delivered=False)
    parcel(order, "in_transit")
    walk(client, order)
    confirm(client, order)
    made = Return.objects.get()
    assert (made.state, made.last_day) == ("approved", None)


def test_another_orders_return_is_a_404(client):
    mine, other = delivered(), delivered()
    walk(client, mine)
    confirm(client, mine)
    number = Return.objects.get().number
    assert client.get(page(mine, f"returns/{number}/")).status_code == 200
    assert client.get(page(other, f"returns/{number}/")).status_code == 404


def test_another_orders_lines_cannot_be_chosen(client):
    mine, other = delivered(), delivered()
    line = other.lines.get().pk
    assert post(client, mine, "", **{f"quantity_{line}": 1}).status_code == 422


def test_the_portal_says_what_comes_next_and_who_must_act(client):
    order = delivered()
    walk(client, order)
    confirm(client, order)
    made = Return.objects.get()
    type(made.shipment).objects.update(return_code="RET123", booked_at=timezone.now())
    found = text_of(client.get(page(order, "returns/")))
    assert "İade kodu: RET123" in found
    assert "Sıra kimde: siz" in found
    english = text_of(client.get(page(order, "returns/", language="/en")))
    assert "Return code: RET123" in english
    assert "Who acts next: you" in english


def test_a_members_tier_moves_the_last_day(client):
    services()
    ayse = make.customer()
    order = delivered(customer=ayse)
    tier = {"name": "Altın", "name_en": "Gold", "from_orders": 0, "extra_return_days": 15}
    make.tier(**tier)
    found = text_of(client.get(page(order, "returns/new/")))
    assert "Altın üyeliğiniz 15 gün ekler." in found


def test_many_orders_of_one_person_do_not_make_many_codes():
    first, second, now = delivered(), delivered(), timezone.now()
    for _time in range(Code.AN_HOUR):
        send_code(first, wish(first), channel="sms", at=now)
    with pytest.raises(TooManyCodes):
        send_code(second, wish(second), channel="email", at=now)
    assert Code.objects.count() == Code.AN_HOUR
    send_code(second, wish(second), channel="sms", at=now + timedelta(hours=1))


def switch_off(**which):
    Carrier.objects.filter(**which).update(is_active=False)
    forget_network()


def test_what_was_wished_and_never_confirmed_is_forgotten_after_a_month():
    order, now = bought(), timezone.now()
    for days in (31, 29):
        send_code(order, wish(order), channel="email", at=now - timedelta(days=days))
    forget_old_return_codes()
    assert Code.objects.get().created_at == now - timedelta(days=29)
    assert not Return.objects.exists()


def test_with_the_return_carrier_switched_off_another_one_brings_it(client):
    order = delivered()
    switch_off(code="yurtici")
    walk(client, order)
    assert confirm(client, order).status_code == 302
    made = Return.objects.get()
    assert (made.state, made.shipment.carrier.code) == ("approved", "table")


def test_without_any_carrier_the_return_waits_for_staff_and_the_customer_is_told(client):
    order = delivered()
    switch_off()
    walk(client, order)
    answer = confirm(client, order)
    made = Return.objects.get()
    assert (made.state, made.shipment) == ("asked", None)
    assert not Shipment.objects.filter(direction="back").exists()
    told = "Süresi içinde başvurdunuz, iadeniz geçerli."
    assert told in text_of(client.get(answer.url))
    messages = Message.objects.filter(event__name="return_asked")
    mail = write(messages.get(role="buyer", channel="email"), timezone.now())
    assert told in " ".join(mail.text.split())
