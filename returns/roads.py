"""The road of a parcel, and the same road walked back: [{name, at, is_done, is_current}]."""

from django.utils.translation import gettext as _

from shipping.models import Scan, Shipment

from .readers import BUYER, RECEIVER

S = Shipment.State
K = Scan.Kind
REACHED = {
    S.DRAFT: 0,
    S.BOOKED: 0,
    S.IN_TRANSIT: 2,
    S.SENT_BACK: 2,
    S.LOST: 2,
    S.OUT_FOR_DELIVERY: 3,
    S.FAILED: 3,
    S.DELIVERED: 4,
}


def road(parcel, scans=None, *, to_another=False):
    """Five stations from the shelf to the door, or to the branch and into the receiver's hands;
    scans prefetched, oldest first; `to_another`: not to its reader's door."""
    first = {}
    for scan in parcel.scans.all() if scans is None else scans:
        first.setdefault(scan.kind, scan.at)
    is_for_branch = parcel.service_id is not None and parcel.is_for_branch
    stations = [
        (_("Being prepared"), parcel.created_at),
        (_("With the carrier"), parcel.handed_over_at),
        (_("On its way"), first.get(K.IN_TRANSIT) or first.get(K.AT_BRANCH)),
        (_("Ready at the branch"), parcel.arrived_at)
        if is_for_branch
        else (_("Out for delivery"), first.get(K.OUT_FOR_DELIVERY)),
        (the_end(is_for_branch, to_another), parcel.delivered_at),
    ]
    reached = REACHED.get(parcel.state, 0)
    if is_for_branch and parcel.state == S.IN_TRANSIT and parcel.arrived_at:
        reached = 3
    if parcel.state == S.IN_TRANSIT and not stations[2][1]:
        reached = 1
    return walked(stations, reached)


def the_end(is_for_branch, to_another):
    if is_for_branch:
        return _("Picked up")
    return _("At the receiver's door") if to_another else _("At your door")


def road_back(returned, role=BUYER):
    """Asked, approved, with the carrier, received, checked, refunded; a receiver is done then."""
    state = returned.State
    stations = [
        (_("Asked"), returned.asked_at),
        (_("Approved"), returned.approved_at),
        (_("With the carrier"), returned.handed_over_at),
        (_("Received"), returned.received_at),
        (_("Checked"), returned.checked_at),
        (_("Done") if role == RECEIVER else _("Refunded"), returned.settled_at),
    ]
    reached = {
        state.ASKED: 0,
        state.REFUSED: 0,
        state.APPROVED: 1,
        state.LAPSED: 1,
        state.ON_ITS_WAY: 2,
        state.RECEIVED: 3,
        state.ACCEPTED: 4,
        state.REJECTED: 4,
        state.SETTLED: 5,
    }
    return walked(stations, reached[returned.state])


def walked(stations, reached):
    return [
        {
            "name": name,
            "at": at if place <= reached else None,
            "is_done": place <= reached,
            "is_current": place == reached,
        }
        for place, (name, at) in enumerate(stations)
    ]
