"""Cash on delivery (kapıda ödeme): the order is confirmed at once and the courier takes the money.
Delivered means collected; a parcel that was refused means it never will be."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.templatetags.words import money
from shipping.models import Tier
from shop.orders.telling import COD

from .base import Method, needed


class CashOnDelivery(Method):
    code = COD
    title = gettext_lazy("Cash on delivery")
    confirms_at_once = True
    refunds_to_iban = True

    def __init__(self):
        self.own_fee, self.limit = Decimal(needed("COD_FEE")), Decimal(needed("COD_LIMIT"))

    @property
    def note(self):
        return _(
            "You pay the courier at the door. The service fee of %(fee)s also applies when "
            "delivery is free."
        ) % {"fee": money(self.own_fee)}

    def note_for(self, option):
        note = self.note_at_branch if option.tier == Tier.BRANCH else self.note
        if len(option.parts) == 1:
            return note
        several = _("Your order comes in %(count)s parcels: with each you pay for what is in it.")
        return f"{note} {several % {'count': len(option.parts)}}"

    @property
    def note_at_branch(self):
        return _(
            "You pay at the branch when you pick it up. The service fee of %(fee)s also applies"
            " when delivery is free."
        ) % {"fee": money(self.own_fee)}

    def fee(self, total):
        return self.own_fee

    def offer(self, total_with_fee, options, *, gift_wrap=False):
        if gift_wrap:
            return _("Whoever receives a gift is not asked to pay for it at the door.")
        if total_with_fee > self.limit:
            return _(
                "Cash on delivery is possible up to %(limit)s; with its fee this order comes to "
                "%(total)s."
            ) % {"limit": money(self.limit), "total": money(total_with_fee)}
        if not any(option.takes_cod for option in options):
            return _("The carrier of this delivery does not take payment at the door.")
        return None


plugin = CashOnDelivery
