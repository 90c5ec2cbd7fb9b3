from django.db import OperationalError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shipping.places import neighbourhoods as neighbourhoods_of
from shipping.places import provinces
from shop.busy import COME_AGAIN, come_again, was_held_up
from shop.cart import carts, using
from shop.cart.bills import gift_wrap_fee
from shop.cart.going_back import going_back
from shop.cart.views import acts_on
from shop.catalog.stocking import OutOfStock
from shop.customers.place import remember_province
from shop.customers.visitors import address_of
from shop.loyalty.credits import CreditGone
from shop.payments.limits import TooManyOpen

from . import steps
from .buying import buy, key_of, placed_before, shown, what_changed
from .forms import CheckoutForm
from .models import Step
from .offers import Wishes, offer_for
from .option_cards import cards_for
from .prefilling import prefilled

BAD_INPUT, NOT_AS_SHOWN = 422, 409


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def checkout(request):
    return place_order(request) if request.method == "POST" else checkout_form(request)


def checkout_form(request):
    basket = carts.basket_of(request)
    if not basket or not basket.is_sellable:
        return redirect("cart")
    initial, addresses = prefilled(request)
    offer = offered(request, basket, Wishes(initial.get("province", "")), now=timezone.now())
    return page(request, CheckoutForm(initial=initial, offer=offer), addresses=addresses)


def place_order(request):
    """Nothing is placed unless every number is still the one the page showed."""
    now, data = timezone.now(), request.POST
    basket = carts.basket_of(request)
    if not basket:
        order = placed_before(data.get("key", ""))
        return onward(order, order.payments.order_by("pk").last()) if order else redirect("cart")
    problem, status = used(request, basket, now)
    offer = offered(request, basket, wishes_of(data), now=now)
    form = CheckoutForm(data, offer=offer)
    if problem:
        return page(request, form, status=status, voucher_problem=problem)
    if not form.is_valid():
        return page(request, form, status=BAD_INPUT)
    if changes := what_changed(offer, data):
        return page(request, form, changes=changes, status=NOT_AS_SHOWN)
    try:
        order, payment = buy(
            offer, form.order_details() | about(request), at=now, ip=address_of(request) or None
        )
    except OutOfStock:
        sentence = _("Somebody was faster: not all of it is left.")
        return gone_meanwhile(request, sentence, now)
    except CreditGone:
        sentence = _("Your voucher or points were used for another order meanwhile.")
        return gone_meanwhile(request, sentence, now)
    except OperationalError as error:
        if not was_held_up(error):
            raise
        sentence = _("Others are buying the same just now. Nothing was charged; press once more.")
        answer = gone_meanwhile(request, sentence, now, status=COME_AGAIN)
        return come_again(request, error, answer)
    except TooManyOpen as refusal:
        form.add_error(refusal.field, str(refusal))
        return page(request, form, status=BAD_INPUT)
    response = remember_province(onward(order, payment), order.province)
    return carts.forget(response)


def offered(request, basket, wishes, *, now):
    return offer_for(basket, wishes, now=now, unwanted=carts.unwanted_by(request))


def used(request, basket, now):
    """What was typed into the voucher's field, or its buttons, done: (why not, status)."""
    try:
        using.use(request, basket, now)
    except using.CannotUse as problem:
        return str(problem), problem.status
    return "", 200


def gone_meanwhile(request, sentence, now, *, status=NOT_AS_SHOWN):
    """The page as things are now, and why nothing was placed; the cart where nothing is left of
    it, because another tab emptied or bought it."""
    basket = carts.basket_of(request)
    if not basket:
        return redirect("cart")
    offer = offered(request, basket, wishes_of(request.POST), now=now)
    form = CheckoutForm(request.POST, offer=offer)
    return page(request, form, changes=[sentence], status=status)


def about(request):
    """Who orders, in which language, and on which channels news may come."""
    member = carts.member_of(request)
    return {
        "customer": member,
        "language": get_language(),
        "wants_sms": member.wants_sms if member else True,
        "wants_email": member.wants_email if member else True,
    }


def onward(order, payment):
    """To the bank when there is one to go to, else to the order's own page."""
    if payment is None or not payment.plugin.has_page:
        return redirect(order)
    return redirect("pay", payment.reference)


@acts_on("checkout")
@never_cache
def checkout_options(request):
    """The page with the wishes so far: by htmx only its live parts, else the whole of it, with
    nothing of what was typed lost."""
    basket, is_live = carts.basket_of(request), bool(request.headers.get("HX-Request"))
    if not basket:
        return to_cart(is_live)
    now = timezone.now()
    problem, status = used(request, basket, now) if "credit" in request.POST else ("", 200)
    offer = offered(request, basket, wishes_of(request.POST), now=now)
    form = CheckoutForm(initial=request.POST.dict(), offer=offer)
    template = "checkout/_live.html" if is_live else "checkout/checkout.html"
    status = 200 if is_live else status  # htmx draws no other
    return page(request, form, template=template, status=status, voucher_problem=problem)


def to_cart(is_live):
    """Nothing is left in it, because another tab emptied or bought it. A redirect would bring htmx
    the cart's page to draw inside of this one."""
    if is_live:
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("cart")})
    return redirect("cart")


@require_safe
def districts(request, code):
    return render(request, "checkout/_districts.html", {"districts": of_province(code)})


@require_safe
def neighbourhoods(request, code):
    found = of_province(code).get(request.GET.get("district", ""), {})
    return render(request, "checkout/_neighbourhoods.html", {"neighbourhoods": found})


def of_province(code):
    if code not in provinces():
        raise Http404
    return neighbourhoods_of(code)


def wishes_of(data):
    province = data.get("province", "")
    return Wishes(
        province=province if province in provinces() else "",
        option=data.get("option", ""),
        payment=data.get("payment", ""),
        gift_wrap=bool(data.get("gift_wrap")),
    )


def page(
    request,
    form,
    *,
    addresses=(),
    changes=(),
    status=200,
    template="checkout/checkout.html",
    voucher_problem="",
):
    offer, member = form.offer, carts.member_of(request)
    steps.note(
        [Step.FORM, Step.OPTIONS] if offer.option else [Step.FORM],
        offer.basket.cart.pk,
        timezone.now(),
    )
    context = {
        "form": form,
        "offer": offer,
        "cards": cards_for(offer, member),
        "going_back": going_back(offer.basket, offer.option, member=member, now=timezone.now()),
        "member": member,
        "addresses": addresses,
        "basket": offer.basket,
        "changes": changes,
        "key": key_of(offer.basket),
        "shown": shown(offer),
        "credit": offer.credit,
        "points": using.points_to_offer(request, offer.basket, timezone.now()),
        "voucher_problem": voucher_problem,
        "voucher_asked": bool(voucher_problem) or "credit" in request.POST,
        "voucher_typed": request.POST.get("voucher", ""),
        "gift_wrap_fee": gift_wrap_fee(),
        "has_new_province": request.headers.get("HX-Trigger-Name") == "province",
        "draws_province": "draws_province" in request.POST,
    }
    return render(request, template, context, status=status)
