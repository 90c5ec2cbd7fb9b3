from django import forms
from django.utils.translation import gettext_lazy as _

from .refunding import InvalidIban, checked_iban


class IbanField(forms.CharField):
    """An account in Turkey as people write it; cleaned to TR and 24 digits."""

    default_error_messages = {
        "required": _("Enter the IBAN of your account."),
        "wrong": _(
            "This IBAN is not right. Please compare it with your bank's app, digit by digit."
        ),
    }

    def __init__(self, **kwargs):
        widget = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
        super().__init__(**{"label": _("IBAN"), "max_length": 42, "widget": widget, **kwargs})

    def clean(self, value):
        text = super().clean(value)
        try:
            iban = checked_iban(text)
        except InvalidIban:
            iban = ""
        if text and not iban.startswith("TR"):
            raise forms.ValidationError(self.error_messages["wrong"], code="wrong")
        return iban
