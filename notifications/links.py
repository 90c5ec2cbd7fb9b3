"""Unguessable links. The database holds a nonce and a digest; the token itself exists only in the
message and the address bar, so that a leaked database opens no page, and a new SECRET_KEY or nonce
closes old links."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode

from django.conf import settings
from django.urls import reverse


def new_nonce():
    return secrets.token_hex(16)


def token_for(nonce, whose="link"):
    """22 letters carrying 128 bits, made from the nonce and the SECRET_KEY. `whose`: "link" for the
    buyer, "receiver" for the one it goes to; neither can be worked out from the other."""
    mac = hmac.new(settings.SECRET_KEY.encode(), f"{whose}:{nonce}".encode(), hashlib.sha256)
    return urlsafe_b64encode(mac.digest()[:16]).rstrip(b"=").decode()


def is_token_of(nonce, token, whose="link"):
    """Made with today's SECRET_KEY: a digest that was kept does not outlive the key."""
    return hmac.compare_digest(token_for(nonce, whose).encode(), token.encode())


def digest(token):
    return hashlib.sha256(token.encode()).hexdigest()


class Linked:
    """What has a `link_nonce`: an order and the parcels that bring it open the same two pages."""

    @property
    def link(self):
        """The path of the tracking page, made for the buyer alone."""
        return reverse("tracking", args=[token_for(self.link_nonce)])

    @property
    def receiver_link(self):
        """The path of the page of the one it goes to: no prices, nothing of the buyer."""
        return reverse("gift", args=[token_for(self.link_nonce, "receiver")])
