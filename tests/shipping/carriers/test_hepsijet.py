import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from notifications.http import Answer
from shipping.carriers import hepsijet_answers as answers
from shipping.carriers.base import Refused, TryLater
from shipping.carriers.hepsijet import Hepsijet, order_of
from shipping.dispatching import new_number
from tests.make import at

from .parcels import AYSE, coming_back, consignment

ANSWERS = Path(__file__).parent / "answers"
DAY = date(2026, 11, 24)
NUMBER = "KPND0000000001"


def read(name):
    return Answer(200, (ANSWERS / name).read_bytes()).json()


def test_an_order_is_written_in_the_carriers_words():
    delivery = order_of(consignment(product_code="HX_ND"), NUMBER, day=DAY)["delivery"]
    assert delivery["customerDeliveryNo"] == NUMBER
    assert delivery["customerOrderId"] == "K1024"
    assert delivery["deliveryType"] == "RETAIL"
    assert delivery["deliveryDateOriginal"] == "2026-11-24"
    assert delivery["product"] == {"productCode": "HX_ND"}
    assert delivery["recipientPersonPhone1"] == "5321234567"
    assert (delivery["receiver"]["firstName"], delivery["receiver"]["lastName"]) == (
        "Ayşe",
        "Yılmaz",
    )
    assert delivery["recipientAddress"] == {
        "companyAddressId": f"{NUMBER}R",
        "country": {"name": "Türkiye"},
        "city": {"name": "İZMİR"},
        "town": {"name": "KARŞIYAKA"},
        "district": {"name": "Bostanlı Mah."},
        "addressLine1": "Bostanlı Mah. Şehit Cengiz Topel Cad. No: 12/4",
    }
    assert delivery["deliveryContent"] == [
        {"sku": "KUPA-1", "description": "Seramik kupa", "quantity": 1}
    ]
    json.dumps(delivery)


def test_payment_at_the_door_is_a_flag_a_service_and_an_amount():
    order = order_of(consignment(cod_amount=Decimal("299.80")), NUMBER, day=DAY)
    assert order["delivery"]["deliveryPom"] is True
    assert order["serviceType"] == ["POD"]
    assert order["deliveryAmountList"][0]["amount"] == 299.8


def test_a_return_is_collected_from_the_customer():
    parcel = coming_back(original_number="KPND0000000001")
    delivery = order_of(parcel, "KPND0000000002", day=DAY)["delivery"]
    assert delivery["deliveryType"] == "RETURNED"
    assert delivery["product"] == {"productCode": "HX_RND"}
    assert delivery["originalDeliveryNo"] == "KPND0000000001"
    assert delivery["senderAddress"]["city"] == {"name": "İZMİR"}


def test_the_first_free_day_is_found():
    assert min(answers.free_days(read("hepsijet_free_days.json"))) == date(2026, 11, 25)
    assert answers.free_days(read("hepsijet_no_free_days.json")) == []


def test_a_booking_is_read():
    assert answers.check_booked(read("hepsijet_created.json")) is None


def test_a_number_that_exists_was_booked_by_an_earlier_try():
    assert answers.check_booked(read("hepsijet_exists.json")) is None


def test_a_refused_booking_says_why():
    with pytest.raises(Refused, match="ilçe"):
        answers.check_booked(read("hepsijet_refused.json"))


def test_an_error_of_theirs_is_tried_again():
    with pytest.raises(TryLater):
        answers.check_booked(read("hepsijet_their_error.json"))


@pytest.mark.parametrize("name", ["hepsijet_truncated.json", "maintenance.html"])
def test_nonsense_is_tried_again(name):
    with pytest.raises(TryLater):
        read(name)


@pytest.mark.parametrize("content", [b"", b"[]", b"null", b'{"status": null}', b"{}"])
def test_an_answer_without_a_status_is_tried_again(content):
    with pytest.raises(TryLater):
        answers.check_booked(Answer(200, content).json())


def test_not_there_is_as_good_as_deleted():
    assert answers.check_deleted(read("hepsijet_not_found.json")) is None


def test_a_parcel_on_the_road_is_not_deleted():
    with pytest.raises(Refused, match="silinemez"):
        answers.check_deleted(read("hepsijet_too_late_to_delete.json"))


def test_a_wrong_password_is_refused():
    with pytest.raises(Refused, match="Şifre"):
        answers.token_of(read("hepsijet_wrong_password.json"))


@pytest.mark.parametrize("name", ["tracking", "tracking_of_one"])
def test_the_movements_are_read(name):
    (delivery,) = answers.deliveries_of(read(f"hepsijet_{name}.json"))
    scans = answers.scans_of(delivery, "K1")
    assert [(scan.kind, scan.at, scan.place) for scan in scans] == [
        ("created", at("2026-11-23 16:00"), ""),
        ("created", at("2026-11-23 16:05"), ""),
        ("accepted", at("2026-11-23 18:20"), "Tuzla"),
        ("in_transit", at("2026-11-23 21:00"), "Tuzla"),
        ("at_branch", at("2026-11-24 06:40"), "Karşıyaka"),
        ("out_for_delivery", at("2026-11-24 09:00"), "Karşıyaka"),
        ("unknown", at("2026-11-24 14:09"), "Karşıyaka"),
        ("delivered", at("2026-11-24 14:10"), "Karşıyaka"),
    ]
    assert scans[-1].received_by == "Ayşe Yılmaz"
    assert {scan.number for scan in scans} == {"K1"}


def test_an_old_token_is_renewed_once(sandbox):
    carrier, parcel = Hepsijet(), consignment()
    carrier.book(parcel)
    carrier.token = "old"
    assert [scan.kind for scan in carrier.track([parcel.number])] == ["created"]


def test_our_number_gets_the_companys_code(sandbox):
    booking = Hepsijet().book(consignment(number="7000000001"))
    assert booking.tracking_number == "KPND7000000001"
    assert Hepsijet().book(consignment(number="KPND7000000001")).tracking_number == (
        "KPND7000000001"
    )
    assert len(sandbox.parcels()) == 1


@pytest.mark.parametrize(
    ("code", "length"), [("A", 11), ("KPND", 14), ("KAPIND", 16), ("KAPINDA", 16), ("KAPINDA2", 16)]
)
def test_every_new_number_begins_with_the_whole_code_and_can_be_used(settings, code, length):
    settings.HEPSIJET_COMPANY_CODE = code
    number = new_number()
    assert number.startswith(code)
    assert number[len(code) :].isdigit()
    assert len(number) == length
    assert Hepsijet()._number(number) == number


@pytest.mark.parametrize("code", ["KAPINDA24", "kapinda", "KAPI-NDA", "KAPİNDA"])
def test_a_code_our_numbers_cannot_begin_with_is_named_at_start(settings, code):
    settings.HEPSIJET_COMPANY_CODE = code
    with pytest.raises(ImproperlyConfigured, match="HEPSIJET_COMPANY_CODE"):
        Hepsijet()


def test_a_number_of_another_code_does_not_cost_the_others_their_news(sandbox):
    carrier, parcel = Hepsijet(), consignment()
    carrier.book(parcel)
    scans = carrier.track(["OLDCODE123456789", parcel.number])
    assert {scan.number for scan in scans} == {parcel.number}


def test_a_number_the_carrier_cannot_print_is_refused(sandbox):
    with pytest.raises(Refused):
        Hepsijet().book(consignment(number="12345678901234567"))
    assert sandbox.parcels() == []


def test_a_foreign_phone_is_refused(sandbox):
    with pytest.raises(Refused):
        Hepsijet().book(consignment(receiver=replace(AYSE, phone="+4915112345678")))
    assert sandbox.parcels() == []


@pytest.mark.parametrize(
    "name",
    ["HEPSIJET_USER", "HEPSIJET_PASSWORD", "HEPSIJET_COMPANY_NAME", "HEPSIJET_COMPANY_CODE"],
)
def test_a_missing_option_is_named(settings, name):
    setattr(settings, name, "")
    with pytest.raises(ImproperlyConfigured, match=name):
        Hepsijet()
