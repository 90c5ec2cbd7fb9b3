"""What of a cart may be sent back for a change of mind, and until when at least."""

from dataclasses import dataclass
from datetime import date

from shop.catalog.delivery import last_day_to_return
from shop.catalog.withdrawal import exception_sentence


@dataclass(frozen=True)
class GoingBack:
    """`last_day`: free of charge for everything without an exception; None as long as no delivery
    is chosen, or nothing can go back. `exceptions`: (name, sentence) of the goods that cannot."""

    last_day: date | None = None
    exceptions: tuple[tuple[str, str], ...] = ()


def going_back(basket, option):
    """`option` brings the basket, or is None."""
    sentences = {line.variant.product.title: why_not_of(line) for line in basket.lines}
    exceptions = tuple((name, why) for name, why in sentences.items() if why)
    is_possible = len(exceptions) < len(sentences)
    return GoingBack(last_day_to_return(option) if is_possible else None, exceptions)


def why_not_of(line):
    return exception_sentence(line.variant.product.withdrawal_exception)
