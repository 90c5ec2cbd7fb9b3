"""When a page cannot be shown: say what happened and offer a way on."""

from django.http import HttpResponseBadRequest
from django.shortcuts import render
from django.template.loader import render_to_string

from .finding import FindOrderForm


def not_found(request, exception=None):
    return render(request, "404.html", {"form": FindOrderForm()}, status=404)


def bad_request(request, exception=None):
    """Drawn without the request, which may be the very thing that cannot be read: Django's own page
    reads it once more, and then crashes."""
    return HttpResponseBadRequest(render_to_string("400.html"))
