"""What a customer chooses when a parcel comes later than promised: from the link alone, once."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from notifications.stateful import WrongState
from shipping.models import Slip
from shop.payments.cancelling import AlreadyDispatched, can_be_cancelled
from shop.payments.delays import NoLongerOffered, branch_service, choices_of, choose

from .readers import private_page
from .tracking import story

Choice = Slip.Choice


class ChoiceForm(forms.Form):
    slip = forms.IntegerField()
    choice = forms.ChoiceField(choices=Choice.choices)


def choices(told):
    """[{"value", "title", "help"}] of the Story's slip; empty when there is nothing to choose."""
    slip = told.choosing
    if slip is None or slip.choice or not told.is_ordered:
        return []
    slip.shipment = next(one for one in told.shipments if one.pk == slip.shipment_id)
    return [
        {"value": choice, "title": title, "help": text}
        for choice in choices_of(slip, told.order)
        for title, text in [words(choice, slip, told.order)]
    ]


def words(choice, slip, order):
    """(what the customer does, what comes of it)"""
    if choice == Choice.WAIT:
        return _("I will wait"), _("We keep watching it and will write if anything changes.")
    if choice == Choice.KEEP:
        return _("I will wait, with what was given to me"), _("It is yours in any case.")
    if choice == Choice.BRANCH:
        return _("I pick it up at the branch"), _(
            "We call %(carrier)s and ask for it. Wait for our news before you go there."
        ) % {"carrier": branch_service(slip.shipment).carrier.name}
    if can_be_cancelled(order):
        return _("I cancel the order"), _(
            "It has not left us yet. What you paid goes back; this cannot be undone."
        )
    return _("I cancel this parcel"), _(
        "It has not left us yet. Its price goes back, the rest of the order comes as it is."
    )


@require_POST
@private_page
def tracking_choice(request, order, token):
    now, form = timezone.now(), ChoiceForm(request.POST)
    slip = story(order, now).choosing
    if not form.is_valid():
        messages.error(request, _("Choose what we shall do."))
    elif slip is None or slip.pk != form.cleaned_data["slip"]:
        messages.error(request, no_longer())
    else:
        try:
            choose(slip, form.cleaned_data["choice"], at=now)
        except (NoLongerOffered, AlreadyDispatched, WrongState):
            messages.error(request, no_longer())
    return redirect("tracking", token)


def no_longer():
    return _("This can no longer be chosen: something has changed meanwhile. See below.")
