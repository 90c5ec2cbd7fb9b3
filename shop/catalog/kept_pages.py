"""Whole pages kept in each process's memory. They show nothing of a visitor, a member or not, but
the place, the number in the cart's sign and a CSRF token.

A page is kept under everything it shows: its address, the language, the place, the number, the
menu, the brand, the `version` its view gives (row versions of what it was drawn from), the moment
(the day, and which cut-offs have passed: dates change with nothing else of the clock) and the very
snapshot of the shipping network. Whatever changes, the next request misses. The token is a hole
filled at each request; the rest is kept compressed (`holes.py`). Who is told something (a message
waits in its cookie) gets a page drawn for them.
"""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponse
from django.middleware.csrf import CSRF_TOKEN_LENGTH, get_token
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from notifications.brand import brand
from shipping.network import network
from shop.compression import takes_gzip
from shop.context import cart_count
from shop.customers.place import province_of
from shop.kept import KeptUnder

from .delivery import moment
from .holes import holed
from .menu import menu

HOLE = b"csrf-token-goes-here"
MOST_BYTES = 4_000_000  # of pages per process, about 7 kB each
pages = KeptUnder(MOST_BYTES)


def kept_page(request, version, now, draw):
    """The response; `draw()` answers (template name, context) and is asked only on a miss."""
    if settings.DEBUG or CookieStorage.cookie_name in request.COOKIES:
        template, context = draw()
        return HttpResponse(render_to_string(template, context, request))
    key = (
        request.get_host(),
        request.get_full_path(),
        get_language(),
        province_of(request),
        cart_count(request),
        menu(),
        moment(now),
        brand().version,
        version,
    )
    kept = pages.under(network())
    page = kept.get(key)
    if page is None:
        template, context = draw()
        context["csrf_token"] = HOLE.decode()
        html = render_to_string(template, context, request).encode()
        page = holed(html, HOLE, CSRF_TOKEN_LENGTH)
        kept.put(key, page, page.size)
    return answer(request, page)


def answer(request, page):
    token = get_token(request).encode()
    if takes_gzip(request):
        response = HttpResponse(page.filled_and_gzipped(token))
        response["Content-Encoding"] = "gzip"
    else:
        response = HttpResponse(page.filled(token))
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
