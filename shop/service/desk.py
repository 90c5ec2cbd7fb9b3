"""Orders on the merchant's desk, with all that belongs to them."""

from contextlib import suppress
from datetime import timedelta
from types import SimpleNamespace

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db.models import CharField, OuterRef, Q
from django.db.models.functions import Cast, JSONObject
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from notifications.desk_columns import moment, two_lines
from notifications.desk_queues import Named, Queue, WithQueues
from notifications.staff import StatefulAdmin, timeline, verb
from notifications.templatetags.words import day_short, money
from shipping.completeness import gaps
from shipping.models import Carrier, Shipment
from shop.customers.forms import PhoneField
from shop.customers.phones import phone_link
from shop.orders.dispatching import dispatch
from shop.orders.freight import freight_of
from shop.orders.margins import margin_of
from shop.orders.models import Order
from shop.orders.reading import (
    delivery_status,
    parcel_says,
    payment_status,
    without_given_up,
)
from shop.orders.sent_back import sent_back
from shop.payments.cancelling import AlreadyDispatched, can_be_cancelled, cancel_order
from shop.payments.given import extras_given
from shop.payments.methods import methods

from .desk_order_forms import Cancelling

STATE_AND_ARRIVAL = JSONObject(state="state", arrived_at="arrived_at")


def placed_today(orders, now):
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return orders.filter(placed_at__gte=midnight, placed_at__lt=midnight + timedelta(days=1))


class OrderQueue(Queue):
    title = _("placed")
    queues = {"today": (_("today"), placed_today)}


class PaidBy(Named):
    title = _("payment")
    parameter_name = "payment_method"

    def names():
        return {method.code: method.title for method in methods()}


class CarriedBy(Named):
    title = _("carrier")
    parameter_name = "carrier_code"

    def names():
        return dict(Carrier.objects.values_list("code", "name"))


@admin.register(Order)
class OrderAdmin(WithQueues, StatefulAdmin):
    list_display = [
        *("number", "placed", "buyer", "sum"),
        *("payment_says", "delivery_says", "promised"),
    ]
    list_filter = [OrderQueue, "state", PaidBy, CarriedBy]
    search_fields = ["buyer_name__holds", "receiver_name__holds", "buyer_email"]
    search_help_text = _("order or cargo number, name, e-mail or phone")
    change_form_outer_after_template = "admin/service/_order.html"
    refusals = {AlreadyDispatched: None}
    fieldsets = [
        (
            None,
            {
                "fields": [
                    *("number", "state", "placed_at", "carrier_name", "service_title"),
                    *("leaves_by", "promised_earliest", "promised_latest"),
                ]
            },
        ),
        (
            _("Who"),
            {
                "fields": [
                    *("buyer_name", "buyers_phone", "buyer_email", "receiver_name"),
                    *("receivers_phone", "place", "neighbourhood", "address", "delivery_note"),
                    *("gift", "tax_title", "tax_office", "tax_number"),
                    "billing_address",
                ]
            },
        ),
    ]

    def get_queryset(self, request):
        parcels = Shipment.objects.outbound().filter(
            reference=Cast(OuterRef("pk"), CharField()), undelivered=None
        )
        return (
            super()
            .get_queryset(request)
            .prefetch_related("payments")
            .annotate(parcels=ArraySubquery(parcels.values(json=STATE_AND_ARRIVAL)))
        )

    def get_search_results(self, request, orders, term):
        """By name, mail and receiver as Django does it; by whole numbers of order, parcel, cargo
        and phone, which an index finds."""
        found, may_repeat = super().get_search_results(request, orders, term)
        if number := term.strip():
            found |= orders.filter(whole_number(number))
        return found, may_repeat

    placed = moment("placed_at", _("placed"))

    @admin.display(description=_("buyer"), ordering="buyer_name")
    def buyer(self, order):
        return two_lines(order.buyer_name, self.place(order))

    @admin.display(description=_("place"), ordering="province")
    def place(self, order):
        return f"{order.district}, {order.province_name}"

    @admin.display(description=_("buyer's phone"))
    def buyers_phone(self, order):
        return phone_link(order.buyer_phone)

    @admin.display(description=_("receiver's phone"))
    def receivers_phone(self, order):
        return phone_link(order.receiver_phone)

    @admin.display(description=_("total"), ordering="total")
    def sum(self, order):
        return money(order.total)

    @admin.display(description=_("payment"), ordering="payment_method")
    def payment_says(self, order):
        return payment_status(order, order.payments.all()).label

    @admin.display(description=_("delivery"), ordering="state")
    def delivery_says(self, order):
        parcels = [SimpleNamespace(**parcel) for parcel in order.parcels]
        return delivery_status(order, parcels).label

    @admin.display(description=_("promised until"), ordering="promised_latest")
    def promised(self, order):
        return day_short(order.promised_latest)

    @admin.display(description=_("gift"))
    def gift(self, order):
        return (order.gift_message or _("without a note")) if order.gift_wrap else "-"

    @admin.display(description=_("service"))
    def service_title(self, order):
        return order.service_title

    @verb(_("Dispatch"), is_main=True, when=lambda order: ready_parcels(order))
    def dispatch(self, order, *, at, by):
        count = len(dispatch(ready_parcels(order), by=by, at=at))
        return ngettext(
            "%(count)d parcel is being booked with its carrier.",
            "%(count)d parcels are being booked with their carriers.",
            count,
        ) % {"count": count}

    @verb(
        _("Cancel the order"),
        form_class=Cancelling,
        when=can_be_cancelled,
        warning=_(
            "What was paid goes back, the goods can be sold again, and the customer hears of it."
            " This cannot be taken back."
        ),
    )
    def cancel(self, order, *, why, note, at, by):
        cancel_order(order, at=at, by=by, because=why, note=note)
        return gettext("The order is cancelled: its goods can be sold, what was paid goes back.")

    def verb_form(self, chosen, order, data=None, files=None):
        if chosen.form_class is Cancelling:
            return chosen.form(data, files, order=order)
        return super().verb_form(chosen, order, data, files)

    def whole_story(self, order):
        shipments = list(
            order.shipments.select_related("service__carrier", "warehouse", "undelivered")
        )
        lines = list(order.lines.all())
        payments = list(order.payments.prefetch_related("refunds"))
        refunds = [refund for payment in payments for refund in payment.refunds.all()]
        returns = sent_back(order)
        given_up = list(order.undelivered.all())
        ways_back = [one.shipment for one in returns if one.shipment]
        return {
            "order": order,
            "lines": lines,
            "margin": margin_of(order, lines),
            "freight": freight_of(order, shipments, returns, extras_given(order)["shipping"]),
            "shipments": [(one, parcel_says(one), drafted_gaps(one)) for one in shipments],
            "payments": payments,
            "refunds": refunds,
            "returns": returns,
            "payment_says": payment_status(order, payments).label,
            "delivery_says": delivery_says(order, shipments),
            "texts": order.texts.all(),
            "events": naming_parcels(
                timeline(order, *payments, *refunds, *shipments, *given_up, *returns, *ways_back),
                shipments,
            ),
        }


def delivery_says(order, shipments):
    """Of a cancelled order also why, and the words its customer read."""
    status = delivery_status(order, without_given_up(shipments)).label
    because = order.get_cancelled_because_display()
    told = f"{status}: {because}" if because else status
    return f"{told}. {order.cancelled_note}" if order.cancelled_note else told


def naming_parcels(events, parcels):
    """Of several parcels each event says of which it is."""
    numbers = {one.pk: one.number for one in parcels} if len(parcels) > 1 else {}
    kind = ContentType.objects.get_for_model(Shipment)
    for event in events:
        event.parcel = numbers.get(event.subject_id, "") if event.subject_type_id == kind.pk else ""
    return events


def ready_parcels(order):
    drafts = order.shipments.filter(state=Shipment.State.DRAFT, wants_booking=False)
    return [parcel for parcel in drafts if not gaps(parcel)]


def drafted_gaps(parcel):
    return gaps(parcel) if parcel.state == Shipment.State.DRAFT else []


def whole_number(text):
    """Orders with this number, this parcel, or this phone."""
    parcels = Shipment.objects.filter(Q(tracking_number=text) | Q(number=text))
    numbers = [one for one in parcels.values_list("reference", flat=True) if one.isdecimal()]
    if text.isdecimal() and len(text) < 18:
        numbers.append(text)
    found = Q(pk__in=numbers)
    with suppress(ValidationError):
        phone = PhoneField().to_python(text)
        found |= Q(buyer_phone=phone) | Q(receiver_phone=phone)
    return found
