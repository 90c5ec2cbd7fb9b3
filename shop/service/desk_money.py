"""Payments and refunds on the merchant's desk."""

from decimal import Decimal

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from notifications.desk_amounts import AmountField
from notifications.desk_columns import moment
from notifications.desk_queues import Named, Queue, WithQueues
from notifications.staff import StatefulAdmin, timeline, verb
from notifications.templatetags.words import money
from shop.orders.telling import COD, TRANSFER
from shop.payments.forms import IbanField
from shop.payments.methods import methods
from shop.payments.models import Payment, Refund
from shop.payments.paying import WrongAmount, confirm_transfer
from shop.payments.refunding import (
    InvalidIban,
    NotByHand,
    ask_again,
    give_account,
    mark_sent_by_hand,
)

BY_HAND = [TRANSFER, COD]
# a transfer is under way whatever the buyer did meanwhile, and comes after its last day as well
MAY_COME = {Payment.State.STARTED, Payment.State.EXPIRED}


class PaymentQueue(Queue):
    queues = {
        "transfers": (
            _("transfers to confirm"),
            lambda rows, now: rows.filter(method="transfer", state=Payment.State.STARTED),
        ),
        "surplus": (_("taken too much"), lambda rows, now: rows.filter(is_surplus=True)),
    }


class TransferSeen(forms.Form):
    amount = AmountField(
        label=_("Amount on the account, TRY"), min_value=Decimal("0.01"), decimal_places=2
    )
    bank_reference = forms.CharField(
        label=_("Bank reference"), max_length=80, widget=UnfoldAdminTextInputWidget
    )
    came_on = forms.DateField(
        label=_("Came on"),
        required=False,
        help_text=_(
            "Empty: today. The promised dates hold when it came by the day the buyer read."
        ),
        widget=UnfoldAdminTextInputWidget(attrs={"type": "date"}),
    )


class Account(forms.Form):
    iban = IbanField(widget=UnfoldAdminTextInputWidget)
    holder = forms.CharField(
        label=_("Account holder"), max_length=120, widget=UnfoldAdminTextInputWidget
    )


class PaidBy(Named):
    title = _("method")
    parameter_name = "method"

    def names():
        return {method.code: method.title for method in methods()}


@admin.register(Payment)
class PaymentAdmin(WithQueues, StatefulAdmin):
    list_display = ["order", "buyer", "way", "sum", "state", "started", "paid"]
    queue_columns = {"transfers": ["order", "buyer", "sum", "started", "expires"]}
    list_display_links = ["order"]
    list_filter = [PaymentQueue, "state", PaidBy]
    about_people = ("buyer", "order__buyer_name")
    list_select_related = ["order"]
    search_fields = ["order__number__exact", "reference", "order__buyer_name__holds", "provider_id"]
    search_help_text = _("order number, reference or name")
    ordering = ["-pk"]
    fields = [
        *("order", "buyer", "way", "sum", "state", "started_at", "expires_at", "paid_at"),
        *("reference", "provider_id", "note"),
    ]
    refusals = {WrongAmount: None}
    started = moment("started_at", _("started"))
    expires = moment("expires_at", _("expires"))
    paid = moment("paid_at", _("paid"))

    @admin.display(description=_("buyer"), ordering="order__buyer_name")
    def buyer(self, payment):
        return payment.order.buyer_name

    @admin.display(description=_("method"), ordering="method")
    def way(self, payment):
        return payment.plugin.title

    @admin.display(description=_("amount"), ordering="amount")
    def sum(self, payment):
        return money(payment.amount)

    @verb(
        _("Confirm the transfer"),
        form_class=TransferSeen,
        is_main=True,
        when=lambda one: one.method == "transfer" and one.state in MAY_COME,
    )
    def confirm(self, payment, *, at, by, **seen):
        confirm_transfer(payment, **seen, at=at, by=by)
        payment.refresh_from_db()
        if payment.is_surplus:
            sentence = gettext(
                "Order %(number)s does not need it any more: the money is to be sent back, see"
                " Refunds."
            )
        else:
            sentence = gettext("Order %(number)s is paid; its parcels wait to be dispatched.")
        return sentence % {"number": payment.order_id}

    def whole_story(self, payment):
        return {"events": timeline(payment, *payment.refunds.all())}


class RefundQueue(Queue):
    queues = {
        "by_hand": (
            _("to send by hand"),
            lambda rows, now: rows.filter(state=Refund.State.ASKED, payment__method__in=BY_HAND),
        ),
        "failed": (_("failed"), lambda rows, now: rows.filter(state=Refund.State.FAILED)),
    }


@admin.register(Refund)
class RefundAdmin(WithQueues, StatefulAdmin):
    list_display = ["order", "buyer", "sum", "state", "why", "asked", "problem"]
    queue_columns = {
        "by_hand": ["order", "buyer", "sum", "why", "iban", "asked"],
        "failed": ["order", "buyer", "sum", "why", "asked", "problem"],
    }
    list_filter = [RefundQueue, "state"]
    list_select_related = ["payment__order"]
    about_people = ("buyer", "iban", "iban_holder", "payment__order__buyer_name")
    search_fields = [
        *("payment__order__number__exact", "reference", "payment__reference"),
        "payment__order__buyer_name__holds",
    ]
    search_help_text = _("order number, reference or name")
    ordering = ["-pk"]
    fields = [
        *("order_link", "buyer", "sum", "state", "why", "iban", "iban_holder", "reference"),
        *("payment", "asked_at", "done_at", "problem"),
    ]
    refusals = {NotByHand: None, InvalidIban: None}
    asked = moment("asked_at", _("asked"))

    @admin.display(description=_("order"), ordering="payment__order")
    def order(self, refund):
        return refund.payment.order_id

    @admin.display(description=_("order"))
    def order_link(self, refund):
        page = reverse("admin:shop_order_change", args=[refund.payment.order_id])
        return format_html('<a href="{}">{}</a>', page, refund.payment.order_id)

    @admin.display(description=_("buyer"), ordering="payment__order__buyer_name")
    def buyer(self, refund):
        return refund.payment.order.buyer_name

    @admin.display(description=_("amount"), ordering="amount")
    def sum(self, refund):
        return money(refund.amount)

    @admin.display(description=_("reason"))
    def why(self, refund):
        return refund.why

    @verb(
        _("I have sent the money"),
        is_main=True,
        when=lambda one: is_by_hand(one) and one.iban,
    )
    def sent(self, refund, *, at, by):
        mark_sent_by_hand(refund, at=at, by=by)
        return gettext("Noted. The customer hears that %(amount)s is on its way.") % {
            "amount": money(refund.amount)
        }

    @verb(_("Note the buyer's account"), form_class=Account, when=lambda one: is_by_hand(one))
    def account(self, refund, *, iban, holder, at, by):
        give_account(refund, iban, holder, at=at, by=by)
        return gettext("The account is noted. Send the money to it, then say so here.")

    @verb(_("Try again"), is_main=True, when=lambda one: one.state == Refund.State.FAILED)
    def again(self, refund, *, at, by):
        ask_again(refund, at=at, by=by)
        return gettext("The bank is asked again within a minute.")


def is_by_hand(refund):
    return refund.state == Refund.State.ASKED and refund.payment.plugin.refunds_to_iban
