"""Bank transfer (havale, EFT, FAST): the shopper sends the exact amount with the order number;
staff see it on the account and confirm."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy

from .base import Method, needed


class Transfer(Method):
    code = "transfer"
    title = gettext_lazy("Bank transfer")
    note = gettext_lazy("We send the account details with your order and prepare it once paid.")
    refunds_to_iban = True

    def __init__(self):
        self.iban, self.holder = needed("TRANSFER_IBAN"), needed("TRANSFER_HOLDER")
        self.days = settings.TRANSFER_DAYS

    def expires_at(self, at):
        """The end of the last day, so that a page can name a date and not an hour."""
        last_day = timezone.localdate(at) + timedelta(days=self.days)
        midnight = datetime.combine(last_day + timedelta(days=1), time())
        return timezone.make_aware(midnight) - timedelta(seconds=1)

    @property
    def iban_in_fours(self):
        return " ".join(self.iban[i : i + 4] for i in range(0, len(self.iban), 4))


plugin = Transfer
