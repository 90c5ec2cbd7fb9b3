"""Somebody lost the link to an order: number and e-mail bring it again, to the addresses of the
order and never to the screen. The page answers the same whether there is such an order or not."""

from datetime import timedelta

from django import forms
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from notifications.events import record
from notifications.models import Event
from shop.customers.forms import EmailField
from shop.customers.limits import asks_too_often
from shop.customers.visitors import counted_address
from shop.orders.models import Order

ASKED = "order_link_asked"
PAUSE = timedelta(minutes=10)  # between two messages about one order
A_DAY = 5  # messages about one order
AN_HOUR = 20  # asked by one visitor


class FindOrderForm(forms.Form):
    number = forms.IntegerField(
        label=_("Order number"),
        min_value=1,
        max_value=10**12,
        error_messages=dict.fromkeys(
            ["required", "invalid", "min_value", "max_value"],
            _("Enter the order number. It is in the messages you got, digits only."),
        ),
    )
    email = EmailField(label=_("E-mail you ordered with"))


@require_http_methods(["GET", "HEAD", "POST"])
def order_link(request):
    form = FindOrderForm(request.POST or None)
    if not form.is_valid():
        return page(request, form)
    if asks_too_often(ASKED, counted_address(request), most=AN_HOUR, seconds=3600):
        form.add_error(None, gettext("You have asked too often. Please wait an hour."))
        return page(request, form, status=429)
    send_link_again(form.cleaned_data["number"], form.cleaned_data["email"], timezone.now())
    return redirect("order_link_sent")


def page(request, form, status=200):
    return render(request, "service/order_link.html", {"form": form}, status=status)


@require_safe
def order_link_sent(request):
    return render(request, "service/order_link_sent.html")


def send_link_again(number, email, at):
    """Under the order's lock, so that two at once send one."""
    with transaction.atomic():
        mine = Order.objects.filter(number=number, buyer_email__iexact=email)
        order = mine.select_for_update().first()
        if order is None:
            return
        asked = Event.objects.about(order).filter(name=ASKED, at__gt=at - timedelta(days=1))
        times = list(asked.values_list("at", flat=True))
        if len(times) < A_DAY and not any(time > at - PAUSE for time in times):
            record(order, ASKED, at=at, by="buyer")
