"""Where the visitor is: one province, chosen once, kept in a cookie."""

from django.conf import settings
from django.http import HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from shipping.places import provinces

COOKIE = "province"
COOKIE_SECONDS = 365 * 24 * 3600


def province_of(request):
    """Plate code, or "" when we do not know. A member's default address answers when there is no
    cookie; looked up at most once per request."""
    if not hasattr(request, "_province"):
        chosen = request.COOKIES.get(COOKIE, "")
        request._province = chosen if chosen in provinces() else province_of_member(request)
    return request._province


def province_of_member(request):
    # no session cookie, no member: this spares every other page the session's query
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
        return ""
    return default_province(request.user)


def default_province(customer):
    first = customer.addresses.filter(is_default=True).values_list("province", flat=True)
    return first.first() or ""


def remember_province(response, code):
    response.set_cookie(
        COOKIE, code, max_age=COOKIE_SECONDS, samesite="Lax", secure=settings.SECURE, httponly=True
    )
    return response


@require_POST
def place(request):
    code, target = request.POST.get("province", ""), request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(
        target, {request.get_host()}, require_https=request.is_secure()
    )
    response = HttpResponseRedirect(target if allowed else "/")
    return remember_province(response, code) if code in provinces() else response
