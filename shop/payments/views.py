"""The shopper on the way to the bank and back, and the bank itself. Only the bank's signed word
changes a payment; what a browser brings home is never believed."""

import logging

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseBadRequest, HttpResponseForbidden
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shop.customers.limits import asks_too_often
from shop.customers.visitors import address_of

from .methods import method_named
from .methods.base import Forged, Refused, Shopper, TryLater
from .models import Payment
from .paying import NothingToPay, ask_provider, begin, hear, later_methods, try_again

log = logging.getLogger(__name__)
LONGEST_CALLBACK = 20_000  # bytes


@require_GET
@never_cache
def pay(request, reference):
    """Sends the shopper to the bank. When that cannot be, the order stays and the page offers to
    try again or to pay by transfer."""
    payment = payment_of(reference)
    if payment.can_be_tried_again:
        return choices(request, payment)
    if payment.state != Payment.State.STARTED:
        return redirect(payment.order)
    try:
        address = begin(payment, shopper_of(request, payment), at=timezone.now())
    except (TryLater, Refused) as error:
        level = logging.ERROR if isinstance(error, Refused) else logging.WARNING
        log.log(level, "%s could not start %s: %s", payment.method, payment, error)
        return choices(request, payment, is_bank_away=True)
    return redirect(address or payment.order)


@require_POST
def payment_attempt(request, reference):
    """POST method=card|transfer: another way to pay the same order."""
    payment = payment_of(reference)
    wanted = request.POST.get("method", payment.method)
    if wanted not in [method.code for method in later_methods(payment.order)]:
        return choices(request, payment, status=422)
    try:
        payment = try_again(payment, wanted, at=timezone.now())
    except NothingToPay:
        return redirect(payment.order)
    return redirect("pay", payment.reference)


@csrf_exempt  # the bank may send the browser home by a cross-site POST, without cookies
@require_http_methods(["GET", "POST"])
@never_cache
def payment_return(request, reference):
    """The browser is back, before or after the bank's notification, or without one: ask the bank,
    then show the order."""
    payment = payment_of(reference)
    is_open = payment.state == Payment.State.STARTED
    if is_open and not asks_too_often("payment", reference, most=20, seconds=600):
        try:
            ask_provider(payment, at=timezone.now())
        except TryLater as error:
            log.warning("%s does not say how %s ended: %s", payment.method, payment, error)
    return redirect(payment.order)


@csrf_exempt
@require_POST
def callback(request, method):
    """The bank's own word, signed. `OK` means that it is written down; the bank repeats itself
    until it hears that."""
    if method not in settings.PAYMENT_METHODS:
        raise Http404
    if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST_CALLBACK:
        return HttpResponse(status=413)
    try:
        outcome = method_named(method).read_callback(request.body, request.headers)
    except Forged as error:
        log.warning("a callback of %s with a wrong hash: %r", method, str(error))
        return HttpResponseForbidden("hash", content_type="text/plain")
    if "\0" in outcome.key + outcome.reason:  # no database keeps such text
        return HttpResponseBadRequest("text", content_type="text/plain")
    hear(outcome, timezone.now())
    return HttpResponse("OK", content_type="text/plain")


def payment_of(reference):
    return get_object_or_404(Payment.objects.select_related("order"), reference=reference)


def choices(request, payment, *, is_bank_away=False, status=200):
    context = {"payment": payment, "is_bank_away": is_bank_away}
    return render(request, "payments/pay.html", context, status=503 if is_bank_away else status)


def shopper_of(request, payment):
    back = settings.SITE_URL + reverse("payment_return", args=[payment.reference])
    return Shopper(
        ip=address_of(request), language=get_language(), success_url=back, failure_url=back
    )
