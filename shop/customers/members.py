"""Pages of a member's own, and the buttons on them."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import resolve_url
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST


def member_page(view):
    """For who is logged in, and kept by no browser or proxy: names and addresses stand on it, and
    whoever uses the machine next may press "back"."""
    return never_cache(login_required(view))


def member_act(page_of):
    """A button of a member's page: POST only. Who is not logged in any more is led to log in and
    then to the page it belongs to, since its own address shows nothing. `page_of`: a URL's name,
    or what answers one or a path from the request."""

    def named(view):
        @require_POST
        @never_cache
        @wraps(view)
        def act(request, *args, **kwargs):
            if request.user.is_authenticated:
                return view(request, *args, **kwargs)
            page = page_of(request) if callable(page_of) else page_of
            return redirect_to_login(resolve_url(page))

        return act

    return named
