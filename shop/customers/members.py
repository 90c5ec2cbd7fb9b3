"""Pages of a member's own."""

from django.contrib.auth.decorators import login_required
from django.views.decorators.cache import never_cache


def member_page(view):
    """For who is logged in, and kept by no browser or proxy: names and addresses stand on it, and
    whoever uses the machine next may press "back"."""
    return never_cache(login_required(view))
