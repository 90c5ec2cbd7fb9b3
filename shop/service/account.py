"""The member's own pages: an overview and the orders."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from shipping.models import Shipment
from shop.customers.carriers import carriers_on_offer
from shop.customers.members import member_page
from shop.loyalty.credits import Credit
from shop.loyalty.tiers import tier_of
from shop.orders.models import Order
from shop.orders.reading import delivery_status

ORDERS_ON_A_PAGE = 20


@require_safe
@member_page
def account(request):
    customer, now = request.user, timezone.now()
    facts = {
        "orders": with_delivery(Order.objects.placed_by(customer)[:3]),
        "address": customer.addresses.filter(is_default=True).first(),
        "standing": tier_of(customer, now),
        "credits": Credit.objects.of_member(customer, timezone.localdate(now)),
        "carriers": [(code, name, code in customer.unwanted) for code, name in carriers_on_offer()],
    }
    return render(request, "account/account.html", facts)


@require_safe
@member_page
def orders(request):
    pages = Paginator(Order.objects.placed_by(request.user), ORDERS_ON_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    page.object_list = with_delivery(page.object_list)
    return render(request, "account/orders.html", {"page": page})


def with_delivery(orders):
    """The orders, each with its lines and what its parcels say as `delivery`: two more queries."""
    orders = list(orders.prefetch_related("lines"))
    parcels = {str(order.number): [] for order in orders}
    for shipment in Shipment.objects.outbound().filter(reference__in=parcels, undelivered=None):
        parcels[shipment.reference].append(shipment)
    for order in orders:
        order.delivery = delivery_status(order, parcels[str(order.number)])
    return orders
