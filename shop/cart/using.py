"""A voucher or points laid into the cart. What is typed is looked at at once; guessing is stopped
by address. Nothing is spent before the order is placed."""

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from shop.customers.limits import asks_too_often
from shop.customers.visitors import counted_address
from shop.loyalty.credits import Credit, applied_to, read_code

from .carts import member_of
from .models import Cart

TRIES, A_WHILE = 10, 600  # seconds
CODE, POINTS, OFF = "code", "points", "off"


class CannotUse(Exception):
    """The text is a sentence for the shopper."""

    status = 422


class TooManyTries(CannotUse):
    status = 429


def use(request, basket, now):
    """Do what the field `voucher` and the buttons `credit` of a sent form say, if anything. Raises
    CannotUse, and changes nothing. Answers whether something was asked for."""
    asked, typed = request.POST.get("credit", ""), read_code(request.POST.get("voucher", ""))
    if asked == OFF:
        lay(basket, None)
    elif asked == POINTS:
        lay(basket, usable(points_of(member_of(request)), basket, now))
    elif typed:
        lay(basket, usable(voucher_called(typed, request), basket, now))
    elif asked == CODE:
        raise CannotUse(_("Write the code of your voucher."))
    return bool(asked or typed)


def lay(basket, credit):
    Cart.objects.filter(pk=basket.cart.pk).update(credit=credit)
    basket.credit = credit


def usable(credit, basket, now):
    found = applied_to(credit, basket.goods_total, localdate(now))
    if found is None:
        raise CannotUse(_("You have no points left."))
    if found.problem:
        raise CannotUse(found.problem)
    return credit


def voucher_called(code, request):
    if asks_too_often("voucher", counted_address(request), most=TRIES, seconds=A_WHILE):
        sentence = _("You tried many codes. Please wait %(minutes)s minutes.")
        raise TooManyTries(sentence % {"minutes": A_WHILE // 60})
    found = Credit.objects.filter(code=code).first()
    if found is None:
        raise CannotUse(_("We do not know this code. There is no 0, O, 1 or I in our codes."))
    return found


def points_of(member):
    """None of a guest: points without a customer were those of an account that is closed."""
    if member is None:
        return None
    return Credit.objects.filter(kind=Credit.Kind.POINTS, customer=member).first()


def points_to_offer(request, basket, now):
    """The points a member could use for this cart; None where there are none, or a credit lies in
    it. No query for guests."""
    member = member_of(request)
    if member is None or not basket or basket.credit:
        return None
    points = points_of(member)
    if points is None or points.problem_with(basket.goods_total, localdate(now)):
        return None
    return points
