from functools import wraps

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shop.catalog.models import Variant
from shop.customers.place import province_of

from . import carts, using
from .delivery import delivery_of_basket
from .forms import AddForm, LineForm
from .going_back import going_back
from .models import CartLine

NEXT_PAGES = {"cart", "checkout"}


def acts_on(page):
    """The view is asked for POST only. Its answer may be a page, whose address somebody may go back
    to: that leads to the named page."""

    def decorate(view):
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def act(request, *args, **kwargs):
            return view(request, *args, **kwargs) if request.method == "POST" else redirect(page)

        return act

    return decorate


@require_safe
@never_cache
def cart(request):
    return cart_page(request)


@acts_on("cart")
def cart_lines(request):
    """Add so many of a variant. The "buy at once" button says `then=checkout`."""
    form = AddForm(request.POST)
    if "sku" in form.errors:
        raise Http404
    if not form.is_valid():
        return refusal(request, form.errors["quantity"][0])
    try:
        cart, count = carts.add(request, form.cleaned_data["sku"], form.cleaned_data["quantity"])
    except Variant.DoesNotExist as error:
        raise Http404 from error
    except carts.CannotAdd as problem:
        return refusal(request, problem)
    then = request.POST.get("then")
    return carts.remember(redirect(then if then in NEXT_PAGES else "cart"), cart, count)


@acts_on("cart")
def cart_line(request, variant_id):
    """So many of it from now on, or a step more or less; 0 takes it out."""
    form, cart = LineForm(request.POST), carts.cart_of(request)
    if cart is None:
        raise Http404
    if not form.is_valid():
        return refusal(request, form.sentence)
    try:
        carts.change(cart, variant_id, form.cleaned_data["wanted"])
    except (CartLine.DoesNotExist, Variant.DoesNotExist) as error:
        raise Http404 from error
    except carts.CannotAdd as problem:
        return refusal(request, problem)
    return carts.remember(redirect("cart"), cart, carts.count_of(cart))


@acts_on("cart")
@never_cache
def cart_voucher(request):
    """The field for a voucher's code, with the buttons beside it."""
    basket = carts.basket_of(request)
    if not basket:
        return redirect("cart")
    try:
        using.use(request, basket, timezone.now())
    except using.CannotUse as problem:
        return cart_page(request, status=problem.status, voucher_problem=str(problem))
    return redirect("cart")


def refusal(request, sentence):
    """The cart as it is, with the sentence above it."""
    return cart_page(request, refusal=str(sentence), status=422)


def cart_page(request, *, status=200, refusal="", voucher_problem=""):
    now, basket = timezone.now(), carts.basket_of(request)
    province, unwanted = province_of(request), carts.unwanted_by(request)
    delivery = delivery_of_basket(basket, province, now, unwanted=unwanted)
    context = {
        "basket": basket,
        "refusal": refusal,
        "delivery": delivery,
        "credit": basket.applied(now),
        "points": using.points_to_offer(request, basket, now),
        "voucher_problem": voucher_problem,
        "voucher_typed": request.POST.get("voucher", ""),
        "cart_days": carts.COOKIE_DAYS,
        "going_back": going_back(
            basket, delivery and delivery.option, member=carts.member_of(request), now=now
        ),
    }
    return render(request, "cart/cart.html", context, status=status)
