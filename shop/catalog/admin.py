"""Goods: products with variants and pictures, and the stock ledger."""

from django.contrib import admin
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, StackedInline

from notifications.desk_amounts import WithAmounts
from notifications.desk_rows import Rows
from notifications.names import tell_who
from notifications.staff import ReadOnlyAdmin, VerbAdmin, verb
from notifications.templatetags.words import money

from . import stocking
from .completing import Lacks
from .desk_forms import Arrival, ManualForm, Movement, ProductForm, VariantForm
from .listing import make_lists_stale, note_new_prices, refresh_listing
from .manuals import Manual
from .models import Category, Picture, Product, Stock, Variant

SEES_COSTS = "shop.view_ordermargin"


class HeldForOrders(Exception):
    """More would be taken off the shelf than is free; the words say how many are."""


class InStock(admin.SimpleListFilter):
    title = _("in stock")
    parameter_name = "in_stock"

    def lookups(self, request, model_admin):
        return [("yes", _("yes")), ("no", _("no"))]

    def queryset(self, request, products):
        wanted = {"yes": True, "no": False}.get(self.value())
        return products if wanted is None else products.filter(is_in_stock=wanted)


@admin.register(Category)
class CategoryAdmin(ModelAdmin):
    list_display = ["name", "name_en", "slug", "position"]
    prepopulated_fields = {"slug": ["name_en"]}

    def has_delete_permission(self, request, obj=None):
        """Only an empty one: its products would be nowhere."""
        may = super().has_delete_permission(request, obj)
        return may and obj is not None and not Product.objects.filter(category=obj).exists()


class VariantInline(WithAmounts, StackedInline):
    model = Variant
    form = VariantForm
    extra = 0
    min_num = 1
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "sku",
                    ("price", "cost"),
                    ("name", "name_en"),
                    ("content", "content_unit"),
                    ("back_on", "position"),
                    "is_active",
                ]
            },
        ),
        (
            _("For shipping: the size and weight of one piece in its box"),
            {"fields": [("weight_kg", "width_cm"), ("length_cm", "height_cm")]},
        ),
    ]

    def get_fieldsets(self, request, obj=None):
        """What was paid for it is for those who may see margins: nobody else reads or writes it."""
        (title, first), *others = super().get_fieldsets(request, obj)
        if not request.user.has_perm(SEES_COSTS):
            lines = ["price" if line == ("price", "cost") else line for line in first["fields"]]
            first = {**first, "fields": lines}
        return [(title, first), *others]


class PictureInline(Rows):
    model = Picture


class ManualInline(Rows):
    model = Manual
    form = ManualForm


@admin.register(Product)
class ProductAdmin(VerbAdmin):
    form = ProductForm
    list_display = ["name", "category", "brand", "price", "in_stock", "sold", "is_active"]
    list_filter = [Lacks, "category", InStock, "is_active", "brand"]
    list_select_related = ["category"]
    search_fields = ["name__holds", "name_en", "brand__holds", "variants__sku"]
    search_help_text = _("name, brand or stock code")
    prepopulated_fields = {"slug": ["name_en"]}
    inlines = [VariantInline, PictureInline, ManualInline]
    show_full_result_count = False
    change_form_outer_after_template = "admin/service/_shelves.html"
    refusals = {HeldForOrders: None}
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("name", "name_en"),
                    ("slug", "category"),
                    ("brand", "is_active"),
                    ("tax_rate", "handling_days"),
                    ("made_in", "withdrawal_exception"),
                    "not_with",
                ]
            },
        ),
        (
            _("Texts"),
            {
                "fields": [
                    ("summary", "summary_en"),
                    ("description", "description_en"),
                    ("specifications", "specifications_en"),
                ]
            },
        ),
    ]

    @admin.display(description=_("price from"), ordering="lowest_price")
    def price(self, product):
        return money(product.lowest_price)

    @admin.display(description=_("in stock"), ordering="is_in_stock", boolean=True)
    def in_stock(self, product):
        return product.is_in_stock

    def save_model(self, request, product, form, change):
        if not change:
            product.added_at = timezone.now()
        super().save_model(request, product, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        note_new_prices(newly_priced(formsets), timezone.localdate())
        refresh_listing([form.instance.pk])
        if category := form.initial.get("category"):
            make_lists_stale([category])  # the one it may have left

    def has_delete_permission(self, request, obj=None):
        """Only what has never stood on a shelf is deleted; anything else is taken off sale."""
        may = super().has_delete_permission(request, obj)
        return may and obj is not None and not Stock.objects.filter(variant__product=obj).exists()

    def delete_model(self, request, product):
        super().delete_model(request, product)
        make_lists_stale([product.category_id])

    def verb_form(self, chosen, product, data=None, files=None):
        return chosen.form(data, files, product=product)

    @verb(
        _("Note what came in"),
        form_class=Arrival,
        when=lambda product: product.variants.exists(),
    )
    def receive(self, product, *, variant, warehouse, change, reason, reference, at, by):
        shelf = stocking.shelf_of(variant.pk, warehouse.pk)
        return put(shelf, change, reason=reason, reference=reference, by=by, at=at)

    def whole_story(self, product):
        stocks = Stock.objects.filter(variant__product=product)
        return {
            "shelves": stocks.select_related("variant", "warehouse").order_by(
                "variant__position", "variant_id", "warehouse__name"
            )
        }


def newly_priced(formsets):
    """Ids of the variants whose price was written just now."""
    forms = (form for formset in formsets if formset.model is Variant for form in formset.forms)
    return [one.instance.pk for one in forms if "price" in one.changed_data and one.instance.pk]


@admin.register(Stock)
class StockAdmin(VerbAdmin, ReadOnlyAdmin):
    """Stock is never typed in: goods come and go with a reason."""

    list_display = ["variant", "product", "warehouse", "on_hand", "reserved", "sellable"]
    list_filter = ["warehouse"]
    list_select_related = ["variant__product", "warehouse"]
    search_fields = ["variant__sku", "variant__product__name__holds"]
    search_help_text = _("name or stock code")
    ordering = ["variant__sku", "warehouse__name"]
    fields = ["variant", "product", "warehouse", "on_hand", "reserved", "sellable"]
    change_form_template = "admin/sheet.html"
    change_form_outer_after_template = "admin/service/_movements.html"
    refusals = {HeldForOrders: None}

    def may_act(self, request):
        return ReadOnlyAdmin.may_act(self, request)

    @admin.display(description=_("product"))
    def product(self, stock):
        return stock.variant.product

    @admin.display(description=_("sellable"))
    def sellable(self, stock):
        return stock.sellable

    @verb(_("Note the change"), form_class=Movement, is_main=True)
    def move(self, stock, *, change, reason, reference, at, by):
        return put(stock, change, reason=reason, reference=reference, by=by, at=at)

    def whole_story(self, stock):
        movements = stock.movements.order_by("-at", "-pk")
        return {
            "movements": tell_who(movements[:100]),
            "sum_of_movements": movements.aggregate(sum=Sum("change"))["sum"],
        }


def put(stock, change, **why):
    """The sentence that says what lies there now. Raises HeldForOrders."""
    try:
        stocking.put(stock.pk, change, **why)
    except stocking.OutOfStock as problem:
        sentence = gettext("Only %(left)s can be taken off: no others are free there.")
        raise HeldForOrders(sentence % {"left": problem.sellable}) from problem
    stock.refresh_from_db(fields=["on_hand"])
    sentence = gettext("Noted: %(change)s. On hand in %(warehouse)s now: %(on_hand)s.")
    values = {"warehouse": stock.warehouse, "on_hand": stock.on_hand}
    return sentence % {"change": f"{change:+d}", **values}
