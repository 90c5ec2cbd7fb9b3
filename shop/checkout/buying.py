"""From a filled-in form to an order that waits for its payment, or a page that says what is in the
way. The one transaction that joins order and payment stands here."""

from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.utils.translation import gettext as _

from notifications.templatetags.words import day_short, money
from shop.orders.models import Order
from shop.orders.placing import AlreadyPlaced, place
from shop.payments.limits import refuse_too_many
from shop.payments.methods import NOTHING
from shop.payments.paying import start_payment

from .texts import seal

signer = Signer(salt="checkout")


def key_of(basket):
    """The form's key, made by us: which cart, and what was in it."""
    return signer.sign(f"{basket.cart.key}:{basket.version}")


def read_key(signed):
    """(cart key, version) of a form's key; (None, "") when it is not ours."""
    try:
        key, version = signer.unsign(signed).split(":")
    except BadSignature:
        return None, ""
    return UUID(key), version


def shown(offer):
    """What the page showed, sent back with the form to be compared: never to be believed."""
    return {
        "total_shown": str(offer.bill.total),
        "dates_shown": dates(offer) if offer.option else "",
        "texts_shown": seal(offer.texts),
    }


def dates(offer):
    promise = offer.option.promise
    return f"{promise.leaves_by}/{promise.earliest}/{promise.latest}"


def what_changed(offer, data):
    """Sentences on what is not as the form's page showed it; nothing when all is."""
    now = shown(offer)
    sentences = []
    if offer.has_lost_option:
        sentences.append(_("The delivery you chose can no longer be had; another is selected."))
    key, version = read_key(data.get("key", ""))
    if key and (key != offer.basket.cart.key or version != offer.basket.version):
        sentences.append(_("What is in your cart changed in the meantime."))
    if data.get("total_shown") != now["total_shown"]:
        sentences.append(_("The total is now %(total)s.") % {"total": money(offer.bill.total)})
    if offer.option and data.get("dates_shown") != now["dates_shown"]:
        promise = offer.option.promise
        sentences.append(
            _("The delivery dates are now %(earliest)s – %(latest)s.")
            % {"earliest": day_short(promise.earliest), "latest": day_short(promise.latest)}
        )
    if not sentences and (key is None or data.get("texts_shown") != now["texts_shown"]):
        sentences.append(_("The texts of the contract were drawn anew."))
    return sentences


def placed_before(signed_key):
    """The order this form has already made: a reload, or a double click that came second."""
    key, _version = read_key(signed_key)
    return key and Order.objects.filter(checkout_key=key).first()


def buy(offer, details, *, at, ip):
    """(order, payment), both new, in one transaction; for a cart that is an order already, that
    order and its last attempt. Raises OutOfStock, CreditGone or TooManyOpen and changes nothing.
    The payment is None where there is nothing to pay."""
    try:
        with transaction.atomic():
            order = place(offer.purchase(), details=details, at=at, ip=ip)
            if offer.chosen.code != NOTHING:
                refuse_too_many(order, ip)
            return order, start_payment(order, offer.chosen.code, at=at)
    except AlreadyPlaced as first:
        return first.order, first.order.payments.order_by("pk").last()
