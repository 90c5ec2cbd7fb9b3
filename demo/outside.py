"""What the outside world would know of the year: the sandbox is told of the parcels that are on
their way, with what is coming for each, of the cards that were charged, and of what has lately come
to phones and mailboxes. It may be told again: what it knows already stays as it is there."""

from datetime import timedelta

import requests
from django.conf import settings
from django.utils import timezone

from notifications.gateways.email import mail_of
from notifications.models import Message
from notifications.sending import outgoing
from notifications.turkish import upper
from notifications.writing import Written
from shipping.calendar import local
from shipping.models import Shipment
from shipping.network import network
from shipping.places import province_name
from shop.orders.models import Order
from shop.payments.models import Payment

from .homecomings import dropped_at
from .journeys import Trip, gets_lost, journey
from .packing import fetched_at
from .stories import turned_away

CARRIERS = {"table": "courier"}  # by their names in the sandbox, where they are not ours
AT_ONCE = 500
PATIENCE = 20  # seconds
LATELY = timedelta(days=2)


def tell_sandbox():
    """Answers a sentence. Raises requests.RequestException when nobody is there."""
    found = [as_row(one) for one in on_their_way()]
    taken = sum(post("/parcels", parcels=some)["adopted"] for some in batches(found))
    paid = [row(one) for one in charged()]
    charges = sum(post("/bank/payments", payments=some)["adopted"] for some in batches(paid))
    came = post("/phone", texts=[text_of(one) for one in sent_lately("sms")])["adopted"]
    came += post("/mailbox", mails=[mail_row(one) for one in sent_lately("email")])["adopted"]
    return f"The sandbox has taken in {taken} parcels, {charges} payments and {came} messages."


def post(path, **rows):
    answer = requests.post(settings.SANDBOX_URL + path, json=rows, timeout=PATIENCE)
    answer.raise_for_status()
    return answer.json()


def batches(rows):
    return [rows[start : start + AT_ONCE] for start in range(0, len(rows), AT_ONCE)]


# --- parcels --------------------------------------------------------------------------------------


def on_their_way():
    """[(Shipment, how its order is paid, whether its receiver turns it away)] of those that a
    carrier knows of."""
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
        yield parcel, method, bool(method) and turned_away(first[parcel.reference], method)


def as_row(found):
    """The parcel as POST /parcels takes it. One whose scans are those of its journey goes on with
    it, each at its time; any other moves with the sandbox's tick."""
    parcel, method, is_turned_away = found
    trip = trip_of(parcel, method, is_turned_away)
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
        **goes_to(parcel),
        "origin": trip.origin_town,
        "town": trip.town,
        "cod": str(parcel.cod_amount or ""),
        "is_return": trip.is_return,
        "registered_at": local(parcel.booked_at).isoformat(timespec="seconds"),
        "events": [event(one, parcel) for one in known],
        "coming": coming if has_gone_so and way else None,
    }


def trip_of(parcel, method, is_turned_away):
    """The Trip the fill has drawn for a parcel, from what the shop keeps of it."""
    service = network().every_service[parcel.service_id]
    is_return = parcel.direction == Shipment.Direction.BACK
    may_be_lost = bool(method) and not is_turned_away and not is_return
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
        is_lost=may_be_lost and gets_lost(parcel.number, service, method),
        is_return=is_return,
    )


def goes_to(parcel):
    """Who takes it at the other end, and in which city."""
    name, phone, code = parcel.receiver_name, parcel.receiver_phone, parcel.province
    if parcel.direction == Shipment.Direction.BACK:
        home = parcel.warehouse
        name, phone, code = settings.SELLER["name"], home.phone, home.province
    return {"receiver": name, "phone": phone, "city": upper(province_name(code))}


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


# --- phones and mailboxes -------------------------------------------------------------------------


def sent_lately(channel):
    """Messages of the last days, oldest first."""
    since = timezone.now() - LATELY
    sent = Message.objects.filter(
        state=Message.State.SENT, sent_at__gt=since, channel=channel, is_sealed=False
    )
    return sent.select_related("event").order_by("sent_at", "pk")


def text_of(message):
    """As POST /phone takes it."""
    return {
        "to": message.address[-10:],
        "text": message.body,
        "job": message.provider_id,
        "at": local(message.sent_at).isoformat(timespec="seconds"),
    }


def mail_row(message):
    """As POST /mailbox takes it."""
    mail = mail_of(outgoing(message, Written(message.subject, message.body, message.html)))
    return {
        "to": mail.to,
        "from": settings.DEFAULT_FROM_EMAIL,
        "subject": message.subject,
        "text": message.body,
        "html": message.html,
        "at": local(message.sent_at).isoformat(timespec="seconds"),
        "headers": mail.extra_headers,
    }
