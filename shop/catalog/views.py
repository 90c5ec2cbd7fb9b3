"""Home, category, product and search: pages that tell who brings it, for how much and when."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Q
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from notifications.templatetags.words import decimal
from shipping.calendar import local
from shop.customers.place import province_of

from .cards import card_of, cards_of, listed, shot_of
from .choosing import SORTS, Choice, loosened, on_sale, tallies, there_by
from .delivery import moment, soonest_day
from .first_products import note
from .goods import goods_of, version_of
from .kept_pages import kept_page
from .lists import page_of
from .manuals import Manual
from .models import Category, in_language
from .search import FRONT, SEARCH_SORTS
from .search import search as find
from .structured_data import address, structured_data

ON_HOME = 8
SOON = 4
MOST_PAGES = 10**6


@require_safe
def home(request):
    now, province = timezone.now(), province_of(request)

    def draw():
        in_stock = on_sale().filter(is_in_stock=True)
        first, *best = top(in_stock, ON_HOME + 1) or [None]
        soonest = soonest_day(province, now) if province else None
        others = in_stock.exclude(pk__in=[one.id for one in (first, *best) if one])
        soon = others.filter(there_by(soonest, province, now)) if soonest else others.none()
        return "catalog/home.html", {
            "shelves": shelves(Category.objects.all(), in_stock),
            "shown": first and card_of(first, province, now),
            "best": cards_of(best, province, now, seen_at_once=0),
            "soon": cards_of(top(soon, SOON), province, now, fastest=True, seen_at_once=0),
            "soonest": soonest,
            "is_tomorrow": soonest == local(now).date() + timedelta(days=1),
        }

    return kept_page(request, versions_of(), now, draw)


def shelves(categories, products):
    """[(category, the picture of what sells best in it or None)]."""
    best = products.order_by("category_id", "-sold", "-id").distinct("category_id")
    shots = {
        product.category_id: shot_of(picture)
        for product in best.only("category_id").prefetch_related("pictures")
        for picture in product.pictures.all()[:1]
    }
    return [(category, shots.get(category.pk)) for category in categories]


def top(products, most):
    return listed(products.order_by("-sold", "-id").values_list("id", flat=True)[:most])


@require_safe
def category(request, slug):
    now, province = timezone.now(), province_of(request)
    version = versions_of([slug])
    if not version:
        raise Http404(slug)

    def draw():
        category, choice = Category.objects.get(pk=version[0][0]), Choice.read(request.GET)
        when = moment(now) if choice.tomorrow else None
        products = on_sale().filter(category=category)
        tally = counted(category.pk, version, choice, province, when)
        shown = list_of(products, choice, SORTS, tally, request=request, now=now)
        return "catalog/category.html", {
            **shown,
            "category": category,
            "category_text": in_language(category, "description"),
            "canonical_query": f"?page={shown['page'].number}" if shown["page"].number > 1 else "",
            "all_of_it": category.get_absolute_url(),
        }

    return kept_page(request, version, now, draw)


def list_of(products, choice, sorts, tally, *, request, now):
    """What `catalog/_list.html` shows: a page of the chosen ones of `products`."""
    province = province_of(request)
    page = page_of(
        products.filter(choice.narrow(province, now)),
        sorts[choice.sort],
        number=page_number(request),
        boundary=request.GET.get("from", ""),
        total=tally.chosen,
    )
    return {
        "choice": choice,
        "query": choice.query(),
        "unsorted": choice.query(("sort", choice.sort)),
        "chips": chips(choice),
        "loosened": [] if tally.chosen else loosenings(products, choice, province, now),
        "sorts": sorts,
        "tally": tally,
        "page": page,
        "cards": cards_of(page.products, province, now, fastest=choice.tomorrow),
    }


def versions_of(slugs=None):
    """[(id, version)] of categories in the order of their ids. A version changes with each commit
    that changes the row, and with it whatever its lists show: `listing.make_lists_stale`."""
    where, values = ("WHERE slug = ANY($1)", [slugs]) if slugs else ("", [])
    with connection.preparing_cursor() as cursor:
        cursor.execute(
            f"SELECT id, concat(xmin, ctid) FROM shop_category {where} ORDER BY id", values
        )
        return tuple(cursor.fetchall())


@lru_cache(maxsize=300)
def counted(category_id, version, choice, province, when):
    """The Tally of a category, made once for each version."""
    products = on_sale().filter(category=category_id)
    [found] = tallies(products, [Q()], choice.narrow(province, timezone.now()))
    return found


def page_number(request):
    number = request.GET.get("page", "")
    return min(int(number), MOST_PAGES) if number.isdecimal() and len(number) < 8 else 1


def chips(choice):
    """[(what was chosen, address without it)]."""
    return [(said(pair), choice.query(pair)) for pair in choice.pairs() if pair[0] in CHIPS]


def loosenings(products, choice, province, now):
    """[(a filter in words, address without it, how many products there are then)]."""
    return [
        (", ".join(map(said, pairs)), choice.query(*pairs), count)
        for pairs, count in loosened(products, choice, province, now)
    ]


CHIPS = {
    "price_from": _("From %(value)s TL"),
    "price_to": _("Up to %(value)s TL"),
    "in_stock": _("In stock"),
    "tomorrow": _("At my door by tomorrow"),
    "brand": "%(value)s",
}


def said(pair):
    """A chosen (name, value) in words."""
    return str(CHIPS[pair[0]]) % {"value": shown(*pair)}


def shown(name, value):
    """An amount with the marks of the reader's language, anything else as it stands."""
    return decimal(Decimal(value)) if name in ("price_from", "price_to") else value


@require_safe
def product(request, slug):
    now = timezone.now()
    product_id, version = version_of(slug)

    def draw():
        goods = goods_of(
            product_id, request.GET.get("variant", ""), province=province_of(request), now=now
        )
        return "catalog/product.html", {
            "goods": goods,
            "product": goods.product,
            "summary": in_language(goods.product, "summary"),
            "description": in_language(goods.product, "description"),
            "shared_picture": address(goods.shots[0].src) if goods.shots else "",
            "structured_data": structured_data(goods),
        }

    return kept_page(request, version, now, draw)


@require_POST
def first_product(request):
    """The browser tells how long its visit took to the first product."""
    seconds = request.POST.get("seconds", "")
    if seconds.isdecimal() and len(seconds) < 6:
        note(request.POST.get("way", ""), int(seconds), timezone.now())
    return HttpResponse(status=204)


@require_safe
@cache_control(max_age=3600, public=True)
def manual(request, slug, number):
    """To be saved, never opened in the shop's own name; `nosniff` stands on every answer."""
    wanted = Manual.objects.select_related("product")
    found = get_object_or_404(wanted, pk=number, product__slug=slug, product__is_active=True)
    try:
        file = found.file.open()
    except FileNotFoundError as error:
        raise Http404(slug) from error
    return FileResponse(
        file,
        as_attachment=True,
        filename=found.file_name,
        content_type="application/pdf",
    )


@require_safe
def search(request):
    """Not kept: each visitor asks for something else."""
    now, province = timezone.now(), province_of(request)
    asked = request.GET.get("q", "").replace("\0", "").strip()[:100]
    choice = Choice.read(request.GET, SEARCH_SORTS, words=asked)
    when = moment(now) if choice.tomorrow else None
    found = find(asked, choice, version=versions_of(), province=province, when=when)
    context = {"asked": asked, "found": found}
    if found:
        choice = replace(choice, words=found.instead or asked)
        is_front = choice.sort == "best" and page_number(request) == 1 and found.front_fills_a_page
        products, sorts = (found.front, FRONT) if is_front else (found.products, SEARCH_SORTS)
        context |= list_of(products, choice, sorts, found.tally, request=request, now=now)
        context["all_of_it"] = "?" + urlencode({"q": choice.words})
    else:
        best = top(on_sale().filter(is_in_stock=True), ON_HOME)
        context["best"] = cards_of(best, province, now)
    return render(request, "catalog/search.html", context)
