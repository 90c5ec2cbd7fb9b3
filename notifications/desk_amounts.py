"""Amounts in the desk's forms, written and read as people here write them."""

from django import forms
from django.db.models import DecimalField
from unfold.widgets import UnfoldAdminTextInputWidget


class AmountInput(UnfoldAdminTextInputWidget):
    """A browser's own field for numbers empties what is not written its way; this one takes text
    and opens a phone's digits."""

    def __init__(self, attrs=None):
        super().__init__({"inputmode": "decimal", **(attrs or {})})


class AmountField(forms.DecimalField):
    """349,90 or 349.90, and as a bank's statement has it: 1.249,90 TL."""

    widget = AmountInput

    def __init__(self, **more):
        super().__init__(**{**more, "localize": True})

    def to_python(self, value):
        if isinstance(value, str):
            value = "".join(value.split()).removesuffix("TL")
            if "," in value and "." in value:  # the mark that comes first only groups
                value = value.replace(min(",.", key=value.index), "")
        return super().to_python(value)


class WithAmounts:
    """An admin, or an inline, whose decimals are AmountFields."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, DecimalField):
            kwargs |= {"form_class": AmountField, "widget": AmountInput()}
        return super().formfield_for_dbfield(db_field, request, **kwargs)
