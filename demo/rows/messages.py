"""The messages of the year, as they went out: every one that the shop writes at each event, with
its words, and nothing really sent."""

from datetime import timedelta
from random import Random

from django.db.models import prefetch_related_objects
from django.utils.translation import override

from notifications.events import messages_of
from notifications.models import Message
from notifications.writing import context_of, plain_words, render

State = Message.State
REFUSED = {"email": ("the mail server refused it (550)", 0.004)}
IN_ONE_STATEMENT = 2000
LATELY = timedelta(days=3)  # mails as they look are kept of these alone: they are large


def write(ledger, events):
    """`events`: [(Told, Event)] in the order in which the shop heard of them."""
    prefetch_related_objects(list(ledger.orders.values()), "lines")
    random, waiting, lately = Random("the post"), [], ledger.now - LATELY
    with override("tr"):
        for told, event in events:
            event.subject = told.subject
            waiting += messages_about(event, told, lately, random)
            if len(waiting) > IN_ONE_STATEMENT:
                Message.objects.bulk_create(waiting)
                waiting = []
    Message.objects.bulk_create(waiting)


def messages_about(event, told, lately, random):
    """Those of one event, with what each reader would find on the pages of that moment."""
    for name, value in told.facts.items():
        setattr(told.subject, name, value)
    contexts = {}  # one serves both channels of a reader
    for message in messages_of(event):
        due = told.heard_at + (message.next_try_at - told.at)
        if told.subject.is_news(event, due):
            if message.role not in contexts:
                contexts[message.role] = context_of(message, due)
                contexts[message.role].pop("papers", None)  # orders of the year have none kept
            context = contexts[message.role]
            yield sent(message, due, context, random)
            if message.channel == Message.Channel.EMAIL and due > lately:
                message.html = render(f"messages/{message.folder}/body.html", context)
        else:
            message.state, message.next_try_at = State.SKIPPED, due
            yield message


def sent(message, due, context, random):
    """The message as it stood after its one try."""
    at = due + timedelta(seconds=random.randint(1, 9))
    words = plain_words(message, context)
    message.subject, message.body = words.subject, words.text
    message.tries, message.tried_at, message.next_try_at = 1, at, at + Message.LEASE
    problem, share = REFUSED.get(message.channel, ("", 0))
    if random.random() < share:
        message.state, message.problem = State.FAILED, problem
    else:
        message.state, message.sent_at = State.SENT, at
        message.provider_id = job(random) if message.channel == "sms" else ""
    return message


def job(random):
    """A number as Netgsm gives it."""
    return f"{random.randrange(10**9, 10**10)}"
