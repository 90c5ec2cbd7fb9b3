"""From a bought promise to a parcel: drafts, and what workers do with them.

A worker takes one parcel at a time under a lease, so that two workers never talk about the same
one and a worker that dies holds it up for minutes only. A carrier that is away ends the run for
that carrier alone.
"""

import logging
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from .carriers import carrier_named
from .carriers.base import Party, Refused, TryLater
from .ledger import write_first
from .models import Shipment
from .tracking import hear, printable

log = logging.getLogger(__name__)

NUMBER_LENGTH, NUMBER_DIGITS = 16, 10  # at most
LONGEST_PREFIX = 8  # so that eight digits are left
LEASE = timedelta(minutes=3)  # longer than any call to a carrier
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 30, 60)]
LAST_TRY = 20  # then somebody must look at it
BATCH = 20


def draft(
    *, reference, service, warehouse_id, customer: Party, promise, at, shown_before=None, **more
):
    """A parcel that nobody but us knows of yet.

    `service` is the Service row, `customer` the other end: the receiver, or for a parcel coming
    back (`direction="back"`) the one who hands it over. `shown_before`: (Promise, Reason) the
    customer saw first, and why another one holds. `more` are other fields of Shipment: contents,
    desi, weight_kg, note, cod_amount, is_gift, gift_message, buyer_name, buyer_phone, buyer_email,
    language, link_nonce, original_number.
    """
    fields = {
        "reference": str(reference),
        "carrier_id": service.carrier_id,
        "service": service,
        "warehouse_id": warehouse_id,
        "receiver_name": customer.name,
        "receiver_phone": customer.phone,
        "province": customer.province,
        "district": customer.district,
        "neighbourhood": customer.neighbourhood,
        "address": customer.address,
        "leaves_by": promise.leaves_by,
        "promised_earliest": promise.earliest,
        "promised_latest": promise.latest,
        "expected_earliest": promise.earliest,
        "expected_latest": promise.latest,
        "created_at": at,
        **more,
    }
    while True:
        try:
            with transaction.atomic():
                shipment = Shipment.objects.create(number=new_number(), **fields)
                if shipment.direction == Shipment.Direction.OUT:
                    write_first(shipment, promise, at=at, shown_before=shown_before)
                return shipment
        except IntegrityError as error:
            if "shipping_shipment_number" not in str(error):
                raise


def new_number():
    """Our own key: HepsiJet wants 9 to 16 characters that begin with its code for the shop; the
    same form serves every carrier. Random, so that nobody can guess a neighbour's parcel."""
    prefix = settings.HEPSIJET_COMPANY_CODE[:LONGEST_PREFIX] or "KPND"
    digits = min(NUMBER_DIGITS, NUMBER_LENGTH - len(prefix))
    return f"{prefix}{secrets.randbelow(10**digits):0{digits}d}"


# --- what workers do -----------------------------------------------------------------------------


def book_waiting(carrier_code, *, now):
    """Book the drafts of one carrier; True when there may be more to do at once."""
    for _number in range(BATCH):
        waiting = Shipment.objects.waiting_for_booking(now).filter(carrier__code=carrier_code)
        shipment = claim(waiting, now=now)
        if shipment is None or not book_claimed(shipment, now=now):
            return False
    return True


def book_claimed(shipment, *, now):
    """False when the carrier is away."""
    try:
        shipment.book(at=now)
    except Refused as problem:
        give_up(shipment, str(problem))
    except TryLater as problem:
        log.warning("%s: %s will be booked later: %s", shipment, shipment.carrier.code, problem)
        try_later_or_give_up(shipment, now=now)
        return False
    else:
        poll_next(shipment, now=now)
    return True


def withdraw_cancelled(carrier_code, *, now):
    """Tell one carrier of the parcels that will not come; True when there may be more."""
    for _number in range(BATCH):
        waiting = Shipment.objects.waiting_for_withdrawal(now).filter(carrier__code=carrier_code)
        shipment = claim(waiting, now=now)
        if shipment is None:
            return False
        try:
            shipment.carrier.plugin.cancel(shipment.number)
        except Refused as problem:
            give_up(shipment, str(problem), wants_withdrawal=False)
        except TryLater as problem:
            log.warning("%s: %s will be told later: %s", shipment, shipment.carrier.code, problem)
            try_later_or_give_up(shipment, now=now, wants_withdrawal=False)
            return False
        else:
            Shipment.objects.filter(pk=shipment.pk).update(wants_withdrawal=False)
    return True


def refresh(carrier_code, *, now):
    """Ask one carrier about its open parcels that are due; True when there may be more."""
    due = Shipment.objects.to_refresh(now).filter(carrier__code=carrier_code)
    batch = claim_many(due, BATCH, now=now)
    if not batch:
        return False
    try:
        scans = carrier_named(carrier_code).track([shipment.number for shipment in batch])
    except (TryLater, Refused) as problem:
        log.warning("%s will be asked later: %s", carrier_code, problem)
        for shipment in batch:
            try_later(shipment, now=now)
        return False
    hear(carrier_code, scans, now=now)
    asked = Shipment.objects.filter(pk__in=[shipment.pk for shipment in batch])
    asked.update(tries=0, next_poll_at=now + timedelta(seconds=settings.POLL_SECONDS))
    asked.came_back_before(now).update(next_poll_at=None)  # there is nothing more to hear
    return len(batch) == BATCH


def claim(due, *, now):
    """The first due parcel, kept from other workers while the lease lasts; None without one."""
    return next(iter(claim_many(due, 1, now=now)), None)


def claim_many(due, most, *, now):
    with transaction.atomic():
        found = list(
            due.select_for_update(of=("self",), skip_locked=True)
            .select_related("carrier", "service", "warehouse")
            .order_by("next_poll_at", "pk")[:most]
        )
        Shipment.objects.filter(pk__in=[shipment.pk for shipment in found]).update(
            next_poll_at=now + LEASE
        )
    return found


def try_later(shipment, *, now):
    pause = PAUSES[min(shipment.tries, len(PAUSES) - 1)]
    Shipment.objects.filter(pk=shipment.pk).update(tries=F("tries") + 1, next_poll_at=now + pause)


def try_later_or_give_up(shipment, *, now, **changes):
    """After LAST_TRY, with the `changes` of `give_up`."""
    if shipment.tries + 1 >= LAST_TRY:
        give_up(shipment, _("The carrier has not answered for hours."), **changes)
    else:
        try_later(shipment, now=now)


def give_up(shipment, problem, **changes):
    """Somebody must change something first: the sentence stands in the admin, and no worker
    comes by until `ask_booking`."""
    Shipment.objects.filter(pk=shipment.pk).update(
        booking_problem=printable(problem)[:255], next_poll_at=None, **changes
    )


def poll_next(shipment, *, now):
    Shipment.objects.filter(pk=shipment.pk).update(
        next_poll_at=now + timedelta(seconds=settings.POLL_SECONDS)
    )
