"""Where a customer stands: the tier of the orders kept within the last twelve months, and how far
the next one is. An order counts when it is approved; one given back whole counts no more."""

from dataclasses import dataclass
from datetime import timedelta

from .models import KeptOrder, Tier

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Standing:
    """`tier` and `next_tier` are None where there is none; `missing` kept orders reach the next."""

    kept: int
    tier: Tier | None = None
    next_tier: Tier | None = None

    @property
    def missing(self):
        return self.next_tier.from_orders - self.kept if self.next_tier else 0

    @property
    def extra_return_days(self):
        return self.tier.extra_return_days if self.tier else 0


def tier_of(customer, now):
    """The `Standing` of a member; a guest (None) stands at the beginning. Two queries."""
    if customer is None or not customer.is_authenticated:
        return Standing(kept=0)
    kept = KeptOrder.objects.filter(
        customer=customer, at__gt=now - YEAR, at__lte=now, given_back_at=None
    ).count()
    return standing(kept, Tier.objects.all())


def standing(kept, tiers):
    """Pure: the highest tier reached by so many kept orders, and the one after it."""
    ladder = sorted(tiers, key=lambda tier: tier.from_orders)
    reached = [tier for tier in ladder if tier.from_orders <= kept]
    ahead = [tier for tier in ladder if tier.from_orders > kept]
    return Standing(kept, reached[-1] if reached else None, ahead[0] if ahead else None)


def keep(customer, order_number, *, at):
    """Count an approved order, once. One that was given back before stays uncounted."""
    if customer is not None:
        KeptOrder.objects.get_or_create(
            order_number=order_number, defaults={"customer": customer, "at": at}
        )


def unkeep(customer, order_number, *, at):
    """An order was given back whole: it counts no more, also when it is approved afterwards."""
    if customer is not None:
        KeptOrder.objects.update_or_create(
            order_number=order_number,
            defaults={"given_back_at": at},
            create_defaults={"customer": customer, "at": at, "given_back_at": at},
        )
