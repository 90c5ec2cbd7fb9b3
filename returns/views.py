"""The tracking page and what can be done from it. The link is the key: whoever holds it sees the
stage, the dates and the town, and never an address, a telephone number or a whole name."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from notifications.stateful import WrongState
from shop.cart.carts import member_of
from shop.loyalty.tiers import tier_of
from shop.orders.models import Order
from shop.payments.cancelling import AlreadyDispatched, cancel_order

from .delay_views import choices
from .fees import costs
from .forms import StarsForm
from .readers import private_page
from .satisfaction import SCALE, DeliveryRating, NotAsked, rate_delivery
from .tracking import story


@require_safe
@private_page
def tracking(request, order, token):
    told = story(order, timezone.now())
    window = told.window if told.is_ordered and not told.is_coming_back else None
    context = {
        "story": told,
        "order": order,
        "token": token,
        "rated": stars_of(order) if told.can_be_rated else None,
        "scale": SCALE,
        "window": window,
        "return_days": settings.RETURN_DAYS,
        "costs": costs(order, window, told.now) if window else [],
        "standing": tier_of(order.customer, told.now) if told.delivered_at else None,
        "choices": choices(told),
        "remedy": told.remedy,
        "met": carriers_met(told, member_of(request)),
    }
    return render(request, "tracking/tracking.html", context)


def stars_of(order):
    """What they have said of the delivery; None so far."""
    return DeliveryRating.objects.filter(order=order).values_list("stars", flat=True).first()


def carriers_met(told, member):
    """[(code, name, is it unwanted)] of those that brought this member's own parcels; nothing for
    whoever else holds the link."""
    if member is None or told.order.customer_id != member.pk:
        return []
    brought = [one.carrier for one in told.shipments if one.delivered_at]
    names = {carrier.code: carrier.name for carrier in brought}
    return [(code, name, code in member.unwanted) for code, name in sorted(names.items())]


@require_safe
@private_page
def tracking_now(request, order, token):
    """The part of the page that changes by itself; 204 when what is `seen` still holds. With
    `whole` something below it changes too: the browser is told to ask for all of the page."""
    told = story(order, timezone.now())
    if request.GET.get("seen") == told.version:
        return HttpResponse(status=204)
    if "whole" in request.GET:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    context = {"story": told, "order": order, "token": token}
    return render(request, "tracking/_now.html", context)


@require_safe
@private_page
def tracking_document(request, order, token, kind):
    """A text as it was confirmed with the order, never made anew."""
    text = get_object_or_404(order.texts, kind=kind)
    return render(request, "tracking/document.html", {"text": text, "order": order, "token": token})


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def tracking_cancellation(request, order, token):
    told = story(order, timezone.now())
    if request.method == "POST":
        cancel(request, order, told)
        return redirect("tracking", token)
    if not told.can_be_cancelled:
        raise Http404
    context = {"story": told, "order": order, "token": token}
    return render(request, "tracking/cancellation.html", context)


def cancel(request, order, told):
    try:
        if not told.can_be_cancelled:
            raise AlreadyDispatched(order.number)
        cancel_order(order, at=told.now, by="buyer")
    except (AlreadyDispatched, WrongState):
        if not told.is_cancelled:
            sentence = _(
                "The parcel has left already. You can refuse it at the door or send it back."
            )
            messages.error(request, sentence)


@require_POST
@private_page
def tracking_approval(request, order, token):
    now = timezone.now()
    if story(order, now).can_be_approved:
        order.approve(at=now, by="buyer")
        messages.success(request, _("Thank you. You approved this order."))
    return redirect("tracking", token)


@require_POST
@private_page
def tracking_rating(request, order, token):
    """One tap is an answer, and another one changes it."""
    now, form = timezone.now(), StarsForm(request.POST)
    if form.is_valid():
        delivered_at, stars = story(order, now).delivered_at, form.cleaned_data["stars"]
        try:
            rate_delivery(order, stars, delivered_at=delivered_at, at=now)
        except NotAsked:
            messages.error(request, _("This answer can no longer be given."))
    else:
        messages.error(request, _("Choose a number from 1 to 5."))
    return redirect(reverse("tracking", args=[token]) + "#delivery-rating")


@require_POST
@private_page
def tracking_postponement(request, order, token):
    """The parcel is said to be delivered and is not there: the buyer gets more time, once."""
    now = timezone.now()
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=order.pk)
        told = story(order, now)
        if told.can_be_postponed:
            until = told.approval_day + timedelta(days=settings.APPROVAL_DAYS)
            order.postpone_approval(until, at=now, by="buyer")
    return redirect("tracking", token)
