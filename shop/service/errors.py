"""When a page cannot be shown: say what happened and offer a way on."""

from django.shortcuts import render

from .finding import FindOrderForm


def not_found(request, exception=None):
    return render(request, "404.html", {"form": FindOrderForm()}, status=404)
