"""Carriers a member does not want to meet again: marked in the account, or where one was met."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from shipping.network import network

from .members import member_act


def carriers_on_offer():
    """[(code, name)] by name; no query."""
    return sorted(
        {(one.carrier_code, one.carrier_name) for one in network().services},
        key=lambda carrier: carrier[1],
    )


@member_act("account")
def unwanted_carriers(request):
    """The ticked ones, and no others."""
    on_offer = {code for code, _name in carriers_on_offer()}
    request.user.leave_out_carriers(on_offer & set(request.POST.getlist("unwanted")))
    messages.success(request, _("Your wishes are kept."))
    return redirect("account")


def where_it_was_said(request):
    """A path of ours from the form, else the account."""
    back = request.POST.get("next", "")
    return back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else "account"


@member_act(where_it_was_said)
def unwanted_carrier(request, code):
    """One more; back to where it was said."""
    names = {one.carrier_code: one.carrier_name for one in network().every_service.values()}
    if code not in names:
        raise Http404
    request.user.leave_out_carriers(request.user.unwanted | {code})
    messages.success(
        request, _("From now on we select another carrier for you where there is one.")
    )
    return redirect(where_it_was_said(request))
