"""What lists of parcels are asked: what leaves today, what is late, what needs a correction."""

from django.utils import timezone
from django.utils.translation import gettext_lazy

from notifications.desk_queues import Queue
from shipping.models import Shipment
from shop.payments.undelivered import to_settle


def to_dispatch(shipments, now):
    """Drafts of confirmed orders, the most urgent first."""
    return (
        shipments.outbound()
        .filter(state=Shipment.State.DRAFT, wants_booking=False)
        .order_by("leaves_by", "pk")
    )


def overdue(shipments, now):
    return to_dispatch(shipments, now).filter(leaves_by__lt=timezone.localdate(now))


def came_back(shipments, now):
    """Those that ended without the buyer, and wait to be settled."""
    return to_settle(shipments).order_by("pk")


def refused(shipments, now):
    return shipments.filter(state=Shipment.State.DRAFT).exclude(booking_problem="")


def ready(shipments, now):
    """Booked, and still with us: their labels are wanted now."""
    booked = shipments.outbound().filter(state=Shipment.State.BOOKED, handed_over_at=None)
    return booked.order_by("-booked_at", "-pk")


def being_booked(shipments):
    """Dispatched, and their carriers are asked just now."""
    return shipments.outbound().filter(
        state=Shipment.State.DRAFT, wants_booking=True, booking_problem=""
    )


class ParcelQueue(Queue):
    queues = {
        "to_dispatch": (gettext_lazy("to dispatch"), to_dispatch),
        "overdue": (gettext_lazy("should have left"), overdue),
        "ready": (gettext_lazy("ready for the carrier"), ready),
        "at_risk": (
            gettext_lazy("promise at risk"),
            lambda rows, now: rows.at_risk(timezone.localdate(now)),
        ),
        "stuck": (gettext_lazy("no news"), lambda rows, now: rows.stuck(now)),
        "refused": (gettext_lazy("not booked: needs a correction"), refused),
        "came_back": (gettext_lazy("came back, to settle"), came_back),
    }


WHOSE = ("number", "order_number")
TO_PACK = [*WHOSE, "leaves", "receiver", "carried_by", "data"]
COLUMNS = {  # what each list is read for, so that all of it fits on a screen
    "to_dispatch": TO_PACK,
    "overdue": TO_PACK,
    "refused": TO_PACK,
    "ready": [*WHOSE, "leaves", "receiver", "carried_by", "tracking_number"],
    "at_risk": [*WHOSE, "receiver", "carried_by", "stands", "expected", "risk"],
    "stuck": [*WHOSE, "receiver", "carried_by", "stuck_at", "last_news"],
    "came_back": [*WHOSE, "receiver", "carried_by", "stands", "last_news"],
}
DISPATCH_ALL = ("dispatch_them", gettext_lazy("Dispatch all shown here"), False)
PRINT_SLIPS = ("print_slips", gettext_lazy("Print all packing slips shown here"), True)
PRINT_PICKS = ("print_picks", gettext_lazy("Print the pick list of all shown here"), True)
PRINT_LABELS = ("print_labels", gettext_lazy("Print all labels shown here"), True)
