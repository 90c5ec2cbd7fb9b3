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
