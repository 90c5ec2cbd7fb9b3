"""Who is asking, as far as limits and records go: the address, and the name tried at a log-in."""

from ipaddress import ip_address, ip_network

from django.conf import settings


def address_of(request):
    """Behind a proxy of ours the last address it wrote down; otherwise the caller's own. Empty when
    that is none: the database keeps addresses and nothing else."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if forwarded and settings.BEHIND_PROXY:
        return proper(forwarded.rpartition(",")[2].strip())
    return proper(request.META.get("REMOTE_ADDR", ""))


def counted_address(request):
    """By which limits count who asks: the address, and of a line that numbers many as it likes the
    first of them. Else each try would come from another. Empty where there is none."""
    address = address_of(request)
    line = line_of(address)
    return line[0] if line else address


def line_of(address):
    """(first, last) of the addresses that one line to the internet has: itself, and of IPv6 the
    64 bits that every line may number as it likes. None of no address, and of a private one: a
    proxy's or an office's own, behind which may stand everybody."""
    if not address or not ip_address(address).is_global:
        return None
    size = 64 if ":" in address else 32
    line = ip_network(f"{address}/{size}", strict=False)
    return str(line[0]), str(line[-1])


def proper(address):
    """Some proxies write a port behind it, some a word. One that listens to both kinds writes IPv4
    as ::ffff:198.51.100.7: taken as IPv6, all of those would be of one line."""
    host, _colon, port = address.rpartition(":")
    for one in (address, host.strip("[]") if port.isdecimal() else ""):
        try:
            found = ip_address(one.partition("%")[0])
        except ValueError:
            continue
        return str(getattr(found, "ipv4_mapped", None) or found)
    return ""


def tried_name(request, credentials=None):
    """The e-mail somebody tries to log in with, in the shop or in the admin, however written."""
    tried = {**request.POST.dict(), **(credentials or {})}
    names = (tried.get(field) for field in ("email", "username", "login"))
    return next((name for name in names if name), "").strip().lower()
