"""The merchant's desk: payments and refunds."""

from decimal import Decimal

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminDecimalFieldWidget, UnfoldAdminTextInputWidget

from notifications.staff import StatefulAdmin, verb
from shop.payments.forms import IbanField
from shop.payments.models import Payment, Refund
from shop.payments.paying import WrongAmount, confirm_transfer
from shop.payments.refunding import (
    InvalidIban,
    NotByHand,
    ask_again,
    give_account,
    mark_sent_by_hand,
)

from .desk import Queue


class PaymentQueue(Queue):
    queues = {
        "transfers": (
            gettext_lazy("transfers to confirm"),
            lambda rows, now: rows.filter(method="transfer", state=Payment.State.STARTED),
        ),
        "surplus": (gettext_lazy("taken too much"), lambda rows, now: rows.filter(is_surplus=True)),
    }


class TransferSeen(forms.Form):
    amount = forms.DecimalField(
        label=gettext_lazy("Amount on the account, TRY"),
        min_value=Decimal("0.01"),
        decimal_places=2,
        localize=True,
        widget=UnfoldAdminDecimalFieldWidget,
    )
    bank_reference = forms.CharField(
        label=gettext_lazy("Bank reference"), max_length=80, widget=UnfoldAdminTextInputWidget
    )


@admin.register(Payment)
class PaymentAdmin(StatefulAdmin):
    list_display = ["reference", "order", "method", "amount", "state", "started_at", "paid_at"]
    list_filter = [PaymentQueue, "state", "method"]
    search_fields = ["reference", "order__number", "provider_id"]
    refusals = (WrongAmount,)

    @verb(
        gettext_lazy("Confirm the transfer"),
        form_class=TransferSeen,
        is_main=True,
        when=lambda one: one.method == "transfer" and one.state == Payment.State.STARTED,
    )
    def confirm(self, payment, *, amount, bank_reference, at, by):
        confirm_transfer(payment, amount=amount, bank_reference=bank_reference, at=at, by=by)


class RefundQueue(Queue):
    queues = {
        "by_hand": (
            gettext_lazy("to send by hand"),
            lambda rows, now: rows.filter(
                state=Refund.State.ASKED, payment__method__in=["transfer", "cod"]
            ),
        ),
    }


class BuyersAccount(forms.Form):
    iban = IbanField(widget=UnfoldAdminTextInputWidget)
    holder = forms.CharField(
        label=gettext_lazy("Account holder"), max_length=120, widget=UnfoldAdminTextInputWidget
    )


def is_by_hand(refund):
    return refund.state == Refund.State.ASKED and refund.payment.plugin.refunds_to_iban


@admin.register(Refund)
class RefundAdmin(StatefulAdmin):
    list_display = ["reference", "payment", "amount", "state", "reason", "asked_at", "problem"]
    list_filter = [RefundQueue, "state"]
    list_select_related = ["payment"]
    search_fields = ["reference", "payment__reference"]
    refusals = (NotByHand, InvalidIban)

    @verb(gettext_lazy("Note the buyer's account"), form_class=BuyersAccount, when=is_by_hand)
    def account(self, refund, *, iban, holder, at, by):
        give_account(refund, iban, holder)

    @verb(
        gettext_lazy("I have sent the money"),
        is_main=True,
        when=lambda one: is_by_hand(one) and one.iban,
    )
    def sent(self, refund, *, at, by):
        mark_sent_by_hand(refund, at=at, by=by)

    @verb(gettext_lazy("Try again"), when=lambda one: one.state == Refund.State.FAILED)
    def again(self, refund, *, at, by):
        ask_again(refund, at=at, by=by)
