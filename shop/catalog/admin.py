"""Goods: products with variants and pictures, and the stock ledger."""

from django import forms
from django.contrib import admin
from django.db.models import Sum
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, StackedInline, TabularInline
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminSelectWidget

from notifications.staff import ReadOnlyAdmin, VerbAdmin, verb

from . import stocking
from .listing import refresh_listing
from .models import Category, Picture, Product, Stock, StockMovement, Variant

MOST_AT_ONCE = 100_000


class HeldForOrders(Exception):
    """More would be taken off the shelf than is free; the words say how many are."""


class Movement(forms.Form):
    change = forms.IntegerField(
        label=_("Change"),
        min_value=-MOST_AT_ONCE,
        max_value=MOST_AT_ONCE,
        widget=UnfoldAdminIntegerFieldWidget,
        help_text=_("+5 came in, −2 were lost; never the new number itself"),
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


@admin.register(Category)
class CategoryAdmin(ModelAdmin):
    list_display = ["name", "name_en", "slug", "position"]
    prepopulated_fields = {"slug": ["name_en"]}


class VariantInline(StackedInline):
    model = Variant
    extra = 0
    min_num = 1
    fields = [
        ("sku", "name", "name_en"),
        ("price", "is_active", "back_on", "position"),
        ("weight_kg", "width_cm", "length_cm", "height_cm"),
    ]


class PictureInline(TabularInline):
    model = Picture
    extra = 0


@admin.register(Product)
class ProductAdmin(ModelAdmin):
    list_display = ["name", "category", "brand", "lowest_price", "is_in_stock", "sold", "is_active"]
    list_filter = ["category", "is_in_stock", "is_active", "brand"]
    list_select_related = ["category"]
    search_fields = ["name", "name_en", "variants__sku"]
    prepopulated_fields = {"slug": ["name_en"]}
    inlines = [VariantInline, PictureInline]

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        refresh_listing([form.instance.pk])


@admin.register(Stock)
class StockAdmin(VerbAdmin, ReadOnlyAdmin):
    """Stock is never typed in: goods come and go with a reason."""

    list_display = ["variant", "warehouse", "on_hand", "reserved", "sellable"]
    list_filter = ["warehouse"]
    list_select_related = ["variant", "warehouse"]
    search_fields = ["variant__sku", "variant__product__name"]
    change_form_outer_after_template = "admin/service/_movements.html"
    refusals = (HeldForOrders,)

    def may_act(self, request):
        return ReadOnlyAdmin.may_act(self, request)

    @verb(_("Note the change"), form_class=Movement, is_main=True)
    def move(self, stock, *, change, reason, at, by):
        try:
            stocking.put(stock.pk, change, reason=reason, reference="", by=by, at=at)
        except stocking.OutOfStock as problem:
            sentence = gettext("Only %(left)s can be taken off; the rest is held for orders.")
            raise HeldForOrders(sentence % {"left": problem.sellable}) from problem

    def whole_story(self, stock):
        movements = stock.movements.order_by("-at", "-pk")
        return {
            "movements": movements[:100],
            "sum_of_movements": movements.aggregate(sum=Sum("change"))["sum"],
        }
