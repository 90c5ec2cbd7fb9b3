"""What is asked on the way to a return, one question per screen."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from shop.payments.forms import IbanField

from .asking import CHANNELS
from .satisfaction import STARS


class ItemsForm(forms.Form):
    """How many of each line; after the last day also why it should be taken back all the same."""

    appeal = forms.CharField(
        label=_("Why do you ask after the last day?"),
        help_text=_("We read it and answer within two working days."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write why you ask after the last day.")},
    )

    def __init__(self, *args, found, **kwargs):
        super().__init__(*args, **kwargs)
        self.found = found
        for claim in found.choosable:
            self.fields[f"quantity_{claim.line.pk}"] = forms.TypedChoiceField(
                label=claim.line.title,
                choices=[(0, _("Keep")), *((n, how_many(n)) for n in claim.quantities)],
                coerce=int,
                initial=1 if found.leaves_no_choice else 0,
            )
        if found.is_open:
            del self.fields["appeal"]
        else:
            self.fields["appeal"] = self.fields.pop("appeal")  # it stands last on the page

    def rows(self):
        """[(claim, bound field)] for the page."""
        return [(claim, self[f"quantity_{claim.line.pk}"]) for claim in self.found.choosable]

    def clean(self):
        if not self.errors and not self.chosen():
            raise forms.ValidationError(_("Choose what you want to send back."))
        return self.cleaned_data

    def chosen(self):
        """{line id: quantity} of what goes back."""
        quantities = {
            claim.line.pk: self.cleaned_data.get(f"quantity_{claim.line.pk}") or 0
            for claim in self.found.choosable
        }
        return {line_id: quantity for line_id, quantity in quantities.items() if quantity}


def how_many(number):
    return ngettext("Send back %(number)s", "Send back %(number)s", number) % {"number": number}


class ReasonsForm(forms.Form):
    """Why, line by line."""

    def __init__(self, *args, claims, **kwargs):
        super().__init__(*args, **kwargs)
        self.claims = claims
        for claim in claims:
            self.fields[f"reason_{claim.line.pk}"] = forms.ChoiceField(
                label=_("Why are you sending it back?"),
                choices=claim.reasons,
                widget=forms.RadioSelect,
                error_messages={
                    "required": _("Choose why it goes back: %(name)s") % {"name": claim.line.title}
                },
            )
            self.fields[f"note_{claim.line.pk}"] = forms.CharField(
                label=_("Anything we should know?"), required=False, max_length=300
            )

    def rows(self):
        return [
            (claim, self[f"reason_{claim.line.pk}"], self[f"note_{claim.line.pk}"])
            for claim in self.claims
        ]

    def answers(self):
        """{line id: (reason, note)}"""
        given = self.cleaned_data
        return {
            claim.line.pk: (given[f"reason_{claim.line.pk}"], given[f"note_{claim.line.pk}"])
            for claim in self.claims
        }


class StarsForm(forms.Form):
    """One tap from 1 to 5."""

    stars = forms.IntegerField(min_value=1, max_value=STARS, widget=forms.HiddenInput)


class RatingForm(StarsForm):
    """How the return was; the words may be left out."""

    note = forms.CharField(
        label=_("What should we know?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RefundForm(forms.Form):
    iban = IbanField(help_text=_("TR and 24 digits; spaces do no harm."))
    holder = forms.CharField(
        label=_("Account holder"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write the name the account is in.")},
    )


class ChannelForm(forms.Form):
    """Where the one-time code goes: addresses of the order's own, shown masked. Of a receiver only
    the phone is known."""

    channel = forms.ChoiceField(
        label=_("Where shall we send the code?"),
        widget=forms.RadioSelect,
        initial=CHANNELS[0],
        error_messages={"required": _("Choose where we shall send the code.")},
    )

    def __init__(self, *args, reader, **kwargs):
        super().__init__(*args, **kwargs)
        order = reader.order
        phone = order.receiver_phone if reader.is_receiver else order.buyer_phone
        choices = [("sms", _("SMS to %(phone)s") % {"phone": masked_phone(phone)})]
        if reader.is_receiver:
            self.fields["channel"].widget = forms.HiddenInput()
            self.only_to = masked_phone(phone)
        else:
            email = masked_email(order.buyer_email)
            choices.append(("email", _("E-mail to %(email)s") % {"email": email}))
        self.fields["channel"].choices = choices


def masked_phone(phone):
    return f"{phone[:4]} ••• •• {phone[-2:]}"


def masked_email(email):
    name, _at, host = email.partition("@")
    return f"{name[:1]}•••@{host}"


class CodeForm(forms.Form):
    code = forms.IntegerField(widget=forms.HiddenInput)  # which one this page was drawn for
    digits = forms.CharField(
        label=_("The six digits"),
        max_length=9,
        error_messages=dict.fromkeys(
            ["required", "max_length"], _("Write the six digits we sent you.")
        ),
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}
        ),
    )

    def clean_digits(self):
        return "".join(self.cleaned_data["digits"].split())
