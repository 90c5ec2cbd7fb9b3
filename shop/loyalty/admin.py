from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from notifications.desk_amounts import WithAmounts
from notifications.staff import SEES_PEOPLE
from notifications.templatetags.words import money

from .credits import Credit
from .models import Tier


@admin.register(Tier)
class TierAdmin(ModelAdmin):
    list_display = ["name", "name_en", "from_orders", "extra_return_days"]


@admin.register(Credit)
class CreditAdmin(WithAmounts, ModelAdmin):
    """Vouchers are made here, their code by itself. What one is worth never changes afterwards."""

    list_display = ["what", "worth_of", "left_of", "last_day", "customer", "note"]
    list_filter = ["kind"]
    list_select_related = ["customer"]
    search_fields = ["code", "customer__email", "note"]
    search_help_text = _("code, e-mail or note")
    autocomplete_fields = ["customer"]
    ordering = ["-pk"]
    fields = ["worth", "minimum", "last_day", "customer", "note"]
    told = ["what", "worth", "left_of", "minimum", "customer", "made_at", "used_for"]

    def get_list_display(self, request):
        return self.fit_for(request, self.list_display)

    def get_search_fields(self, request):
        return self.fit_for(request, self.search_fields)

    def get_fields(self, request, obj=None):
        return self.fit_for(request, [*self.told, "last_day", "note"] if obj else self.fields)

    def fit_for(self, request, names):
        """Whose it is stays hidden from staff who may not see who a customer is."""
        if request.user.has_perm(SEES_PEOPLE):
            return names
        return [name for name in names if not name.startswith("customer")]

    def get_readonly_fields(self, request, obj=None):
        return self.told if obj else []

    def has_delete_permission(self, request, obj=None):
        return False  # orders refer to it: its last day may be brought forward

    def save_model(self, request, credit, form, change):
        if not change:
            credit.left, credit.made_at = credit.worth, timezone.now()
        super().save_model(request, credit, form, change)

    @admin.display(description=_("voucher or points"), ordering="code")
    def what(self, credit):
        return credit.spelt or credit.get_kind_display()

    @admin.display(description=_("worth"), ordering="worth")
    def worth_of(self, credit):
        return money(credit.worth)

    @admin.display(description=_("left"), ordering="left")
    def left_of(self, credit):
        return money(credit.left)

    @admin.display(description=_("used for orders"))
    def used_for(self, credit):
        return ", ".join(str(order) for order in self.orders_with(credit)) or "–"

    def orders_with(self, credit):
        """Those that hold something of it."""
        return [order for order in credit.orders.all() if order.credit_kept]
