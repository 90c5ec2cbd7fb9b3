"""Orders that live through anything, in any order: bought as the checkout does it, then paid, sent,
lost, sent back, given up, cancelled. Each act is one that a buyer, a member of staff, a carrier, a
bank or the clock may do; what is refused at that moment is refused."""

from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

from notifications.stateful import WrongState
from returns.asking import NotReturnable, Wish, WishedLine, ask
from returns.following import follow, remind_and_give_up
from returns.models import AskedAgain
from shipping.models import Scan, Shipment
from shop.cart.carts import Basket
from shop.cart.models import Cart, CartLine
from shop.catalog.models import Stock
from shop.checkout.buying import buy
from shop.checkout.offers import Wishes, offer_for
from shop.orders.dispatching import dispatch
from shop.orders.models import Order
from shop.payments import collecting, expiring, remedies, undelivered
from shop.payments.cancelling import AlreadyDispatched, cancel_order
from shop.payments.methods.base import DECLINED, PAID, Outcome
from shop.payments.models import Payment, Refund
from shop.payments.paying import NothingToPay, settle, try_again
from shop.payments.refunding import mark_done
from shop.payments.resending import NotOffered, send_again, ways_again
from tests import make

DAY = timedelta(days=1)
IBAN = "TR330006100519786457841326"
S = Shipment.State
REFUSALS = (WrongState, AlreadyDispatched, NotReturnable, AskedAgain, NothingToPay, NotOffered)
PEOPLE = {**make.TO_AYSE, "language": "tr"}


def basket_of(wanted, credit=None):
    """A cart with these: [(Variant, quantity)]."""
    cart = Cart.objects.create(token=uuid4().hex, credit=credit)
    for variant, quantity in wanted:
        CartLine.objects.create(
            cart=cart, variant=variant, quantity=quantity, price_when_added=variant.price
        )
    lines = list(cart.lines.select_related("variant__product", "cart__credit"))
    variants = [variant for variant, _quantity in wanted]
    stocks = list(Stock.objects.filter(variant__in=variants).select_related("warehouse"))
    return Basket(cart, lines, stocks, credit)


class Life:
    """An order and all that may happen to it. `turn(act, dice)`: one act, a third of a day later;
    `dice` chooses among parcels, returns and reasons."""

    def __init__(self, wanted, *, method, gift_wrap=False, credit=None):
        self.now = make.MONDAY_MORNING
        wishes = Wishes("06", "", method, gift_wrap)
        self.offer = offer_for(basket_of(wanted, credit), wishes, now=self.now)
        details = {**PEOPLE, "gift_wrap": gift_wrap}
        self.order, _payment = buy(self.offer, details, at=self.now, ip=None)

    def turn(self, act, dice):
        self.now += DAY / 3
        self.dice = dice
        with suppress(*REFUSALS):
            getattr(self, act)()
        self.order = Order.objects.get(pk=self.order.pk)

    def one_of(self, things):
        things = list(things)
        return things[self.dice % len(things)] if things else None

    # --- buyer and bank

    def pay(self):
        """The bank says yes to any of the attempts, however late; to a transfer staff does."""
        attempt = self.one_of(self.order.payments.exclude(method="cod").order_by("pk"))
        if attempt:
            settle(Outcome(attempt.method, attempt.reference, PAID, attempt.amount), self.now)

    def decline(self):
        attempt = self.one_of(self.order.payments.filter(method="card").order_by("pk"))
        if attempt:
            settle(Outcome("card", attempt.reference, DECLINED, Decimal(0)), self.now)

    def pay_otherwise(self):
        attempt = self.one_of(self.order.payments.exclude(method="cod").order_by("pk"))
        if attempt:
            try_again(attempt, ("card", "transfer")[self.dice % 2], at=self.now)

    def cancel(self):
        cancel_order(self.order, at=self.now, by=("buyer", "staff:mina")[self.dice % 2])

    def approve(self):
        self.order.approve(at=self.now, by="buyer")

    # --- the warehouse and the carrier

    def send(self):
        dispatch(self.order.shipments, by="staff:mina", at=self.now)
        booked = self.order.shipments.filter(state=S.DRAFT, wants_booking=True)
        booked.update(state=S.BOOKED, booked_at=self.now)

    def parcel_in(self, *states):
        return self.one_of(self.order.shipments.filter(state__in=states))

    def take(self):
        parcel = self.parcel_in(S.BOOKED)
        if parcel:
            change(parcel, state=S.IN_TRANSIT, handed_over_at=self.now)

    def deliver(self):
        parcel = self.parcel_in(S.IN_TRANSIT)
        if parcel:
            change(parcel, state=S.DELIVERED, delivered_at=self.now, arrived_at=self.now)

    def bring_back(self):
        parcel = self.parcel_in(S.IN_TRANSIT)
        if parcel:
            change(parcel, state=S.SENT_BACK)
            Scan.objects.create(shipment=parcel, kind="returned", at=self.now, heard_at=self.now)

    # --- staff

    def give_up(self):
        parcel = self.one_of(self.order.shipments)
        whys = list(undelivered.Why)
        if parcel:
            undelivered.give_up(parcel, whys[self.dice % len(whys)], at=self.now, by="staff:mina")

    def send_again(self):
        parcel = self.parcel_in(S.SENT_BACK)
        option = parcel and self.one_of(ways_again(parcel, now=self.now))
        if option:
            receiver = {name: getattr(parcel, name) for name in Shipment.RECEIVER}
            send_again(parcel, option.key, receiver, at=self.now, by="staff:mina")

    def make_good(self):
        remedies.grant(self.order, at=self.now)

    # --- what goes back

    def ask_back(self):
        line = self.one_of(self.order.lines.all())
        reason = ("changed_mind", "damaged")[self.dice % 2]
        wished = WishedLine(line.pk, 1 + self.dice % line.quantity, reason)
        ask(self.order, Wish((wished,), iban=IBAN, holder="Ayşe Yılmaz"), at=self.now)

    def accept(self):
        returned = self.one_of(self.order.returns.order_by("pk"))
        if returned:
            returned.receive_and_accept(at=self.now, by="staff:mina")

    def reject(self):
        returned = self.one_of(self.order.returns.order_by("pk"))
        if returned:
            returned.receive(at=self.now)
            returned.reject("no", at=self.now, by="staff:mina")

    # --- the clock

    def sweep(self):
        """What the clock does by itself, with a bank that gives back at once."""
        for payment in Payment.objects.due(self.now):
            expiring.expire(payment, now=self.now)
        for payment in collecting.to_look_at():
            collecting.follow_parcels(payment, now=self.now)
        for one in undelivered.to_pay_back():
            undelivered.give_money_back(one, at=self.now)
        follow(self.now)
        remind_and_give_up(self.now)
        for refund in Refund.objects.filter(state=Refund.State.ASKED):
            mark_done(refund, at=self.now)
        follow(self.now)


ACTS = [name for name in vars(Life) if not name.startswith("_")]
ACTS = [name for name in ACTS if name not in {"turn", "one_of", "parcel_in"}]


def change(parcel, **fields):
    Shipment.objects.filter(pk=parcel.pk).update(**fields)
