"""allauth's forms in our words: what a field is called, and what to write where it is empty."""

from allauth.account import forms
from django.utils.translation import gettext_lazy as _

from .forms import EmailField

MAIL, NO_MAIL = (EmailField.default_error_messages[code] for code in ("required", "invalid"))
WORDS = {  # name: (label, what to write)
    "login": (_("E-mail"), MAIL),
    "email": (_("E-mail"), MAIL),
    "password": (_("Password"), _("Write your password.")),
    "oldpassword": (_("Present password"), _("Write your present password.")),
    "password1": (_("New password"), _("Choose a password.")),
    "password2": (_("New password once more"), _("Write the new password once more.")),
}
NEW_PASSWORD = _("At least 8 characters; no common word and not digits alone.")


class OurWords:
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, (label, sentence) in WORDS.items():
            if name in self.fields:
                field = self.fields[name]
                field.label = label
                field.widget.attrs.pop("placeholder", None)  # the label says it and stays
                field.error_messages |= {"required": sentence, "invalid": NO_MAIL}
        if "password1" in self.fields:
            self.fields["password1"].help_text = NEW_PASSWORD


class LoginForm(OurWords, forms.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "remember" in self.fields:
            self.fields["remember"].label = _("Keep me signed in")


class SignupForm(OurWords, forms.SignupForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = WORDS["password"][0]


class AddEmailForm(OurWords, forms.AddEmailForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New e-mail address")


class ChangePasswordForm(OurWords, forms.ChangePasswordForm):
    pass


class SetPasswordForm(OurWords, forms.SetPasswordForm):
    pass


class ResetPasswordForm(OurWords, forms.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(OurWords, forms.ResetPasswordKeyForm):
    pass


class ReauthenticateForm(OurWords, forms.ReauthenticateForm):
    pass
