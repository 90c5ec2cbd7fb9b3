"""What the one an order goes to may see of it: when it comes, who brings it, the note that comes
with it and, once it is there, what is inside. No price, nothing of the buyer, and of payment only
what they are to pay at the door themselves.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from shipping.models import Shipment

from .headlines import TROUBLE, Headline, headline
from .tracking import Story, story

S = Shipment.State


@dataclass(frozen=True)
class Gift:
    """All that a receiver's page is handed of an order; the story itself stays inside."""

    _story: Story

    @property
    def number(self):
        return str(self._story.order)

    @property
    def whereto(self):
        """Z*** K***, Çankaya/Ankara"""
        order = self._story.order
        return f"{self._story.receiver}, {order.district}/{order.province_name}"

    @property
    def note(self):
        return self._story.order.gift_message

    @property
    def headline(self):
        told = self._story
        if told.is_cancelled:
            return Headline(_("This parcel is not coming"), _("The order was cancelled."))
        if told.parcels and not self.parcels:  # what went back for it is the buyer's to know
            return Headline(_("This parcel is not coming"))
        states = {one.state for one in told.shipments} - {S.CANCELLED}
        if states == {S.SENT_BACK}:
            return Headline(
                _("The parcel is on its way back to us"),
                _("It could not be delivered. Whoever ordered it decides what comes next."),
                TROUBLE,
            )
        return headline(told.order, [], told.shipments, told.today)

    @property
    def parcels(self):
        """Those that come; what became of the others is told to the buyer."""
        told = self._story
        return [] if told.is_cancelled else [one for one in told.parcels if not one.given_up]

    @property
    def to_pay(self):
        """TRY the courier still takes at the door; zero when nothing is due."""
        coming = (one.shipment for one in self.parcels)
        return sum(one.cod_amount for one in coming if one.is_awaited)

    @property
    def is_for_branch(self):
        """Whoever collects the money for it sits at a branch's counter."""
        coming = (one.shipment for one in self.parcels)
        return any(one.is_for_branch for one in coming if one.is_awaited and one.cod_amount)

    @property
    def is_secret(self):
        """Gift wrapped, and not all of it is there yet: nobody is told what is inside."""
        return self._story.order.gift_wrap and self._story.delivered_at is None

    @property
    def things(self):
        """What is inside: ["2 × Seramik kupa"]; empty while it is a secret."""
        return [] if self.is_secret else [line.counted for line in self._story.lines]

    @property
    def can_be_returned(self):
        told = self._story
        return told.is_ordered and any(one.state == S.DELIVERED for one in told.shipments)

    @property
    def has_returns(self):
        return any(one.is_receivers for one in self._story.returns)

    @property
    def last_day(self):
        """Until when it may be sent back; None before it is delivered whole."""
        return self._story.window.last_day

    @property
    def version(self):
        return self._story.version

    @property
    def is_moving(self):
        return self._story.is_moving


def gift_of(order, now):
    return Gift(story(order, now, to_receiver=True))
