"""Money that comes after the day the dates depended on, from the checkout to the door."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from notifications.models import Event, Message
from notifications.writing import write
from shipping.models import PromiseEntry, Service, Shipment, Slip
from shipping.network import forget_network
from shipping.promises import Promise, together
from shipping.tasks import watch_promises
from shop.orders.models import Order
from shop.payments.delays import late_without_remedy
from shop.payments.models import Payment
from shop.payments.paying import try_again
from tests import make, two_parcels
from tests.checkout.conftest import mug, shopper  # noqa: F401  the guest with a mug
from tests.checkout.filling import filled, with_choice
from tests.payments.bank import tell
from tests.service.desk import act

pytestmark = pytest.mark.django_db
MONDAY, THURSDAY = make.at("2026-11-23 10:00"), make.at("2026-11-26 10:00")
FIRST = (date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 26))
LATER = (date(2026, 11, 26), date(2026, 11, 27), date(2026, 12, 1))
WHY = "Ödemeniz 26 Kasım Perşembe günü ulaştı."


@pytest.fixture
def clock(monkeypatch):
    """Moves the clock of the whole shop."""

    def moved(moment):
        monkeypatch.setattr(timezone, "now", lambda: moment)

    moved(MONDAY)
    return moved


@pytest.fixture
def order(clock, shopper):  # noqa: F811
    """By transfer, on Monday morning, to leave the same day."""
    return bought(shopper, "transfer")


def bought(client, method):
    form = with_choice(client, filled(client), option="table:standard", payment=method)
    assert client.post("/checkout/", form).status_code == 302
    order = Order.objects.get()
    assert stated(order) == FIRST
    return order


def stated(of):
    return of.leaves_by, of.promised_earliest, of.promised_latest


def seen_at_the_desk(order, **seen):
    desk = Client()
    desk.force_login(make.customer("mina@example.com", is_staff=True, is_superuser=True))
    about = {"amount": f"{order.total}", "bank_reference": "FAST 1"}
    answer = act(desk, order.payments.get(), "confirm", **about, **seen)
    order.refresh_from_db()
    assert order.state == "confirmed", answer.content.decode()
    return order


def entries():
    found = PromiseEntry.objects.order_by("pk")
    return [(one.kind, one.earliest, one.latest) for one in found]


def page_of(order):
    return " ".join(Client().get(order.link).content.decode().split())


def test_the_dates_are_worked_out_anew_and_the_fee_stays(order, clock):
    fee, shown = order.shipping_fee, order.quote["promise"]
    Service.objects.filter(code="standard").update(free_from=0)
    forget_network()
    clock(THURSDAY)
    seen_at_the_desk(order)
    assert stated(order) == stated(order.shipments.get()) == LATER
    assert order.shipping_fee == fee
    assert order.quote["promise"] == shown
    assert entries() == [("first", *FIRST[1:]), ("paid", *LATER[1:])]
    why = PromiseEntry.objects.get(kind="paid").reason
    assert why == {"code": "paid_late", "values": {"day": {"date": "2026-11-26"}}}


def test_the_buyer_reads_the_new_dates_and_why(order, clock):
    clock(THURSDAY)
    seen_at_the_desk(order)
    found = page_of(order)
    assert WHY in found
    assert "27 Kas" in found
    assert "üzgünüz" not in found
    said = make.told(order, "order_confirmed")
    mail, sms = (write(said[channel], timezone.now()).text for channel in ("email", "sms"))
    assert WHY in mail
    assert "27 Kas" in mail
    assert "26 Kas Per günü ulaştı. Yeni tarih:" in sms


def test_it_is_no_slip_and_nothing_is_given_for_it(order, clock):
    clock(THURSDAY)
    seen_at_the_desk(order)
    clock(make.at("2026-11-27 12:00"))
    watch_promises()
    assert not Slip.objects.exists()
    assert not Event.objects.filter(name="shipment_expected_later").exists()
    assert order not in late_without_remedy(date(2026, 11, 28))


def test_the_parcel_is_judged_by_the_dates_stated_when_the_money_came(order, clock):
    clock(THURSDAY)
    seen_at_the_desk(order)
    when = make.at("2026-11-28 12:00")
    Shipment.objects.update(state="delivered", delivered_at=when, arrived_at=when)
    judged = Shipment.objects.judged(date(2026, 11, 1), date(2026, 12, 5))
    assert [one.outcome for one in judged] == ["in_window"]
    assert [one.kind for one in PromiseEntry.objects.to_judge()] == ["paid"]
    clock(make.at("2026-11-28 13:00"))
    assert "üzgünüz" not in page_of(order)


@pytest.mark.parametrize("moment", ["2026-11-23 17:30", "2026-11-23 23:30"])
def test_money_on_the_day_the_buyer_was_told_keeps_the_dates(order, clock, moment):
    clock(make.at(moment))
    seen_at_the_desk(order)
    assert stated(order) == stated(order.shipments.get()) == FIRST
    assert entries() == [("first", *FIRST[1:])]
    assert "ulaştı" not in page_of(order)


def test_money_that_came_in_time_and_was_seen_later_keeps_the_dates(order, clock):
    clock(THURSDAY)
    seen_at_the_desk(order, came_on="2026-11-23")
    assert stated(order) == FIRST
    assert entries() == [("first", *FIRST[1:])]


def test_where_the_delivery_is_gone_the_dates_stay_and_the_desk_is_told(order, clock):
    Service.objects.filter(carrier__code="table").update(is_active=False)
    forget_network()
    clock(THURSDAY)
    seen_at_the_desk(order)
    assert stated(order) == stated(order.shipments.get()) == FIRST
    assert entries() == [("first", *FIRST[1:])]
    event = Event.objects.get(name="order_dates_passed")
    assert {one.role for one in event.messages.all()} == {"seller"}
    mail = event.messages.get(channel="email")
    assert "artık sunulmuyor" in write(mail, timezone.now()).text


def test_a_card_paid_in_time_of_its_first_attempt_keeps_the_dates(shopper, clock):  # noqa: F811
    order = bought(shopper, "card")
    clock(make.at("2026-11-23 16:20"))  # past the cut-off
    tell(Client(), order.payments.get())
    order.refresh_from_db()
    assert (order.state, stated(order)) == ("confirmed", FIRST)


def test_a_card_tried_again_after_the_cut_off_gets_new_dates(shopper, clock):  # noqa: F811
    order = bought(shopper, "card")
    first = order.payments.get()
    tell(Client(), first, status="failed", total="0")
    clock(make.at("2026-11-23 19:00"))
    tell(Client(), try_again(first, "card", at=timezone.now()))
    order.refresh_from_db()
    assert order.state == "confirmed"
    assert stated(order) == (date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 27))
    assert [one[0] for one in entries()] == ["first", "paid"]
    assert "Ödemeniz 23 Kasım Pazartesi günü ulaştı." in page_of(order)


def test_a_transfer_in_place_of_a_card_waits_until_the_day_it_names(shopper, clock):  # noqa: F811
    order = bought(shopper, "card")
    second = try_again(order.payments.get(), "transfer", at=timezone.now())
    Payment.objects.exclude(pk=second.pk).delete()
    clock(make.at("2026-11-23 19:00"))
    assert stated(seen_at_the_desk(order)) == FIRST


def test_an_order_without_its_quote_keeps_what_was_shown_in_the_ledger(clock):
    make.service()
    order = make.order(method="transfer", placed_at=MONDAY)
    Payment.objects.create(
        order=order, method="transfer", amount=order.total, reference="x", started_at=MONDAY
    )
    clock(THURSDAY)
    assert stated(seen_at_the_desk(order)) == LATER
    assert entries() == [("first", *FIRST[1:]), ("paid", *LATER[1:])]
    assert not Message.objects.filter(event__name="shipment_expected_later").exists()


# --- two parcels, one of which leaves earlier


@pytest.fixture
def two(clock):
    """The mug leaves İstanbul on Monday and is there by Wednesday; the bowl leaves İzmir on
    Thursday and is there by Saturday. By transfer."""
    order = two_parcels.bought("transfer")
    days = {"mug": (23, 24, 25), "bowl": (26, 27, 28)}
    cup, bowl = (Promise(*(date(2026, 11, n) for n in days[one]), chance=0.9) for one in days)
    for part, promise in zip(order.quote["parts"], (cup, bowl), strict=True):
        part["promise"] = promise.as_json()
    whole = together([cup, bowl])
    order.quote["promise"] = whole.as_json()
    order.leaves_by = whole.leaves_by
    order.promised_earliest, order.promised_latest = whole.earliest, whole.latest
    order.save()
    Payment.objects.create(
        order=order,
        method="transfer",
        amount=order.total,
        reference="two",
        started_at=MONDAY,
        expires_at=THURSDAY,
    )
    return order


def days_of(shipment):
    return tuple(day.day for day in stated(shipment))


def test_the_buyer_is_told_the_day_on_which_the_first_parcel_leaves(two):
    assert "23 Kasım Pazartesi gününe kadar" in page_of(two)
    mail = make.told(two, "order_awaits_transfer")["email"]
    assert "23 Kasım Pazartesi gününe kadar" in write(mail, timezone.now()).text


def test_money_after_the_first_leaving_day_renews_that_parcel_alone(two, clock):
    clock(make.at("2026-11-26 10:00"))
    seen_at_the_desk(two, came_on="2026-11-26")
    cup, bowl = two_parcels.parcels(two)
    assert days_of(two) == (26, 27, 1)
    assert days_of(cup) == (26, 27, 1)
    assert days_of(bowl) == (26, 24, 28)  # as it was shown
    assert [one.kind for one in PromiseEntry.objects.filter(shipment=bowl)] == ["first"]
    assert [one.kind for one in PromiseEntry.objects.filter(shipment=cup)] == ["first", "paid"]
    assert page_of(two).count(WHY) == 1


def test_where_the_dates_hold_all_the_same_only_the_leaving_day_is_new(two, clock):
    clock(make.at("2026-11-24 10:00"))
    two.quote["parts"][1]["promise"]["earliest"] = "2026-11-25"
    two.quote["promise"]["earliest"] = "2026-11-25"
    two.promised_earliest = date(2026, 11, 25)
    two.save()
    seen_at_the_desk(two)
    cup, bowl = two_parcels.parcels(two)
    assert (days_of(cup), days_of(bowl)) == ((24, 25, 28), (26, 25, 28))
    assert not PromiseEntry.objects.filter(kind="paid").exists()
    assert "ulaştı" not in page_of(two)


def test_money_by_the_first_leaving_day_renews_nothing(two, clock):
    clock(make.at("2026-11-24 10:00"))
    seen_at_the_desk(two, came_on="2026-11-23")
    assert [days_of(one) for one in two_parcels.parcels(two)] == [(23, 24, 28), (26, 24, 28)]
