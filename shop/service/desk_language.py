"""The merchant's pages have one address for all languages: they speak the language picked in their
menu, else the member of staff's own, else Turkish. Shop pages take theirs from the address."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation


def desk_language(get_response):
    desk = reverse("admin:index")

    def middleware(request):
        if request.path.startswith(desk):
            translation.activate(language_of(request))
            request.LANGUAGE_CODE = translation.get_language()
        return get_response(request)

    return middleware


def language_of(request):
    wished = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) or getattr(
        request.user, "language", ""
    )
    return wished if wished in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
