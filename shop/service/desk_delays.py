"""Delays on the merchant's desk: whom to call, what is given back for a broken promise, and what
that has cost."""

from decimal import Decimal

from django import forms
from django.contrib import admin
from django.db.models import Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminTextInputWidget

from notifications.desk_amounts import WithAmounts
from notifications.desk_columns import moment
from notifications.desk_queues import Queue, WithQueues
from notifications.names import who
from notifications.staff import ReadOnlyAdmin, StatefulAdmin, timeline, verb
from notifications.templatetags.words import money, percent
from shop.customers.phones import phone_link
from shop.orders.calls import Call
from shop.payments.remedies import Remedy, RemedyRule


class CallQueue(Queue):
    queues = {"to_make": (gettext_lazy("to call"), lambda rows, now: rows.to_make())}


class Outcome(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("What came of it"), max_length=300, widget=UnfoldAdminTextInputWidget
    )


@admin.register(Call)
class CallAdmin(WithQueues, StatefulAdmin):
    list_display = ["order", "why", "whom", "number", "asked", "done_on", "who"]
    queue_columns = {"to_make": ["order", "why", "whom", "number", "asked"]}
    list_filter = [CallQueue, "why"]
    change_form_outer_after_template = "admin/service/_call.html"
    about_people = ("whom", "phone", "number", "note")
    search_fields = ["order__number__exact", "whom__holds", "phone"]
    search_help_text = gettext_lazy("order number, name or phone")
    ordering = ["-pk"]
    fields = [
        *("order", "why", "whom", "number", "asked_at"),
        *("done_at", "who", "note"),
    ]

    asked = moment("asked_at", gettext_lazy("asked"))
    done_on = moment("done_at", gettext_lazy("done"))

    @admin.display(description=gettext_lazy("done by"), ordering="done_by")
    def who(self, call):
        return who(call.done_by) or "-"

    @admin.display(description=gettext_lazy("phone"), ordering="phone")
    def number(self, call):
        return phone_link(call.phone)

    @verb(
        gettext_lazy("I made the call"),
        form_class=Outcome,
        is_main=True,
        when=lambda call: call.done_at is None,
    )
    def done(self, call, *, note, at, by):
        call.close(note, at=at, by=by)
        return gettext("Noted. The call is off the list.")

    def whole_story(self, call):
        return {"call": call, "events": timeline(call.slip.shipment)}


@admin.register(RemedyRule)
class RemedyRuleAdmin(WithAmounts, ModelAdmin):
    list_display = ["kind", "when", "share", "of_one", "budget", "spent", "is_active"]
    fields = [
        *("when", "kind", "most", "percent", "days", "minimum"),
        *("monthly_budget", "is_active"),
    ]

    def get_queryset(self, request):
        """With what the month has cost by all of them together, in one query for the list."""
        month = timezone.localdate().replace(day=1)
        given = Remedy.objects.filter(month=month).order_by().values("month")
        spent = Subquery(given.values(sum=Sum("amount")))
        return super().get_queryset(request).annotate(spent_this_month=Coalesce(spent, Decimal(0)))

    @admin.display(description=gettext_lazy("of the shipping fee"), ordering="percent")
    def share(self, rule):
        return percent(rule.percent / 100) if rule.kind == rule.Kind.FEE else "-"

    @admin.display(description=gettext_lazy("for one order"), ordering="most")
    def of_one(self, rule):
        return money(rule.most)

    @admin.display(description=gettext_lazy("budget of a month"), ordering="monthly_budget")
    def budget(self, rule):
        return money(rule.monthly_budget)

    @admin.display(description=gettext_lazy("given this month"))
    def spent(self, rule):
        return money(rule.spent_this_month)

    def has_delete_permission(self, request, obj=None):
        return False  # what it gave refers to it: switch it off


@admin.register(Remedy)
class RemedyAdmin(ReadOnlyAdmin):
    list_display = ["order", "what", "sum", "given"]
    list_filter = ["month"]
    search_fields = ["order__number__exact"]
    search_help_text = gettext_lazy("order number")
    list_select_related = ["credit", "order"]
    ordering = ["-pk"]
    given = moment("at", gettext_lazy("when"))

    @admin.display(description=gettext_lazy("what"))
    def what(self, remedy):
        return remedy.credit.title if remedy.credit else gettext("part of the shipping fee")

    @admin.display(description=gettext_lazy("amount"), ordering="amount")
    def sum(self, remedy):
        return money(remedy.amount)
