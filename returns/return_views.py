"""The returns of an order: the list, and one return with its road walked back."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from .eligibility import eligibility
from .roads import road_back
from .steps import next_step
from .views import private_page
from .windows import Reason


def told(returned):
    return {
        "return": returned,
        "step": next_step(returned),
        "road": road_back(returned),
        "lines": returned.lines.all(),
        "reasons": [Reason.from_json(kept) for kept in returned.reasons],
    }


def returns_of(order):
    found = order.returns.select_related("shipment__carrier", "refund")
    return found.prefetch_related("lines__order_line")


@require_GET
@private_page
def returns(request, order, token):
    """Open and past returns, with what comes next and who must act."""
    context = {
        "order": order,
        "token": token,
        "returns": [told(returned) for returned in returns_of(order)],
        "found": eligibility(order, timezone.now()),
    }
    return render(request, "returns/returns.html", context)


@require_GET
@private_page
def return_(request, order, token, number):
    returned = get_object_or_404(returns_of(order), number=number)
    context = {"order": order, "token": token, **told(returned)}
    return render(request, "returns/return.html", context)
