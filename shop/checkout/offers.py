"""What is offered for a cart, a place and the wishes so far: every delivery, every way to pay, the
bill, the road and the texts. The page shows it and placing the order compares with it, so there is
one reckoning and no second."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.utils import timezone

from shipping.preferences import Preferences, suggested
from shipping.quotes import Option, Quotes
from shop.cart.bills import Bill, bill
from shop.cart.carts import Basket
from shop.cart.delivery import quotes_for
from shop.catalog.stocking import Allotment, OutOfStock
from shop.loyalty.credits import Applied
from shop.orders.placing import Purchase
from shop.orders.reading import road_ahead
from shop.payments.methods import NOTHING, method_named
from shop.payments.methods.base import Method
from shop.payments.paying import methods

from .texts import texts_of


@dataclass(frozen=True)
class Wishes:
    """What the shopper has chosen so far; empty where nothing is."""

    province: str = ""
    option: str = ""
    payment: str = ""
    gift_wrap: bool = False


@dataclass(frozen=True)
class MethodOffer:
    """A way to pay with the fee it adds, TRY, and its `note` for the delivery that is chosen;
    `reason` says why it cannot be had, if so."""

    method: Method
    fee: Decimal
    note: str
    reason: str | None = None

    @property
    def code(self):
        return self.method.code


@dataclass
class Offer:
    basket: Basket
    wishes: Wishes
    today: object
    credit: Applied | None = None
    allotments: tuple[Allotment, ...] = ()
    quotes: Quotes | None = None
    option: Option | None = None
    methods: tuple[MethodOffer, ...] = ()

    def method_offer(self, code):
        return next((one for one in self.methods if one.code == code), None)

    @cached_property
    def chosen(self):
        """The `MethodOffer` in the bill: what was wished for, or the first that can be had."""
        can_be_had = [one for one in self.methods if not one.reason]
        wished = [one for one in can_be_had if one.code == self.wishes.payment]
        return next(iter(wished or can_be_had), None)

    @cached_property
    def bill(self) -> Bill:
        return bill(
            self.basket.goods_total,
            self.option,
            method=self.chosen.method if self.chosen else None,
            gift_wrap=self.wishes.gift_wrap,
            credit=self.credit,
        )

    @property
    def is_complete(self):
        return self.option is not None and self.chosen is not None

    @property
    def has_lost_option(self):
        """What was chosen before is not offered any more, or never was."""
        return bool(self.wishes.option and self.quotes and not self.quotes.get(self.wishes.option))

    @cached_property
    def road(self):
        return road_ahead(self.option.promise, self.today) if self.option else ()

    @cached_property
    def texts(self):
        return texts_of(self) if self.is_complete else ()

    def purchase(self):
        return Purchase(
            cart=self.basket.cart,
            lines=tuple(self.basket.lines),
            allotments=tuple(self.allotments),
            option=self.option,
            method_code=self.chosen.code,
            bill=self.bill,
            texts=self.texts,
            credit=self.credit,
        )


def offer_for(basket, wishes, *, now, unwanted=frozenset()):
    """Never refuses: where nothing can be offered, the parts are empty and the page says why.
    `unwanted`: codes of carriers that are not selected by themselves."""
    offer = Offer(basket, wishes, timezone.localdate(now), basket.applied(now))
    if not wishes.province or not basket:
        return offer
    try:
        offer.allotments, offer.quotes = quotes_for(basket, wishes.province, now)
    except OutOfStock:
        return offer
    by_itself = suggested(offer.quotes, Preferences(unwanted=unwanted))
    offer.option = offer.quotes.get(wishes.option) or by_itself
    if offer.option:
        before = bill(
            basket.goods_total, offer.option, gift_wrap=wishes.gift_wrap, credit=offer.credit
        ).total
        ways = methods() if before else [method_named(NOTHING)]
        offer.methods = tuple(method_offer(method, before, offer) for method in ways)
    return offer


def method_offer(method, before, offer):
    fee, option = method.fee(before), offer.option
    reason = method.offer(before + fee, [option], gift_wrap=offer.wishes.gift_wrap)
    return MethodOffer(method, fee, method.note_for(option), reason)
