"""The returns of an order: the list, and one return with its road walked back."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from .eligibility import eligibility
from .forms import RatingForm
from .readers import reader_page
from .roads import road_back
from .satisfaction import SCALE
from .steps import next_step
from .windows import Reason


def told(returned, reader):
    """What a reader is shown of a return. Money is the buyer's alone; the code, the reasons given
    and what was worked out from the buyer's tier are for whoever asked for it."""
    is_own = returned.asked_by == reader.role
    seen = {
        "return": returned,
        "step": next_step(returned, reader.role),
        "road": road_back(returned, reader.role),
        "lines": returned.lines.all(),
        "is_own": is_own,
        "is_over": returned.state in returned.DEAD,
        "scale": SCALE,
    }
    if not reader.is_receiver:
        reasons = [Reason.from_json(kept) for kept in returned.reasons] if is_own else []
        owed = [] if seen["is_over"] else returned.refund_lines
        seen |= {"refund": owed, "reasons": reasons}
    return seen


def returns_of(reader):
    """All of the order's for the buyer; for a receiver those asked for from their own page."""
    found = reader.order.returns.select_related("shipment__carrier", "refund")
    if reader.is_receiver:
        found = found.filter(asked_by=reader.role)
    return found.prefetch_related("lines__order_line")


@require_safe
@reader_page
def returns(request, reader):
    """Open and past returns, with what comes next and who must act."""
    context = {
        "reader": reader,
        "returns": [told(returned, reader) for returned in returns_of(reader)],
        "found": eligibility(reader.order, timezone.now(), by=reader.role),
    }
    return render(request, "returns/returns.html", context)


@require_safe
@reader_page
def return_(request, reader, number):
    returned = get_object_or_404(returns_of(reader), number=number)
    context = {"reader": reader, **told(returned, reader)}
    return render(request, "returns/return.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@reader_page
def return_rating(request, reader, number):
    """One tap is an answer; then there is room for words. Asked of whoever sent it back."""
    own = returns_of(reader).filter(asked_by=reader.role)
    returned = get_object_or_404(own, number=number)
    if not returned.can_be_rated:
        raise Http404
    form = RatingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        note = form.cleaned_data["note"] or returned.stars_note
        returned.rate(form.cleaned_data["stars"], note, at=timezone.now(), by=reader.role)
        if "note" in request.POST:
            messages.success(request, _("Thank you. We read every answer."))
            return reader.sent_to("return", number)
        return reader.sent_to("return_rating", number)
    words = RatingForm(initial={"stars": returned.stars, "note": returned.stars_note})
    context = {"reader": reader, "form": form if form.errors else words, **told(returned, reader)}
    return render(request, "returns/rating.html", context, status=422 if form.errors else 200)
