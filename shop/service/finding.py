"""Somebody lost the link to an order: number and e-mail bring it again, to the addresses of the
order and never to the screen. The page answers the same whether there is such an order or not."""

from datetime import timedelta

from django import forms
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications.events import record
from notifications.models import Event
from shop.orders.models import Order

ASKED = "order_link_asked"
PAUSE = timedelta(minutes=10)  # between two messages about one order


class FindOrderForm(forms.Form):
    number = forms.IntegerField(label=_("Order number"), min_value=1, max_value=10**12)
    email = forms.EmailField(
        label=_("E-mail you ordered with"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


def order_link(request):
    form = FindOrderForm(request.POST or None)
    if form.is_valid():
        send_link_again(form.cleaned_data["number"], form.cleaned_data["email"], timezone.now())
        return redirect("order_link_sent")
    return render(request, "service/order_link.html", {"form": form})


def order_link_sent(request):
    return render(request, "service/order_link_sent.html")


def send_link_again(number, email, at):
    order = Order.objects.filter(number=number, buyer_email__iexact=email).first()
    if order is None:
        return
    asked_lately = Event.objects.about(order).filter(name=ASKED, at__gt=at - PAUSE)
    if not asked_lately.exists():
        record(order, ASKED, at=at, by="buyer")
