import re

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminTextInputWidget

from notifications.desk_amounts import WithAmounts
from notifications.desk_columns import moment
from notifications.desk_queues import Queue, WithQueues
from notifications.staff import ReadOnlyAdmin, StatefulAdmin, timeline, verb
from notifications.templatetags.words import day_of_year, day_short, money

from .approvals import approvals
from .desk_brand import BrandAdmin
from .desk_promises import PromiseAdmin
from .lists import REFUND_SINCE
from .models import AskedAgain, DeliveryRating, Return, ReturnFee
from .parcels import NoWayBack
from .satisfaction import STARS

__all__ = ["BrandAdmin", "DeliveryRatingAdmin", "PromiseAdmin", "ReturnAdmin", "ReturnFeeAdmin"]

State = Return.State
ON_THE_TABLE = {State.APPROVED, State.ON_ITS_WAY, State.LAPSED}  # also without a word of a carrier
WITH_US = ON_THE_TABLE | {State.RECEIVED}

AS_WRITTEN = re.compile(r"[İIiı](\d+)")


class WaitsForUs(Queue):
    queues = {
        "waiting": (_("waiting for us"), lambda rows, now: rows.awaiting_staff()),
        "asked": (_("requests to answer"), lambda rows, now: rows.awaiting_answer()),
        "refund_due": (
            _("refunds due by law"),
            lambda rows, now: rows.with_refund_pressing(timezone.localdate(now)),
        ),
    }


def due_day(returned):
    """The law's last day to give the money back, while it is not out; else None."""
    is_open = returned.state not in Return.DEAD | {State.SETTLED}
    return returned.refund_due if is_open else None


class Condition(forms.Form):
    """One box a line: can it be sold again?"""

    def __init__(self, *args, lines=(), **kwargs):
        super().__init__(*args, **kwargs)
        accepted = [(line, quantity) for line, quantity in lines if quantity]
        self.fields["resellable"] = forms.MultipleChoiceField(
            label=_("Can be sold again"),
            choices=[(line.pk, f"{count} × {line.order_line.title}") for line, count in accepted],
            initial=[line.pk for line, _count in accepted if not line.is_sellers_fault],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

    def clean_resellable(self):
        return {int(pk) for pk in self.cleaned_data["resellable"]}


class Answer(forms.Form):
    note = forms.CharField(
        label=_("Reason, as the customer reads it"),
        max_length=300,
        widget=UnfoldAdminTextInputWidget,
    )


class Welcome(forms.Form):
    note = forms.CharField(
        label=_("A sentence the customer reads"),
        max_length=300,
        required=False,
        widget=UnfoldAdminTextInputWidget,
    )


@admin.register(Return)
class ReturnAdmin(WithQueues, StatefulAdmin):
    list_display = ["code", "order", "buyer", "state", "sum", "asked", "received", "rating"]
    queue_columns = {
        "waiting": ["code", "order", "buyer", "state", "sum", "asked", "received", "refund_by"],
        "asked": ["code", "order", "buyer", "sum", "asked"],
        "refund_due": ["code", "order", "buyer", "state", "sum", "received", "refund_by"],
    }
    list_filter = [WaitsForUs, "state"]
    list_select_related = ["order"]
    about_people = ("buyer", "iban", "iban_holder", "order__buyer_name")
    search_fields = ["number__exact", "order__number__exact", "order__buyer_name__holds"]
    refusals = {
        AskedAgain: _("Its goods are in a newer return; accept that one."),
        NoWayBack: _("No carrier can bring it. Switch one on under Carriers, then try again."),
    }
    search_help_text = _("return or order number, or name")
    fieldsets = [
        (
            None,
            {
                "fields": [
                    *("code", "order", "buyer", "state", "sum", "shipment", "return_code"),
                    *("asked_by", "clicks", "last_day", "asked_at", "approved_at", "send_by"),
                    "lapsed_at",
                    *("handed_over_at", "received_at", "refund_by_day", "checked_at", "settled_at"),
                    *("fee_taken", "credit_back", "refund", "iban", "iban_holder"),
                    *("staff_note", "given_back"),
                ]
            },
        )
    ]
    change_form_outer_after_template = "admin/returns/_return.html"
    list_before_template = "admin/returns/_ratings.html"

    asked = moment("asked_at", _("asked"))
    received = moment("received_at", _("received"))

    def get_ordering(self, request):
        """In the queue what the law presses for first, then what has waited longest."""
        if WaitsForUs.parameter_name in request.GET:
            return [REFUND_SINCE.asc(nulls_last=True), "asked_at"]
        return ["-number"]

    def get_search_results(self, request, returns, term):
        """Its number also as it is written: İ243."""
        number = AS_WRITTEN.fullmatch(term.strip())
        return super().get_search_results(request, returns, number[1] if number else term)

    @admin.display(description=_("return number"), ordering="number")
    def code(self, returned):
        return str(returned)

    @admin.display(description=_("customer"), ordering="order__buyer_name")
    def buyer(self, returned):
        return returned.order.buyer_name

    @admin.display(description=_("to refund"), ordering="refund_amount")
    def sum(self, returned):
        return money(returned.refund_amount)

    @admin.display(description=_("refund by"), ordering=REFUND_SINCE)
    def refund_by(self, returned):
        return day_short(due_day(returned)) or "-"

    @admin.display(description=_("refund by"))
    def refund_by_day(self, returned):
        return day_of_year(due_day(returned)) or "-"

    @admin.display(description=_("return fee"))
    def fee_taken(self, returned):
        return money(returned.fee) if returned.fee else "-"

    @admin.display(description=_("how it was, 1 to 5"), ordering="stars")
    def rating(self, returned):
        return f"{returned.stars}/{STARS}" if returned.stars else "-"

    @admin.display(description=_("back to voucher or points"))
    def credit_back(self, returned):
        if not returned.credit:
            return "-"
        return f"{returned.order.credit.title}: {money(returned.credit)}"

    def changelist_view(self, request, extra_context=None):
        now = timezone.now()
        told = {
            "ratings": Return.objects.ratings(now),
            "most": STARS,
            "approvals": approvals(now),
        }
        return super().changelist_view(request, {**(extra_context or {}), **told})

    @admin.display(description=_("return code"))
    def return_code(self, returned):
        return returned.return_code or "-"

    def verb_form(self, chosen, returned, data=None, files=None):
        if chosen.form_class is Condition:
            return chosen.form(data, files, lines=returned.counted_lines())
        return super().verb_form(chosen, returned, data, files)

    @verb(
        _("Accept and refund"),
        form_class=Condition,
        is_main=True,
        when=lambda one: one.state in WITH_US,
    )
    def accept(self, returned, *, resellable, at, by):
        returned.receive_and_accept(resellable, at=at, by=by)
        if returned.refund is None:
            return gettext("Accepted. Nothing was paid for it, so nothing goes back.")
        if returned.refund.payment.plugin.refunds_to_iban:
            sentence = gettext("Accepted. %(amount)s is to be sent by hand: see Refunds.")
        else:
            sentence = gettext("Accepted. %(amount)s goes back to the customer.")
        return sentence % {"amount": money(returned.refund_amount)}

    @verb(
        _("Approve"),
        form_class=Welcome,
        is_main=True,
        when=lambda one: one.state == State.ASKED,
    )
    def approve(self, returned, *, note, at, by):
        returned.approve(at=at, by=by, note=note)
        return gettext("Approved. The carrier is asked for a code, and the customer gets it.")

    @verb(_("Refuse"), form_class=Answer, when=lambda one: one.state == State.ASKED)
    def refuse(self, returned, *, note, at, by):
        returned.refuse(note, at=at, by=by)
        return gettext("Refused. The customer reads your reason.")

    @verb(
        _("Received, to be checked"),
        when=lambda one: one.state in ON_THE_TABLE,
    )
    def receive(self, returned, *, at, by):
        returned.receive(at=at, by=by)
        return gettext("Noted as received. Look at the goods, then accept or reject.")

    @verb(_("Reject"), form_class=Answer, when=lambda one: one.state == State.RECEIVED)
    def reject(self, returned, *, note, at, by):
        returned.reject(note, at=at, by=by)
        return gettext("Rejected. A parcel that brings the goods back waits under Parcels.")

    def whole_story(self, returned):
        parts = (returned, returned.shipment, returned.refund, returned.given_back)
        things = [one for one in parts if one]
        return {
            "returned": returned,
            "lines": returned.counted_lines(),
            "is_counted": returned.state in WITH_US | Return.GIVEN_BACK,
            "events": timeline(*things),
        }


@admin.register(DeliveryRating)
class DeliveryRatingAdmin(ReadOnlyAdmin):
    """What customers answered, the newest first; their means stand with the promises."""

    list_display = ["order", "stars", "answered", "changed"]
    list_filter = ["stars"]
    list_select_related = ["order"]
    search_fields = ["order__number__exact"]
    search_help_text = _("order number")
    answered = moment("at", _("when"))
    changed = moment("changed_at", pgettext_lazy("rating", "changed"))


@admin.register(ReturnFee)
class ReturnFeeAdmin(WithAmounts, ModelAdmin):
    """Rules: an empty list means that sending back is always free."""

    list_before_template = "admin/_note.html"
    list_note = _(
        "Rules by loyalty tier and reason. Without any, sending back is always free. None is taken"
        " in the days that everybody has, nor for our own fault."
    )

    list_display = ["reason", "whom", "sum"]
    list_select_related = ["tier"]

    @admin.display(description=_("loyalty tier"), ordering="tier__from_orders")
    def whom(self, fee):
        return fee.tier or _("everybody")

    @admin.display(description=_("fee, TRY"), ordering="amount")
    def sum(self, fee):
        return money(fee.amount)
