"""What a purchase costs. Every page, text and message shows the sum this one function makes."""

from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Bill:
    """TRY, KDV included."""

    goods: Decimal
    shipping: Decimal = NOTHING
    cod: Decimal = NOTHING
    gift: Decimal = NOTHING

    @property
    def total(self):
        return self.goods + self.shipping + self.cod + self.gift


def gift_wrap_fee():
    return Decimal(settings.GIFT_WRAP_FEE)


def bill(goods, option=None, *, method=None, gift_wrap=False):
    """`option` is a delivery option of shipping.quotes, `method` a payment plug-in; either may not
    be chosen yet."""
    before = Bill(
        goods,
        shipping=option.fee if option else NOTHING,
        gift=gift_wrap_fee() if gift_wrap else NOTHING,
    )
    fee = method.fee(before.total) if method else NOTHING
    return Bill(goods, before.shipping, fee, before.gift)
