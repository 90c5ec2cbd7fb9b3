"""Two parcels of one order that are late in the same sweep: their buyer hears of both at once."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from notifications.models import Event, Message
from notifications.writing import write
from shipping.expectations import Expectation
from shipping.ledger import revise
from shipping.models import Shipment, Slip
from shipping.reasons import Reason
from shop.orders.calls import Call
from shop.payments.delays import tell
from shop.payments.remedies import Remedy, RemedyRule
from shop.payments.tasks import tell_of_delays
from tests import make, two_parcels

pytestmark = pytest.mark.django_db
NOW = make.at("2026-11-26 12:05")


def two_on_the_road(**fields):
    return two_parcels.sent(two_parcels.paid(two_parcels.bought(**fields)))


def slip_of(parcel, until, at=NOW):
    new = Expectation(date(2026, 11, 27), until, Reason("slow_road"), chance=0.91)
    [entry] = revise([(parcel, new)], at=at)
    broken = parcel.expected_latest
    return Slip.objects.create(
        shipment=parcel, broken=broken, break_chance=0.8, promise=entry, at=at
    )


def both_late(**fields):
    mug, bowl = two_on_the_road(**fields)
    return slip_of(mug, date(2026, 11, 30)), slip_of(bowl, date(2026, 12, 1))


def told():
    return Message.objects.filter(event__name="shipment_expected_later", role="buyer")


def test_two_late_parcels_are_one_notice_on_each_channel_that_names_both():
    first, second = both_late()
    assert tell(first, at=NOW)
    assert not tell(second, at=NOW)
    assert sorted(told().values_list("channel", flat=True)) == ["email", "sms"]
    sms = write(told().get(channel="sms"), NOW).text
    assert "siparişinizin 2 paketi gecikecek" in sms
    assert "biri" not in sms
    mail = write(told().get(channel="email"), NOW)
    for text in (sms, mail.text.replace("–", "-"), mail.html.replace("–", "-")):
        for slip, days in ((first, "30 Kas Pzt"), (second, "1 Ara Sal")):
            assert (slip.shipment.tracking_number or slip.shipment.number) in text
            assert f"27 Kas Cum - {days}" in text
    assert mail.text.index("Seramik kupa") < mail.text.index("Kase")


def test_each_parcel_has_the_event_with_its_own_window_in_its_story():
    first, second = both_late()
    tell(first, at=NOW)
    found = {one.subject_id: one for one in Event.objects.filter(name="shipment_expected_later")}
    assert found[first.shipment_id].detail["latest"] == "2026-11-30"
    assert found[second.shipment_id].detail["latest"] == "2026-12-01"
    assert found[second.shipment_id].messages.count() == 0


def test_who_wishes_no_messages_is_called_once_for_both():
    first, _second = both_late(wants_sms=False, wants_email=False)
    tell(first, at=NOW)
    assert Call.objects.get().words.count("27 Kas Cum") == 2


def told_by_telephone(slip, days=0):
    assert tell(slip, at=NOW + timedelta(days=days))
    [call] = Call.objects.to_make()
    return call


def test_a_call_not_made_yet_tells_of_a_parcel_that_is_late_since_then_too():
    RemedyRule.objects.create(percent=100, most=Decimal(100), monthly_budget=Decimal(1000))
    mug, bowl = two_on_the_road(wants_sms=False, wants_email=False)
    told_by_telephone(slip_of(mug, date(2026, 11, 30)))
    call = told_by_telephone(slip_of(bowl, date(2026, 12, 1)), days=1)
    for said in ("27 Kas Cum – 30 Kas Pzt", "27 Kas Cum – 1 Ara Sal"):
        assert call.words.count(said) == 1
    assert str(Remedy.objects.get().words) in call.words


def test_it_tells_the_newest_of_each_parcel_and_nothing_of_what_has_arrived():
    first, second = both_late(wants_sms=False, wants_email=False)
    told_by_telephone(first)
    mug, bowl = first.shipment, second.shipment
    call = told_by_telephone(slip_of(mug, date(2026, 12, 2)), days=1)
    assert "30 Kas" not in call.words
    assert "2 Ara Çar" in call.words
    assert "1 Ara Sal" in call.words
    Shipment.objects.filter(pk=bowl.pk).update(state="delivered", arrived_at=NOW)
    mug.refresh_from_db()
    call = told_by_telephone(slip_of(mug, date(2026, 12, 3)), days=2)
    assert "3 Ara Per" in call.words
    assert "1 Ara Sal" not in call.words


def test_what_was_said_in_a_call_is_not_said_in_the_next_one():
    mug, bowl = two_on_the_road(wants_sms=False, wants_email=False)
    told_by_telephone(slip_of(mug, date(2026, 11, 30))).close("", at=NOW, by="staff")
    call = told_by_telephone(slip_of(bowl, date(2026, 12, 1)), days=1)
    assert "30 Kas" not in call.words
    assert Call.objects.exclude(done_at=None).get().done_by == "staff"


def test_who_made_a_call_while_its_news_grew_old_has_not_told_the_newest():
    mug, bowl = two_on_the_road(wants_sms=False, wants_email=False)
    old = told_by_telephone(slip_of(mug, date(2026, 11, 30)))
    newest = told_by_telephone(slip_of(bowl, date(2026, 12, 1)), days=1)
    assert not old.close("told", at=NOW, by="staff")
    assert list(Call.objects.to_make()) == [newest]


def test_the_later_one_alone_is_a_notice_of_its_own():
    mug, bowl = two_on_the_road()
    tell(slip_of(mug, date(2026, 11, 30)), at=NOW)
    later = NOW + timedelta(hours=5)
    assert tell(slip_of(bowl, date(2026, 12, 1), at=later), at=later)
    assert told().count() == 4


def test_a_parcel_that_has_arrived_meanwhile_is_not_called_late():
    first, second = both_late()
    Shipment.objects.filter(pk=second.shipment_id).update(state="delivered", arrived_at=NOW)
    tell(first, at=NOW)
    second.refresh_from_db()
    assert second.told_at is None
    assert "2 paketi" not in write(told().get(channel="sms"), NOW).text


def test_the_sweep_tells_of_both_in_one():
    both_late()
    Slip.objects.update(at=timezone.now())
    tell_of_delays()
    assert told().count() == 2
