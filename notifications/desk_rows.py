"""Rows of a form at the desk, such as a product's pictures."""

from unfold.admin import TabularInline

from .templatetags.words import capital


class Rows(TabularInline):
    """A table of fields under the form they belong to. A cell has no label of its own: its field
    says the column's name to a screen reader."""

    hide_title = True  # its fields tell it
    extra = 0

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and field.label:
            widget = getattr(field.widget, "widget", field.widget)
            widget.attrs.setdefault("aria-label", capital(field.label))
        return field
