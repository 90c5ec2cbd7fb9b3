"""Lists of parcels that somebody works on."""

from datetime import timedelta

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import TruncDate

LABEL_UNSCANNED = timedelta(hours=48)  # carriers.md 1.3: a label nobody scanned
NO_NEWS = timedelta(hours=72)
NO_NEWS_GOING_BACK = timedelta(days=7)  # on the way home carriers scan less, and nobody waits
GOING_BACK = timedelta(days=30)  # after its last news one that goes back is not asked about
RUNAWAY = timedelta(days=30)
WATCHED = timedelta(days=12)  # before its stated end a parcel is watched
AT_RISK = 0.5


class ShipmentQuerySet(models.QuerySet):
    def outbound(self):
        return self.filter(direction=self.model.Direction.OUT)

    def on_the_way(self):
        return self.filter(state__in=self.model.MOVING)

    def waiting_for_booking(self, now):
        """Drafts that a worker should book now."""
        return self.filter(state=self.model.State.DRAFT, wants_booking=True, next_poll_at__lte=now)

    def waiting_for_withdrawal(self, now):
        """Cancelled parcels whose carrier has not been told yet."""
        return self.filter(
            state=self.model.State.CANCELLED, wants_withdrawal=True, next_poll_at__lte=now
        )

    def came_back_before(self, moment):
        """Sent back, and given back to us by the carrier before then."""
        returned = {"scans__kind": "returned", "scans__at__lte": moment}
        return self.filter(state=self.model.State.SENT_BACK, **returned).distinct()

    def left_undispatched(self):
        """Parcels a carrier has though nobody dispatched them here."""
        return self.outbound().filter(self.model.LEFT_UNDISPATCHED)

    def to_refresh(self, now):
        """Parcels whose carrier should be asked again: those on their way to a customer, and those
        on their way back until the carrier says that we have them."""
        on_its_way = Q(state__in={self.model.State.BOOKED, *self.model.MOVING})
        return self.filter(on_its_way | self.going_back(now), next_poll_at__lte=now)

    def going_back(self, now):
        """Sent back, not heard to be with us, and with news of it within GOING_BACK; a Q."""
        came = self.model.scans.rel.related_model.objects.filter(
            shipment=OuterRef("pk"), kind="returned"
        )
        recent = Q(state=self.model.State.SENT_BACK, last_scan_at__gte=now - GOING_BACK)
        return recent & ~Q(Exists(came))

    def awaited(self):
        """Bound for a customer, and not yet where they were promised to be."""
        waits = {self.model.State.DRAFT, self.model.State.BOOKED, *self.model.MOVING}
        return self.outbound().filter(state__in=waits, arrived_at=None)

    def at_risk(self, today):
        """Promised by today and not there yet, or likely to come after the end that was stated;
        the likeliest first."""
        at_risk = Q(promised_latest__lte=today) | Q(break_chance__gte=AT_RISK)
        likeliest = F("break_chance").desc(nulls_last=True)
        return self.awaited().filter(at_risk).order_by(likeliest, "promised_latest", "pk")

    def to_watch(self, today):
        """Awaited parcels whose stated end is near or has passed."""
        return self.awaited().filter(expected_latest__lte=today + WATCHED)

    def judged(self, first_day, today):
        """Parcels to customers whose promised last day lay from `first_day` up to yesterday, each
        with its `outcome`: early, in_window, late (also: still not there) or never (lost, or sent
        back before it was there). What lay ready at its branch was there, whether it was fetched
        or not. All of them are known, so the quick ones do not flatter. Cancelled ones are no
        promise any more."""
        state = self.model.State
        return (
            self.outbound()
            .exclude(state=state.CANCELLED)
            .filter(promised_latest__gte=first_day, promised_latest__lt=today)
            .annotate(came_on=TruncDate("arrived_at"))
            .annotate(
                outcome=Case(
                    When(state=state.LOST, then=Value("never")),
                    When(came_on__lt=F("promised_earliest"), then=Value("early")),
                    When(came_on__lte=F("promised_latest"), then=Value("in_window")),
                    When(state=state.SENT_BACK, came_on=None, then=Value("never")),
                    default=Value("late"),
                )
            )
        )

    def stuck(self, now):
        """Parcels nobody has news of: a label of ours never scanned (a customer has two weeks to
        use the one of a return), or no scan for days, also on the way back to us. For a month also
        cancelled ones that travel all the same or that the carrier would not withdraw, and lost
        ones that were found."""
        never_scanned = Q(
            state=self.model.State.BOOKED,
            direction=self.model.Direction.OUT,
            handed_over_at=None,
            booked_at__lte=now - LABEL_UNSCANNED,
        )
        silent = Q(
            state__in={self.model.State.BOOKED, *self.model.MOVING},
            last_scan_at__lte=now - NO_NEWS,
        )
        lost_going_back = self.going_back(now) & Q(last_scan_at__lte=now - NO_NEWS_GOING_BACK)
        runaway = Q(state=self.model.State.CANCELLED, created_at__gte=now - RUNAWAY)
        runaway &= Q(handed_over_at__isnull=False) | ~Q(booking_problem="")
        found = Q(state=self.model.State.LOST, created_at__gte=now - RUNAWAY)
        found &= Q(last_scan_at__gt=F("lost_at"))
        return self.filter(never_scanned | silent | lost_going_back | runaway | found)
