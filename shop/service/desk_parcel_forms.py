"""What staff types about a parcel."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from notifications.templatetags.words import money, through
from shipping.completeness import is_a_street, without_place
from shipping.models import Shipment
from shipping.places import districts, neighbourhoods
from shop.customers.forms import PhoneField, validate_name
from shop.payments.resending import ways_again
from shop.payments.undelivered import what_goes_back


class Correction(forms.Form):
    """The address of a parcel that nobody knows of yet. The province stays: another one would have
    another fee and another promise."""

    def __init__(self, *args, parcel, **kwargs):
        initial = {name: getattr(parcel, name) for name in Shipment.RECEIVER}
        super().__init__(*args, initial=initial, **kwargs)
        self.province = parcel.province
        text = UnfoldAdminTextInputWidget
        self.fields["receiver_name"] = forms.CharField(
            label=_("Receiver"), max_length=120, widget=text, validators=[validate_name]
        )
        self.fields["receiver_phone"] = PhoneField(widget=text)
        self.fields["district"] = forms.ChoiceField(
            label=_("District"),
            choices=[(name, name) for name in districts(parcel.province)],
            widget=UnfoldAdminSelectWidget,
        )
        self.fields["neighbourhood"] = forms.CharField(
            label=_("Neighbourhood"), max_length=120, required=False, widget=text
        )
        self.fields["address"] = forms.CharField(label=_("Address"), max_length=200, widget=text)

    def clean(self):
        cleaned = super().clean()
        known = neighbourhoods(self.province).get(cleaned.get("district"), ())
        name = cleaned.get("neighbourhood")
        if name and known and name not in known:
            self.add_error("neighbourhood", _("There is none of that name in the district."))
        place = (self.province, cleaned.get("district", ""))
        if "address" in cleaned and not is_a_street(without_place(cleaned["address"], *place)):
            self.add_error("address", _("The address is too short."))
        return cleaned


class GivingUp(forms.Form):
    """Why the parcel does not reach the buyer, each with what goes back for it."""

    why = forms.ChoiceField(
        label=gettext_lazy("Why it does not reach the buyer"), widget=UnfoldAdminSelectWidget
    )

    def __init__(self, *args, parcel, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["why"].choices = [
            (why, f"{why.label} · {money(amount)}") for why, amount in what_goes_back(parcel)
        ]


class SendingAgain(Correction):
    """Where a parcel that came back goes now, and who may bring it, each with its days."""

    way = forms.ChoiceField(label=gettext_lazy("Who brings it"), widget=UnfoldAdminSelectWidget)

    def __init__(self, *args, parcel, **kwargs):
        super().__init__(*args, parcel=parcel, **kwargs)
        options = ways_again(parcel, now=timezone.now())
        self.fields["way"].choices = [(one.key, named(one)) for one in options]
        self.initial["way"] = f"{parcel.carrier.code}:{parcel.service.code}"
        if not options:
            self.fields["way"].help_text = _("No service reaches this province today.")
        self.order_fields([*Shipment.RECEIVER, "way"])


def named(option):
    days = through(option.promise.earliest, option.promise.latest)
    return f"{option.carrier_name} · {option.title} · {days}"
