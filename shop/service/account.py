"""The member's own pages: an overview and the orders."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import render

from shop.orders.models import Order

ORDERS_ON_A_PAGE = 20


@login_required
def account(request):
    latest = Order.objects.placed_by(request.user)[:3]
    first_address = request.user.addresses.filter(is_default=True).first()
    return render(request, "account/account.html", {"orders": latest, "address": first_address})


@login_required
def orders(request):
    pages = Paginator(Order.objects.placed_by(request.user), ORDERS_ON_A_PAGE)
    return render(request, "account/orders.html", {"page": pages.get_page(request.GET.get("page"))})
