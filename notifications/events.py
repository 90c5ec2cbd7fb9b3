"""An event: each thing that happened, one row. Timeline, audit log and trigger in one."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from .models import Event, Message, template_folder
from .prepared import insert

TEMPLATES = Path(settings.BASE_DIR) / "templates" / "messages"
CHANNEL_FILES = {"sms": "sms.txt", "email": "subject.txt"}


@dataclass(frozen=True)
class Recipient:
    """Who hears of an event. `role` is buyer, receiver or seller; an empty phone or e-mail, or one
    the person does not wish to be used, means no message on that channel. `after` leaves time for
    better news: by then the thing is asked once more whether this is still news."""

    role: str
    name: str
    phone: str = ""  # E.164
    email: str = ""
    language: str = "tr"
    after: timedelta = timedelta(0)

    @property
    def addresses(self):
        return {"sms": self.phone, "email": self.email}


def record(subject, name, *, at, by="clock", detail=None):
    """Write the event and, in the same transaction, the messages it causes."""
    with transaction.atomic(savepoint=False):
        event = Event(subject=subject, name=name, at=at, by=by, detail=detail or {})
        insert(event)
        if messages := messages_of(event):
            insert(*messages, unless_there=True)
            Message.send_later()
    return event


def tell_sealed(subject, name, recipient, words, *, at, detail=None):
    """An event and one mail for it whose words ((subject, text, html)) are there already and for
    its reader alone, such as a link that opens an account: no desk shows them, and the row forgets
    them once they are sent. `subject` may be a thing that was never saved."""
    headline, text, html = words
    kind = ContentType.objects.get_for_model(subject)
    with transaction.atomic(savepoint=False):
        event = Event(subject_type=kind, subject_id=subject.pk or 0)
        event.name, event.at, event.by, event.detail = name, at, "buyer", detail or {}
        event.save()
        Message.objects.create(
            event=event,
            role=recipient.role,
            channel=Message.Channel.EMAIL,
            name=recipient.name,
            address=recipient.email,
            language=recipient.language,
            next_try_at=at,
            subject=headline[:200],
            body=text,
            html=html,
            is_sealed=True,
        )
        Message.send_later()
    return event


def messages_of(event):
    """Unsaved, one for each reader and channel that has words for the event."""
    return [
        Message(
            event=event,
            role=recipient.role,
            channel=channel,
            name=recipient.name,
            address=address,
            language=recipient.language,
            next_try_at=event.at + recipient.after,
        )
        for recipient in event.subject.audience(event)
        for channel, address in recipient.addresses.items()
        if address and has_template(template_folder(event.name, recipient.role), channel)
    ]


@cache
def has_template(folder, channel):
    return (TEMPLATES / folder / CHANNEL_FILES[channel]).exists()
