"""allauth's forms, saying what to write where it would say that a field is required."""

from allauth.account import forms
from django.utils.translation import gettext_lazy as _

from .forms import EmailField

NEEDED = {
    "login": EmailField.default_error_messages["required"],
    "email": EmailField.default_error_messages["required"],
    "password": _("Write your password."),
    "oldpassword": _("Write your present password."),
    "password1": _("Choose a password."),
    "password2": _("Write the new password once more."),
}
NO_MAIL = EmailField.default_error_messages["invalid"]


class Saying:
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, sentence in NEEDED.items():
            if name in self.fields:
                self.fields[name].error_messages |= {"required": sentence, "invalid": NO_MAIL}


class LoginForm(Saying, forms.LoginForm):
    pass


class SignupForm(Saying, forms.SignupForm):
    pass


class AddEmailForm(Saying, forms.AddEmailForm):
    pass


class ChangePasswordForm(Saying, forms.ChangePasswordForm):
    pass


class SetPasswordForm(Saying, forms.SetPasswordForm):
    pass


class ResetPasswordForm(Saying, forms.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(Saying, forms.ResetPasswordKeyForm):
    pass


class ReauthenticateForm(Saying, forms.ReauthenticateForm):
    pass
