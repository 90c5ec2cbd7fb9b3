"""Who and where: fields that the account and the checkout share, and the account's own forms."""

from functools import lru_cache
from unicodedata import normalize

import phonenumbers
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from phonenumbers import PhoneNumberType
from stdnum.tr import tckimlik, vkn

from shipping.completeness import SHORTEST_ADDRESS, TURKEY, is_a_name, is_a_street, without_place
from shipping.places import neighbourhoods, province_name, provinces

from .models import Address, Customer
from .phones import phone_as_written


def wanted(sentence):
    """What a field says when it is empty or too short: what to do, not that a rule was broken."""
    return {"required": sentence, "min_length": sentence}


def validate_name(text):
    if not is_a_name(text):
        raise ValidationError(_("Write the name and surname."), code="min_length")


class EmailField(forms.EmailField):
    default_error_messages = {
        "required": _("Write your e-mail address."),
        "invalid": _("This is not an e-mail address. Write it like ayse@example.com."),
    }

    def __init__(self, **kwargs):
        widget = forms.EmailInput(attrs={"autocomplete": "email"})
        super().__init__(**{"label": _("E-mail"), "max_length": 254, "widget": widget, **kwargs})


class PhoneField(forms.CharField):
    """A Turkish mobile number as people write it, cleaned to E.164. A foreign one is refused:
    neither the carriers nor the SMS gateways of Turkey take it."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"})
    default_error_messages = {
        "required": _("Write your mobile phone number."),
        "impossible": _("This is not a phone number. Write it like 0532 123 45 67."),
        "foreign": _(
            "Couriers and our SMS reach Turkish mobile numbers only. If yours is foreign, write"
            " the number of the person who receives the parcel."
        ),
        "not_mobile": _("An SMS cannot reach this number. Give a mobile number."),
    }

    def __init__(self, **kwargs):
        super().__init__(**{"max_length": 25, "label": _("Mobile phone"), **kwargs})

    def to_python(self, value):
        text = super().to_python(value)
        if text in self.empty_values:
            return text
        try:
            number = phonenumbers.parse(text, "TR")
        except phonenumbers.NumberParseException as error:
            raise self.problem("impossible") from error
        if not phonenumbers.is_valid_number(number):
            raise self.problem("impossible")
        if number.country_code != TURKEY:
            raise self.problem("foreign")
        if phonenumbers.number_type(number) != PhoneNumberType.MOBILE:
            raise self.problem("not_mobile")
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def prepare_value(self, value):
        return phone_as_written(value) if value and value.startswith("+90") else value

    def problem(self, code):
        return ValidationError(self.error_messages[code], code=code)


def validate_tax_number(value):
    """VKN has ten digits, TCKN eleven; both carry check digits."""
    if not value.isascii():
        raise ValidationError(_("A VKN has 10 digits, a TCKN 11."))
    if len(value) == 11:
        if not tckimlik.is_valid(value):
            raise ValidationError(_("This TCKN does not check. Please compare its eleven digits."))
    elif len(value) == 10:
        if not vkn.is_valid(value):
            raise ValidationError(_("This VKN does not check. Please compare its ten digits."))
    else:
        raise ValidationError(_("A VKN has 10 digits, a TCKN 11."))


class TaxNumberField(forms.CharField):
    def __init__(self, **kwargs):
        super().__init__(**{"max_length": 15, "label": _("VKN or TCKN"), **kwargs})
        self.widget.attrs.setdefault("inputmode", "numeric")
        self.validators.append(validate_tax_number)

    def to_python(self, value):
        """Full-width digits of some keyboards become plain ones: invoices know no others."""
        return normalize("NFKC", super().to_python(value)).replace(" ", "")


class LongSelect(forms.Widget):
    """A list drawn in one go; Django's own looks at each of its choices for each form, and draws
    each by a template. `first` stands for nothing chosen, `names` are {value: label}."""

    first, names = "", {}

    @property
    def choices(self):
        return ("", str(self.first)), *self.names.items()

    def render(self, name, value, attrs=None, renderer=None):
        options = drawn_options(self.choices, str(value or ""))
        attrs = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        return mark_safe(f"<select{flatatt(attrs)}>{options}</select>")


@lru_cache(maxsize=100)
def drawn_options(choices, chosen):
    return "".join(
        f'<option value="{escape(code)}"{" selected" if code == chosen else ""}>'
        f"{escape(label)}</option>"
        for code, label in choices
    )


def validate_province(code):
    if code not in provinces():
        raise ValidationError(_("Choose a province from the list."))


class PlaceFieldsMixin(forms.Form):
    """Province → district → neighbourhood. Each list belongs to what is chosen above it, so that a
    page drawn anew after a choice (with or without JavaScript) shows the right ones."""

    knows_every_neighbourhood = True

    province = forms.CharField(
        label=_("Province"),
        widget=LongSelect,
        validators=[validate_province],
        error_messages=wanted(_("Choose the province.")),
    )
    district = forms.CharField(
        label=_("District"),
        max_length=80,
        widget=LongSelect,
        error_messages=wanted(_("Choose the district.")),
    )
    neighbourhood = forms.CharField(
        label=_("Neighbourhood"),
        max_length=120,
        widget=LongSelect,
        error_messages=wanted(_("Choose the neighbourhood.")),
    )
    address = forms.CharField(
        label=_("Street, building, flat"),
        max_length=200,
        min_length=SHORTEST_ADDRESS,
        error_messages=wanted(_("Write the street, the building and the flat.")),
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        province, district = self["province"].value() or "", self["district"].value() or ""
        known = neighbourhoods(province) if province in provinces() else {}
        self.offer_names("province", _("Choose a province"), provinces())
        self.offer_names("district", _("Choose a district"), named(known))
        self.offer_names(
            "neighbourhood", _("Choose a neighbourhood"), named(known.get(district, ()))
        )

    def offer_names(self, field, first, names):
        widget = self.fields[field].widget
        widget.first, widget.names = first, names

    def clean(self):
        cleaned = super().clean()
        province, district = cleaned.get("province"), cleaned.get("district")
        if not province or not district:
            return cleaned
        street = without_place(cleaned.get("address", ""), province, district)
        if "address" in cleaned and not is_a_street(street):
            self.add_error("address", self.fields["address"].error_messages["min_length"])
        known = neighbourhoods(province)
        if district not in known:
            sentence = gettext("Choose a district of %(province)s.")
            self.add_error("district", sentence % {"province": province_name(province)})
        elif self.knows_every_neighbourhood and (
            cleaned.get("neighbourhood", "") not in {"", *known[district]}
        ):
            sentence = gettext("Choose a neighbourhood of %(district)s.")
            self.add_error("neighbourhood", sentence % {"district": district})
        return cleaned


def named(names):
    return {name: name for name in names}


class AddressForm(PlaceFieldsMixin, forms.ModelForm):
    name = forms.CharField(
        label=_("Receiver's name and surname"),
        max_length=120,
        validators=[validate_name],
        error_messages=wanted(_("Write the receiver's name and surname.")),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = PhoneField(help_text=_("The courier calls this number."))
    use_first = forms.BooleanField(label=_("Use as my default address"), required=False)

    class Meta:
        model = Address
        fields = ["label", "name", "phone", "province", "district", "neighbourhood", "address"]
        labels = {"label": _("Name of this address")}
        widgets = {"label": forms.TextInput(attrs={"placeholder": _("Home, work…")})}
        error_messages = {"label": wanted(_("Give the address a name, such as Home."))}

    field_order = [*Meta.fields, "use_first"]


class ProfileForm(forms.ModelForm):
    """Name, phone, language, and on which channels news of orders may come."""

    phone = PhoneField(required=False)
    language = forms.ChoiceField(label=_("Language of messages"), choices=settings.LANGUAGES)

    class Meta:
        model = Customer
        fields = ["name", "phone", "language", "wants_sms", "wants_email"]
        labels = {
            "name": _("Name and surname"),
            "wants_sms": _("News of my orders by SMS"),
            "wants_email": _("News of my orders by e-mail"),
        }
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}
        error_messages = {"name": wanted(_("Write your name and surname."))}
