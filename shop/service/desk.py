"""The merchant's desk: orders with all that belongs to them, parcels, payments, refunds."""

from django import forms
from django.contrib import admin, messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext
from unfold.widgets import UnfoldAdminTextInputWidget

from notifications.staff import StatefulAdmin, staff_name, timeline, verb
from shipping.labels import labels_pdf, packing_slip_pdf
from shipping.models import Shipment
from shop.customers.forms import PhoneField
from shop.orders.dispatching import dispatch
from shop.orders.models import Order
from shop.orders.reading import delivery_status, payment_status
from shop.payments.cancelling import AlreadyDispatched, can_be_cancelled, cancel_order


class Queue(admin.SimpleListFilter):
    """Lists that answer a question; each subclass names its own."""

    title = gettext_lazy("what to do")
    parameter_name = "queue"
    queues: dict = {}

    def lookups(self, request, model_admin):
        return [(name, title) for name, (title, _ask) in self.queues.items()]

    def queryset(self, request, rows):
        if self.value() in self.queues:
            return self.queues[self.value()][1](rows, timezone.now())
        return rows


def to_dispatch(shipments, now):
    """Drafts of confirmed orders, the most urgent first."""
    return (
        shipments.outbound()
        .filter(state=Shipment.State.DRAFT, wants_booking=False)
        .order_by("leaves_by", "pk")
    )


class ParcelQueue(Queue):
    queues = {
        "to_dispatch": (gettext_lazy("to dispatch"), to_dispatch),
        "overdue": (
            gettext_lazy("should have left"),
            lambda rows, now: to_dispatch(rows, now).filter(leaves_by__lt=timezone.localdate(now)),
        ),
        "at_risk": (
            gettext_lazy("promise at risk"),
            lambda rows, now: rows.at_risk(timezone.localdate(now)),
        ),
        "stuck": (gettext_lazy("no news"), lambda rows, now: rows.stuck(now)),
        "refused": (
            gettext_lazy("not booked: needs a correction"),
            lambda rows, now: rows.exclude(booking_problem="").filter(state=Shipment.State.DRAFT),
        ),
    }


class Receiver(forms.Form):
    """What a carrier may refuse a booking for."""

    receiver_name = forms.CharField(label=gettext_lazy("Receiver"), max_length=120)
    receiver_phone = PhoneField()
    district = forms.CharField(label=gettext_lazy("District"), max_length=80)
    neighbourhood = forms.CharField(
        label=gettext_lazy("Neighbourhood"), max_length=120, required=False
    )
    address = forms.CharField(label=gettext_lazy("Street, building, flat"), max_length=300)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget = UnfoldAdminTextInputWidget()


@admin.register(Shipment)
class ShipmentAdmin(StatefulAdmin):
    list_display = [
        "number",
        "reference",
        "leaves_by",
        "receiver_name",
        "province_name",
        "service",
        "state",
        "expected_latest",
        "booking_problem",
    ]
    list_filter = [ParcelQueue, "state", "carrier", "warehouse", "direction"]
    list_select_related = ["service__carrier"]
    search_fields = ["number", "reference", "tracking_number", "receiver_name"]
    actions = ["dispatch_them", "print_labels", "print_slips"]
    list_per_page = 50

    @admin.action(description=gettext_lazy("Dispatch"), permissions=["act"])
    def dispatch_them(self, request, shipments):
        dispatched = dispatch(shipments, by=staff_name(request.user), at=timezone.now())
        count = len(dispatched)
        messages.success(
            request,
            ngettext(
                "%(count)d parcel is being booked with its carrier.",
                "%(count)d parcels are being booked with their carriers.",
                count,
            )
            % {"count": count},
        )

    @admin.action(description=gettext_lazy("Print labels"))
    def print_labels(self, request, shipments):
        return pdf(labels_pdf(whole(shipments)), "labels.pdf")

    @admin.action(description=gettext_lazy("Print packing slips"))
    def print_slips(self, request, shipments):
        return pdf(packing_slip_pdf(whole(shipments)), "packing-slips.pdf")

    def has_act_permission(self, request):
        return self.may_act(request)

    @verb(
        gettext_lazy("Dispatch"),
        is_main=True,
        when=lambda one: one.state == Shipment.State.DRAFT and not one.wants_booking,
    )
    def dispatch(self, shipment, *, at, by):
        dispatch([shipment], by=by, at=at)

    def verb_form(self, chosen, shipment, data=None, files=None):
        if chosen.form_class is Receiver:
            initial = {name: getattr(shipment, name) for name in Shipment.RECEIVER}
            return chosen.form(data, files, initial=initial)
        return super().verb_form(chosen, shipment, data, files)

    @verb(
        gettext_lazy("Correct the receiver's details"),
        form_class=Receiver,
        when=lambda one: one.state == Shipment.State.DRAFT and one.booking_problem,
    )
    def correct(self, shipment, *, at, by, **receiver):
        shipment.correct(receiver, at=at, by=by)

    @verb(
        gettext_lazy("Try the booking again"),
        when=lambda one: one.state == Shipment.State.DRAFT and one.booking_problem,
    )
    def book_again(self, shipment, *, at, by):
        shipment.ask_booking(at=at, by=by)


def whole(shipments):
    return list(shipments.select_related("carrier", "service", "warehouse"))


def pdf(content, name):
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


@admin.register(Order)
class OrderAdmin(StatefulAdmin):
    list_display = [
        "number",
        "placed_at",
        "buyer_name",
        "province_name",
        "total",
        "payment_method",
        "state",
        "promised_latest",
    ]
    list_filter = ["state", "payment_method", "carrier_code"]
    search_fields = ["number", "buyer_name", "buyer_email", "buyer_phone"]
    date_hierarchy = "placed_at"
    list_per_page = 50
    show_full_result_count = False
    change_form_outer_after_template = "admin/service/_order.html"
    refusals = (AlreadyDispatched,)
    fieldsets = [
        (None, {"fields": [("number", "state", "placed_at"), ("carrier_name", "service_name")]}),
        (
            gettext_lazy("Who"),
            {
                "fields": [
                    ("buyer_name", "buyer_phone", "buyer_email"),
                    ("receiver_name", "receiver_phone", "province_name"),
                    ("district", "neighbourhood", "address"),
                    ("delivery_note", "gift_wrap", "gift_message"),
                    ("tax_title", "tax_office", "tax_number"),
                    "billing_address",
                ]
            },
        ),
        (
            gettext_lazy("How much and when"),
            {
                "fields": [
                    ("goods_total", "shipping_fee", "cod_fee", "gift_fee", "total"),
                    ("leaves_by", "promised_earliest", "promised_latest"),
                ]
            },
        ),
    ]

    @verb(gettext_lazy("Dispatch"), is_main=True, when=lambda order: drafts_of(order).exists())
    def dispatch(self, order, *, at, by):
        dispatch(drafts_of(order), by=by, at=at)

    @verb(gettext_lazy("Cancel the order"), when=can_be_cancelled)
    def cancel(self, order, *, at, by):
        cancel_order(order, at=at, by=by)

    def whole_story(self, order):
        shipments = list(order.shipments.select_related("service__carrier", "warehouse"))
        payments = list(order.payments.prefetch_related("refunds"))
        refunds = [refund for payment in payments for refund in payment.refunds.all()]
        return {
            "order": order,
            "lines": order.lines.all(),
            "shipments": shipments,
            "payments": payments,
            "refunds": refunds,
            "payment_says": payment_status(order, payments).label,
            "delivery_says": delivery_status(order, shipments).label,
            "texts": order.texts.all(),
            "events": timeline(order, *payments, *refunds, *shipments),
        }


def drafts_of(order):
    return order.shipments.filter(state=Shipment.State.DRAFT, wants_booking=False)
