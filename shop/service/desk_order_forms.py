"""What staff says about an order."""

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from shop.orders.models import Order

Because = Order.Because
BY_STAFF = [
    ("", _("Choose a reason")),
    *((one.value, one.label) for one in (Because.SOLD_OUT, Because.NOT_SENT, Because.UNREACHED)),
    (Because.BUYER.value, _("the buyer asked us to")),
    (Because.SELLER.value, _("another one, in the words below")),
]


class Cancelling(forms.Form):
    """Why: a reason of the list is told in the customer's language, words as they are typed."""

    why = forms.ChoiceField(
        label=_("Why, as the customer reads it"),
        choices=BY_STAFF,
        widget=UnfoldAdminSelectWidget,
        error_messages={"required": _("Choose a reason; the customer reads it.")},
    )
    note = forms.CharField(
        label=_("In your words"),
        max_length=160,
        required=False,
        widget=UnfoldAdminTextInputWidget,
    )

    def __init__(self, *args, order, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].help_text = in_language(order.language)

    def clean_note(self):
        note = self.cleaned_data["note"].strip()
        return f"{note}." if note and note[-1].isalnum() else note

    def clean(self):
        given = super().clean()
        if given.get("why") == Because.SELLER and not given.get("note"):
            self.add_error("note", _("Say why: the customer reads it."))
        return given


def in_language(code):
    if code == "en":
        return _("One sentence, in English: it stands in the mail and on the order's page.")
    return _("One sentence, in Turkish: it stands in the mail and on the order's page.")
