"""The page of the one an order goes to. From it a gift can be sent back; the money goes to the
buyer (docs/decisions/gift-returns.md)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from .gifts import gift_of
from .readers import gift_page


@require_safe
@gift_page
def gift(request, reader):
    told = gift_of(reader.order, timezone.now())
    return render(request, "gifts/gift.html", {"gift": told, "reader": reader})


@require_safe
@gift_page
def gift_now(request, reader):
    """The part of the page that changes by itself; 204 when what is `seen` still holds."""
    told = gift_of(reader.order, timezone.now())
    if request.GET.get("seen") == told.version:
        return HttpResponse(status=204)
    return render(request, "gifts/_now.html", {"gift": told, "reader": reader})
