"""What may be written in place of a message: known placeholders, and the ones readers look for."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from .events import TEMPLATES, has_template
from .templatetags.words import capital
from .wording import (
    PLACEHOLDER,
    Unfit,
    Wording,
    fill_in,
    needed_in,
    offered,
    placeholders_of,
    title_of,
)


class WordingForm(forms.ModelForm):
    class Meta:
        model = Wording
        fields = ("folder", "channel", "language", "subject", "text")
        widgets = {"text": UnfoldAdminTextareaWidget(attrs={"rows": 5})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(one, capital(title_of(one))) for one in offered(TEMPLATES)]
        for name, values in (("folder", choices), ("language", settings.LANGUAGES)):
            if name in self.fields:
                label = self.fields[name].label
                self.fields[name] = forms.ChoiceField(
                    choices=values, label=label, widget=UnfoldAdminSelectWidget
                )

    def clean(self):
        cleaned = super().clean()
        folder, channel = cleaned.get("folder"), cleaned.get("channel")
        if not folder or not channel:
            return cleaned
        if not has_template(folder, channel):
            sentence = _("This message does not go this way. Choose the other channel.")
            self.add_error("channel", sentence)
            return cleaned
        for name in ("subject", "text"):
            self.check_placeholders(name, placeholders_of(folder))
        if channel == Wording.Channel.SMS and cleaned.get("subject"):
            self.add_error("subject", _("An SMS has no subject."))
        self.check_needed("subject" if channel == Wording.Channel.EMAIL else "text")
        self.instance.problem = ""
        return cleaned

    def check_placeholders(self, name, known):
        text = self.cleaned_data.get(name, "")
        for found in dict.fromkeys(PLACEHOLDER.findall(text)):
            if found not in known:
                sentence = _("{%(name)s} is not known here. What may stand here: %(known)s.")
                told = {"name": found, "known": listed(known)}
                self.add_error(name, sentence % told)
                return
        try:
            fill_in(text, dict.fromkeys(known, "x"))
        except Unfit:
            self.add_error(name, _("A brace stands alone. Names stand between two: {link}."))

    def check_needed(self, name):
        text = self.cleaned_data.get(name, "")
        needed = needed_in(self.cleaned_data["folder"], self.cleaned_data["channel"])
        missing = [one for one in needed if f"{{{one}}}" not in text]
        if text and missing and name not in self.errors:
            sentence = _("This has to stand in it: %(missing)s. Readers look for it.")
            self.add_error(name, sentence % {"missing": listed(missing)})


def listed(names):
    return ", ".join(f"{{{name}}}" for name in names)
