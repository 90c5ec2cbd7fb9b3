"""A logo on a form at the desk: any picture comes in, what is kept was drawn by us."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from unfold.widgets import UnfoldAdminImageFieldWidget

from .logos import ROOM, Logo, NotALogo, fitted


class LogoField(forms.FileField):
    """Cleans to a `Logo`, to what was there before, or to False where that is to go."""

    widget = UnfoldAdminImageFieldWidget
    room = ROOM

    def widget_attrs(self, widget):
        return {**super().widget_attrs(widget), "accept": "image/png,image/jpeg,image/webp"}

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        if not isinstance(file, UploadedFile):
            return file
        try:
            return fitted(file, self.room)
        except NotALogo as problem:
            raise ValidationError(str(problem)) from problem


class WithLogo(forms.ModelForm):
    """Of a model with `logo` (WebP for pages) and `logo_for_mail` (PNG)."""

    def clean_logo(self):
        logo = self.cleaned_data["logo"]
        if isinstance(logo, Logo):
            self.instance.logo_for_mail = logo.png
            return logo.webp
        if not logo:
            self.instance.logo_for_mail = ""
        return logo
