"""Who is asking, as far as limits and records go: the address, and the name tried at a log-in."""

from django.conf import settings


def address_of(request):
    """Behind a proxy of ours the last address it wrote down; otherwise the caller's own."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if forwarded and settings.BEHIND_PROXY:
        return forwarded.rpartition(",")[2].strip()[:39]
    return request.META.get("REMOTE_ADDR", "")


def tried_name(request, credentials=None):
    """The e-mail somebody tries to log in with, in the shop or in the admin, however written."""
    tried = {**request.POST.dict(), **(credentials or {})}
    names = (tried.get(field) for field in ("email", "username", "login"))
    return next((name for name in names if name), "").strip().lower()
