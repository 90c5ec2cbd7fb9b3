"""The ways a message leaves us: one file each. SMS_GATEWAY names the one for SMS."""

from functools import cache
from importlib import import_module

from django.conf import settings


def gateway_for(channel):
    """The plug-in that carries a channel's messages."""
    return gateway_named(settings.SMS_GATEWAY if channel == "sms" else "email")


@cache
def gateway_named(code):
    return import_module(f"notifications.gateways.{code}").plugin()
