from django import forms
from django.utils.translation import gettext_lazy as _

NOT_A_NUMBER = {
    "required": _("Write the quantity as a whole number."),
    "invalid": _("Write the quantity as a whole number."),
}


class LineForm(forms.Form):
    """What the buttons of product and cart pages send; the limits are the cart's own business."""

    sku = forms.CharField(max_length=40, required=False)
    quantity = forms.IntegerField(error_messages=NOT_A_NUMBER)
