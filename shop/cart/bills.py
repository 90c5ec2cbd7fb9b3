"""What a purchase costs. Every page, text and message shows the sum this one function makes."""

from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, Decimal

from django.conf import settings

from shop.loyalty.credits import KURUS

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Bill:
    """TRY, KDV included."""

    goods: Decimal
    shipping: Decimal = NOTHING
    cod: Decimal = NOTHING
    gift: Decimal = NOTHING
    credit: Decimal = NOTHING  # taken off
    is_points: bool = False  # the credit, else it is a voucher

    @property
    def total(self):
        return self.goods + self.shipping + self.cod + self.gift - self.credit


def gift_wrap_fee():
    return Decimal(settings.GIFT_WRAP_FEE)


def bill(goods, option=None, *, method=None, gift_wrap=False, credit=None):
    """`option` is a delivery option of shipping.quotes, `method` a payment plug-in, `credit` an
    Applied; each may be None. What a method asks for itself follows from the sum after credit."""
    before = Bill(
        goods,
        shipping=option.fee if option else NOTHING,
        gift=gift_wrap_fee() if gift_wrap else NOTHING,
        credit=credit.pays if credit else NOTHING,
        is_points=bool(credit and credit.credit.is_points),
    )
    return replace(before, cod=method.fee(before.total)) if method else before


def spread(amount, totals):
    """{key: TRY} of an amount over lines of these totals, {key: TRY}, to the kuruş and no more
    than a line's total: what rounding leaves goes to the largest remainders."""
    whole = sum(totals.values())
    if not amount:
        return dict.fromkeys(totals, NOTHING)
    exact = {key: amount * total / whole for key, total in totals.items()}
    shares = {key: share.quantize(KURUS, ROUND_DOWN) for key, share in exact.items()}
    rest = int((amount - sum(shares.values())) / KURUS)
    for key in sorted(exact, key=lambda key: shares[key] - exact[key])[:rest]:
        shares[key] += KURUS
    return shares
