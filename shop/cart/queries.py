"""What the cart asks the database: rows as they are now, each query put together once."""

from django.db.models import F, IntegerField, OuterRef, Subquery, Sum
from django.db.models.functions import JSONObject

from notifications.prepared import Prepared
from shop.catalog.models import Picture, Stock, Variant

from .models import Cart, CartLine

LONG_TEXTS = "description description_en specifications specifications_en search_text".split()
SHOWN_OF_A_PICTURE = "image width height widths hue alt alt_en".split()


@Prepared
def cart_by_token(token):
    return open_carts().filter(token=token)


@Prepared
def newest_cart_of(member):
    return open_carts().filter(customer=member).order_by("-pk")[:1]


def open_carts():
    return Cart.objects.filter(closed_at=None)


@Prepared
def lines_by_token(token):
    return with_goods(CartLine.objects.filter(cart__token=token, cart__closed_at=None))


@Prepared
def lines_of_newest_cart_of(member):
    newest = open_carts().filter(customer=member).order_by("-pk")[:1]
    return with_goods(CartLine.objects.filter(cart__in=newest))


def with_goods(lines):
    """`first_picture`: the fields of its product's first one, None where there is none."""
    without = (f"variant__product__{name}" for name in LONG_TEXTS)
    pictures = Picture.objects.filter(product=OuterRef("variant__product"))
    fields = JSONObject(**{name: name for name in SHOWN_OF_A_PICTURE})
    first = Subquery(pictures.order_by("position", "pk").values(fields=fields)[:1])
    shown = lines.select_related("cart__credit", "variant__product").defer(*without)
    return shown.annotate(first_picture=first)


@Prepared
def lines_in(cart):
    return CartLine.objects.filter(cart=cart)


@Prepared
def shelves_for(cart):
    """The Stock rows of what lies in it, with their warehouses."""
    wanted = CartLine.objects.filter(cart=cart).values("variant")
    return Stock.objects.filter(variant__in=wanted).select_related("warehouse")


@Prepared
def variant_on_sale(sku):
    """With its product and `sellable`: how many are left, None when it lies on no shelf."""
    shelves = Stock.objects.filter(variant=OuterRef("pk"), warehouse__is_active=True).order_by()
    left = shelves.values("variant").annotate(left=Sum(F("on_hand") - F("reserved"))).values("left")
    return (
        Variant.objects.filter(sku=sku, is_active=True, product__is_active=True)
        .select_related("product")
        .defer(*(f"product__{name}" for name in LONG_TEXTS))
        .annotate(sellable=Subquery(left, output_field=IntegerField()))
    )


# a cart with the first thing in it: one statement, so one wait for the disk
START = """
WITH cart AS (
  INSERT INTO shop_cart (token, key, customer_id, created_at) VALUES ($1, $2, $3, $4) RETURNING id
)
INSERT INTO shop_cartline (cart_id, variant_id, quantity, price_when_added)
SELECT id, $5, $6, $7 FROM cart RETURNING cart_id
"""

# check and change in one statement, so that two clicks at once both count
PUT = """
INSERT INTO shop_cartline AS held (cart_id, variant_id, quantity, price_when_added)
VALUES ($1, $2, $3, $4)
ON CONFLICT (cart_id, variant_id) DO UPDATE
SET quantity = held.quantity + excluded.quantity, price_when_added = excluded.price_when_added
WHERE held.quantity + excluded.quantity <= $5
"""
