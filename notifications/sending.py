"""Sending what waits. Any number of senders may run at once and any of them may be killed: the
truth is the message's row, and a message whose end nobody knows is asked about before it is sent
again."""

import logging
import random
from datetime import timedelta

from django.utils.translation import gettext_noop as _

from .gateways import gateway_for
from .gateways.base import Outgoing, Refused, TryLater
from .models import Message
from .writing import Written, write

log = logging.getLogger(__name__)

PAUSES = [  # after the first try, the second, …; then it has failed
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(hours=24),
]
IN_DOUBT = timedelta(seconds=30)  # the provider's report is a moment behind
ROUND = timedelta(seconds=45)  # then another task goes on


def send_waiting(clock):
    """Send what is due, one after the other; `clock()` tells the time. A channel whose provider is
    away rests until the next round, so that the other one goes on. Returns how many were handled.
    """
    until, resting, handled = clock() + ROUND, set(), 0
    while clock() < until:
        message = Message.objects.exclude(channel__in=resting).claim_next(clock())
        if message is None:
            break
        handled += 1
        if not send(message, clock):
            resting.add(message.channel)
    return handled


def send(message, clock):
    """One try at a claimed message. False when its provider is away."""
    if message.tries > len(PAUSES) + 1:
        give_up(message, message.problem or _("tried too often"))
    elif not is_worth_sending(message, clock()):
        message.skip()
    else:
        try:
            hand_over(message, clock)
        except Refused as error:
            give_up(message, str(error))
        except TryLater as error:
            put_off(message, error, clock())
            return False
    return True


def is_worth_sending(message, now):
    """A parcel that is known to be delivered need not be called on its way."""
    if message.is_sealed:
        return True
    event = message.event
    if event.subject is None or not event.subject.is_news(event, now):
        return False
    told = Message.objects.filter(
        event__subject_type=event.subject_type_id,
        event__subject_id=event.subject_id,
        event__name__in=getattr(event.subject, "LATER_NEWS", {}).get(event.name, ()),
        event__at__gte=event.at,
        role=message.role,
        channel=message.channel,
        state=Message.State.SENT,
    )
    return not told.exists()


def hand_over(message, clock):
    """Outside any transaction. Raises TryLater or Refused."""
    gateway = gateway_for(message.channel)
    if message.is_in_doubt and (taken := find_taken(gateway, message)):
        message.mark_sent(taken, clock())
        return
    written = write(message, clock())
    if message.note_try(written, clock()):
        message.mark_sent(gateway.send(outgoing(message, written)), clock())


def find_taken(gateway, message):
    """The provider's number when it took the last try; None when it did not or cannot tell. A
    number that is another message's is not this one's."""
    written = Written(message.subject, message.body, message.html)
    until = message.tried_at + Message.LEASE
    try:
        found = gateway.find(outgoing(message, written), message.tried_at, until)
    except TryLater as error:  # nobody knows yet
        raise TryLater(str(error), may_have_arrived=True) from error
    others = Message.objects.filter(channel=message.channel, provider_id__in=found)
    known = set(others.values_list("provider_id", flat=True))
    return next((number for number in found if number not in known), None)


def outgoing(message, written):
    return Outgoing(
        message.pk,
        message.address,
        written.text,
        subject=written.subject,
        html=written.html,
        thread=written.thread,
        papers=written.papers,
    )


def put_off(message, error, now):
    if message.tries > len(PAUSES):
        give_up(message, str(error))
        return
    pause = PAUSES[message.tries - 1] * random.uniform(0.5, 1)
    if error.may_have_arrived:
        pause = max(pause, IN_DOUBT)
    message.put_off(str(error), now + pause, is_in_doubt=error.may_have_arrived)


def give_up(message, problem):
    message.fail(problem)
    log.error("message %s failed: %s", message.pk, problem)
