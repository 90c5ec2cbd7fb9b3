"""Nothing to pay: a voucher or points pay for all of it. There is no payment, and the order is
confirmed at once."""

from django.utils.translation import gettext_lazy

from .base import Method


class NothingToPay(Method):
    code = "nothing"
    title = gettext_lazy("Nothing to pay")
    note = gettext_lazy("Your voucher or points pay for all of it.")
    confirms_at_once = True


plugin = NothingToPay
