"""What a gateway plug-in is: one file, one class, value objects in, value objects out.

Every call ends in one of three ways: an answer, `TryLater`, or `Refused`. A plug-in maps each of
its provider's errors, time-outs and nonsense answers to one of them and lets nothing else out.
"""

from dataclasses import dataclass, field
from datetime import datetime

from notifications.outside import Refused as Refused
from notifications.outside import TryLater as TryLater


@dataclass(frozen=True)
class Outgoing:
    """A message on its way out. `number` is ours and stays the same at every try; mails with the
    same `thread` belong together; `papers` are {file name: HTML} enclosed with a mail."""

    number: int
    address: str  # E.164 or an e-mail address
    text: str
    subject: str = ""
    html: str = ""
    thread: str = ""
    papers: dict[str, str] = field(default_factory=dict)


class Gateway:
    """Base of the plug-ins."""

    def send(self, outgoing: Outgoing) -> str:
        """Hand the message over; the provider's number for it."""
        raise NotImplementedError

    def find(self, outgoing: Outgoing, since: datetime, until: datetime) -> list[str]:
        """The provider's numbers of what it took for this address in that time, likeliest first.
        Empty where the provider cannot be asked."""
        return []
