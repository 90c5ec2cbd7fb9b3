"""The page to watch and push, and the sandbox's side of Netgsm's protocol."""

from smtplib import SMTP

import pytest
import requests
from django.conf import settings

from shipping.carriers import carrier_named
from tests.make import at
from tests.shipping.carriers.parcels import consignment

LOGIN = ("8500000000", "sandbox")
BROWSER = {"Accept": "text/html"}


def send(sandbox, **fields):
    body = {
        "msgheader": "KAPINDA",
        "encoding": "TR",
        "messages": [{"msg": "Yolda <b>: http://shop.example/t/x.", "no": "5321234567"}],
    } | fields
    url = f"{sandbox.url}/netgsm/sms/rest/v2/send"
    return requests.post(url, json=body, auth=fields.pop("auth", LOGIN), timeout=5)


def test_the_page_shows_the_text_and_its_link_can_be_tapped(sandbox):
    send(sandbox)
    page = requests.get(sandbox.url, timeout=5).text
    assert "Yolda &lt;b&gt;: " in page
    assert '<a href="http://shop.example/t/x"' in page


def test_a_long_subject_is_shown_without_the_fold_of_its_header(sandbox):
    sent = b"Subject: \r\n =?utf-8?q?Sipari=C5=9Finiz?=\r\n =?utf-8?q?_yolda?=\r\n\r\nMerhaba\r\n"
    with SMTP("127.0.0.1", settings.EMAIL_PORT) as postman:
        postman.sendmail("shop@example.com", ["ayse@example.com"], sent)
    assert [mail["subject"] for mail in sandbox.mailbox()] == ["Siparişiniz yolda"]


def test_an_empty_world_is_a_page_too(sandbox):
    assert requests.get(sandbox.url, timeout=5).status_code == 200


def test_a_fault_is_set_by_a_plain_form(sandbox):
    referrer = {"Referer": f"{sandbox.url}/"} | BROWSER
    url = f"{sandbox.url}/faults/smtp"
    answer = requests.post(url, data={"mode": "fail"}, headers=referrer, timeout=5)
    assert answer.url == f"{sandbox.url}/#faults"
    assert 'class="fault fault--on"' in answer.text


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["yurtici", "hepsijet", "table"])
def test_a_booked_parcel_is_found_by_its_orders_number(sandbox, code):
    carrier_named(code).book(consignment(reference="10428"))
    assert "Sipariş 10428" in requests.get(sandbox.url, timeout=5).text


def test_a_mail_that_is_not_there_is_not_found(sandbox):
    assert requests.get(f"{sandbox.url}/mails/7/", timeout=5).status_code == 404


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"msgheader": "SOMEBODY"}, "40"),
        ({"messages": []}, "70"),
        ({"messages": [{"msg": "x", "no": "905321234567"}]}, "70"),
        ({"messages": [{"msg": "", "no": "5321234567"}]}, "20"),
    ],
)
def test_netgsm_refuses_with_406_and_its_code(sandbox, fields, code):
    answer = send(sandbox, **fields)
    assert (answer.status_code, answer.json()["code"]) == (406, code)
    assert sandbox.phone() == []


def test_without_the_turkish_encoding_the_letters_are_lost(sandbox):
    send(sandbox, encoding="", messages=[{"msg": "Sipariş yığını", "no": "5321234567"}])
    assert sandbox.phone()[0]["text"] == "Siparis yigini"


def test_a_report_of_another_day_has_no_record(sandbox):
    send(sandbox)
    day = at("2020-01-01 00:00").strftime("%d.%m.%Y %H:%M:%S")
    url = f"{sandbox.url}/netgsm/sms/rest/v2/report"
    answer = requests.post(url, json={"startdate": day, "stopdate": day}, auth=LOGIN, timeout=5)
    assert (answer.status_code, answer.json()["code"]) == (406, "60")
