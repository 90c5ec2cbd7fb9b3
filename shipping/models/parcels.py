"""A parcel and its life. The carrier's own words about it are in `scans.py`."""

from decimal import Decimal
from functools import partial

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from notifications.events import record
from notifications.queue import hint
from notifications.stateful import Stateful, WrongState
from shipping.carriers.base import Consignment, Party
from shipping.places import province_name

from .lists import ShipmentQuerySet
from .supply import Carrier, Service, Tier, Warehouse
from .telling import Telling


class Shipment(Telling, Stateful):
    """A parcel: its own addresses, contents, reference, promise and life.

    The address is always the customer's: the receiver's on the way out, where the carrier takes
    it from on the way back; the other end is the warehouse.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("being prepared")
        BOOKED = "booked", _("booked with the carrier")
        IN_TRANSIT = "in_transit", _("on its way")
        OUT_FOR_DELIVERY = "out_for_delivery", _("out for delivery")
        DELIVERED = "delivered", _("delivered")
        FAILED = "failed", _("could not be delivered")
        SENT_BACK = "sent_back", _("sent back")
        LOST = "lost", pgettext_lazy("parcel", "lost")
        CANCELLED = "cancelled", _("cancelled")

    class Direction(models.TextChoices):
        OUT = "out", _("to the customer")
        BACK = "back", _("back to us")

    MOVES = {
        State.DRAFT: {State.BOOKED, State.CANCELLED},
        # carriers leave scans out: a parcel may be at the door before we hear that it left
        State.BOOKED: {
            State.IN_TRANSIT,
            State.OUT_FOR_DELIVERY,
            State.DELIVERED,
            State.FAILED,
            State.SENT_BACK,
            State.LOST,
            State.CANCELLED,
        },
        State.IN_TRANSIT: {
            State.OUT_FOR_DELIVERY,
            State.DELIVERED,
            State.FAILED,
            State.SENT_BACK,
            State.LOST,
        },
        State.OUT_FOR_DELIVERY: {State.DELIVERED, State.FAILED, State.SENT_BACK, State.LOST},
        State.FAILED: {
            State.IN_TRANSIT,
            State.OUT_FOR_DELIVERY,
            State.DELIVERED,
            State.SENT_BACK,
            State.LOST,
        },
        State.SENT_BACK: {State.LOST},
    }
    ON_TIME = ("early", "in_window")  # of the outcomes in `judged`
    LEFT_UNDISPATCHED = Q(wants_booking=False) & ~Q(state__in=[State.DRAFT, State.CANCELLED])
    MOVING = {State.IN_TRANSIT, State.OUT_FOR_DELIVERY, State.FAILED}
    RECEIVER = ("receiver_name", "receiver_phone", "district", "neighbourhood", "address")

    state = models.CharField(
        _("state"), max_length=20, choices=State, default=State.DRAFT, editable=False
    )
    direction = models.CharField(
        _("direction"), max_length=4, choices=Direction, default=Direction.OUT
    )
    number = models.CharField(
        _("our parcel number"), max_length=16, unique=True, help_text=_("printed as the barcode")
    )
    reference = models.CharField(_("order"), max_length=20, db_index=True)
    carrier = models.ForeignKey(Carrier, models.PROTECT, verbose_name=_("carrier"))
    service = models.ForeignKey(Service, models.PROTECT, verbose_name=_("service"))
    warehouse = models.ForeignKey(Warehouse, models.PROTECT, verbose_name=_("warehouse"))
    tracking_number = models.CharField(
        _("cargo number"),
        max_length=40,
        blank=True,
        db_index=True,
        help_text=_("the carrier's; some give it only at the first scan"),
    )
    return_code = models.CharField(_("return code"), max_length=40, blank=True)
    return_until = models.DateField(
        _("return code good until"), null=True, blank=True, editable=False
    )
    original_number = models.CharField(
        _("brings back"), max_length=16, blank=True, help_text=_("our number of that parcel")
    )

    receiver_name = models.CharField(_("receiver"), max_length=120)
    receiver_phone = models.CharField(_("receiver's phone"), max_length=20)
    province = models.CharField(_("province"), max_length=2)
    district = models.CharField(_("district"), max_length=80)
    neighbourhood = models.CharField(_("neighbourhood"), max_length=120, blank=True)
    address = models.CharField(_("address"), max_length=300)
    note = models.CharField(_("delivery note"), max_length=200, blank=True)

    # who hears of it, and the page they are sent to
    buyer_name = models.CharField(max_length=120, blank=True)
    buyer_phone = models.CharField(max_length=20, blank=True)
    buyer_email = models.EmailField(blank=True)
    language = models.CharField(max_length=5, default="tr")
    link_nonce = models.CharField(max_length=32, blank=True, editable=False)

    contents = models.JSONField(
        _("contents"), default=list, help_text='[{"sku", "name", "quantity"}]'
    )
    desi = models.DecimalField(_("desi"), max_digits=7, decimal_places=2)
    weight_kg = models.DecimalField(_("weight, kg"), max_digits=8, decimal_places=3)
    cod_amount = models.DecimalField(
        _("to collect at the door, TRY"), max_digits=10, decimal_places=2, default=Decimal(0)
    )
    is_gift = models.BooleanField(_("gift"), default=False)
    gift_message = models.CharField(_("gift note"), max_length=300, blank=True)

    leaves_by = models.DateField(_("leaves us by"))
    promised_earliest = models.DateField(_("promised from"))
    promised_latest = models.DateField(_("promised until"))
    expected_earliest = models.DateField(_("now expected from"))
    expected_latest = models.DateField(_("now expected until"))
    delay_reason = models.JSONField(
        _("why it is later than promised"), default=dict, blank=True, editable=False
    )

    break_chance = models.FloatField(
        _("chance that the stated end breaks"), null=True, blank=True, editable=False
    )
    watched_at = models.DateTimeField(_("last watched"), null=True, blank=True, editable=False)

    created_at = models.DateTimeField(_("created"))
    booked_at = models.DateTimeField(_("booked"), null=True, blank=True)
    handed_over_at = models.DateTimeField(_("handed over"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("delivered"), null=True, blank=True)
    arrived_at = models.DateTimeField(
        _("where it was promised"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("at the door, or ready at the branch; what promises are judged by"),
    )
    lost_at = models.DateTimeField(
        pgettext_lazy("parcel", "lost"), null=True, blank=True, editable=False
    )
    received_by = models.CharField(_("received by"), max_length=120, blank=True)
    last_scan_at = models.DateTimeField(_("last scan"), null=True, blank=True)
    next_poll_at = models.DateTimeField(null=True, blank=True, editable=False)
    tries = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text=_("calls to the carrier that failed in a row")
    )
    booking_problem = models.CharField(_("booking problem"), max_length=255, blank=True)
    wants_booking = models.BooleanField(
        _("dispatch asked"), default=False, help_text=_("a worker books it with the carrier")
    )  # stays true: from then on the goods are off the shelf
    wants_withdrawal = models.BooleanField(default=False, editable=False)

    objects = ShipmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("parcel")
        verbose_name_plural = _("parcels")
        indexes = [
            models.Index(fields=["state", "leaves_by"], name="shipment_to_dispatch"),
            # those that have arrived keep their time: among them the open ones would be lost
            models.Index(
                fields=["next_poll_at"],
                condition=Q(
                    state__in=[
                        *("draft", "booked", "in_transit", "out_for_delivery", "failed"),
                        *("sent_back", "cancelled"),
                    ]
                ),
                name="shipment_to_ask_about",
            ),
            models.Index(
                fields=["id"],
                condition=Q(wants_booking=False) & ~Q(state__in=["draft", "cancelled"]),
                name="shipment_left_undispatched",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(promised_latest__gte=models.F("promised_earliest")),
                name="shipment_promise_in_order",
            )
        ]

    def __str__(self):
        return self.number

    @property
    def province_name(self):
        return province_name(self.province)

    @property
    def is_with_us(self):
        """It has not left yet, or it came back."""
        if self.state == self.State.BOOKED:
            return self.handed_over_at is None
        return self.state in {self.State.DRAFT, self.State.CANCELLED, self.State.SENT_BACK}

    @property
    def is_awaited(self):
        """Bound for a customer, and not yet where it was promised to be."""
        is_open = self.state in {self.State.DRAFT, self.State.BOOKED, *self.MOVING}
        return is_open and self.direction == self.Direction.OUT and self.arrived_at is None

    @property
    def is_for_branch(self):
        """Its receiver picks it up: our word is kept when it lies ready there."""
        return self.service.tier == Tier.BRANCH

    @property
    def is_out(self):
        """On its way, or with the buyer."""
        return not self.is_with_us and self.state != self.State.LOST

    # --- verbs

    def ask_booking(self, at, by):
        """A worker shall book it with its carrier, for the first time or after a booking problem
        was mended. False when that is under way or done."""
        with transaction.atomic():
            drafts = Shipment.objects.filter(pk=self.pk, state=self.State.DRAFT)
            asked = drafts.filter(Q(wants_booking=False) | ~Q(booking_problem="")).update(
                wants_booking=True, booking_problem="", tries=0, next_poll_at=at
            )
            self.refresh_from_db()
            if not asked and self.state == self.State.CANCELLED:
                raise WrongState(self, self.State.BOOKED)
            if asked:
                record(self, "shipment_dispatch_asked", at=at, by=by)
                wake("book_waiting_shipments")
        return bool(asked)

    def mark_dispatched(self, *, at, by):
        """The carrier has it though nobody here dispatched it. False when that was known."""
        with transaction.atomic():
            marked = Shipment.objects.filter(pk=self.pk, wants_booking=False)
            if not marked.update(wants_booking=True):
                return False
            self.wants_booking = True
            record(self, "shipment_left_undispatched", at=at, by=by)
        return True

    @property
    def is_ours_to_change(self):
        """No carrier has heard of it, and no worker is about to tell one."""
        waits_for_worker = self.wants_booking and not self.booking_problem
        return self.state == self.State.DRAFT and not waits_for_worker

    def book(self, at):
        """Register it with the carrier (network: never inside a transaction). Safe to repeat.

        Raises TryLater or Refused and changes nothing then. False when it was booked meanwhile,
        or cancelled, and then the carrier is told to forget it.
        """
        booking = self.carrier.plugin.book(self.consignment())
        given = {
            "tracking_number": booking.tracking_number,
            "return_code": booking.return_code,
            "return_until": booking.return_until,
        }
        given = {name: value for name, value in given.items() if value}
        with transaction.atomic():
            locked = Shipment.objects.select_for_update().get(pk=self.pk)
            if locked.state == self.State.CANCELLED:
                locked.withdraw_later(at)
                return False
            if locked.state != self.State.DRAFT:  # a scan was quicker than the answer
                Shipment.objects.filter(pk=self.pk).update(**given, booking_problem="", tries=0)
                return False
            return self.move_to(
                self.State.BOOKED,
                at=at,
                by=self.carrier.code,
                booked_at=at,
                booking_problem="",
                tries=0,
                **given,
            )

    def correct(self, receiver, *, at, by):
        """The receiver's details as the carrier wants them (the fields of RECEIVER), before it is
        booked. False when nothing is new; WrongState when a worker books it, or it is booked."""
        with transaction.atomic():
            locked = Shipment.objects.select_for_update().get(pk=self.pk)
            if not locked.is_ours_to_change:
                raise WrongState(locked, self.State.DRAFT)
            was = {name: getattr(locked, name) for name in self.RECEIVER}
            was = {name: old for name, old in was.items() if old != receiver[name]}
            if was:
                Shipment.objects.filter(pk=self.pk).update(**{n: receiver[n] for n in was})
                self.refresh_from_db()
                record(self, "shipment_corrected", at=at, by=by, detail={"was": was})
        return bool(was)

    def cancel(self, at, by):
        """It will not travel. A worker tells the carrier when it may know of the parcel.

        Raises WrongState once the carrier has it.
        """
        with transaction.atomic():
            locked = Shipment.objects.select_for_update().get(pk=self.pk)
            if locked.handed_over_at:
                raise WrongState(locked, self.State.CANCELLED)
            if not self.move_to(self.State.CANCELLED, at=at, by=by):
                return False
            if locked.wants_booking or locked.booked_at:
                self.withdraw_later(at)
        return True

    def lose(self, *, at, by):
        """The carrier does not find it any more. Raises WrongState before the carrier had it."""
        if self.is_with_us and self.state != self.State.SENT_BACK:
            raise WrongState(self, self.State.LOST)
        return self.move_to(self.State.LOST, at=at, by=by, lost_at=at)

    def collect(self, amount):
        """So much is to be collected at the door, TRY, while no carrier knows of another sum."""
        with transaction.atomic():
            locked = Shipment.objects.select_for_update().get(pk=self.pk)
            if not locked.is_ours_to_change:
                raise WrongState(locked, self.State.DRAFT)
            self.cod_amount = amount
            self.save(update_fields=["cod_amount"])

    def withdraw_later(self, at):
        self.wants_withdrawal, self.next_poll_at, self.tries = True, at, 0
        self.booking_problem = ""
        self.save(update_fields=["wants_withdrawal", "next_poll_at", "tries", "booking_problem"])
        wake("withdraw_cancelled_shipments")

    def consignment(self):
        """The parcel as a carrier plug-in takes it."""
        customer = Party(
            name=self.receiver_name,
            phone=self.receiver_phone,
            province=self.province,
            district=self.district,
            address=self.address,
            neighbourhood=self.neighbourhood,
            email=self.buyer_email,
        )
        is_return = self.direction == self.Direction.BACK
        ends = (customer, self.warehouse.party) if is_return else (self.warehouse.party, customer)
        return Consignment(
            number=self.number,
            reference=self.reference,
            sender=ends[0],
            receiver=ends[1],
            desi=self.desi,
            weight_kg=self.weight_kg,
            product_code=self.service.product_code,
            contents=tuple(self.contents),
            cod_amount=self.cod_amount,
            note=self.note,
            is_return=is_return,
            return_code=self.return_code,
            original_number=self.original_number,
        )


def wake(task):
    """Ask a worker to start `task` once this transaction is committed; the clock does otherwise."""
    transaction.on_commit(partial(hint, f"shipping.tasks.{task}"), robust=True)
