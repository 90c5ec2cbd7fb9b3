"""Supply: warehouses, carriers, their services, tariffs and calendars. Parcels are shown by the
shop, which knows the orders they belong to."""

from django import forms
from django.contrib import admin
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.widgets import UnfoldAdminFileFieldWidget

from notifications.staff import VerbAdmin, verb

from .models import Carrier, ClosedDay, Service, Tariff, Transit, Warehouse
from .tariffs import export_tariffs, import_tariffs


class BadTariffs(Exception):
    """The file has bad lines; its words name them."""


class TariffFile(forms.Form):
    file = forms.FileField(
        label=_("Tariff file (CSV)"),
        widget=UnfoldAdminFileFieldWidget,
        help_text=_("columns: line, up_to_desi, price, per_extra_desi; replaces the tariff below"),
    )


@admin.register(Warehouse)
class WarehouseAdmin(ModelAdmin):
    list_display = ["name", "province", "district", "cut_off", "working_days", "is_active"]


@admin.register(Carrier)
class CarrierAdmin(ModelAdmin):
    list_display = ["name", "code", "legal_name", "tax_number", "is_active"]


class TariffInline(TabularInline):
    model = Tariff
    extra = 0
    tab = True


class TransitInline(TabularInline):
    model = Transit
    extra = 0
    tab = True


@admin.register(Service)
class ServiceAdmin(VerbAdmin):
    list_display = ["name", "carrier", "tier", "free_from", "max_desi", "takes_cod", "is_active"]
    list_filter = ["carrier", "tier", "is_active"]
    list_select_related = ["carrier"]
    inlines = [TariffInline, TransitInline]
    actions = ["download_tariffs"]
    refusals = (BadTariffs,)

    @verb(_("Import the tariff"), form_class=TariffFile)
    def import_file(self, service, *, file, at, by):
        report = import_tariffs(service, file)
        if report.problems:
            raise BadTariffs(" ".join(report.problems))

    @admin.action(description=_("Download tariffs as CSV"))
    def download_tariffs(self, request, services):
        service = services.first()
        answer = HttpResponse(export_tariffs(service), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{service.code}.csv"'
        return answer


@admin.register(ClosedDay)
class ClosedDayAdmin(ModelAdmin):
    list_display = ["date", "warehouse", "carrier", "reason"]
    date_hierarchy = "date"
