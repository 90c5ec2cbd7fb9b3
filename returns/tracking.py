"""Everything a tracking page says about an order, read in a handful of queries."""

import hashlib
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from notifications.prepared import Prepared
from shipping.arriving import Days
from shipping.models import Scan, Shipment, Slip
from shop.orders.models import Order, OrderLine, OrderText
from shop.orders.telling import COD
from shop.orders.undelivered import Undelivered
from shop.payments.models import Payment, Refund
from shop.payments.remedies import Remedy

from .eligibility import window_of
from .headlines import CALM, Headline, headline, masked, of_given_up, of_parcel
from .models import Return
from .roads import road
from .satisfaction import is_asked, last_day_to_rate
from .steps import next_step
from .windows import Window

S = Shipment.State
Way = Undelivered.Way
THANKS_FOR = timedelta(minutes=30)
ENDED = {S.DELIVERED, S.SENT_BACK, S.LOST, S.CANCELLED}
NOT_COMING = {S.SENT_BACK, S.LOST, S.CANCELLED}
NEEDS_MONEY = {"started", "declined", "expired"}


@dataclass(frozen=True)
class Parcel:
    shipment: Shipment
    position: int
    headline: Headline
    road: list
    happenings: list  # newest first: {"at", "text", "place"}
    window: Days | None = None  # the days on which it still may come
    slip: Slip | None = None  # why the first window does not hold any more, and what was told
    paid_late_on: date | None = None  # the day the money came, too late for this parcel's dates

    @property
    def given_up(self):
        return given_up(self.shipment)

    @property
    def is_paid_back(self):
        return self.given_up is not None and self.given_up.way in {Way.BACK, Way.BY_HAND}

    @property
    def is_late(self):
        return self.shipment.expected_latest > self.shipment.promised_latest


@dataclass(frozen=True)
class Story:
    order: Order
    now: object
    lines: list
    payments: list
    shipments: list
    returns: list
    texts: list  # (kind, label) of the documents kept with the order
    parcels: list[Parcel] = field(default_factory=list)
    to_another: bool = False  # it comes to somebody else than whoever reads this

    @property
    def today(self):
        return timezone.localdate(self.now)

    @property
    def promised_chance(self):
        """With which the order's window was stated; None by the carrier's published days."""
        return self.order.stated.get("promise", {}).get("chance")

    @property
    def choosing(self):
        """The slip whose customer may choose, or has chosen; None where nothing is late."""
        slips = [one.slip for one in self.parcels if one.slip and one.shipment.is_awaited]
        return next((one for one in slips if not one.choice), next(iter(slips), None))

    @property
    def headline(self):
        found = (self.order, self.payments, self.shipments, self.today)
        return headline(*found, to_another=self.to_another)

    @property
    def receiver(self):
        return masked(self.order.receiver_name)

    @property
    def road(self):
        """The one road of an order whose parcel is not made yet."""
        waiting = Shipment(state=S.DRAFT, created_at=self.order.confirmed_at)
        return road(waiting, scans=[], to_another=self.to_another)

    @property
    def is_new(self):
        has_left = any(one.handed_over_at for one in self.shipments)
        is_fresh = self.now - self.order.placed_at < THANKS_FOR
        return is_fresh and not has_left and not self.is_cancelled

    @property
    def is_on_its_way(self):
        """All goes as it should, and there is something to look forward to."""
        return self.is_ordered and self.headline.tone == CALM and not self.delivered_at

    @property
    def is_cancelled(self):
        return self.order.state == Order.State.CANCELLED

    @property
    def is_ordered(self):
        return self.order.state in {Order.State.CONFIRMED, Order.State.APPROVED}

    @property
    def version(self):
        """Changes when anything that is shown may have changed."""
        facts = [self.today, self.order.state, *(one.state for one in self.payments)]
        for one in self.shipments:
            facts += [one.state, one.expected_latest, one.tracking_number, len(one.scans.all())]
            facts.append(given_up(one) is not None)
        return hashlib.sha256(repr(facts).encode()).hexdigest()[:12]

    @property
    def is_moving(self):
        """Something may still change by itself: the page looks again."""
        if self.order.state == Order.State.PLACED:
            return True
        return self.is_ordered and any(one.state not in ENDED for one in self.shipments)

    @property
    def open_payment(self):
        """The attempt that still needs the buyer, when the order waits for money."""
        if self.order.state != Order.State.PLACED or not self.payments:
            return None
        last = self.payments[-1]
        return last if last.state in NEEDS_MONEY else None

    @property
    def is_transfer_due(self):
        return self.open_payment is not None and self.open_payment.method == "transfer"

    @property
    def is_paid_at_the_end(self):
        """What it costs is collected when the parcel is handed over, and was not yet."""
        return self.is_ordered and any(
            one.method == COD and one.state == Payment.State.STARTED for one in self.payments
        )

    @property
    def door_sums(self):
        """[(position, TRY)] of the parcels that each collect their own money; [] of a single one,
        which collects the total."""
        collecting = [one for one in self.parcels if one.shipment.still_to_pay]
        return [(one.position, one.shipment.still_to_pay) for one in collecting if self.is_split]

    @property
    def is_split(self):
        return len(self.parcels) > 1

    @property
    def can_be_cancelled(self):
        if self.is_cancelled or self.order.state == Order.State.APPROVED:
            return False
        return not any(
            one.wants_booking or one.state not in {S.DRAFT, S.CANCELLED} for one in self.shipments
        )

    @property
    def is_paid_back_by_hand(self):
        """Money that did not come through a bank's page needs an account to go back to."""
        taken = {"paid", "partly_refunded"}
        return any(one.state in taken and one.plugin.refunds_to_iban for one in self.payments)

    @property
    def delivered_at(self):
        """When the last parcel came; None as long as one is missing."""
        going = [one for one in self.shipments if one.state not in NOT_COMING]
        if not going or any(one.delivered_at is None for one in going):
            return None
        return max(one.delivered_at for one in going)

    @property
    def remedy(self):
        """What was given for a promise that was not kept; no query where all of them were."""
        last = self.delivered_at and timezone.localdate(self.delivered_at)
        is_punctual = (last or self.today) <= self.order.promised_latest
        if is_punctual and not any(one.is_late for one in self.parcels):
            return None
        return Remedy.objects.select_related("credit").filter(order=self.order).first()

    @property
    def can_be_rated(self):
        return is_asked(self.order, self.delivered_at, self.today)

    @property
    def last_day_to_rate(self):
        return last_day_to_rate(self.delivered_at)

    @property
    def can_be_approved(self):
        return self.order.state == Order.State.CONFIRMED and self.delivered_at is not None

    @property
    def approval_day(self):
        """The day the order counts as approved when nobody says otherwise."""
        if self.order.approval_postponed_to:
            return self.order.approval_postponed_to
        return timezone.localdate(self.delivered_at) + timedelta(days=settings.APPROVAL_DAYS)

    @property
    def can_be_postponed(self):
        return self.can_be_approved and not self.order.approval_postponed_to

    @property
    def can_be_returned(self):
        with_customer = {S.IN_TRANSIT, S.OUT_FOR_DELIVERY, S.FAILED, S.DELIVERED}
        return self.is_ordered and any(one.state in with_customer for one in self.shipments)

    @property
    def is_coming_back(self):
        """Nothing of it is on its way to the buyer any more, so there is nothing to send back."""
        moving = {one.state for one in self.shipments} - {S.CANCELLED}
        return moving == {S.SENT_BACK}

    @property
    def open_returns(self):
        """[(return, its Step)] of those that still wait for somebody."""
        over = Return.DEAD | {Return.State.SETTLED}
        return [(one, next_step(one)) for one in self.returns if one.state not in over]

    @property
    def window(self) -> Window:
        return window_of(self.order, self.now, self.shipments)


@Prepared
def payments_of(order):
    return Payment.objects.filter(order=order).order_by("pk")


@Prepared
def lines_of(order):
    return OrderLine.objects.filter(order=order)


@Prepared
def texts_of(order):
    return OrderText.objects.filter(order=order).only("kind").order_by("-kind")


def story(order, now, *, to_receiver=False):
    """The Story of an order, with its parcels told one by one, to its buyer or `to_receiver`."""
    is_waiting = order.state == Order.State.PLACED  # for its money: nothing was sent yet
    shipments = [] if is_waiting else shipments_of(order)
    payments = payments_of(order.pk)
    for payment in payments:
        payment.order = order
    told = Story(
        order=order,
        now=now,
        to_another=order.is_for_somebody_else and not to_receiver,
        lines=lines_of(order.pk),
        payments=payments,
        shipments=shipments,
        returns=[] if is_waiting else list(order.returns.select_related("shipment__carrier")),
        texts=[(text.kind, text.get_kind_display()) for text in texts_of(order.pk)],
    )
    slips = Slip.objects.newest_of(shipments)
    paid_back = paid_back_for(order, shipments)
    told.parcels.extend(
        Parcel(
            shipment=shipment,
            position=position,
            headline=headline_of(shipment, told.today, paid_back, to_another=told.to_another),
            road=road(shipment, to_another=told.to_another),
            happenings=happenings(order, shipment),
            window=shipment.window_on(told.today),
            slip=slips.get(shipment.pk),
            paid_late_on=late_on(order, shipment),
        )
        for position, shipment in enumerate(shipments, start=1)
        if shipment.state != S.CANCELLED or given_up(shipment)
    )
    return told


def late_on(order, shipment):
    return order.paid_late_on if order.was_too_late_for(shipment.warehouse_id) else None


def headline_of(shipment, today, paid_back, *, to_another):
    ended = given_up(shipment)
    if ended:
        return of_given_up(ended, is_paid_back=shipment.number in paid_back)
    return of_parcel(shipment, today, to_another=to_another)


def paid_back_for(order, shipments):
    """Numbers of the parcels given up whose price has gone back."""
    if not any(given_up(one) for one in shipments):
        return set()
    done = Refund.objects.filter(payment__order=order, state=Refund.State.DONE)
    return set(done.values_list("reference", flat=True))


def given_up(shipment):
    """Its `Undelivered`, read with it; None for a parcel that may still arrive."""
    return getattr(shipment, "undelivered", None)


def shipments_of(order):
    found = order.shipments.select_related("carrier", "service", "undelivered")
    return list(found.prefetch_related("scans"))


def happenings(order, shipment):
    """What happened to a parcel, newest first."""
    found = [
        {"at": scan.at, "text": scan.get_kind_display(), "place": scan.place}
        for scan in shipment.scans.all()
        if scan.kind != Scan.Kind.CREATED
    ]
    ours = [
        (order.placed_at, _("Order placed")),
        (shipment.booked_at, _("Booked with the carrier")),
    ]
    found += [{"at": at, "text": text, "place": ""} for at, text in ours if at]
    return sorted(found, key=lambda one: one["at"], reverse=True)
