"""Goods: products with variants and pictures, and the stock ledger."""

from django import forms
from django.contrib import admin
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, StackedInline, TabularInline
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from notifications.staff import ReadOnlyAdmin, VerbAdmin, verb
from notifications.templatetags.words import money
from shipping.models import Warehouse

from . import stocking
from .listing import make_lists_stale, refresh_listing
from .models import Category, Picture, Product, Stock, StockMovement, Variant

MOST = 100_000  # pieces in one movement; more is a slip of the finger


class HeldForOrders(Exception):
    """More would be taken off the shelf than is free; the words say how many are."""


class Movement(forms.Form):
    change = forms.IntegerField(
        label=_("Pieces"),
        min_value=-MOST,
        max_value=MOST,
        widget=UnfoldAdminIntegerFieldWidget,
        help_text=_("5 came in, −2 were lost; never the new number itself"),
    )
    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[
            choice
            for choice in StockMovement.Reason.choices
            if choice[0] != StockMovement.Reason.SOLD
        ],
        widget=UnfoldAdminSelectWidget,
    )
    reference = forms.CharField(
        label=_("Reference"),
        max_length=40,
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("a delivery note's number, for example"),
    )

    def clean_change(self):
        if not self.cleaned_data["change"]:
            raise forms.ValidationError(_("Zero changes nothing."))
        return self.cleaned_data["change"]


class Arrival(Movement):
    """Goods for any shelf of one product, also one that has never held it."""

    field_order = ["variant", "warehouse", "change", "reason", "reference"]

    def __init__(self, *args, product, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["variant"] = forms.ModelChoiceField(
            product.variants.all(),
            label=_("Variant"),
            empty_label=None,
            widget=UnfoldAdminSelectWidget,
        )
        self.fields["warehouse"] = forms.ModelChoiceField(
            Warehouse.objects.filter(is_active=True),
            label=_("Warehouse"),
            empty_label=None,
            widget=UnfoldAdminSelectWidget,
        )
        self.order_fields(self.field_order)


class NamedLines(forms.CharField):
    """[["Malzeme", "Seramik"], …] written as one "Malzeme: Seramik" a line."""

    widget = UnfoldAdminTextareaWidget(attrs={"rows": 6})

    def prepare_value(self, value):
        if isinstance(value, list):
            return "\n".join(f"{name}: {text}" for name, text in value)
        return value

    def to_python(self, value):
        rows = [line.partition(":") for line in super().to_python(value).splitlines() if line]
        if any(not (name.strip() and text.strip()) for name, _colon, text in rows):
            raise forms.ValidationError(_("Write each line as name: value."))
        return [[name.strip(), text.strip()] for name, _colon, text in rows]


class ProductForm(forms.ModelForm):
    specifications = NamedLines(
        label=_("Specifications"), required=False, help_text=_("one a line, as Material: ceramic")
    )
    specifications_en = NamedLines(label=_("Specifications in English"), required=False)


class VariantForm(forms.ModelForm):
    """A box without weight or size could be neither priced nor sent."""

    def clean(self):
        cleaned = super().clean()
        for name in ("weight_kg", "width_cm", "length_cm", "height_cm"):
            if cleaned.get(name) is not None and cleaned[name] <= 0:
                self.add_error(name, _("More than zero: the delivery fee is worked out from it."))
        if cleaned.get("price") is not None and cleaned["price"] < 0:
            self.add_error("price", _("A price cannot be less than zero."))
        return cleaned


@admin.register(Category)
class CategoryAdmin(ModelAdmin):
    list_display = ["name", "name_en", "slug", "position"]
    prepopulated_fields = {"slug": ["name_en"]}


class VariantInline(StackedInline):
    model = Variant
    form = VariantForm
    extra = 0
    min_num = 1
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("sku", "price"),
                    ("name", "name_en"),
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


class PictureInline(TabularInline):
    model = Picture
    extra = 0


@admin.register(Product)
class ProductAdmin(VerbAdmin):
    form = ProductForm
    list_display = ["name", "category", "brand", "price", "is_in_stock", "sold", "is_active"]
    list_filter = ["category", "is_in_stock", "is_active", "brand"]
    list_select_related = ["category"]
    search_fields = ["name", "name_en", "variants__sku"]
    prepopulated_fields = {"slug": ["name_en"]}
    inlines = [VariantInline, PictureInline]
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
                    "withdrawal_exception",
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

    def save_model(self, request, product, form, change):
        if not change:
            product.added_at = timezone.now()
        super().save_model(request, product, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        refresh_listing([form.instance.pk])
        if category := form.initial.get("category"):
            make_lists_stale([category])  # the one it may have left

    def delete_model(self, request, product):
        super().delete_model(request, product)
        make_lists_stale([product.category_id])

    def delete_queryset(self, request, products):
        categories = set(products.values_list("category", flat=True))
        super().delete_queryset(request, products)
        make_lists_stale(categories)

    def verb_form(self, chosen, product, data=None, files=None):
        return chosen.form(data, files, product=product)

    @verb(
        _("Note what came in"),
        form_class=Arrival,
        when=lambda product: product.variants.exists(),
    )
    def receive(self, product, *, variant, warehouse, change, reason, reference, at, by):
        shelf = stocking.shelf_of(variant.pk, warehouse.pk)
        put(shelf, change, reason=reason, reference=reference, by=by, at=at)

    def whole_story(self, product):
        stocks = Stock.objects.filter(variant__product=product)
        return {
            "shelves": stocks.select_related("variant", "warehouse").order_by(
                "variant__position", "variant_id", "warehouse__name"
            )
        }


@admin.register(Stock)
class StockAdmin(VerbAdmin, ReadOnlyAdmin):
    """Stock is never typed in: goods come and go with a reason."""

    list_display = ["variant", "product", "warehouse", "on_hand", "reserved", "sellable"]
    list_filter = ["warehouse"]
    list_select_related = ["variant__product", "warehouse"]
    search_fields = ["variant__sku", "variant__product__name"]
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
        put(stock, change, reason=reason, reference=reference, by=by, at=at)

    def whole_story(self, stock):
        movements = stock.movements.order_by("-at", "-pk")
        return {
            "movements": movements[:100],
            "sum_of_movements": movements.aggregate(sum=Sum("change"))["sum"],
        }


def put(stock, change, **why):
    try:
        stocking.put(stock.pk, change, **why)
    except stocking.OutOfStock as problem:
        sentence = gettext("Only %(left)s can be taken off; the rest is held for orders.")
        raise HeldForOrders(sentence % {"left": problem.sellable}) from problem
