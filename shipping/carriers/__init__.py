"""The carriers this shop can use: one file each, named in CARRIERS."""

from functools import cache
from importlib import import_module

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


@cache
def carrier_named(code):
    """The plug-in of `shipping/carriers/<code>.py`; raises ImproperlyConfigured."""
    if code not in settings.CARRIERS:
        raise ImproperlyConfigured(f"CARRIERS does not name {code!r}")
    return import_module(f"shipping.carriers.{code}").plugin()


def load_carriers():
    """All of them, when a web server or a worker starts: a missing option stops it there."""
    for code in settings.CARRIERS:
        carrier_named(code)
