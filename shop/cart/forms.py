from django import forms
from django.utils.translation import gettext_lazy as _

NOT_A_NUMBER = {
    "required": _("Write the quantity as a whole number."),
    "invalid": _("Write the quantity as a whole number."),
}


class AddForm(forms.Form):
    """What the button of a product page sends; the limits are the cart's own business."""

    sku = forms.CharField(max_length=40)
    quantity = forms.IntegerField(error_messages=NOT_A_NUMBER)


class LineForm(forms.Form):
    """A line of the cart page: a number, one step from it, or out."""

    OUT = "out"

    quantity = forms.IntegerField(error_messages=NOT_A_NUMBER, required=False)
    step = forms.ChoiceField(
        choices=[(step, step) for step in ("-1", "0", "1", OUT)], required=False
    )

    def clean(self):
        """`wanted` is how many shall lie in the cart; 0 takes the line out."""
        cleaned = super().clean()
        step, quantity = cleaned.get("step") or "0", cleaned.get("quantity")
        if step == self.OUT:
            self.errors.pop("quantity", None)
            return {"wanted": 0}
        if quantity is None and "quantity" not in self.errors:
            self.add_error("quantity", NOT_A_NUMBER["required"])
        return {"wanted": quantity + int(step)} if not self.errors else cleaned

    @property
    def sentence(self):
        return next(iter(self.errors.values()))[0]
