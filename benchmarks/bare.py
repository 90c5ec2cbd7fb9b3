"""The yardstick: Django, one view, one template of 11 kB, no middleware and no database."""

from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.shortcuts import render
from django.urls import path

settings.configure(
    SECRET_KEY="bare",  # noqa: S106
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [Path(__file__).parent],
        }
    ],
)


def page(request):
    rows = [{"name": f"Row {number}", "price": 100 + number} for number in range(30)]
    return render(request, "bare.html", {"title": "An ordinary page", "rows": rows})


urlpatterns = [path("", page)]
application = get_wsgi_application()
