"""What the outside world would know of the year: the sandbox is told of the parcels that are on
their way, with what is coming for each, and of the cards that were charged. It may be told again:
what it knows already stays as it is there."""

import requests
from django.conf import settings

from shipping.calendar import local
from shipping.models import Shipment
from shipping.network import network
from shipping.places import province_name, upper
from shop.orders.models import Order
from shop.payments.models import Payment

from .homecomings import dropped_at
from .journeys import Trip, journey
from .packing import fetched_at
from .stories import turned_away

CARRIERS = {"table": "courier"}  # by their names in the sandbox, where they are not ours
AT_ONCE = 500
PATIENCE = 20  # seconds


def tell_sandbox():
    """Answers a sentence. Raises requests.RequestException when nobody is there."""
    found = [as_row(one) for one in on_their_way()]
    taken = sum(post("/parcels", parcels=some)["adopted"] for some in batches(found))
    paid = [row(one) for one in charged()]
    charges = sum(post("/bank/payments", payments=some)["adopted"] for some in batches(paid))
    return f"The sandbox has taken in {taken} parcels and {charges} payments."


def post(path, **rows):
    answer = requests.post(settings.SANDBOX_URL + path, json=rows, timeout=PATIENCE)
    answer.raise_for_status()
    return answer.json()


def batches(rows):
    return [rows[start : start + AT_ONCE] for start in range(0, len(rows), AT_ONCE)]


# --- parcels --------------------------------------------------------------------------------------


def on_their_way():
    """[(Shipment, whether its receiver turns it away)] of those that a carrier knows of."""
    moving = (
        Shipment.objects.filter(state__in={Shipment.State.BOOKED, *Shipment.MOVING})
        .select_related("carrier", "service", "warehouse")
        .prefetch_related("scans")
        .order_by("pk")
    )
    orders = {one.reference for one in moving if one.reference.isdecimal()}
    methods = dict(Order.objects.filter(pk__in=orders).values_list("pk", "payment_method"))
    first = dict(
        Shipment.objects.outbound()
        .filter(reference__in=orders)
        .order_by("-pk")
        .values_list("reference", "number")
    )
    for parcel in moving:
        method = methods.get(int(parcel.reference)) if parcel.reference in orders else None
        yield parcel, bool(method) and turned_away(first[parcel.reference], method)


def as_row(found):
    """The parcel as POST /parcels takes it. One whose scans are those of its journey goes on with
    it, each at its time; any other moves with the sandbox's tick."""
    parcel, is_turned_away = found
    trip = trip_of(parcel, is_turned_away)
    way = [one for one in journey(trip) if one.kind != "created"] if trip.left_at else []
    scans = [one for one in parcel.scans.all() if one.kind != "created"]
    has_gone_so = [(one.kind, one.at) for one in scans] == [
        (one.kind, one.at) for one in way[: len(scans)]
    ]
    known = way[: len(scans)] if has_gone_so else scans
    coming = [event(one, parcel) for one in way[len(scans) :]]
    return {
        "carrier": CARRIERS.get(trip.carrier, trip.carrier),
        "number": parcel.number,
        "tracking_number": parcel.tracking_number,
        "reference": parcel.reference,
        "receiver": parcel.receiver_name,
        "phone": parcel.receiver_phone,
        "origin": trip.origin_town,
        "city": upper(province_name(parcel.province)),
        "town": trip.town,
        "cod": str(parcel.cod_amount or ""),
        "is_return": trip.is_return,
        "registered_at": local(parcel.booked_at).isoformat(),
        "events": [event(one, parcel) for one in known],
        "coming": coming if has_gone_so and way else None,
    }


def trip_of(parcel, is_turned_away):
    """The Trip the fill has drawn for a parcel, from what the shop keeps of it."""
    service = network().every_service[parcel.service_id]
    is_return = parcel.direction == Shipment.Direction.BACK
    leaves = dropped_at if is_return else fetched_at
    return Trip(
        number=parcel.number,
        carrier=service.carrier_code,
        service=service.code,
        tier=service.tier,
        origin=parcel.warehouse.province,
        origin_town=parcel.district if is_return else parcel.warehouse.district,
        province=parcel.province,
        town=parcel.warehouse.district if is_return else parcel.district,
        week=service.deliveries,
        booked_at=parcel.booked_at,
        left_at=leaves(parcel.number, service, parcel.booked_at),
        is_turned_away=is_turned_away and not is_return,
        is_return=is_return,
    )


def event(one, parcel):
    """A Happening or a Scan as the sandbox has it."""
    return {
        "kind": one.kind,
        "at": local(one.at).isoformat(),
        "place": one.place,
        "text": getattr(one, "said", one.text),
        "received_by": parcel.receiver_name if one.kind == "delivered" else "",
    }


# --- cards ----------------------------------------------------------------------------------------


def charged():
    return Payment.objects.taken().filter(method="card").prefetch_related("refunds").order_by("pk")


def row(payment):
    """As POST /bank/payments takes it, in kuruş."""
    return {
        "oid": payment.reference,
        "amount": int(payment.amount * 100),
        "refunds": [
            {"amount": int(refund.amount * 100), "reference_no": refund.key.hex}
            for refund in payment.refunds.all()
            if refund.done_at
        ],
    }
