"""Stock: who may sell what, and from which warehouse. Check and change in one statement, rows in
one fixed order, so that the last item is sold once and two shoppers never block each other."""

from collections import defaultdict
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import F

from shipping.places import distance_km
from shipping.quotes import Load

from .listing import stock_changed
from .models import Product, Stock, StockMovement


class OutOfStock(Exception):
    """Not enough of a variant is left; `sellable` says how many are."""

    def __init__(self, variant_id, sellable):
        self.variant_id, self.sellable = variant_id, sellable
        super().__init__(f"variant {variant_id}: {sellable} left")


@dataclass(frozen=True)
class Allotment:
    """So many of a variant from one warehouse's shelf."""

    stock_id: int
    warehouse_id: int
    variant_id: int
    quantity: int


def allot(wanted, province, stocks):
    """Choose the shelves for `wanted` ({variant_id: quantity}) going to `province`.

    One warehouse for all when one has it all, the nearest first; otherwise each variant from the
    nearest shelves that have it. `stocks` are the variants' Stock rows with their warehouses.
    Raises OutOfStock; never changes anything.
    """
    shelves = defaultdict(dict)
    for stock in stocks:
        if stock.warehouse.is_active:
            shelves[stock.warehouse][stock.variant_id] = stock
    nearest_first = sorted(
        shelves, key=lambda place: (distance_km(place.province, province), place.pk)
    )
    for warehouse in nearest_first:
        shelf = shelves[warehouse]
        if all(v in shelf and shelf[v].sellable >= quantity for v, quantity in wanted.items()):
            return [from_shelf(shelf[v], quantity) for v, quantity in sorted(wanted.items())]
    return [
        allotment
        for variant_id, quantity in sorted(wanted.items())
        for allotment in split(variant_id, quantity, [shelves[w] for w in nearest_first])
    ]


def split(variant_id, quantity, shelves):
    found, missing = [], quantity
    for stock in (shelf[variant_id] for shelf in shelves if variant_id in shelf):
        take = min(missing, stock.sellable)
        if take > 0:
            found.append(from_shelf(stock, take))
            missing -= take
    if missing:
        raise OutOfStock(variant_id, quantity - missing)
    return found


def from_shelf(stock, quantity):
    return Allotment(stock.pk, stock.warehouse_id, stock.variant_id, quantity)


def reserve(allotments):
    """Hold stock for an order, inside its transaction. OutOfStock undoes that whole transaction.

    The lists learn of it when a shelf became empty.
    """
    emptied = set()
    with transaction.atomic(savepoint=False):
        for allotment in sorted(allotments, key=lambda one: one.stock_id):
            left = hold(allotment.stock_id, allotment.quantity)
            if left is None:
                raise OutOfStock(allotment.variant_id, 0)
            if left == 0:
                emptied.add(allotment.stock_id)
        if emptied:
            stock_changed(emptied)


def hold(stock_id, quantity):
    """The guard itself: check and change in one statement. What is left to sell, or None."""
    with connection.preparing_cursor() as cursor:
        cursor.execute(
            "UPDATE shop_stock SET reserved = reserved + $1"
            " WHERE id = $2 AND on_hand >= reserved + $1 RETURNING on_hand - reserved",
            [quantity, stock_id],
        )
        row = cursor.fetchone()
    return row[0] if row else None


def lock(stock_ids):
    """Take these shelves in the one order, before several acts on them in a transaction."""
    rows = Stock.objects.filter(pk__in=set(stock_ids)).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))


def release(quantities):
    """Give held stock back: [(stock_id, quantity)]."""
    with transaction.atomic():
        for stock_id, quantity in sorted(quantities):
            Stock.objects.filter(pk=stock_id).update(reserved=F("reserved") - quantity)
        stock_changed({stock_id for stock_id, _ in quantities})


def take(quantities, *, reference, by, at):
    """Held goods leave the shelf with a parcel: [(stock_id, quantity)]."""
    with transaction.atomic():
        for stock_id, quantity in sorted(quantities):
            Stock.objects.filter(pk=stock_id).update(
                on_hand=F("on_hand") - quantity, reserved=F("reserved") - quantity
            )
            note(stock_id, -quantity, StockMovement.Reason.SOLD, reference, by, at)
        for stock_id, quantity in sorted(quantities):
            Product.objects.filter(variants__stocks=stock_id).update(sold=F("sold") + quantity)


def put(stock_id, quantity, *, reason, reference, by, at):
    """Goods arrive on a shelf, or are written off when negative. OutOfStock, and nothing changed,
    for more than are free: the rest is held for orders."""
    with transaction.atomic():
        enough = Stock.objects.filter(pk=stock_id, on_hand__gte=F("reserved") - quantity)
        if not enough.update(on_hand=F("on_hand") + quantity):
            shelf = Stock.objects.get(pk=stock_id)
            raise OutOfStock(shelf.variant_id, shelf.sellable)
        note(stock_id, quantity, reason, reference, by, at)
        stock_changed({stock_id})


def shelf_of(variant_id, warehouse_id):
    """The Stock row of a variant in a warehouse, empty when it never lay there."""
    return Stock.objects.get_or_create(variant_id=variant_id, warehouse_id=warehouse_id)[0]


def note(stock_id, change, reason, reference, by, at):
    StockMovement.objects.create(
        stock_id=stock_id, change=change, reason=reason, reference=reference, by=by, at=at
    )


def loads_of(allotments, variants):
    """What each warehouse sends, for `shipping.quotes.quote`. `variants`: {id: Variant with its
    product}. Desi and weight are sums of single boxes; the slowest product sets the handling, and
    who shall not bring one product does not bring its parcel."""
    parts = defaultdict(list)
    for allotment in allotments:
        parts[allotment.warehouse_id].append((variants[allotment.variant_id], allotment.quantity))
    return [
        Load(
            warehouse_id=warehouse_id,
            desi=sum(variant.desi * quantity for variant, quantity in goods),
            weight_kg=sum(variant.weight_kg * quantity for variant, quantity in goods),
            handling_days=max(variant.product.handling_days for variant, quantity in goods),
            not_with=frozenset().union(*(variant.product.not_with for variant, _ in goods)),
        )
        for warehouse_id, goods in sorted(parts.items())
    ]
