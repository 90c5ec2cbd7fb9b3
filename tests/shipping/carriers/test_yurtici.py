from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import requests
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from lxml import etree

from notifications.http import Answer
from shipping.carriers import yurtici_answers as answers
from shipping.carriers.base import Booking, Refused, TryLater
from shipping.carriers.yurtici import Yurtici, return_code_fields, shipment_fields
from shipping.tracking import hear
from tests import make
from tests.make import at

from .parcels import AYSE, coming_back, consignment

ANSWERS = Path(__file__).parent / "answers"


def read(name, operation):
    content = (ANSWERS / name).read_bytes()
    return Yurtici().soap.read(operation, Answer(200, content))


def scans(name):
    rows = answers.rows_of(read(name, "queryShipment"))
    return [scan for row in rows for scan in answers.scans_of(row)]


def test_a_shipment_is_written_in_the_carriers_words():
    fields = shipment_fields(consignment(number="KPND0000000001", product_code="STD"))
    assert fields == {
        "cargoKey": "KPND0000000001",
        "invoiceKey": "KPND0000000001",
        "receiverCustName": "Ayşe Yılmaz",
        "receiverAddress": "Bostanlı Mah. Şehit Cengiz Topel Cad. No: 12/4",
        "receiverPhone1": "5321234567",
        "cityName": "İZMİR",
        "townName": "KARŞIYAKA",
        "custProdId": "STD",
        "desi": "0.580",
        "kg": "0.400",
        "cargoCount": "1",
        "specialField1": "3$K1024#",
        "description": None,
        "emailAddress": "ayse@example.com",
    }


def test_the_message_is_soap_with_unqualified_children():
    fields = {"wsUserName": "YKTEST", "wsPassword": "YK", "userLanguage": "TR"}
    message = Yurtici().soap.write(
        "createShipment", fields | {"ShippingOrderVO": [shipment_fields(consignment())]}
    )
    operation = etree.fromstring(message)[0][0]
    assert operation.tag.startswith("{http://yurticikargo.com.tr/")
    assert [child.tag for child in operation] == [
        "wsUserName",
        "wsPassword",
        "userLanguage",
        "ShippingOrderVO",
    ]


def test_payment_at_the_door_is_cash_with_a_point_in_the_amount():
    fields = shipment_fields(consignment(cod_amount=Decimal("1299.9"), reference="K1024"))
    assert fields["ttCollectionType"] == "0"
    assert fields["ttInvoiceAmount"] == "1299.90"
    assert fields["ttDocumentId"] == "1024"
    assert fields["ttDocumentSaveType"] == "0"


def test_payment_at_the_door_without_its_user_is_refused(settings):
    settings.YURTICI_COD_USER = ""
    with pytest.raises(Refused, match="YURTICI_COD_USER"):
        Yurtici().book(consignment(cod_amount=Decimal(100)))


def test_a_return_code_is_our_number_for_one_parcel_until_a_day(settings):
    today, until = date(2026, 11, 23), date(2026, 12, 23)
    fields = return_code_fields(coming_back(number="KPND0000000009"), today, until)
    assert fields == {
        "fieldName": settings.YURTICI_RETURN_FIELD,
        "returnCode": "KPND0000000009",
        "startDate": "20261123",
        "endDate": "20261223",
        "maxCount": 1,
    }


@pytest.mark.parametrize(("days", "lives"), [(14, 30), (23, 30), (40, 47)])
def test_a_return_code_outlives_what_the_customer_is_told(sandbox, settings, days, lives):
    settings.RETURN_SEND_DAYS = days
    booking = Yurtici().book(coming_back())
    assert booking.return_until == timezone.localdate() + timedelta(days=lives)


@pytest.mark.parametrize(
    "change",
    [{"name": "12 345 67"}, {"phone": "+4915112345678"}],
)
def test_what_the_carrier_would_refuse_is_refused_before(change):
    with pytest.raises(Refused):
        shipment_fields(consignment(receiver=replace(AYSE, **change)))


@pytest.mark.parametrize(
    ("name", "written"),
    [("Can Er", "Can Er"), ("Can", "Sayın Can"), ("O Ay", "Sayın O Ay"), ("Ali ", "Sayın Ali")],
)
def test_a_name_shorter_than_the_carrier_wants_is_written_with_its_title(name, written):
    fields = shipment_fields(consignment(receiver=replace(AYSE, name=name)))
    assert fields["receiverCustName"] == written


def test_a_short_address_is_refused():
    with pytest.raises(Refused):
        shipment_fields(consignment(receiver=replace(AYSE, address="No: 5", neighbourhood="")))


def test_a_booking_is_read():
    assert answers.check_created(read("yurtici_created.xml", "createShipment")) is None


def test_a_key_that_exists_was_booked_by_an_earlier_try():
    assert answers.check_created(read("yurtici_exists.xml", "createShipment")) is None


@pytest.mark.parametrize("name", ["address_refused", "language_missing"])
def test_a_refused_booking_says_why(name):
    with pytest.raises(Refused, match=r"Alıcı adresi|kullanıcı dili"):
        answers.check_created(read(f"yurtici_{name}.xml", "createShipment"))


def test_an_unexpected_error_of_theirs_is_tried_again():
    with pytest.raises(TryLater):
        answers.check_created(read("yurtici_their_error.xml", "createShipment"))


@pytest.mark.parametrize(
    "name",
    ["yurtici_truncated.xml", "yurtici_doctype.xml", "yurtici_fault.xml", "maintenance.html"]
    + ["yurtici_empty_body.xml", "yurtici_blocked.xml"],
)
def test_nonsense_is_tried_again(name):
    with pytest.raises(TryLater):
        answers.check_created(read(name, "createShipment"))


def test_an_empty_answer_is_tried_again():
    with pytest.raises(TryLater):
        Yurtici().soap.read("createShipment", Answer(200, b""))


def test_letters_under_a_wrong_label_are_read():
    content = (ANSWERS / "yurtici_delivered.xml").read_text().encode("iso-8859-9")
    read_answer = Yurtici().soap.read("queryShipment", Answer(200, content))
    row = answers.rows_of(read_answer)[0]
    assert row["shippingDeliveryItemDetailVO"]["receiverInfo"] == "AYŞE YILMAZ"


def test_a_cancellation_is_read():
    assert answers.is_cancelled(read("yurtici_cancelled.xml", "cancelShipment"))


def test_a_vanished_parcel_is_not_this_users():
    assert not answers.is_cancelled(read("yurtici_vanished.xml", "cancelShipment"))


def test_a_parcel_on_the_road_is_not_cancelled():
    with pytest.raises(Refused, match="Teslimattadır"):
        answers.is_cancelled(read("yurtici_too_late_to_cancel.xml", "cancelShipment"))


def test_the_minutes_guard_is_asked_again_later():
    with pytest.raises(TryLater, match="1 dakika"):
        scans("yurtici_blocked.xml")


def test_an_answer_without_rows_is_asked_again_later():
    with pytest.raises(TryLater):
        scans("yurtici_no_rows.xml")


def test_nothing_is_told_before_the_branch_has_scanned_it():
    assert scans("yurtici_not_seen_yet.xml") == []


def test_a_scan_without_a_time_happened_when_we_first_heard_of_it(db):
    parcel = make.shipment("KPND0000000001", service_row=make.service("yurtici"))
    (scan,) = scans("yurtici_scanned.xml")
    assert (scan.kind, scan.at, scan.tracking_number) == ("accepted", None, "")
    first = at("2026-11-23 17:00")
    for hour in range(4):
        hear("yurtici", scans("yurtici_scanned.xml"), now=first + timedelta(hours=hour))
        cache.clear()
    assert parcel.scans.get().at == first


def asked_four_times(sandbox, between=lambda: None):
    """A parcel that came back at a time the carrier does not say."""
    parcel = make.shipment(service_row=make.service("yurtici"))
    Yurtici().book(parcel.consignment())
    sandbox.push(parcel.number, "refuse")
    sandbox.push(parcel.number)
    sandbox.fault("yurtici", "undated")
    for _ in range(4):
        hear("yurtici", Yurtici().track([parcel.number]), now=timezone.now())
        between()
    return [scan.kind for scan in parcel.scans.all()]


def test_an_end_without_a_time_is_kept_once_though_redis_is_emptied(db, sandbox):
    assert asked_four_times(sandbox, between=cache.clear).count("returned") == 1


def test_parcels_are_followed_without_redis(db, sandbox, settings):
    backend = {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1"}
    settings.CACHES = {**settings.CACHES, "default": backend}
    assert asked_four_times(sandbox).count("returned") == 1


def test_the_road_is_read_from_the_words_of_the_events():
    found = scans("yurtici_on_the_road.xml")
    assert [(scan.kind, scan.at, scan.place) for scan in found] == [
        ("accepted", at("2026-11-23 17:45:12"), "TUZLA"),
        ("in_transit", at("2026-11-23 19:30"), "TUZLA"),
        ("in_transit", at("2026-11-23 21:30"), "GEBZE TRANSFER MERKEZİ"),
        ("at_branch", at("2026-11-24 07:05"), "KARŞIYAKA"),
        ("out_for_delivery", at("2026-11-24 09:10"), "KARŞIYAKA"),
        ("delivery_failed", at("2026-11-24 15:45"), "KARŞIYAKA"),
    ]
    assert found[-1].text == "Kargo Teslim Edilemedi: Alıcı adreste bulunamadı"
    assert {scan.tracking_number for scan in found} == {"310000000001"}


def test_the_branch_scan_stays_the_same_scan():
    first, *_ = scans("yurtici_on_the_road.xml")
    assert scans("yurtici_delivered.xml")[0] == first
    assert scans("yurtici_going_back.xml")[0] == first


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("İade Kargo Yüklendi", "returning"),
        ("İade Kargo Teslim Edildi", "returned"),
        ("İade Kargo Teslim Edilemedi", "delivery_failed"),
        ("Kargo Teslim Edildi", "delivered"),
    ],
)
def test_the_end_of_the_way_back_is_not_the_way_back(words, kind):
    assert answers.kind_of_event(words) == kind


def test_a_parcel_going_back_says_why():
    assert scans("yurtici_going_back.xml")[-1].text == "Alıcı Tarafından Kabul Edilmedi"


def test_delivery_is_told_once_with_who_took_it():
    delivered = [scan for scan in scans("yurtici_delivered.xml") if scan.kind == "delivered"]
    assert [(scan.at, scan.received_by) for scan in delivered] == [
        (at("2026-11-25 11:15"), "AYŞE YILMAZ")
    ]


@pytest.mark.parametrize(
    ("name", "kind"),
    [("going_back", "returning"), ("returned", "returned"), ("cancelled_by_branch", "cancelled")],
)
def test_other_endings_are_read(name, kind):
    assert scans(f"yurtici_{name}.xml")[-1].kind == kind


def test_a_parcel_another_user_booked_is_not_known():
    (row,) = answers.rows_of(read("yurtici_unknown.xml", "queryShipment"))
    assert not answers.is_known(row)


@pytest.mark.parametrize("name", ["return_code", "return_code_exists"])
def test_a_return_code_is_read(name):
    assert answers.check_return_code(read(f"yurtici_{name}.xml", "saveReturnShipmentCode")) is None


def test_a_wrong_return_field_is_refused():
    with pytest.raises(Refused, match="82654"):
        answers.check_return_code(read("yurtici_return_field_wrong.xml", "saveReturnShipmentCode"))


@pytest.mark.parametrize("name", ["YURTICI_USER", "YURTICI_PASSWORD", "YURTICI_COD_PASSWORD"])
def test_a_missing_option_is_named(settings, name):
    setattr(settings, name, "")
    with pytest.raises(ImproperlyConfigured, match=name):
        Yurtici()


def test_the_same_question_within_a_minute_is_blocked(sandbox):
    requests.post(f"{sandbox.url}/yurtici/guard", json={"seconds": 60}, timeout=5)
    carrier, parcel = Yurtici(), consignment()
    assert carrier.book(parcel) == Booking()
    sandbox.push(parcel.number)
    assert [scan.kind for scan in carrier.track([parcel.number])] == ["accepted"]
    with pytest.raises(TryLater, match="1 dakika"):
        carrier.track([parcel.number])


def test_the_cargo_number_comes_with_the_branch_scan(sandbox):
    carrier, parcel = Yurtici(), consignment()
    assert carrier.book(parcel).tracking_number == ""
    sandbox.push(parcel.number)
    (scan,) = carrier.track([parcel.number])
    assert scan.tracking_number == sandbox.parcels()[0]["tracking_number"]
    assert len(scan.tracking_number) == 12


def test_a_wrong_password_is_refused(sandbox, settings):
    settings.YURTICI_PASSWORD = "wrong"
    with pytest.raises(Refused, match="şifre hatalı"):
        Yurtici().book(consignment())
    assert sandbox.parcels() == []


def test_the_sandbox_serves_the_same_description(sandbox):
    answer = requests.get(Yurtici().soap.http.url + "?wsdl", timeout=5)
    here = (Path("shipping/carriers/yurtici.wsdl")).read_bytes()
    theirs = etree.fromstring(answer.content)
    ours = etree.fromstring(here)
    for element in [*theirs.iter(), *ours.iter()]:
        element.attrib.pop("location", None)
    assert etree.tostring(theirs, method="c14n") == etree.tostring(ours, method="c14n")
