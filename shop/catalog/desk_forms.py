"""What a merchant fills in about goods: shelves, products, their variants and manuals."""

from decimal import Decimal

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from notifications.desk_amounts import AmountField
from shipping.models import Carrier, Warehouse
from shipping.places import fold

from .manuals import check_pdf, name_of_content
from .models import StockMovement
from .price_label import HOME, countries

MOST = 100_000  # pieces in one movement; more is a slip of the finger


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


def countries_by_name():
    """The shop's own country first."""
    named = countries(get_language() or "tr")
    others = sorted(named, key=lambda code: fold(named[code]))
    return [("", "-"), (HOME, named[HOME]), *((one, named[one]) for one in others if one != HOME)]


def carriers_by_name():
    return list(Carrier.objects.order_by("name").values_list("code", "name"))


class ProductForm(forms.ModelForm):
    specifications = NamedLines(
        label=_("Specifications"), required=False, help_text=_("one a line, as Material: ceramic")
    )
    specifications_en = NamedLines(label=_("Specifications in English"), required=False)
    made_in = forms.ChoiceField(
        label=_("Place of production"),
        required=False,
        choices=countries_by_name,
        widget=UnfoldAdminSelectWidget,
        help_text=_("the law wants it beside the price"),
    )
    not_with = forms.MultipleChoiceField(
        label=_("Not sent with"),
        required=False,
        choices=carriers_by_name,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text=_("A parcel with this product in it is not offered with the carriers ticked."),
    )


class ManualForm(forms.ModelForm):
    def clean_file(self):
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            check_pdf(file)
            file.name = name_of_content(file)
            self.instance.size = file.size
        return file


class Content(AmountField):
    """Without needless places: "400,000" reads as four hundred thousand in English."""

    def prepare_value(self, value):
        if not isinstance(value, Decimal):
            return value
        whole, _point, places = f"{value:f}".partition(".")
        return Decimal(".".join(filter(None, [whole, places.rstrip("0")])))


class VariantForm(forms.ModelForm):
    """A box without weight or size could be neither priced nor sent."""

    content = Content(
        label=_("Content"),
        max_digits=10,
        decimal_places=3,
        required=False,
        help_text=_("500 for 500 g; the page tells the price of a kilogram"),
    )

    def clean(self):
        cleaned = super().clean()
        for name in ("weight_kg", "width_cm", "length_cm", "height_cm"):
            if cleaned.get(name) is not None and cleaned[name] <= 0:
                self.add_error(name, _("More than zero: the delivery fee is worked out from it."))
        if bool(cleaned.get("content")) != bool(cleaned.get("content_unit")):
            self.add_error("content", _("Give both the content and its unit, or neither."))
        if cleaned.get("content") is not None and cleaned["content"] <= 0:
            self.add_error("content", _("More than zero, or empty."))
        for name in ("price", "cost"):
            if cleaned.get(name) is not None and cleaned[name] < 0:
                self.add_error(name, _("A price cannot be less than zero."))
        return cleaned
