"""Supply: warehouses, carriers, their services, tariffs and calendars. Parcels are shown by the
shop, which knows the orders they belong to."""

import re

from django import forms
from django.contrib import admin, messages
from django.db.models import PROTECT
from django.http import HttpResponse
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from notifications.desk_amounts import WithAmounts
from notifications.desk_rows import Rows
from notifications.logo_field import LogoField, WithLogo
from notifications.names import SPEAKERS
from notifications.staff import VerbAdmin, verb
from notifications.templatetags.words import money

from .marks import ROOM
from .models import Carrier, ClosedDay, Service, Tariff, Transit, Warehouse
from .models.supply import EVERY_WORKING_DAY
from .places import districts, province_name, provinces
from .tariffs import export_tariffs, import_tariffs

MOST_SENTENCES = 12
SPEAKERS.append(lambda: dict(Carrier.objects.values_list("code", "name")))


class BadTariffs(Exception):
    """The file has bad lines; its words name them."""


class PlateCodes(forms.CharField):
    """["34", "06"] written as "34, 06"."""

    widget = UnfoldAdminTextInputWidget

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        codes = [code.zfill(2) for code in re.findall(r"\w+", super().to_python(value))]
        if unknown := [code for code in codes if code not in provinces()]:
            sentence = _("No province has this plate code: %(codes)s")
            raise forms.ValidationError(sentence, params={"codes": ", ".join(unknown)})
        return codes


class Weekdays(forms.MultipleChoiceField):
    """Boxes with the names of the days, kept as "12345" for Monday to Friday."""

    widget = UnfoldAdminCheckboxSelectMultipleWidget

    def __init__(self, **options):
        names = [(str(place + 1), name) for place, name in WEEKDAYS.items()]
        super().__init__(choices=names, initial=EVERY_WORKING_DAY, **options)

    def prepare_value(self, value):
        return list(value or "")

    def clean(self, value):
        return "".join(sorted(set(super().clean(value))))


class ServiceForm(forms.ModelForm):
    delivery_days = Weekdays(label=_("Delivery days"))
    pickup_days = Weekdays(label=_("Pick-up days"))
    origins = PlateCodes(
        label=_("From provinces"), required=False, help_text=_("plate codes; empty: all")
    )
    areas = PlateCodes(
        label=_("To provinces"), required=False, help_text=_("plate codes; empty: all")
    )


class WarehouseForm(forms.ModelForm):
    working_days = Weekdays(label=_("Working days"))
    province = forms.ChoiceField(
        label=_("Province"),
        choices=lambda: [("", "-"), *provinces().items()],
        widget=UnfoldAdminSelectWidget,
    )

    def clean(self):
        cleaned = super().clean()
        province, district = cleaned.get("province"), cleaned.get("district")
        if province and district and district not in districts(province):
            self.add_error("district", _("The district is not in the province."))
        return cleaned


class CarrierLogoField(LogoField):
    room = ROOM


class CarrierForm(WithLogo):
    class Meta:
        field_classes = {"logo": CarrierLogoField}


class TariffFile(forms.Form):
    file = forms.FileField(
        label=_("Tariff file (CSV)"),
        widget=UnfoldAdminFileFieldWidget,
        help_text=_(
            "columns: line, up_to_desi, price, per_extra_desi, and where you know what the carrier"
            " bills you: cost, cost_per_extra_desi; replaces the tariff below"
        ),
    )


class KeptWhileNeeded(ModelAdmin):
    """Deleted only while nothing refers to it; later it is switched off."""

    def has_delete_permission(self, request, obj=None):
        may = super().has_delete_permission(request, obj)
        return may and obj is not None and not is_needed(obj)


def is_needed(row):
    """Is there a row, in whatever app, that the database would protect from its deletion?"""
    guards = [one for one in row._meta.related_objects if one.on_delete is PROTECT]
    return any(one.related_model.objects.filter(**{one.field.name: row}).exists() for one in guards)


@admin.register(Warehouse)
class WarehouseAdmin(KeptWhileNeeded):
    form = WarehouseForm
    list_display = ["name", "place", "cut_off", "days", "is_active"]

    @admin.display(description=_("place"), ordering="province")
    def place(self, warehouse):
        return f"{warehouse.district}, {province_name(warehouse.province)}"

    @admin.display(description=_("working days"), ordering="working_days")
    def days(self, warehouse):
        return ", ".join(str(WEEKDAYS_ABBR[int(day) - 1]) for day in warehouse.working_days)


@admin.register(Carrier)
class CarrierAdmin(KeptWhileNeeded):
    form = CarrierForm
    list_display = ["name", "code", "legal_name", "tax_number", "is_active"]


class TariffInline(WithAmounts, Rows):
    model = Tariff
    tab = True


class TransitInline(Rows):
    model = Transit
    tab = True


@admin.register(Service)
class ServiceAdmin(KeptWhileNeeded, VerbAdmin):
    form = ServiceForm
    list_display = ["name", "carrier", "tier", "free", "max_desi", "takes_cod", "is_active"]
    list_filter = ["carrier", "tier", "is_active"]
    list_select_related = ["carrier"]
    inlines = [TariffInline, TransitInline]
    actions = ["download_tariffs"]
    refusals = {BadTariffs: None}

    @admin.display(description=_("free from"), ordering="free_from")
    def free(self, service):
        return "-" if service.free_from is None else money(service.free_from)

    @verb(_("Import the tariff"), form_class=TariffFile)
    def import_file(self, service, *, file, at, by):
        report = import_tariffs(service, file)
        if report.problems:
            raise BadTariffs(*report.problems[:MOST_SENTENCES])
        sentence = ngettext(
            "%(count)s price was read. The shop shows it at once.",
            "%(count)s prices were read. The shop shows them at once.",
            report.count,
        )
        return sentence % {"count": report.count}

    @admin.action(description=_("Download tariffs as CSV"))
    def download_tariffs(self, request, services):
        if len(services) > 1:
            messages.warning(request, _("Tick one service: each has a file of its own."))
            return None
        service = services[0]
        answer = HttpResponse(export_tariffs(service), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{service.code}.csv"'
        return answer


class ClosedDayForm(forms.ModelForm):
    class Meta:
        help_texts = {"carrier": _("without a warehouse and a carrier everybody is closed")}


@admin.register(ClosedDay)
class ClosedDayAdmin(ModelAdmin):
    list_before_template = "admin/_note.html"
    list_note = _(
        "Public holidays are known by themselves. Write here the other days on which you, a"
        " warehouse or a carrier do not work: promises count around them."
    )
    form = ClosedDayForm
    list_display = ["date", "warehouse", "carrier", "reason"]
    list_select_related = ["warehouse", "carrier"]
    date_hierarchy = "date"
