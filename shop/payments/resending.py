"""Sending a parcel that came back once more: the same goods in a fresh parcel, under a promise of
its own. The old one is done with; nothing is given back for it any more."""

import secrets
from decimal import Decimal

from django.db import transaction

from notifications.events import record
from notifications.stateful import WrongState
from shipping.carriers.base import Party
from shipping.dispatching import draft
from shipping.models import Service, Shipment
from shipping.quotes import Load, quote
from shop.catalog import stocking
from shop.catalog.models import Product
from shop.orders.models import Order
from shop.orders.parcels import about, put_in
from shop.orders.telling import COD
from shop.orders.undelivered import Undelivered

from .given import left_in
from .models import Payment
from .undelivered import in_force, packed_in, paid

MADE_READY = {"handling_days": 0}  # it is packed already


class NotOffered(Exception):
    """The service does not reach the address any more, or not by a day that can be told."""


def can_be_sent_again(parcel):
    """It came back, its order stands, and nothing was given back for it."""
    order = in_force(parcel) if parcel.state == Shipment.State.SENT_BACK else None
    if order is None:
        return False
    left = left_in(order, parcel)
    return all(count <= left[line] for line, count in packed_in(order, parcel).items())


def ways_again(parcel, *, now):
    """The Options a parcel that came back may travel with today, cheapest first."""
    goods = Product.objects.filter(variants__sku__in=[one["sku"] for one in parcel.contents])
    not_with = frozenset().union(*goods.values_list("not_with", flat=True))
    load = Load(parcel.warehouse_id, parcel.desi, parcel.weight_kg, **MADE_READY, not_with=not_with)
    found = quote([load], parcel.province, now=now, goods_total=Decimal(0)).options
    return [one for one in found if one.takes_cod or not to_collect(parcel)]


def send_again(parcel, key, receiver, *, at, by):
    """Make a fresh draft of a parcel that came back; answers it.

    `key` is that of one of `ways_again`; `receiver` the fields of Shipment.RECEIVER. The goods are
    held on the shelf they lie on again, and the buyer hears the new days. Raises WrongState or
    NotOffered, and changes nothing then.
    """
    with transaction.atomic():
        order = Order.objects.select_for_update().filter(pk=parcel.reference).first()
        parcel = Shipment.objects.select_for_update().get(pk=parcel.pk)
        if not can_be_sent_again(parcel):
            raise WrongState(parcel, Shipment.State.DRAFT)
        option = next((one for one in ways_again(parcel, now=at) if one.key == key), None)
        if option is None:
            raise NotOffered(key)
        goods = order.allocations().filter(shipment=parcel)
        back_on_the_shelf(order, goods, at=at, by=by)
        fresh = draft_again(parcel, order, option, receiver, at=at)
        put_in(fresh, list(goods))
        be_done_with(parcel, order, fresh, at=at)
        record(fresh, "shipment_sent_again", at=at, by=by)
    return fresh


def draft_again(parcel, order, option, receiver, *, at):
    """The same load to the same province, under the Option's promise."""
    return draft(
        reference=order.number,
        service=Service.objects.get(pk=option.service_id),
        warehouse_id=parcel.warehouse_id,
        customer=Party(province=parcel.province, **named(receiver)),
        promise=option.promise,
        at=at,
        contents=parcel.contents,
        desi=parcel.desi,
        weight_kg=parcel.weight_kg,
        cod_amount=collect_again(order, parcel, at=at),
        **about(order),
    )


def named(receiver):
    """The fields of Shipment.RECEIVER as a Party calls them."""
    return {name.removeprefix("receiver_"): value for name, value in receiver.items()}


def be_done_with(parcel, order, fresh, *, at):
    """Nothing is given back for a parcel whose goods travel in another."""
    Undelivered.objects.create(
        order=order,
        shipment=parcel,
        why=Undelivered.Why.SENT_AGAIN,
        amount=Decimal(0),
        way=Undelivered.Way.NONE,
        at=at,
        sent_again_as=fresh,
    )


def back_on_the_shelf(order, goods, *, at, by):
    """What came back lies on its shelf, held for this order: nobody can buy it in between."""
    order.give_stock_back(goods, at=at, by=by)
    held = goods.values_list("stock_id", "stock__warehouse_id", "stock__variant_id", "quantity")
    stocking.reserve([stocking.Allotment(*one) for one in held])


def to_collect(parcel):
    """What its courier was to collect, TRY; nothing once the order was paid another way."""
    order = in_force(parcel)
    return parcel.cod_amount if order and not paid(order) else Decimal(0)


def collect_again(order, parcel, *, at):
    """Refused parcels closed the payment at the door: open another for what they were to bring."""
    amount = to_collect(parcel)
    if amount and not order.payments.open().filter(method=COD).exists():
        waiting = order.shipments.filter(undelivered=None)
        Payment.objects.create(
            order=order,
            method=COD,
            amount=sum(one.cod_amount for one in waiting),
            reference=f"{order.number}x{secrets.token_hex(10)}",
            started_at=at,
        )
    return amount
