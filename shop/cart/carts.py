"""The visitor's cart: found by cookie, read whole in three queries, changed line by line."""

import secrets
from functools import cached_property
from hashlib import sha256

from django.conf import settings
from django.db.models import F, IntegerField, OuterRef, Q, Subquery, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shop.catalog.cards import shot_of
from shop.catalog.models import Picture, Stock, Variant
from shop.catalog.stocking import OutOfStock, allot

from .models import MOST_OF_ONE, Cart, CartLine

COOKIE, COUNT_COOKIE = "cart", "cart_count"
COOKIE_SECONDS = 30 * 24 * 3600


class CannotAdd(Exception):
    """What was asked for cannot lie in a cart; the text is a sentence for the shopper."""


class Basket:
    """A cart read for a page: lines with their goods as they are now, and the shelves.

    Prices come from the variants each time, never from the cart.
    """

    def __init__(self, cart, lines, stocks):
        self.cart, self.lines, self.stocks = cart, lines, stocks
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


def open_carts(request):
    """The visitor's own: by cookie, or for a member on another device the newest one."""
    carts = Cart.objects.filter(closed_at=None)
    if token := request.COOKIES.get(COOKIE):
        return carts.filter(token=token)
    if member := member_of(request):
        return carts.filter(customer=member).order_by("-pk")
    return carts.none()


def member_of(request):
    """Who is logged in, or None. Without a session cookie nobody is, and no query says so."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    return request.user if request.user.is_authenticated else None


def cart_of(request):
    """The visitor's open cart, or None."""
    return open_carts(request).first()


def basket_of(request):
    """The visitor's `Basket`; an empty one has no cart. Two queries."""
    lines = list(
        CartLine.objects.filter(cart__in=open_carts(request)[:1]).select_related(
            "cart", "variant__product"
        )
    )
    if not lines:
        return Basket(None, [], [])
    stocks = Stock.objects.filter(variant__in=[line.variant_id for line in lines])
    return Basket(lines[0].cart, lines, list(stocks.select_related("warehouse")))


def with_pictures(basket):
    """Give each line its product's first picture. One query."""
    products = {line.variant.product_id for line in basket.lines}
    first = {}
    for picture in Picture.objects.filter(product__in=products):
        first.setdefault(picture.product_id, picture)
    for line in basket.lines:
        picture = first.get(line.variant.product_id)
        line.picture = picture and shot_of(picture)
    return basket


def add(request, sku, quantity):
    """Put so many more of a variant into the visitor's cart; answers (cart, count).

    Raises CannotAdd and changes nothing, Variant.DoesNotExist for an unknown code.
    """
    variant = sellable_variant(sku)
    cart = cart_of(request)
    held = dict(cart.lines.values_list("variant_id", "quantity")) if cart else {}
    check(variant, held.get(variant.pk, 0) + quantity, held.get(variant.pk, 0))
    if cart is None:
        cart = Cart.objects.create(token=secrets.token_urlsafe(16), customer=member_of(request))
    put(cart, variant, quantity)
    return cart, sum(held.values()) + quantity


def put(cart, variant, quantity):
    line, is_new = CartLine.objects.get_or_create(
        cart=cart,
        variant=variant,
        defaults={"quantity": quantity, "price_when_added": variant.price},
    )
    if not is_new:
        room = CartLine.objects.filter(pk=line.pk, quantity__lte=MOST_OF_ONE - quantity)
        if not room.update(quantity=F("quantity") + quantity, price_when_added=variant.price):
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
    shelves = Stock.objects.filter(variant=OuterRef("pk"), warehouse__is_active=True).order_by()
    left = shelves.values("variant").annotate(left=Sum(F("on_hand") - F("reserved"))).values("left")
    return (
        Variant.objects.select_related("product")
        .annotate(sellable=Subquery(left, output_field=IntegerField()))
        .get(Q(sku=sku), is_active=True, product__is_active=True)
    )


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
    """The visitor keeps the cart for thirty days; pages show the count without a query."""
    for name, value in ((COOKIE, cart.token), (COUNT_COOKIE, str(count or ""))):
        response.set_cookie(
            name,
            value,
            max_age=COOKIE_SECONDS,
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
