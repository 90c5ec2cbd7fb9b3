"""Parcels on the merchant's desk: their lists, their papers, what may be done with each."""

from django.contrib import admin, messages
from django.db.models import F
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from notifications.desk_columns import day_and_hour, two_lines
from notifications.desk_queues import WithQueues
from notifications.later import Later
from notifications.staff import StatefulAdmin, staff_name, timeline, too_late, verb
from notifications.templatetags.words import day_short, money, percent, through
from shipping.completeness import CHECKS, gaps
from shipping.models import Shipment
from shop.customers.phones import phone_link
from shop.orders.dispatching import dispatch
from shop.orders.models import Order
from shop.orders.parcels import ORDER_NUMBER
from shop.orders.reading import parcel_says
from shop.orders.undelivered import Undelivered
from shop.payments.resending import NotOffered, can_be_sent_again, send_again
from shop.payments.undelivered import can_be_given_up, give_up

from .desk_parcel_forms import Correction, GivingUp, SendingAgain
from .desk_parcel_lists import (
    COLUMNS,
    DISPATCH_ALL,
    PRINT_LABELS,
    PRINT_PICKS,
    PRINT_SLIPS,
    WHOSE,
    ParcelQueue,
    being_booked,
)
from .desk_promised import promises_of

labels, picking = Later("shipping.labels"), Later("shipping.picking")


@admin.register(Shipment)
class ShipmentAdmin(WithQueues, StatefulAdmin):
    list_display = list(WHOSE + ("leaves", "receiver", "carried_by", "stands", "expected"))
    list_filter = [ParcelQueue, "state", "carrier", "warehouse", "direction"]
    list_select_related = ["service__carrier"]
    search_fields = [
        *("number", "reference", "tracking_number"),
        *("receiver_name__holds", "receiver_phone"),
    ]
    search_help_text = gettext_lazy("parcel, order or cargo number, receiver or phone")
    list_per_page = 100  # dispatched and printed by the page
    queue_columns = COLUMNS
    for_all = {
        "to_dispatch": [DISPATCH_ALL, PRINT_PICKS, PRINT_SLIPS],
        "overdue": [DISPATCH_ALL, PRINT_PICKS, PRINT_SLIPS],
        "ready": [PRINT_LABELS, PRINT_PICKS, PRINT_SLIPS],
    }
    actions = ["dispatch_them", "print_labels", "print_slips", "print_picks"]
    change_form_outer_after_template = "admin/service/_parcel.html"
    refusals = {
        NotOffered: gettext_lazy("This service does not go there any more; choose another.")
    }
    fieldsets = [
        (
            None,
            {
                "fields": [
                    *("number", "reference", "state", "service", "warehouse", "tracking_number"),
                    *("leaves_by", "promised_earliest", "promised_latest"),
                    *("expected_earliest", "expected_latest", "risk", "watched_at"),
                    *("booked_at", "handed_over_at", "arrived_at", "delivered_at"),
                    *("received_by", "return_code", "original_number"),
                ]
            },
        ),
        (
            gettext_lazy("Where to"),
            {
                "fields": [
                    *("receiver_name", "receivers_phone", "place", "neighbourhood", "address"),
                    *("note", "desi", "weight_kg", "to_collect", "gift"),
                ]
            },
        ),
    ]

    @admin.display(description=gettext_lazy("last news"), ordering="last_scan_at")
    def last_news(self, shipment):
        return day_and_hour(shipment.last_scan_at or shipment.booked_at)

    @admin.display(description=gettext_lazy("order"), ordering=ORDER_NUMBER)
    def order_number(self, shipment):
        return shipment.reference

    @admin.display(description=gettext_lazy("leaves us by"), ordering="leaves_by")
    def leaves(self, shipment):
        day = day_short(shipment.leaves_by)
        is_draft = shipment.state == Shipment.State.DRAFT and not shipment.wants_booking
        if is_draft and shipment.leaves_by < timezone.localdate():
            return format_html('<strong class="late">{} · {}</strong>', day, _("overdue"))
        return day

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def stands(self, shipment):
        return parcel_says(shipment)

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def stuck_at(self, shipment):
        """The state of one without news; what was sent back is here for want of its coming home."""
        if shipment.state == Shipment.State.SENT_BACK:
            return _("going back, has not reached us")
        return parcel_says(shipment)

    @admin.display(description=gettext_lazy("place"), ordering="province")
    def place(self, shipment):
        return f"{shipment.district}, {shipment.province_name}"

    @admin.display(description=gettext_lazy("receiver's phone"))
    def receivers_phone(self, shipment):
        return phone_link(shipment.receiver_phone)

    @admin.display(description=gettext_lazy("receiver"), ordering="province")
    def receiver(self, shipment):
        return two_lines(shipment.receiver_name, self.place(shipment))

    @admin.display(description=gettext_lazy("service"), ordering="service")
    def carried_by(self, shipment):
        return two_lines(shipment.service.carrier.name, shipment.service.title)

    @admin.display(description=gettext_lazy("to collect at the door"))
    def to_collect(self, shipment):
        return money(shipment.cod_amount) if shipment.cod_amount else "-"

    @admin.display(description=gettext_lazy("gift"))
    def gift(self, shipment):
        return (shipment.gift_message or _("without a note")) if shipment.is_gift else "-"

    @admin.display(description=gettext_lazy("expected until"), ordering="expected_latest")
    def expected(self, shipment):
        return day_short(shipment.expected_latest)

    @admin.display(
        description=gettext_lazy("comes later"), ordering=F("break_chance").asc(nulls_first=True)
    )
    def risk(self, shipment):
        """The chance that it comes after the end its customer was told."""
        if shipment.break_chance is None or not shipment.is_awaited:
            return "-"
        return percent(shipment.break_chance)

    @admin.display(description=gettext_lazy("data"))
    def data(self, shipment):
        """How complete the parcel's data are, or what the carrier said to them."""
        missing = gaps(shipment)
        if shipment.state != Shipment.State.DRAFT:
            return ""
        if missing or shipment.booking_problem:
            said = " ".join([*missing, shipment.booking_problem]).strip()
            return format_html('<span class="late">{}</span>', said)
        return f"{CHECKS}/{CHECKS}"

    @admin.action(description=gettext_lazy("Dispatch"), permissions=["act"])
    def dispatch_them(self, request, shipments):
        chosen = list(shipments)
        complete = [one for one in chosen if not gaps(one)]
        dispatched = dispatch(complete, by=staff_name(request.user), at=timezone.now())
        if dispatched:
            messages.success(request, self.said_of_dispatch(dispatched))
        elif complete or not chosen:  # what was ticked has left this list meanwhile
            messages.info(request, too_late())
        if left := [one for one in chosen if one not in complete]:
            pages = format_html_join(", ", "{}", ((self.link_to(one),) for one in left))
            sentence = format_html(_("These need a correction first: {parcels}"), parcels=pages)
            messages.warning(request, sentence)

    def note_of(self, queue):
        count = being_booked(Shipment.objects.all()).count() if queue == "ready" else 0
        if not count:
            return ""
        return ngettext(
            "%(count)d more parcel is being booked: open this list again in a minute.",
            "%(count)d more parcels are being booked: open this list again in a minute.",
            count,
        ) % {"count": count}

    def said_of_dispatch(self, parcels):
        """With a link to these parcels among all that wait for the carrier, whose labels may be
        printed already."""
        sentence = ngettext(
            "%(count)d parcel is being booked with its carrier.",
            "%(count)d parcels are being booked with their carriers.",
            len(parcels),
        ) % {"count": len(parcels)}
        return format_html(
            '{} <a href="{}?queue=ready&amp;id__in={}" class="desk__link">{}</a>',
            sentence,
            reverse(self.page_name("changelist")),
            ",".join(str(one.pk) for one in parcels),
            _("Print their labels"),
        )

    @admin.action(description=gettext_lazy("Print labels"))
    def print_labels(self, request, shipments):
        return pdf(labels.labels_pdf(whole(shipments)), "labels.pdf")

    @admin.action(description=gettext_lazy("Print packing slips"))
    def print_slips(self, request, shipments):
        return pdf(labels.packing_slip_pdf(whole(shipments)), "packing-slips.pdf")

    @admin.action(description=gettext_lazy("Print the pick list"))
    def print_picks(self, request, shipments):
        return pdf(picking.pick_list_pdf(whole(shipments), now=timezone.now()), "pick-list.pdf")

    def has_act_permission(self, request):
        return self.may_act(request)

    def verb_form(self, chosen, shipment, data=None, files=None):
        if chosen.form_class in {Correction, GivingUp, SendingAgain}:
            return chosen.form(data, files, parcel=shipment)
        return super().verb_form(chosen, shipment, data, files)

    @verb(
        gettext_lazy("Dispatch"),
        is_main=True,
        when=lambda one: (
            one.state == Shipment.State.DRAFT and not one.wants_booking and not gaps(one)
        ),
    )
    def dispatch(self, shipment, *, at, by):
        return self.said_of_dispatch(dispatch([shipment], by=by, at=at))

    @verb(
        gettext_lazy("Try the booking again"),
        is_main=True,
        when=lambda one: one.state == Shipment.State.DRAFT and one.booking_problem,
    )
    def book_again(self, shipment, *, at, by):
        shipment.ask_booking(at=at, by=by)
        return _("%(carrier)s is asked again within a minute.") % {"carrier": shipment.carrier.name}

    @verb(
        gettext_lazy("Correct the receiver's details"),
        form_class=Correction,
        when=lambda one: one.is_ours_to_change,
    )
    def correct(self, shipment, *, at, by, **receiver):
        if shipment.correct(receiver, at=at, by=by):
            return _("The receiver's details are corrected.")
        return _("Nothing was changed.")

    @verb(
        gettext_lazy("Give up the parcel, refund its goods"),
        form_class=GivingUp,
        when=can_be_given_up,
        warning=gettext_lazy("What it held is paid back at once. This cannot be taken back."),
    )
    def give_up(self, shipment, *, why, at, by):
        made = give_up(shipment, Undelivered.Why(why), at=at, by=by)
        if made is None:
            return _("It was the last parcel: the order is cancelled, what was paid goes back.")
        return _("The parcel is given up: %(amount)s, %(way)s.") % {
            "amount": money(made.amount),
            "way": made.get_way_display(),
        }

    @verb(
        gettext_lazy("Send it again"),
        form_class=SendingAgain,
        is_main=True,
        when=can_be_sent_again,
    )
    def send_again(self, shipment, *, way, at, by, **receiver):
        fresh = send_again(shipment, way, receiver, at=at, by=by)
        return format_html(
            _("Parcel {parcel} waits to be dispatched. The customer hears: {days}."),
            parcel=self.link_to(fresh),
            days=through(fresh.promised_earliest, fresh.promised_latest),
        )

    def link_to(self, shipment):
        page = reverse(self.page_name("change"), args=[shipment.pk])
        return format_html('<a href="{}" class="desk__link">{}</a>', page, shipment.number)

    def whole_story(self, shipment):
        order = Order.objects.filter(pk=shipment.reference if is_number(shipment) else None)
        found = Undelivered.objects.filter(shipment=shipment).select_related("sent_again_as")
        given_up = found.first()
        return {
            "parcel": shipment,
            "gaps": gaps(shipment) if shipment.state == Shipment.State.DRAFT else [],
            "given_up": given_up,
            "instead_of": Shipment.objects.filter(undelivered__sent_again_as=shipment).first(),
            "promises": promises_of(shipment),
            "scans": shipment.scans.order_by("-at", "-pk"),
            "order": order.first(),
            "events": timeline(shipment, *filter(None, [given_up])),
        }


def is_number(shipment):
    return shipment.reference.isdecimal()


def whole(shipments):
    return list(shipments.select_related("carrier", "service", "warehouse"))


def pdf(content, name):
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer
