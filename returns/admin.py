from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from notifications.staff import StatefulAdmin, timeline, verb

from .models import Return

WITH_US = {Return.State.APPROVED, Return.State.ON_ITS_WAY, Return.State.RECEIVED}


class WaitsForUs(admin.SimpleListFilter):
    title = _("what to do")
    parameter_name = "queue"

    def lookups(self, request, model_admin):
        return [("waiting", _("waiting for us"))]

    def queryset(self, request, returns):
        return returns.awaiting_staff() if self.value() == "waiting" else returns


class Condition(forms.Form):
    """One box a line: can it be sold again?"""

    def __init__(self, *args, lines=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["resellable"] = forms.MultipleChoiceField(
            label=_("Can be sold again"),
            choices=[(line.pk, str(line)) for line in lines],
            initial=[line.pk for line in lines if not line.is_sellers_fault],
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


@admin.register(Return)
class ReturnAdmin(StatefulAdmin):
    list_display = ["number", "order", "state", "refund_amount", "asked_at", "received_at"]
    list_filter = [WaitsForUs, "state"]
    list_select_related = ["order"]
    search_fields = ["number", "order__number", "shipment__return_code"]
    change_form_outer_after_template = "admin/returns/_return.html"

    def verb_form(self, chosen, returned, data=None, files=None):
        if chosen.form_class is Condition:
            return chosen.form(data, files, lines=returned.lines.select_related("order_line"))
        return super().verb_form(chosen, returned, data, files)

    @verb(
        _("Accept and refund"),
        form_class=Condition,
        is_main=True,
        when=lambda one: one.state in WITH_US,
    )
    def accept(self, returned, *, resellable, at, by):
        returned.receive_and_accept(resellable, at=at, by=by)

    @verb(_("Approve"), is_main=True, when=lambda one: one.state == Return.State.ASKED)
    def approve(self, returned, *, at, by):
        returned.approve(at=at, by=by)

    @verb(_("Refuse"), form_class=Answer, when=lambda one: one.state == Return.State.ASKED)
    def refuse(self, returned, *, note, at, by):
        returned.refuse(note, at=at, by=by)

    @verb(
        _("Received, to be checked"),
        when=lambda one: one.state in WITH_US - {Return.State.RECEIVED},
    )
    def receive(self, returned, *, at, by):
        returned.receive(at=at, by=by)

    @verb(_("Reject"), form_class=Answer, when=lambda one: one.state == Return.State.RECEIVED)
    def reject(self, returned, *, note, at, by):
        returned.reject(note, at=at, by=by)

    def whole_story(self, returned):
        things = [one for one in (returned, returned.shipment, returned.refund) if one]
        return {
            "returned": returned,
            "lines": returned.lines.select_related("order_line"),
            "events": timeline(*things),
        }
