"""Sending through the real protocols: the sandbox's ledger says what truly went out."""

import os
import signal
import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from redis import Redis

from notifications.events import Recipient, tell_sealed
from notifications.gateways import netgsm
from notifications.http import Patience
from notifications.models import Event, Message
from notifications.queue import answer_the_call
from notifications.sending import PAUSES, send_waiting
from notifications.tasks import send_waiting_messages
from tests import make
from tests.processes import LOGS, environment_for_tests, start, wait_until

State = Message.State
ON_ITS_WAY = "shipment_in_transit"


def later(**by):
    """A clock that stands the given time in the future."""
    return lambda: timezone.now() + timedelta(**by)


def one_message(channel="sms"):
    message = make.told(make.shipment(), ON_ITS_WAY)[channel]
    Message.objects.exclude(pk=message.pk).delete()
    return message


def again(message):
    message.refresh_from_db()
    return message


@pytest.mark.django_db
def test_messages_are_rolled_back_with_the_fact():
    with transaction.atomic():
        make.told(make.shipment(), ON_ITS_WAY)
        transaction.set_rollback(True)
    assert (Event.objects.count(), Message.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_a_message_is_sent_once_on_each_channel(sandbox):
    make.told(make.shipment(), ON_ITS_WAY)
    assert send_waiting(timezone.now) == 2
    assert send_waiting(later(days=1)) == 0
    (text,), (mail,) = sandbox.phone("+905321234567"), sandbox.mailbox("ayse@example.com")
    sms = Message.objects.get(channel="sms")
    assert (sms.state, sms.provider_id, sms.body) == ("sent", text["job"], text["text"])
    assert (text["encoding"], text["parts"], mail["copies"]) == ("TR", 1, 1)


@pytest.mark.django_db(transaction=True)
def test_four_senders_at_once_send_each_message_once(sandbox):
    for number in range(6):
        make.told(make.shipment(reference=f"1042{number}"), ON_ITS_WAY)
    senders = [threading.Thread(target=send_and_close) for _ in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert [len(sandbox.phone()), len(sandbox.mailbox())] == [6, 6]
    assert set(Message.objects.values_list("state", "tries")) == {("sent", 1)}
    assert {mail["copies"] for mail in sandbox.mailbox()} == {1}


def send_and_close():
    try:
        send_waiting(timezone.now)
    finally:
        connection.close()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_sender_killed_before_it_noted_the_answer_costs_no_second_text(sandbox):
    message = one_message()
    sandbox.fault("netgsm", "hang")
    sender = start("sender", ["-c", SENDER], env=environment_for_tests())
    wait_until(sandbox.phone, sender)
    os.kill(sender.pid, signal.SIGKILL)
    sender.wait()
    assert again(message).state == State.SENDING
    sandbox.fault("netgsm", "none")

    assert send_waiting(timezone.now) == 0  # the dead sender's lease still runs
    assert send_waiting(later(seconds=61)) == 1
    (text,) = sandbox.phone()
    assert (again(message).state, message.provider_id) == (State.SENT, text["job"])


SENDER = """
import django
django.setup()
from notifications.tasks import send_waiting_messages
send_waiting_messages()
"""


@pytest.mark.django_db
def test_a_sender_killed_before_the_provider_took_it_loses_nothing(sandbox):
    message = one_message()
    Message.objects.claim_next(timezone.now())
    Message.objects.update(tried_at=timezone.now(), body="…")
    send_waiting(later(seconds=61))
    assert (again(message).state, len(sandbox.phone())) == (State.SENT, 1)


@pytest.mark.django_db
def test_another_message_to_the_same_phone_is_not_taken_for_the_lost_one(sandbox):
    parcel = make.shipment()
    make.told(parcel, "shipment_handed_over")
    send_waiting(timezone.now)
    make.told(parcel, ON_ITS_WAY)
    Message.objects.filter(state=State.WAITING).update(
        state=State.SENDING, tried_at=timezone.now(), body="…"
    )
    send_waiting(timezone.now)
    assert len(sandbox.phone()) == 2


@pytest.mark.django_db
@pytest.mark.parametrize("mode", ["hang", "nonsense"])
def test_a_text_taken_without_a_clear_answer_is_asked_about_not_sent_again(
    sandbox, monkeypatch, mode
):
    monkeypatch.setattr(netgsm, "WAIT", Patience(2, 0.2, 20))
    message = one_message()
    sandbox.fault("netgsm", mode)
    send_waiting(timezone.now)
    assert (again(message).state, len(sandbox.phone())) == (State.SENDING, 1)
    send_waiting(later(seconds=61))  # the report hangs as well
    assert again(message).is_in_doubt

    sandbox.fault("netgsm", "none")
    send_waiting(later(minutes=10))
    assert (again(message).state, message.tries, len(sandbox.phone())) == (State.SENT, 3, 1)


@pytest.mark.django_db
def test_a_gateway_that_fails_is_tried_again_and_the_mail_goes_on(sandbox):
    messages = make.told(make.shipment(), ON_ITS_WAY)
    sandbox.fault("netgsm", "fail")
    send_waiting(timezone.now)
    assert again(messages["email"]).state == State.SENT
    assert again(messages["sms"]).problem.endswith(" answered 500")
    sandbox.fault("netgsm", "none")
    send_waiting(later(minutes=1))
    assert (again(messages["sms"]).state, len(sandbox.phone())) == (State.SENT, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("mode", ["fail", "nonsense"])
def test_a_mail_without_a_clear_answer_is_shown_once(sandbox, mode):
    message = one_message("email")
    sandbox.fault("smtp", mode)
    send_waiting(timezone.now)
    assert again(message).state in Message.OPEN
    sandbox.fault("smtp", "none")
    send_waiting(later(minutes=2))
    assert (again(message).state, len(sandbox.mailbox())) == (State.SENT, 1)


@pytest.mark.django_db
def test_it_has_failed_after_the_last_pause_and_staff_can_try_again(sandbox):
    message = one_message()
    sandbox.fault("netgsm", "fail")
    for day in range(len(PAUSES) + 3):
        send_waiting(later(days=2 * day))
    assert (again(message).state, message.tries) == (State.FAILED, len(PAUSES) + 1)
    sandbox.fault("netgsm", "none")
    assert message.retry(timezone.now()) is True
    send_waiting(timezone.now)
    assert (again(message).state, len(sandbox.phone())) == (State.SENT, 1)


@pytest.mark.django_db
def test_a_sealed_mail_that_failed_for_good_has_forgotten_its_words_and_is_not_sent_again(sandbox):
    buyer = Recipient("buyer", "Ayşe", email="ayse@example.com")
    words = ("Parola", "/reset/key/", "<p>/reset/key/</p>")
    event = tell_sealed(make.customer(), "password_reset", buyer, words, at=timezone.now())
    message = event.messages.get()
    sandbox.fault("smtp", "fail")
    for day in range(len(PAUSES)):
        send_waiting(later(days=2 * day))
    assert (again(message).state, message.body) == (State.WAITING, "/reset/key/")
    send_waiting(later(days=2 * len(PAUSES)))
    assert (again(message).state, message.body, message.html) == (State.FAILED, "", "")
    assert not message.can_be_retried
    assert message.retry(timezone.now()) is False
    assert again(message).state == State.FAILED


@pytest.mark.django_db
def test_without_a_netgsm_account_nothing_is_called_and_the_message_says_why(sandbox, settings):
    settings.NETGSM_USER = ""
    message = one_message()
    send_waiting(timezone.now)
    assert (again(message).state, message.problem) == (State.FAILED, "NETGSM_USER is not set")
    assert sandbox.phone() == []


@pytest.mark.django_db
def test_a_stage_is_no_longer_news_when_a_later_one_is_told(sandbox):
    parcel = make.shipment()
    late = make.told(parcel, ON_ITS_WAY)["sms"]
    Message.objects.update(next_try_at=timezone.now() + timedelta(hours=1))
    make.told(parcel, "shipment_delivered")
    send_waiting(timezone.now)
    send_waiting(later(hours=2))
    assert (again(late).state, len(sandbox.phone())) == (State.SKIPPED, 1)


@pytest.mark.django_db
def test_a_sender_that_was_too_slow_cannot_mark_what_is_no_longer_its_own():
    one_message()
    slow = Message.objects.claim_next(timezone.now())
    quick = Message.objects.claim_next(timezone.now() + timedelta(seconds=61))
    assert slow.fail("too late") is False
    assert quick.mark_sent("17377", timezone.now()) is True
    assert again(slow).state == State.SENT


@pytest.mark.slow
def test_a_worker_sends_after_the_commit(sandbox, worker):
    make.told(make.shipment(), ON_ITS_WAY)
    wait_until(lambda: sandbox.phone() and sandbox.mailbox())
    worker.finish()
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}


@pytest.mark.django_db
def test_of_many_hints_one_waits_until_the_sender_takes_it_up(
    sandbox, settings, django_capture_on_commit_callbacks
):
    redis = Redis.from_url(settings.REDIS_URL)
    redis.delete("celery")
    answer_the_call()
    with django_capture_on_commit_callbacks(execute=True):
        make.told(make.shipment(), ON_ITS_WAY)
        make.told(make.shipment(), ON_ITS_WAY)
    assert redis.llen("celery") == 1
    send_waiting_messages()
    with django_capture_on_commit_callbacks(execute=True):
        make.told(make.shipment(), ON_ITS_WAY)
    assert redis.llen("celery") == 2
    redis.delete("celery")
    answer_the_call()


@pytest.mark.slow
def test_with_redis_flushed_the_periodic_run_sends(sandbox, worker, settings):
    with transaction.atomic():
        make.told(make.shipment(), ON_ITS_WAY)
        transaction.get_connection().run_on_commit.clear()  # the hint is lost
    Redis.from_url(settings.REDIS_URL).flushdb()
    worker.do("notifications.tasks.send_waiting_messages")
    assert (len(sandbox.phone()), len(sandbox.mailbox())) == (1, 1)
    assert LOGS.exists()
