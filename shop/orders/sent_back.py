"""What was sent back of an order, as far as the shop has to know. Returns stand to the right of the
shop, which cannot import them: it says here what it asks of one, they say whom to ask."""

from collections.abc import Callable
from decimal import Decimal
from typing import Protocol


class SentBack(Protocol):
    """A thing with a life that brings goods of an order home; `str` of it is its number."""

    is_taken: bool  # its goods are ours again, and what was paid for them goes back
    refund_lines: list  # as in `shop/payments/amounts.py`
    refund_amount: Decimal
    refund_id: int | None
    shipment: object  # the parcel it comes in; None before there is one
    has_travelled: bool  # a carrier has it, or had it
    freight: Decimal | None  # TRY with KDV that the carrier bills for it; None: not known
    fee: Decimal  # TRY, of which the buyer bears so much
    staff_page: str

    def get_state_display(self) -> str: ...


asked: list[Callable] = []  # each: order → [SentBack], oldest first


def sent_back(order):
    """[SentBack] of an order, their parcels at hand."""
    return [one for ask in asked for one in ask(order)]


def taken_back(order):
    """Those whose goods are ours again."""
    return [one for one in sent_back(order) if one.is_taken]
