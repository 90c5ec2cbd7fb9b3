"""What a guest or member fills in to buy. Prices, fees and dates are never among the fields that
count: what was shown comes back only to be compared."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shipping.places import neighbourhoods, provinces
from shop.customers.forms import (
    EmailField,
    PhoneField,
    PlaceFieldsMixin,
    TaxNumberField,
    validate_name,
    wanted,
)

# fields that belong together, and what each says when only the others are filled in
BUSINESS = {
    "tax_title": gettext_lazy("Write the tax title for the invoice to a business."),
    "tax_office": gettext_lazy("Write the tax office for the invoice to a business."),
    "tax_number": gettext_lazy("Write the VKN or TCKN for the invoice to a business."),
}
RECEIVER = {
    "receiver_name": gettext_lazy("Write the receiver's name and surname."),
    "receiver_phone": gettext_lazy("Write the receiver's mobile phone number."),
}


class CheckoutForm(PlaceFieldsMixin):
    knows_every_neighbourhood = False  # new estates are built faster than lists are

    neighbourhood = forms.CharField(
        label=gettext_lazy("Neighbourhood"),
        min_length=2,
        max_length=120,
        error_messages=wanted(gettext_lazy("Choose the neighbourhood or write it.")),
        widget=forms.TextInput(attrs={"list": "neighbourhoods", "autocomplete": "off"}),
        help_text=gettext_lazy("Choose from the list or write it."),
    )
    name = forms.CharField(
        label=gettext_lazy("Name and surname"),
        max_length=120,
        validators=[validate_name],
        error_messages=wanted(gettext_lazy("Write your name and surname.")),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = PhoneField(help_text=gettext_lazy("News of the delivery comes here by SMS."))
    email = EmailField()
    delivery_note = forms.CharField(
        label=gettext_lazy("Note for the courier"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Directions, the bell, a neighbour. Printed on the parcel."),
    )
    receiver_name = forms.CharField(
        label=gettext_lazy("Receiver's name and surname"),
        max_length=120,
        required=False,
        validators=[validate_name],
        error_messages=wanted(RECEIVER["receiver_name"]),
    )
    receiver_phone = PhoneField(
        label=gettext_lazy("Receiver's mobile phone"),
        required=False,
        help_text=gettext_lazy(
            "They are told by SMS when it comes, with a page of their own that shows no prices;"
            " only if it is paid at the door, the amount due."
        ),
    )
    gift_wrap = forms.BooleanField(
        label=gettext_lazy("Gift wrap"),
        required=False,
        help_text=gettext_lazy("The slip in the parcel shows no prices."),
    )
    gift_message = forms.CharField(
        label=gettext_lazy("Gift note"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    tax_title = forms.CharField(label=gettext_lazy("Tax title"), max_length=200, required=False)
    tax_office = forms.CharField(label=gettext_lazy("Tax office"), max_length=60, required=False)
    tax_number = TaxNumberField(required=False)
    billing_address = forms.CharField(
        label=gettext_lazy("Billing address"),
        max_length=400,
        required=False,
        help_text=gettext_lazy("Empty: the same as the delivery address."),
    )
    option = forms.CharField(
        label=gettext_lazy("Delivery"),
        max_length=101,
        error_messages={"required": gettext_lazy("Choose how it shall be delivered.")},
    )
    payment = forms.CharField(
        label=gettext_lazy("Payment"),
        max_length=20,
        error_messages={"required": gettext_lazy("Choose how you want to pay.")},
    )
    agreed = forms.BooleanField(
        label=gettext_lazy(
            "I have read and accept the pre-information form and the distance sales contract."
        ),
        error_messages={
            "required": gettext_lazy(
                "Read the pre-information form and the contract, and tick the box to go on."
            )
        },
    )

    field_order = [  # as they stand on the page, and so in the list of what is wrong
        *("name", "phone", "email"),
        *("province", "district", "neighbourhood", "address", "delivery_note"),
        *(*RECEIVER, *BUSINESS, "billing_address"),
        *("option", "gift_wrap", "gift_message", "payment", "agreed"),
    ]

    def __init__(self, *args, offer=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer = offer
        self.ask_for_what_follows()

    def ask_for_what_follows(self):
        """By htmx a province draws its carriers and districts, a district its neighbourhoods."""
        province = self["province"].value() or ""
        options = {"hx-post": reverse("checkout_options"), "hx-target": "#choices"}
        # a province typed letter by letter changes the list with each: only the last one counts
        options |= {"hx-trigger": "change delay:200ms", "hx-sync": "this:replace"}
        self.fields["province"].widget.attrs |= options | {"hx-swap": "outerHTML"}
        if province in provinces():
            self.fields["district"].widget.attrs |= {
                "hx-get": reverse("neighbourhoods", args=[province]),
                "hx-target": "#neighbourhoods",
            }

    @property
    def blank(self):
        """What the page of somebody we know nothing of is drawn from; None once a word is known."""
        known = {name for name, value in self.initial.items() if value}
        return (
            None
            if self.is_bound or known - {"province"}
            else Blank(self.initial.get("province", ""))
        )

    @property
    def known_neighbourhoods(self):
        province, district = self["province"].value(), self["district"].value()
        return neighbourhoods(province).get(district, {}) if province in provinces() else {}

    @property
    def knows_contact(self):
        """All of the first part was known beforehand: it may stand folded."""
        return self.knows("name", "phone", "email")

    @property
    def knows_address(self):
        return self.knows("province", "district", "neighbourhood", "address")

    @property
    def has_receiver(self):
        return any(self[name].value() for name in RECEIVER)

    @property
    def is_business(self):
        return any(self[name].value() for name in BUSINESS)

    def knows(self, *names):
        return not self.is_bound and all(self.initial.get(name) for name in names)

    def clean_option(self):
        """Only what is offered for this cart and place now."""
        key = self.cleaned_data["option"]
        if self.offer is None or self.offer.option is None or self.offer.option.key != key:
            raise ValidationError(_("This delivery can no longer be had. Choose another."))
        return key

    def clean_payment(self):
        code = self.cleaned_data["payment"]
        wanted = self.offer.method_offer(code) if self.offer else None
        if wanted is None:
            raise ValidationError(_("Choose one of the ways to pay."))
        if wanted.reason:
            raise ValidationError(wanted.reason)
        return code

    def clean(self):
        cleaned = super().clean()
        self.need_all(BUSINESS)
        self.need_all(RECEIVER)
        if cleaned.get("gift_message") and not cleaned.get("gift_wrap"):
            self.add_error("gift_wrap", _("A gift note comes with gift wrap. Tick it as well."))
        return cleaned

    def need_all(self, sentences):
        """Fields that belong together: once one is filled in, the others are needed."""
        if any(self.data.get(name, "").strip() for name in sentences):
            for name, sentence in sentences.items():
                if name in self.cleaned_data and not self.cleaned_data[name]:
                    self.add_error(name, sentence)

    def order_details(self):
        """The cleaned values under the names of Order's fields."""
        cleaned = self.cleaned_data
        same = (
            "province district neighbourhood address delivery_note gift_wrap gift_message"
            " tax_title tax_office tax_number billing_address"
        )
        return {
            "buyer_name": cleaned["name"],
            "buyer_phone": cleaned["phone"],
            "buyer_email": cleaned["email"],
            "receiver_name": cleaned["receiver_name"] or cleaned["name"],
            "receiver_phone": cleaned["receiver_phone"] or cleaned["phone"],
            **{name: cleaned[name] for name in same.split()},
        }


@dataclass(frozen=True)
class Blank:
    """The form as it meets whoever has told us at most the province: a value, so that what it looks
    like can be kept."""

    province: str

    @property
    def form(self):
        return CheckoutForm(initial={"province": self.province})
