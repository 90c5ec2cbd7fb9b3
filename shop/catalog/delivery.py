"""Who brings these goods to this province, for how much and when: the shop's question to shipping.
Without a query when the shelves are given."""

from datetime import timedelta
from decimal import Decimal

from django.conf import settings

from shipping.calendar import is_past, local, service_cut_off, warehouse_cut_off
from shipping.network import network
from shipping.places import distance_km, line_between
from shipping.quotes import Load, quote
from shipping.tariffs import most_desi

from .models import Stock
from .stocking import allot, loads_of

A_TRIFLE = Decimal("0.01")  # desi, and kg


def delivery_of(variants_with_quantity, province, now, *, stocks=None):
    """`Quotes` for [(variant with its product, quantity)]; raises OutOfStock.

    `stocks` are the variants' Stock rows with their warehouses, when they are at hand already.
    """
    variants = {variant.pk: variant for variant, _ in variants_with_quantity}
    wanted = {variant.pk: quantity for variant, quantity in variants_with_quantity}
    if stocks is None:
        stocks = Stock.objects.filter(variant__in=variants).select_related("warehouse")
    goods_total = sum(variant.price * quantity for variant, quantity in variants_with_quantity)
    loads = loads_of(allot(wanted, province, stocks), variants)
    return quote(loads, province, now=now, goods_total=goods_total)


def listed_delivery(product, province, now):
    """`Quotes` for one of a product's listed variant, from the product's own row; None when it is
    sold out."""
    near = (one for one in nearest_first(province) if one in product.ships_from)
    warehouse_id = next(near, None)
    if warehouse_id is None:
        return None
    load = Load(
        warehouse_id,
        product.listed_desi,
        product.listed_weight_kg,
        product.handling_days,
        frozenset(product.not_with),
    )
    return quote([load], province, now=now, goods_total=product.lowest_price)


def moment(now):
    """Equal for two times between which no promise changes."""
    net, here = network(), local(now)
    today, clock = here.date(), here.time()
    return (
        today,
        *(clock >= warehouse_cut_off(one, today) for one in net.warehouses.values()),
        *(is_past(now, service_cut_off(one, today)) for one in net.services),
    )


def nearest_first(province):
    """Ids of the warehouses in use, in the order in which `stocking.allot` asks them."""
    places = network().warehouses.values()
    return [
        place.id
        for place in sorted(places, key=lambda one: (distance_km(one.province, province), one.id))
    ]


def soonest_day(province, now):
    """The first day on which anything at all can be at the door of this province, or None."""
    trifles = [a_trifle(warehouse_id) for warehouse_id in nearest_first(province)]
    quotes = [quote([one], province, now=now, goods_total=Decimal(0)) for one in trifles]
    return min((one.fastest.promise.latest for one in quotes if one.fastest), default=None)


def a_trifle(warehouse_id, handling_days=0):
    return Load(warehouse_id, A_TRIFLE, A_TRIFLE, handling_days)


def reach_by(day, province, now, *, handling_days=0):
    """{warehouse id: {carrier code: most billable desi}} of what can be at the door of this
    province by this day when it takes so long to make; who cannot is left out."""
    net, reach = network(), {}
    for warehouse_id in nearest_first(province):
        load, by_carrier = a_trifle(warehouse_id, handling_days), {}
        line = line_between(net.warehouses[warehouse_id].province, province)
        for option in quote([load], province, now=now, goods_total=Decimal(0)).options:
            if option.promise.latest <= day:
                most = most_desi(net.every_service[option.service_id], line)
                by_carrier[option.carrier_code] = max(most, by_carrier.get(option.carrier_code, 0))
        if by_carrier:
            reach[warehouse_id] = by_carrier
    return reach


def last_day_to_return(option):
    """At least until this day: the earliest arrival and the days every order has."""
    return option and option.promise.earliest + timedelta(days=settings.RETURN_DAYS)
