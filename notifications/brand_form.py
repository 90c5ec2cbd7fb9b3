"""What a merchant may make of the shop's look: nothing that cannot be read or drawn."""

from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from unfold.widgets import UnfoldAdminColorInputWidget

from .brand import Brand, is_colour
from .colours import DARK, LEAST_CONTRAST, LIGHT, least_contrast, readable
from .logo_field import LogoField, WithLogo


class BrandForm(WithLogo):
    class Meta:
        model = Brand
        fields = (
            *("name", "logo", "accent_light", "accent_dark", "greeting", "greeting_en"),
            *("thanks", "thanks_en", "phone", "email", "hours", "hours_en"),
        )
        field_classes = {"logo": LogoField}
        widgets = {
            "accent_light": UnfoldAdminColorInputWidget,
            "accent_dark": UnfoldAdminColorInputWidget,
        }

    def clean_accent_light(self):
        return self.readable_on("accent_light", LIGHT)

    def clean_accent_dark(self):
        return self.readable_on("accent_dark", DARK)

    def readable_on(self, name, scheme):
        colour = self.cleaned_data[name].lower()
        is_colour(colour)
        contrast = least_contrast(colour, scheme)
        if contrast >= LEAST_CONTRAST:
            return colour
        sentences = {
            LIGHT: _(
                "Too pale to be read on a light ground: its contrast is %(contrast)s, needed is"
                " 4.5. The nearest that can be read is %(other)s."
            ),
            DARK: _(
                "Too dark to be read on a dark ground: its contrast is %(contrast)s, needed is"
                " 4.5. The nearest that can be read is %(other)s."
            ),
        }
        told = {"contrast": number_format(contrast, 1), "other": readable(colour, scheme)}
        raise ValidationError(sentences[scheme] % told)
