"""A promise that will not be kept: its customer hears of it first, with the new window, a remedy
where the merchant gives one, and choices."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import CharField, Exists, F, OuterRef, Q
from django.db.models.functions import Cast, TruncDate
from django.utils.translation import gettext as _
from django.utils.translation import override

from notifications.events import record
from notifications.templatetags.words import out_of_ten, through
from shipping.calendar import ISTANBUL
from shipping.models import Service, Shipment, Slip, Tier
from shipping.reasons import Reason
from shop.orders.calls import Call
from shop.orders.models import Order
from shop.orders.undelivered import Undelivered

from .cancelling import can_be_cancelled, cancel_order
from .models import Payment
from .remedies import IN_FORCE, Remedy, RemedyRule, grant, rule_in_use
from .undelivered import give_up

NEWS = timedelta(days=1)  # a slip nobody told of by then is no news any more
LATE_LATELY = timedelta(days=7)
Choice = Slip.Choice


class NoLongerOffered(Exception):
    """The choice was made before, or the parcel has moved on."""


# --- telling -------------------------------------------------------------------------------------


def to_tell(now):
    """Slips to tell of. None while the merchant has switched notices off."""
    if not settings.PROMISE_NOTICES:
        return Slip.objects.none()
    return Slip.objects.untold().filter(at__gt=now - NEWS).select_related("shipment").order_by("pk")


def tell(slip, *, at):
    """Write the notice of a slip: once, however many try, and of the order's other parcels in the
    same one. A customer who wishes no messages is called instead. False when it was told, or is no
    news any more."""
    with transaction.atomic():
        parcel = slip.shipment
        order = order_of(parcel, lock=True)
        if not parcel.is_awaited or (order and order.state not in IN_FORCE):
            return False
        if not claim(slip, at):
            return False
        remedy = remedy_with(slip, order, at=at)
        others = [one for one in untold_of(order, now=at) if claim(one, at)]
        detail = detail_of(slip, remedy)
        detail["others"] = [{"parcel": one.shipment_id, **detail_of(one, None)} for one in others]
        event = record(parcel, "shipment_expected_later", at=at, detail=detail)
        for one in others:
            told = {**detail_of(one, None), "told_with": parcel.number}
            record(one.shipment, "shipment_expected_later", at=at, detail=told)
        if order and not event.messages.exists():
            ask_to_call(slip, order, remedy, at=at, others=others)
    return True


def claim(slip, at):
    return bool(Slip.objects.filter(pk=slip.pk, told_at=None).update(told_at=at))


def untold_of(order, *, now):
    """The order's slips to tell of, of parcels that are still awaited."""
    if order is None:
        return []
    slips = to_tell(now).filter(shipment__in=order.shipments)
    return [slip for slip in slips if slip.shipment.is_awaited]


def order_of(parcel, *, lock=False):
    """The order a parcel belongs to; None for one that was made without."""
    if not parcel.reference.isdecimal():
        return None
    orders = Order.objects.select_for_update() if lock else Order.objects
    return orders.filter(pk=parcel.reference).first()


def remedy_with(slip, order, *, at):
    rule = rule_in_use()
    if order is None or rule is None or rule.when != RemedyRule.When.TOLD:
        return None
    return grant(order, at=at, slip=slip)


def detail_of(slip, remedy):
    """What the notice says, as it stands now: a later one shall not change its words."""
    told = slip.promise
    return {
        "earliest": told.earliest.isoformat(),
        "latest": told.latest.isoformat(),
        "chance": told.chance,
        "reason": told.reason,
        "remedy": remedy_words(remedy),
    }


def remedy_words(remedy):
    """In the customer's language; empty without."""
    if remedy is None:
        return ""
    with override(remedy.order.language):
        return remedy.words


def ask_to_call(slip, order, remedy, *, at, others):
    """One call tells all: one that was not made yet is taken back, and what it was to tell is told
    by the new one. Whoever is making it meanwhile has said what is old, and cannot close the new
    one with it."""
    waiting = Call.objects.to_make().filter(order=order, why=Call.Why.DELAY)
    if waiting.delete()[0]:
        others = [*others, *told_before(order, {one.shipment_id for one in (slip, *others)})]
        remedy = remedy or getattr(order, "remedy", None)
    delay_call(slip, order, remedy, at=at, others=others).save()


def told_before(order, but):
    """The newest slips of its parcels still awaited, but for those with an id in `but`."""
    parcels = [one for one in order.shipments.all() if one.is_awaited and one.pk not in but]
    return [one for one in Slip.objects.newest_of(parcels).values() if one.told_at]


def delay_call(slip, order, remedy, *, at, others=()):
    """Nobody can write to this customer: somebody calls. Unsaved."""
    return Call(
        order=order,
        slip=slip,
        why=Call.Why.DELAY,
        whom=order.buyer_name,
        phone=order.buyer_phone,
        words=words_for_call(slip, order, remedy, others),
        asked_at=at,
    )


def words_for_call(slip, order, remedy, others=()):
    """What to say, in the customer's language."""
    with override(order.language):
        sentences = [
            sorry(slip.promise, slip.shipment.promised_latest) % {"number": order.number},
            *why_and_when(slip.promise),
        ]
        for one in others:
            sentences += [_("Another parcel of it is late too."), *why_and_when(one.promise)]
        if remedy:
            sentences.append(remedy.words)
        return " ".join(filter(None, map(str, sentences)))


def why_and_when(told):
    return [
        Reason.from_json(told.reason).text,
        _("We expect it now: %(days)s.") % {"days": through(told.earliest, told.latest)},
        out_of_ten(told.chance),
    ]


def sorry(told, promised):
    if told.earliest <= promised:
        return _("Your order %(number)s may be late, and we are sorry.")
    return _("Your order %(number)s will be late, and we are sorry.")


# --- the remedy of those that went late unnoticed ------------------------------------------------


def late_without_remedy(today):
    """Orders whose promised end passed lately with a parcel under way, or there after it. Where
    the fee goes back, only those that have paid one: who pays at the door has not, as long as the
    courier has not brought it."""
    rule = rule_in_use()
    gives_fee = rule is not None and rule.kind == RemedyRule.Kind.FEE
    paid = Payment.objects.taken().filter(order=OuterRef("pk"), is_surplus=False)
    of_some_fee = Q(Exists(paid), shipping_fee__gt=0) if gives_fee else Q()
    arrived = TruncDate("arrived_at", tzinfo=ISTANBUL)
    parcels = Shipment.objects.outbound().filter(
        reference=Cast(OuterRef("pk"), CharField()), undelivered=None
    )
    waiting = {Shipment.State.DRAFT, Shipment.State.BOOKED, *Shipment.MOVING}
    late = parcels.annotate(arrived=arrived).filter(
        Q(state__in=waiting, arrived_at=None)
        | Q(state__in={*waiting, Shipment.State.DELIVERED}, arrived__gt=F("promised_latest"))
    )
    return Order.objects.filter(
        Exists(late),
        of_some_fee,
        state__in=IN_FORCE,
        promised_latest__lt=today,
        promised_latest__gte=today - LATE_LATELY,
        remedy=None,
    ).order_by("pk")


# --- choosing ------------------------------------------------------------------------------------


def choices_of(slip, order):
    """What the customer may choose now: waiting or keeping comes first, cancelling last."""
    has_remedy = Remedy.objects.filter(order=order).exists()
    found = [Choice.KEEP if has_remedy else Choice.WAIT]
    if branch_service(slip.shipment):
        found.append(Choice.BRANCH)
    if slip.shipment.is_with_us and order.state == Order.State.CONFIRMED:
        found.append(Choice.CANCEL)
    return found


def branch_service(parcel):
    """The service by which the parcel's carrier keeps parcels at a branch there, if it does."""
    if parcel.service.tier == Tier.BRANCH:
        return None
    services = Service.objects.filter(
        carrier=parcel.carrier_id, tier=Tier.BRANCH, is_active=True, carrier__is_active=True
    )
    return services.filter(Q(areas=[]) | Q(areas__contains=parcel.province)).first()


def choose(slip, choice, *, at):
    """The customer's choice, once. Raises NoLongerOffered, AlreadyDispatched or WrongState, and
    changes nothing, when it cannot be had any more."""
    with transaction.atomic():
        order = order_of(slip.shipment, lock=True)
        slip = Slip.objects.select_related("shipment__service").get(pk=slip.pk)
        is_open = slip.shipment.is_awaited and order.state in IN_FORCE
        if not is_open or choice not in choices_of(slip, order):
            raise NoLongerOffered(choice)
        if not slip.choose(choice, at=at):
            raise NoLongerOffered(choice)
        if choice == Choice.BRANCH:
            branch_call(slip, order, at=at).save()
        elif choice == Choice.CANCEL:
            cancel(slip.shipment, order, at=at)


def branch_call(slip, order, *, at):
    """No carrier's interface takes such a wish: somebody calls its branch. Unsaved."""
    parcel = slip.shipment
    return Call(
        order=order,
        slip=slip,
        why=Call.Why.BRANCH,
        whom=parcel.carrier.name,
        words=_("Please keep parcel %(number)s for %(name)s at the branch in %(district)s.")
        % {
            "number": parcel.tracking_number or parcel.number,
            "name": parcel.receiver_name,
            "district": f"{parcel.district}, {parcel.province_name}",
        },
        asked_at=at,
    )


def cancel(parcel, order, *, at):
    """All of it while all of it is with us, else the one parcel."""
    if can_be_cancelled(order):
        cancel_order(order, at=at, by="buyer")
    else:
        give_up(parcel, Undelivered.Why.NOT_SENT, at=at, by="buyer")
