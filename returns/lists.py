"""Which returns a sweep, a page or the merchant asks for."""

from datetime import timedelta

from django.db import models
from django.db.models import Avg, Count, Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from shipping.models import Shipment
from shop.orders.models import Allocation, Order

from .deadlines import GRACE, REMIND_BEFORE

ASKED_WITHIN = timedelta(days=7)
RATED_WITHIN = timedelta(days=90)
REFUND_ALARM = timedelta(days=10)  # of the law's fourteen
REFUND_SINCE = Coalesce("handed_over_at", "received_at")  # when the law's clock began


class ReturnQuerySet(models.QuerySet):
    def alive(self):
        """Those that hold goods back from being returned once more."""
        return self.exclude(state__in=self.model.DEAD)

    def coming_back(self):
        return self.filter(state__in=[self.model.State.APPROVED, self.model.State.ON_ITS_WAY])

    def to_remind(self, today):
        """Nearly at the last day to send it, and not reminded yet."""
        waiting = self.filter(state=self.model.State.APPROVED, reminded_at=None)
        return waiting.filter(send_by__range=[today, today + REMIND_BEFORE])

    def to_lapse(self, today):
        """Not sent in time; or paid back another way, because its order was cancelled or none of
        the parcels it came in arrived."""
        expected = Allocation.objects.filter(
            line__return_lines__parent=OuterRef("pk"), shipment__undelivered=None
        )
        is_paid_back = Q(order__state=Order.State.CANCELLED) | ~Exists(expected)
        late = Q(send_by__lt=today - GRACE)
        return self.filter(late | is_paid_back, state=self.model.State.APPROVED)

    def sent_after_all(self):
        """Given up, and then handed to the carrier all the same."""
        return self.filter(state=self.model.State.LAPSED, shipment__handed_over_at__isnull=False)

    def to_ask_how_it_was(self, midnight):
        """Their money went back before today; not those of long ago."""
        settled = self.filter(state=self.model.State.SETTLED, refund__isnull=False, stars=None)
        recently = (midnight - ASKED_WITHIN, midnight)
        return settled.filter(rating_asked_at=None, settled_at__range=recently)

    def ratings(self, now):
        """{"average", "count", "days"} of the returns settled lately."""
        rated = self.filter(settled_at__gt=now - RATED_WITHIN, stars__isnull=False)
        return rated.aggregate(average=Avg("stars"), count=Count("pk")) | {
            "days": RATED_WITHIN.days
        }

    def awaiting_answer(self):
        return self.filter(state=self.model.State.ASKED)

    def awaiting_refund(self):
        return self.filter(state=self.model.State.ACCEPTED)

    def with_refund_pressing(self, today):
        """The law's days for the refund are nearly over, or are: on the road, on the table, or
        accepted while the money is not out."""
        state = self.model.State
        is_ours = Q(state__in=[state.ON_ITS_WAY, state.RECEIVED])
        is_unpaid = Q(state=state.ACCEPTED, refund__isnull=False)
        running = self.filter(is_ours | is_unpaid).annotate(refund_since=REFUND_SINCE)
        return running.filter(refund_since__date__lte=today - REFUND_ALARM)

    def awaiting_staff(self):
        """Requests to decide, and goods that lie on the table, noted there or only brought."""
        is_brought = Q(
            state__in=[self.model.State.APPROVED, self.model.State.ON_ITS_WAY],
            shipment__state=Shipment.State.DELIVERED,
        )
        waiting = Q(state__in=[self.model.State.ASKED, self.model.State.RECEIVED])
        return self.filter(waiting | is_brought).order_by("asked_at")
