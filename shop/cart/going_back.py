"""What of a cart may be sent back for a change of mind, and until when at least."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings

from shop.catalog.delivery import last_day_to_return
from shop.catalog.withdrawal import exception_sentence
from shop.loyalty.tiers import tier_of


@dataclass(frozen=True)
class GoingBack:
    """`days` from delivery, free of charge for everybody and everything without an exception, until
    `last_day`: None as long as no delivery is chosen. `tier` adds `tier_days` more for a member.
    `exceptions`: (name, sentence) of the goods that cannot go back."""

    is_possible: bool
    days: int
    last_day: date | None
    tier: str
    tier_days: int
    exceptions: tuple[tuple[str, str], ...]

    @property
    def tier_day(self):
        return self.last_day and self.last_day + timedelta(days=self.tier_days)


def going_back(basket, option, *, member, now):
    """`option` brings the basket, or is None; so is `member`, for a guest. Two queries for members,
    none for guests."""
    sentences = {line.variant.product.title: why_not_of(line) for line in basket.lines}
    exceptions = tuple((name, why) for name, why in sentences.items() if why)
    standing = tier_of(member, now)
    return GoingBack(
        is_possible=len(exceptions) < len(sentences),
        days=settings.RETURN_DAYS,
        last_day=last_day_to_return(option),
        tier=standing.tier.title if standing.tier else "",
        tier_days=standing.extra_return_days,
        exceptions=exceptions,
    )


def why_not_of(line):
    return exception_sentence(line.variant.product.withdrawal_exception)
