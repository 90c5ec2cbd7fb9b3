"""Whole pages kept in each process's memory, for visitors who are not logged in.

A page is kept under everything it shows: its address, the language, the visitor's place and the
number in the cart's sign, the `version` its view gives (row versions of what it was drawn from),
the moment (the day, and which cut-offs have passed: dates change with nothing else of the clock)
and the very snapshot of the shipping network. Whatever changes, the next request misses. The one
thing that is each visitor's own, the CSRF token, is a hole filled at each request; the rest is kept
compressed (`holes.py`).
"""

from collections import OrderedDict

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from shipping.network import network
from shop.compression import takes_gzip

from .delivery import moment
from .holes import holed

HOLE = b"csrf-token-goes-here"
SHOWN_COOKIES = ("province", "cart_count")
OWN_COOKIES = (settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name)
MOST = 200  # pages of about 30 kB each per process
pages: OrderedDict = OrderedDict()


def kept_page(request, version, now, draw):
    """The response; `draw()` answers (template name, context) and is asked only on a miss."""
    if settings.DEBUG or any(name in request.COOKIES for name in OWN_COOKIES):
        template, context = draw()
        return HttpResponse(render_to_string(template, context, request))
    key = (
        request.get_host(),
        request.get_full_path(),
        get_language(),
        *(request.COOKIES.get(name) for name in SHOWN_COOKIES),
        moment(now),
        version,
    )
    net = network()
    found = pages.get(key)
    if found is None or found[0] is not net:
        template, context = draw()
        context["csrf_token"] = HOLE.decode()
        html = render_to_string(template, context, request).encode()
        found = (net, holed(html, HOLE))
        keep(key, found)
    return answer(request, found[1])


def answer(request, page):
    token = get_token(request).encode()
    if takes_gzip(request):
        response = HttpResponse(page.filled_and_gzipped(token))
        response["Content-Encoding"] = "gzip"
    else:
        response = HttpResponse(page.filled(token))
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def keep(key, page):
    pages[key] = page
    if len(pages) > MOST:
        pages.popitem(last=False)
