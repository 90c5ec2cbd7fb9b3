"""Orders and their lines."""

import hashlib
import uuid
from decimal import Decimal
from types import SimpleNamespace

from django.conf import settings
from django.core.management.color import no_style
from django.db import connection

from shop.orders.links import digests_of
from shop.orders.models import Order, OrderLine
from shop.orders.placing import frozen_option, order_line

STAFF = "staff:merchant@kapinda.example"
NO_CREDIT = Decimal(0)


def write(ledger):
    """{number: Order}"""
    made = Order.objects.bulk_create(
        [row(story, ledger) for story in ledger.stories], batch_size=1000
    )
    go_on_counting_after(Order)
    for order, story in zip(made, ledger.stories, strict=True):
        tell(order, story, ledger)
    return {order.number: order for order in made}


def go_on_counting_after(model):
    """Numbers were given by hand: the database's own begin after the last of them."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)


def row(story, ledger):
    return Order(
        number=story.number,
        customer=story.customer,
        language="tr",
        payment_method=story.method,
        wants_sms=story.wants_sms,
        wants_email=story.wants_email,
        delivery_note=story.note,
        gift_wrap=story.is_gift,
        gift_message=story.gift_note,
        placed_at=story.placed_at,
        confirmed_at=ledger.past(story.confirmed_at),
        cancelled_at=ledger.past(story.cancelled_at),
        cancelled_because=story.cancelled_because if ledger.past(story.cancelled_at) else "",
        approved_at=ledger.past(story.approved_at),
        state=state_of(story, ledger),
        **people(story),
        **sums(story),
        **frozen_option(story.option),
        **keys(story),
    )


def state_of(story, ledger):
    reached = Order.State.PLACED
    for state, at in (
        (Order.State.CONFIRMED, story.confirmed_at),
        (Order.State.APPROVED, story.approved_at),
        (Order.State.CANCELLED, story.cancelled_at),
    ):
        reached = state if ledger.has_come(at) else reached
    return reached


def people(story):
    buyer, receiver = story.buyer, story.receiver
    return {
        "buyer_name": buyer.name,
        "buyer_phone": buyer.phone,
        "buyer_email": buyer.email,
        "receiver_name": receiver.name,
        "receiver_phone": receiver.phone,
        **vars(receiver.home),
    }


def sums(story):
    fees = {
        "shipping_fee": story.option.fee,
        "cod_fee": Decimal(settings.COD_FEE if story.method == "cod" else 0),
        "gift_fee": Decimal(settings.GIFT_WRAP_FEE if story.is_gift else 0),
    }
    goods = story.goods_total
    return {"goods_total": goods, **fees, "total": goods + sum(fees.values())}


def keys(story):
    """What is random in life comes from the story here, so that a year can be told again."""
    facts = f"{story.number} {story.placed_at.isoformat()} {story.buyer.email}"
    nonce = hashlib.sha256(facts.encode()).hexdigest()[:32]
    return {
        "checkout_key": uuid.UUID(nonce),
        "link_nonce": nonce,
        **digests_of(nonce),
    }


def tell(order, story, ledger):
    paid_by = {"card": "card", "transfer": STAFF, "cod": "buyer"}[story.method]
    cancelled_by = STAFF if story.cancelled_by == "staff" else story.cancelled_by
    heard = {"state": Order.State.CONFIRMED if story.confirmed_at else Order.State.PLACED}
    ledger.tell(order, "order_placed", story.placed_at, "buyer", facts=heard)
    ledger.tell(order, "order_confirmed", story.confirmed_at, paid_by)
    ledger.tell(order, "order_cancelled", story.cancelled_at, cancelled_by)
    ledger.tell(order, "order_approved", story.approved_at, story.approved_by)


def write_lines(ledger):
    """{order number: {variant id: OrderLine}}"""
    rows = [
        order_line(
            ledger.orders[story.number],
            SimpleNamespace(variant=variant, quantity=quantity),
            NO_CREDIT,
        )
        for story in ledger.stories
        for variant, quantity in story.wanted.items()
    ]
    found = {}
    for line in OrderLine.objects.bulk_create(rows, batch_size=2000):
        found.setdefault(line.order_id, {})[line.variant_id] = line
    return found
