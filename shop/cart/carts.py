"""The visitor's cart: found by cookie, read whole in two queries, changed line by line."""

import secrets
from functools import cached_property
from hashlib import sha256

from django.conf import settings
from django.db import connection
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shop.catalog.cards import shot_of
from shop.catalog.models import Picture, Variant
from shop.catalog.stocking import OutOfStock, allot
from shop.loyalty.credits import applied_to

from . import queries
from .models import MOST_OF_ONE, Cart

COOKIE, COUNT_COOKIE = "cart", "cart_count"
COOKIE_DAYS = 30


class CannotAdd(Exception):
    """What was asked for cannot lie in a cart; the text is a sentence for the shopper."""


class Basket:
    """A cart read for a page: lines with their goods as they are now, and the shelves.

    Prices come from the variants each time, never from the cart.
    """

    def __init__(self, cart, lines, stocks, credit=None):
        self.cart, self.lines, self.stocks, self.credit = cart, lines, stocks, credit
        sellable = {}
        for stock in stocks:
            if stock.warehouse.is_active:
                sellable[stock.variant_id] = sellable.get(stock.variant_id, 0) + stock.sellable
        for line in lines:
            line.sellable = sellable.get(line.variant_id, 0) if is_on_sale(line.variant) else 0
            line.most = max(1, min(line.sellable, MOST_OF_ONE))
            line.price = line.variant.price
            line.total = line.price * line.quantity
            line.has_new_price = line.price != line.price_when_added
            line.problem = problem_of(line)

    def __bool__(self):
        return bool(self.lines)

    @cached_property
    def wanted(self):
        return {line.variant_id: line.quantity for line in self.lines}

    @cached_property
    def variants(self):
        return {line.variant_id: line.variant for line in self.lines}

    @cached_property
    def goods_total(self):
        return sum(line.total for line in self.lines)

    @property
    def count(self):
        return sum(self.wanted.values())

    def applied(self, now):
        """What its voucher or points pay, `Applied`; None without."""
        return applied_to(self.credit, self.goods_total, timezone.localdate(now)) if self else None

    def goods_to_pay(self, now):
        """After voucher or points: what decides about free delivery."""
        credit = self.applied(now)
        return self.goods_total - credit.pays if credit else self.goods_total

    @property
    def is_sellable(self):
        return not any(line.problem for line in self.lines)

    @cached_property
    def version(self):
        """Changes when anything in the cart does; prices are compared by the total."""
        told = ",".join(
            f"{variant}:{quantity}" for variant, quantity in sorted(self.wanted.items())
        )
        return sha256(told.encode()).hexdigest()[:16]

    def allot(self, province):
        """The shelves for this place; raises OutOfStock."""
        for line in self.lines:
            if line.sellable < line.quantity:
                raise OutOfStock(line.variant_id, line.sellable)
        return allot(self.wanted, province, self.stocks)


def is_on_sale(variant):
    return variant.is_active and variant.product.is_active


def problem_of(line):
    if line.quantity <= line.sellable:
        return ""
    if not line.sellable:
        return _("Sold out. Take it out of the cart to go on.")
    return ngettext(
        "Only %(left)s is left. Change the quantity to go on.",
        "Only %(left)s are left. Change the quantity to go on.",
        line.sellable,
    ) % {"left": line.sellable}


def unwanted_by(request):
    """Codes of the carriers the visitor does not want, as far as we know them."""
    member = member_of(request)
    return member.unwanted if member else frozenset()


def member_of(request):
    """Who is logged in, or None. Without a session cookie nobody is, and no query says so."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    return request.user if request.user.is_authenticated else None


def cart_of(request):
    """The visitor's open cart, or None."""
    return next(iter(of_visitor(request, queries.cart_by_token, queries.newest_cart_of)), None)


def of_visitor(request, by_token, of_member):
    """The visitor's own: by cookie, or for a member on another device the newest one's."""
    if token := request.COOKIES.get(COOKIE):
        return by_token(token)
    if member := member_of(request):
        return of_member(member.pk)
    return []


def basket_of(request):
    """The visitor's `Basket`; an empty one has no cart. Two queries."""
    lines = of_visitor(request, queries.lines_by_token, queries.lines_of_newest_cart_of)
    if not lines:
        return Basket(None, [], [])
    for line in lines:
        line.picture = shot_of(Picture(**line.first_picture)) if line.first_picture else None
    cart = lines[0].cart
    return Basket(cart, lines, queries.shelves_for(cart.pk), credit_for(request, cart.credit))


def credit_for(request, credit):
    """The credit of a cart; points only while their owner is logged in."""
    if credit is None or not credit.is_points:
        return credit
    member = member_of(request)
    return credit if member and member.pk == credit.customer_id else None


def add(request, sku, quantity):
    """Put so many more of a variant into the visitor's cart; answers (cart, count).

    Raises CannotAdd and changes nothing, Variant.DoesNotExist for an unknown code.
    """
    variant = sellable_variant(sku)
    cart = cart_of(request)
    held = {line.variant_id: line.quantity for line in queries.lines_in(cart.pk)} if cart else {}
    check(variant, held.get(variant.pk, 0) + quantity, held.get(variant.pk, 0))
    if cart is None:
        return start(variant, quantity, member_of(request)), quantity
    put(cart, variant, quantity)
    return cart, sum(held.values()) + quantity


def start(variant, quantity, member):
    """A new cart with so many of it."""
    cart = Cart(token=secrets.token_urlsafe(16), customer=member, created_at=timezone.now())
    about = [cart.token, cart.key, cart.customer_id, cart.created_at]
    with connection.preparing_cursor() as cursor:
        cursor.execute(queries.START, [*about, variant.pk, quantity, variant.price])
        (cart.pk,) = cursor.fetchone()
    return cart


def put(cart, variant, quantity):
    with connection.preparing_cursor() as cursor:
        cursor.execute(queries.PUT, [cart.pk, variant.pk, quantity, variant.price, MOST_OF_ONE])
        if not cursor.rowcount:
            raise CannotAdd(too_many())


def change(cart, variant_id, quantity):
    """So many of it from now on; 0 takes the line out. Raises CannotAdd, CartLine.DoesNotExist."""
    line = cart.lines.select_related("variant").get(variant=variant_id)
    if quantity == 0:
        line.delete()
        return
    check(sellable_variant(line.variant.sku), quantity, 0)
    cart.lines.filter(pk=line.pk).update(quantity=quantity, price_when_added=line.variant.price)


def sellable_variant(sku):
    found = queries.variant_on_sale(sku)
    if not found:
        raise Variant.DoesNotExist(sku)
    return found[0]


def check(variant, quantity, held):
    """Raises CannotAdd unless so many of it may lie in one cart."""
    left = variant.sellable or 0
    if quantity < 1:
        raise CannotAdd(_("Choose a quantity of at least 1."))
    if quantity > MOST_OF_ONE:
        raise CannotAdd(too_many())
    if not left:
        raise CannotAdd(_("%(name)s is sold out.") % {"name": variant.product.title})
    if quantity > left and held:
        raise CannotAdd(
            _("Only %(left)s of %(name)s can be had, and %(held)s are in your cart already.")
            % {"left": left, "name": variant.product.title, "held": held}
        )
    if quantity > left:
        raise CannotAdd(
            _("Only %(left)s of %(name)s can be had.")
            % {"left": left, "name": variant.product.title}
        )


def too_many():
    return _("One order can hold at most %(most)s of the same thing.") % {"most": MOST_OF_ONE}


def remember(response, cart, count):
    """The visitor keeps the cart for COOKIE_DAYS; pages show the count without a query."""
    for name, value in ((COOKIE, cart.token), (COUNT_COOKIE, str(count or ""))):
        response.set_cookie(
            name,
            value,
            max_age=COOKIE_DAYS * 24 * 3600,
            httponly=True,
            samesite="Lax",
            secure=settings.SECURE,
        )
    return response


def forget(response):
    response.delete_cookie(COOKIE, samesite="Lax")
    response.delete_cookie(COUNT_COOKIE, samesite="Lax")
    return response


def count_of(cart):
    return cart.lines.aggregate(count=Sum("quantity"))["count"] or 0
