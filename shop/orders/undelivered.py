"""A parcel that will not reach its buyer, while the rest of the order goes on its way."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shipping.models import Shipment

from .credit import credit_in
from .models import Order

S = Shipment.State


class Undelivered(models.Model):
    """A parcel given up: why, and what of the order's price goes back for it; nothing when its
    goods travel again in another one. Written once, after its goods were seen to."""

    class Why(models.TextChoices):
        REFUSED = "refused", _("It came back: the buyer did not take it")
        NOT_BROUGHT = "not_brought", _("It came back: it was not brought as it should have been")
        LOST = "lost", _("The carrier lost it")
        NOT_SENT = "not_sent", _("We cannot send it")
        SENT_AGAIN = "sent_again", _("It came back, and was sent again")

    class Way(models.TextChoices):
        """How the buyer gets the money."""

        BACK = "back", _("the way it was paid")
        BY_HAND = "by_hand", _("by hand, to an account")
        LESS = "less", _("less is collected at the door")
        NONE = "none", _("nothing was paid")

    # the buyer did not get what was paid for, and not by their own will
    OUR_FAULT = {Why.NOT_BROUGHT, Why.LOST, Why.NOT_SENT}

    order = models.ForeignKey(Order, models.PROTECT, related_name="undelivered")
    shipment = models.OneToOneField(Shipment, models.PROTECT, related_name="undelivered")
    why = models.CharField(_("why"), max_length=20, choices=Why)
    lines = models.JSONField(
        _("what is given back"), default=list, help_text='[{"what", "name", "quantity", "amount"}]'
    )
    amount = models.DecimalField(_("to give back, TRY"), max_digits=12, decimal_places=2)
    way = models.CharField(_("how"), max_length=10, choices=Way)
    at = models.DateTimeField(pgettext_lazy("parcel", "given up"))
    sent_again_as = models.OneToOneField(
        Shipment, models.PROTECT, null=True, blank=True, related_name="sent_instead_of"
    )

    class Meta:
        verbose_name = _("undelivered parcel")
        verbose_name_plural = _("undelivered parcels")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="undelivered_not_negative"),
            models.CheckConstraint(
                condition=~Q(why="sent_again") | Q(sent_again_as__isnull=False, amount=0),
                name="sent_again_gives_nothing_back",
            ),
        ]

    def __str__(self):
        return self.shipment.number

    @property
    def credit(self):
        """TRY that went back to the voucher or the points that paid for it."""
        return credit_in(self.lines)

    @property
    def credit_words(self):
        return self.order.credit_words(self.credit) if self.credit else ""

    def audience(self, event):
        """What went back in a return was told with it."""
        people = self.order.audience(event)
        return people if self.lines else [one for one in people if one.role == "seller"]

    def is_news(self, event, now):
        return True

    def message_facts(self, event):
        parcel = self.shipment
        has_number = self.why != self.Why.NOT_SENT
        return {
            **self.order.message_facts(event),
            "undelivered": self,
            "shipment": parcel,
            "cargo": (parcel.tracking_number or parcel.number) if has_number else "",
        }


def reasons_for(parcel):
    """Why this parcel may be given up, by where it is; none while it is with the buyer."""
    Why = Undelivered.Why  # noqa: N806
    if parcel.state == S.SENT_BACK:
        return [Why.REFUSED, Why.NOT_BROUGHT, Why.LOST]
    if parcel.state == S.CANCELLED and parcel.handed_over_at:
        return [Why.REFUSED, Why.NOT_BROUGHT]  # it travelled all the same
    if parcel.is_with_us:
        return [Why.NOT_SENT]
    return [Why.LOST] if S.LOST in Shipment.MOVES.get(parcel.state, ()) else []
