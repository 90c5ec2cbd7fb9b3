"""What the whole cart's delivery looks like from here: who, when, for how much, and what is
missing to the next free delivery."""

from dataclasses import dataclass
from decimal import Decimal

from shipping.network import network
from shipping.preferences import Preferences, suggested
from shipping.quotes import Option, Quotes, quote
from shop.catalog.stocking import Allotment, OutOfStock, loads_of

from .bills import Bill, bill


@dataclass(frozen=True)
class FreeDelivery:
    """`missing` is None when nothing more is needed; `share` of the way done, 0 to 100."""

    threshold: Decimal
    missing: Decimal | None
    share: int


@dataclass(frozen=True)
class Delivery:
    """`option` is what the total is reckoned with; None when nothing can be said."""

    allotments: tuple[Allotment, ...] = ()
    quotes: Quotes | None = None
    option: Option | None = None
    bill: Bill | None = None
    free: FreeDelivery | None = None


def quotes_for(basket, province, now):
    """(allotments, Quotes) of a cart going to a province. Raises OutOfStock."""
    allotments = basket.allot(province)
    loads = loads_of(allotments, basket.variants)
    return allotments, quote(loads, province, now=now, goods_total=basket.goods_to_pay(now))


def delivery_of_basket(basket, province, now, *, unwanted=frozenset()):
    """`unwanted`: codes of carriers the total is not reckoned with while there is another."""
    if not basket:
        return None
    credit = basket.applied(now)
    if not province:
        return Delivery(bill=bill(basket.goods_total, credit=credit))
    try:
        allotments, quotes = quotes_for(basket, province, now)
    except OutOfStock:
        return Delivery(bill=bill(basket.goods_total, credit=credit))
    option = suggested(quotes, Preferences(unwanted=unwanted))
    return Delivery(
        tuple(allotments),
        quotes,
        option,
        bill(basket.goods_total, option, credit=credit),
        free_delivery(basket.goods_to_pay(now), quotes.options),
    )


def free_delivery(goods_to_pay, options):
    """How far it is to free delivery by the first of the offered services that gives it."""
    offered = {option.service_id for option in options}
    thresholds = [
        service.free_from
        for service in network().services
        if service.free_from and service.id in offered
    ]
    if not thresholds:
        return None
    threshold = min(thresholds)
    missing = max(threshold - goods_to_pay, Decimal(0))
    return FreeDelivery(threshold, missing or None, min(100, int(goods_to_pay * 100 / threshold)))
