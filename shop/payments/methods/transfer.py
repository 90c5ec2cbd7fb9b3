"""Bank transfer (havale, EFT, FAST): the shopper sends the exact amount with the order number;
staff see it on the account and confirm."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.templatetags.words import day
from shop.orders.telling import TRANSFER

from .base import Method, needed


class Transfer(Method):
    code = TRANSFER
    title = gettext_lazy("Bank transfer")
    takes_days = True
    refunds_to_iban = True

    def __init__(self):
        self.iban, self.holder = needed("TRANSFER_IBAN"), needed("TRANSFER_HOLDER")
        self.days = settings.TRANSFER_DAYS

    def note_for(self, option):
        return _(
            "We send the account details with your order. The dates hold if your transfer reaches"
            " us by %(day)s; we prepare your order once it does."
        ) % {"day": day(option.first_leaves_by)}

    def offer(self, total_with_fee, options, *, gift_wrap=False):
        if not all(self.can_pay_for(option.tier) for option in options):
            return _(
                "Same-day delivery cannot wait for a transfer. Choose another way to pay, or"
                " another delivery."
            )
        return None

    def expires_at(self, at):
        """The end of the last day, so that a page can name a date and not an hour."""
        last_day = timezone.localdate(at) + timedelta(days=self.days)
        midnight = datetime.combine(last_day + timedelta(days=1), time())
        return timezone.make_aware(midnight) - timedelta(seconds=1)

    @property
    def iban_in_fours(self):
        return " ".join(self.iban[i : i + 4] for i in range(0, len(self.iban), 4))


plugin = Transfer
