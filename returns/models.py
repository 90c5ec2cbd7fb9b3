"""What goes back, from the wish to the money: its lines are in `lines.py`, what is owed for it in
`money_back.py`, how it was for them in `rating.py`."""

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from notifications.stateful import Stateful
from shipping.models import Shipment
from shipping.returning import billed_for
from shop.orders.credit import credit_in
from shop.orders.models import Order
from shop.payments.amounts import is_whole, total

from .codes import Code, CodeRefused
from .fees import ReturnFee
from .goods import put_on_shelf
from .lines import ReturnLine, given_back
from .lists import ReturnQuerySet
from .money_back import MoneyBack
from .parcels import draft_again, draft_back
from .rating import Rated
from .readers import BUYER, RECEIVER
from .satisfaction import STARS, DeliveryRating
from .telling import Telling

__all__ = ["Code", "CodeRefused", "DeliveryRating", "Return", "ReturnFee", "ReturnLine"]


class AskedAgain(Exception):
    """A return that lapsed cannot come to life again: its goods are in a newer one."""


class Return(Telling, MoneyBack, Rated, Stateful):
    """Goods on their way back, from the wish to the money."""

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("return", "asked")
        APPROVED = "approved", pgettext_lazy("return", "approved")
        REFUSED = "refused", _("refused")
        ON_ITS_WAY = "on_its_way", _("on its way back")
        RECEIVED = "received", _("received")
        ACCEPTED = "accepted", _("accepted")
        REJECTED = "rejected", _("rejected")
        SETTLED = "settled", _("settled")
        LAPSED = "lapsed", _("not sent in time")

    MOVES = {
        State.ASKED: {State.APPROVED, State.REFUSED},
        State.APPROVED: {State.ON_ITS_WAY, State.RECEIVED, State.LAPSED},
        # the carrier's word is late but true, or the goods lie on the table all the same
        State.LAPSED: {State.ON_ITS_WAY, State.RECEIVED},
        State.ON_ITS_WAY: {State.RECEIVED},
        State.RECEIVED: {State.ACCEPTED, State.REJECTED},
        State.ACCEPTED: {State.SETTLED},
    }
    DEAD = {State.REFUSED, State.REJECTED, State.LAPSED}
    GIVEN_BACK = {State.ACCEPTED, State.SETTLED}
    LATER_NEWS = {
        "return_code_ready": {"return_on_its_way", "return_received", "return_lapsed"},
        "return_send_soon": {"return_on_its_way", "return_received", "return_lapsed"},
    }

    number = models.BigAutoField(_("return number"), primary_key=True)
    order = models.ForeignKey(
        Order, models.PROTECT, related_name="returns", verbose_name=_("order")
    )
    state = models.CharField(
        _("state"), max_length=20, choices=State, default=State.ASKED, editable=False
    )
    asked_by = models.CharField(
        _("asked by"),
        max_length=10,
        choices={BUYER: _("the buyer"), RECEIVER: _("the receiver")},
        default=BUYER,
        db_default=BUYER,
        editable=False,
    )
    shipment = models.OneToOneField(
        Shipment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="return_of",
        verbose_name=_("parcel"),
    )
    given_back = models.OneToOneField(
        Shipment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="rejected_return",
        verbose_name=_("parcel that takes rejected goods back to the customer"),
    )
    last_day = models.DateField(
        _("last day to return"), null=True, blank=True, help_text=_("empty: before delivery")
    )
    reasons = models.JSONField(_("how the last day was worked out"), default=list)
    appeal = models.CharField(
        _("why after the last day"), max_length=500, blank=True, help_text=_("staff decides")
    )
    staff_note = models.CharField(
        _("our note"), max_length=300, blank=True, help_text=_("the customer reads it")
    )
    clicks = models.PositiveSmallIntegerField(
        _("clicks to ask for it"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("from the order's page until the code was typed"),
    )
    asked_at = models.DateTimeField(_("asked"))
    approved_at = models.DateTimeField(pgettext_lazy("return", "approved"), null=True, blank=True)
    code_told_at = models.DateTimeField(
        _("return code told"), null=True, blank=True, editable=False
    )
    send_by = models.DateField(
        _("to be sent by"), null=True, blank=True, help_text=_("set once they have code and goods")
    )
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True, editable=False)
    lapsed_at = models.DateTimeField(_("given up"), null=True, blank=True)
    handed_over_at = models.DateTimeField(_("handed to the carrier"), null=True, blank=True)
    received_at = models.DateTimeField(_("received"), null=True, blank=True)
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    objects = ReturnQuerySet.as_manager()

    class Meta:
        verbose_name = _("return")
        verbose_name_plural = _("returns")
        ordering = ["-number"]
        indexes = [models.Index(fields=["state", "asked_at"], name="return_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(stars=None) | Q(stars__range=(1, STARS)), name="return_stars_sane"
            ),
            models.CheckConstraint(
                condition=Q(refund_amount__gte=0, fee__gte=0), name="return_amounts_not_negative"
            ),
        ]

    def __str__(self):
        return f"İ{self.number}"

    @property
    def is_taken(self):
        return self.state in self.GIVEN_BACK

    @property
    def has_travelled(self):
        return bool(self.handed_over_at or self.received_at)

    @property
    def return_code(self):
        """What the customer says or shows at the branch; empty until the parcel is booked."""
        if self.shipment is None or not self.shipment.booked_at:
            return ""
        parcel = self.shipment
        return parcel.return_code or parcel.tracking_number or parcel.number

    @property
    def is_receivers(self):
        """Asked by the one the order went to; the money goes to the buyer all the same."""
        return self.asked_by == RECEIVER

    def approve(self, *, at, by="clock", note=""):
        """Yes, with a sentence the customer reads: a parcel is drafted and booked with the return
        carrier after the commit. Raises NoWayBack, and changes nothing, where no carrier can."""
        with transaction.atomic():
            changes = {"approved_at": at, "staff_note": note}
            if not self.move_to(self.State.APPROVED, at=at, by=by, **changes):
                return False
            self.come_back_in(draft_back(self, at=at), at=at, by=by)
        return True

    def renew_code(self, *, at):
        """Its code ends before the customer has had the days to use it: it comes back in another
        parcel, whose code is told anew. False where that was done already, or it is awaited no
        more. Raises WrongState once the carrier has the first."""
        with transaction.atomic():
            as_known = Return.objects.filter(pk=self.pk, state=self.State.APPROVED)
            if not as_known.filter(shipment=self.shipment).select_for_update().first():
                return False
            self.shipment.cancel(at=at, by="clock")
            self.send_by = self.code_told_at = None
            self.come_back_in(draft_back(self, at=at), at=at, by="clock")
        return True

    def come_back_in(self, parcel, *, at, by):
        self.shipment, self.freight = parcel, billed_for(parcel)
        self.save(update_fields=["shipment", "freight", "code_told_at", "send_by"])
        parcel.ask_booking(at=at, by=by)

    def refuse(self, note, *, at, by):
        """No, with the reason the customer reads."""
        return self.move_to(self.State.REFUSED, at=at, by=by, staff_note=note)

    def lapse(self, *, at, by="clock"):
        """Not sent in time: the code is taken back, and its goods may be asked for again. Raises
        WrongState, and changes nothing, when the carrier has it."""
        with transaction.atomic():
            if not self.move_to(self.State.LAPSED, at=at, by=by, lapsed_at=at):
                return False
            if self.shipment:
                self.shipment.cancel(at=at, by=by)
        return True

    def mark_handed_over(self, *, at):
        """The carrier has it: the law's clock for the refund starts."""
        return self.move_back(self.State.ON_ITS_WAY, at=at, handed_over_at=at)

    def receive(self, *, at, by="clock"):
        """It is back in the house and waits to be looked at."""
        return self.move_back(self.State.RECEIVED, at=at, by=by, received_at=at)

    def move_back(self, state, *, at, **changes):
        """One step nearer to us. A return that was given up comes to life again, unless its goods
        were asked for once more meanwhile: then that one counts (AskedAgain)."""
        with transaction.atomic():
            order = Order.objects.select_for_update().get(pk=self.order_id)
            self.refresh_from_db(fields=["state"])
            if self.state == self.State.LAPSED and not self.still_fits(order):
                raise AskedAgain(self)
            return self.move_to(state, at=at, **changes)

    def still_fits(self, order):
        alive = given_back(order, set(self.State) - self.DEAD, but=self)
        return all(
            line.quantity <= line.left_after(alive)
            for line in self.lines.select_related("order_line")
        )

    def accept(self, resellable=None, *, at, by):
        """Looked at and taken: what can be sold again goes on the shelf, the refund is asked.

        `resellable` holds the ids of the lines that can be sold again; None means all of them.
        """
        with transaction.atomic():
            order = Order.objects.select_for_update().get(pk=self.order_id)
            lines = self.refund_lines_now(order)
            if not self.move_to(
                self.State.ACCEPTED,
                at=at,
                by=by,
                checked_at=at,
                refund_lines=lines,
                refund_amount=total(lines),
            ):
                return False
            put_on_shelf(self, resellable, at=at, by=by)
            self.ask_for_money_back(order, at=at)
            order.give_credit_back(credit_in(lines), at=at)
            if is_whole(order.lines.all(), given_back(order, self.GIVEN_BACK)):
                order.note_given_back_whole(at=at)
        return True

    def receive_and_accept(self, resellable=None, *, at, by):
        """The merchant's one click for goods that lie on the table."""
        with transaction.atomic():
            if self.state in {self.State.APPROVED, self.State.ON_ITS_WAY, self.State.LAPSED}:
                self.receive(at=at, by=by)
            return self.accept(resellable, at=at, by=by)

    def reject(self, note, *, at, by):
        """Looked at and not taken: the goods go back to the customer, with the reason."""
        with transaction.atomic():
            if not self.move_to(self.State.REJECTED, at=at, by=by, checked_at=at, staff_note=note):
                return False
            self.given_back = draft_again(self, at=at)
            self.save(update_fields=["given_back"])
        return True

    def settle(self, *, at):
        """The money is out."""
        return self.move_to(self.State.SETTLED, at=at, settled_at=at)
