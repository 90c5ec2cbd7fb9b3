"""Who reads a page: the buyer, or the one an order goes to. Each holds a link of their own, and
neither link opens a page of the other: which readers a page is for stands in `urls.py`."""

from dataclasses import dataclass
from functools import wraps

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse

from notifications.links import digest, is_token_of
from notifications.prepared import Prepared
from shop.orders.models import Order

BUYER, RECEIVER = "buyer", "receiver"


@dataclass(frozen=True)
class Reader:
    """Whoever holds the link `token` of an order. `role` is buyer or receiver."""

    role: str
    token: str
    order: Order

    @property
    def is_receiver(self):
        return self.role == RECEIVER

    @property
    def home(self):
        """The path of the tracking page that is theirs."""
        return reverse("gift" if self.is_receiver else "tracking", args=[self.token])

    def sent_to(self, page, *args):
        """A redirect to a page that both kinds of readers have."""
        return redirect(page, self.role, self.token, *args)


class RoleConverter:
    """The first letter of a link's path: t for the buyer's tracking page, g for a receiver's."""

    regex = "[tg]"
    letters = {BUYER: "t", RECEIVER: "g"}

    def to_python(self, letter):
        return BUYER if letter == "t" else RECEIVER

    def to_url(self, role):
        return self.letters[role]


def find_reader(role, token):
    """A wrong token, or one of the other kind, is a plain 404."""
    found = orders_by_receivers_link if role == RECEIVER else orders_by_link
    for order in found(digest(token)):
        if may_read(role, token, order):
            return Reader(role, token, order)
    raise Http404


@Prepared
def orders_by_link(link_digest):
    return Order.objects.filter(link_digest=link_digest).select_related("customer")


@Prepared
def orders_by_receivers_link(receiver_digest):
    return Order.objects.filter(receiver_digest=receiver_digest).select_related("customer")


def may_read(role, token, order):
    """A receiver has a page once the order is confirmed, and only when it is not their own."""
    if role == BUYER:
        return is_token_of(order.link_nonce, token)
    is_theirs = order.is_for_somebody_else and order.confirmed_at is not None
    return is_theirs and is_token_of(order.link_nonce, token, "receiver")


def reader_page(view):
    """Hand the view `(request, reader)` and keep the page to its reader. `same-origin` tells other
    sites nothing at all; `no-referrer` would also make browsers send `Origin: null` with our own
    forms, and the CSRF check refuse them."""

    @wraps(view)
    def wrapped(request, role, token, *args, **kwargs):
        response = view(request, find_reader(role, token), *args, **kwargs)
        response["Cache-Control"] = "no-store, private"
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "same-origin"
        return response

    return wrapped


def private_page(view):
    """A page for the buyer alone: the view takes `(request, order, token)`."""

    @wraps(view)
    def for_buyer(request, reader, *args, **kwargs):
        return view(request, reader.order, reader.token, *args, **kwargs)

    page = reader_page(for_buyer)

    @wraps(view)
    def wrapped(request, token, *args, **kwargs):
        return page(request, BUYER, token, *args, **kwargs)

    return wrapped


def gift_page(view):
    """A page for the receiver alone: the view takes `(request, reader)`."""
    page = reader_page(view)

    @wraps(view)
    def wrapped(request, token, *args, **kwargs):
        return page(request, RECEIVER, token, *args, **kwargs)

    return wrapped
