"""What the gateways make of each answer, and what they put into a request."""

import smtplib
from email import message_from_bytes
from email.policy import default as modern

import pytest
from django.core.mail import BadHeaderError

from notifications.gateways import email, netgsm
from notifications.gateways.base import Outgoing, Refused, TryLater

pytestmark = pytest.mark.django_db
SMS = Outgoing(7, "+905321234567", "Sipariş 24–26 Kas")
MAIL = Outgoing(7, "ayse@example.com", "Merhaba", subject="Yolda", html="<p>", thread="order-10428")


def test_a_text_with_turkish_letters_asks_for_the_turkish_encoding():
    assert netgsm.send_request(SMS) == {
        "msgheader": "KAPINDA",
        "messages": [{"msg": "Sipariş 24-26 Kas", "no": "5321234567"}],
        "iysfilter": "0",
        "encoding": "TR",
    }


def test_a_text_without_them_does_not():
    assert "encoding" not in netgsm.send_request(Outgoing(7, "+905321234567", "Siparis"))


@pytest.mark.parametrize("address", ["+902121234567", "+4915112345678", "5321234567", ""])
def test_only_turkish_mobile_numbers_are_sent_to(address):
    with pytest.raises(Refused):
        netgsm.send_request(Outgoing(7, address, "x"))


@pytest.mark.parametrize("code", ["20", "30", "40", "41", "50", "51", "70", "999"])
def test_what_somebody_must_change_is_refused(code):
    with pytest.raises(Refused, match=code):
        netgsm.read_sent({"code": code})


@pytest.mark.parametrize(
    ("code", "may_have_arrived"), [("80", False), ("85", False), ("100", True), ("00", True)]
)
def test_what_passes_is_tried_later(code, may_have_arrived):
    with pytest.raises(TryLater) as caught:
        netgsm.read_sent({"code": code})
    assert caught.value.may_have_arrived is may_have_arrived


def test_no_record_in_the_report_is_an_answer():
    assert netgsm.read_report({"code": "60"}) == []


@pytest.mark.parametrize(
    "subject", ["İade kodunuz hazır, paketi ne zaman isterseniz verebilirsiniz", "Yolda", "ş" * 90]
)
def test_a_subject_begins_on_its_first_line_however_long(subject):
    mail = email.mail_of(Outgoing(7, "a@example.com", "Merhaba", subject=subject))
    sent = mail.message().as_bytes()
    assert b"\nSubject: =?utf-8?" in sent or f"\nSubject: {subject}".encode() in sent
    assert message_from_bytes(sent, policy=modern)["Subject"] == subject


def test_a_subject_cannot_bring_headers_along():
    with pytest.raises(BadHeaderError):
        email.mail_of(Outgoing(7, "a@example.com", "x", subject="a\nBcc: b@example.com")).message()


def test_a_mail_is_an_automatic_one_of_its_orders_thread():
    mail = email.mail_of(MAIL).message()
    assert mail["Message-ID"] == "<message-7@kapinda.example>"
    assert mail["References"] == mail["In-Reply-To"] == "<order-10428@kapinda.example>"
    assert (mail["Auto-Submitted"], mail["Reply-To"]) == (
        "auto-generated",
        "merhaba@kapinda.example",
    )
    assert [part.get_content_type() for part in mail.get_payload()] == ["text/plain", "text/html"]


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (smtplib.SMTPRecipientsRefused({"a": (550, b"no such user")}), Refused),
        (smtplib.SMTPRecipientsRefused({"a": (450, b"greylisted")}), TryLater),
        (smtplib.SMTPDataError(554, b"spam"), Refused),
        (smtplib.SMTPDataError(451, b"later"), TryLater),
        (smtplib.SMTPServerDisconnected("gone"), TryLater),
        (TimeoutError(), TryLater),
    ],
)
def test_mail_servers_refuse_or_ask_to_come_again(monkeypatch, error, outcome):
    def fail(*args, **kwargs):
        raise error

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", fail)
    with pytest.raises(outcome):
        email.Email().send(MAIL)
