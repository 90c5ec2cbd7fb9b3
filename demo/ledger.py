"""Stories of orders turned into rows, in bulk, in the order in which they depend on each other:
what the verbs of the shop would have written by now, with nothing really sent."""

from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.contenttypes.models import ContentType

from notifications.models import Event
from shipping.models import Warehouse
from shop.loyalty.models import KeptOrder

from .rows import losses, messages, orders, parcels, payments, ratings, returns, shelves, slips

IN_ONE_STATEMENT = 2000


@dataclass
class Told:
    """An event to be written. `facts` are fields of the subject as they stood then, for the words
    of its messages."""

    subject: object
    name: str
    at: datetime
    by: str
    heard_at: datetime  # when the shop knew, and wrote to people
    detail: dict = field(default_factory=dict)
    facts: dict = field(default_factory=dict)


def comes_after(name):
    """Of things in the same moment: the money, then the order; the return, then its parcel."""
    return name.startswith("order_") or name == "shipment_dispatch_asked"


class Ledger:
    """Writes all rows of all stories. `now` is the moment to which the year is known: what a story
    has after it is left out."""

    def __init__(self, stories, now):
        self.stories, self.now, self.told = stories, now, []
        self.story_of = {story.number: story for story in stories}
        self.warehouses = {one.pk: one for one in Warehouse.objects.all()}

    def write(self):
        """Each step hands what it made to the next ones by the order's number."""
        self.orders = orders.write(self)
        self.lines = orders.write_lines(self)
        self.parcels = parcels.write(self)
        self.allocations = parcels.write_allocations(self)
        self.returns = returns.write(self)
        self.losses = losses.write(self)
        self.payments = payments.write(self)
        self.refunds = payments.write_refunds(self)
        slips.write(self)
        ratings.write(self)
        shelves.write(self)
        self.note_kept_orders()
        messages.write(self, self.write_events())

    def tell(self, subject, name, at, by="clock", *, heard_at=None, detail=None, facts=None):
        """An event of `subject`, if it is known by now."""
        if at and (heard_at or at) <= self.now:
            told = Told(subject, name, at, by, heard_at or at, detail or {}, facts or {})
            self.told.append(told)

    def has_come(self, moment):
        return bool(moment) and moment <= self.now

    def past(self, moment):
        """The moment, or None while it is still to come."""
        return moment if self.has_come(moment) else None

    def note_kept_orders(self):
        """What the loyalty tiers count; what was given back whole does not count."""
        given_back = set(returns.given_back_whole(self))
        KeptOrder.objects.bulk_create(
            KeptOrder(customer=order.customer, order_number=order.number, at=order.approved_at)
            for order in self.orders.values()
            if order.customer and order.approved_at and order.number not in given_back
        )

    def write_events(self):
        """[(Told, Event)] in the order in which things happened."""
        self.told.sort(key=lambda told: (told.heard_at, comes_after(told.name)))
        rows = [
            Event(
                subject_type=ContentType.objects.get_for_model(told.subject),
                subject_id=told.subject.pk,
                name=told.name,
                at=told.at,
                by=told.by,
                detail=told.detail,
            )
            for told in self.told
        ]
        made = Event.objects.bulk_create(rows, batch_size=IN_ONE_STATEMENT)
        return list(zip(self.told, made, strict=True))
