"""Parcels and what their carriers said about them."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from notifications.events import Recipient
from notifications.links import token_for
from notifications.stateful import Stateful
from shipping.places import province_name

from .supply import Carrier, Service, Warehouse


class ShipmentQuerySet(models.QuerySet):
    def outbound(self):
        return self.filter(direction=Shipment.Direction.OUT)

    def on_the_way(self):
        return self.filter(state__in=Shipment.MOVING)

    def to_refresh(self, now):
        """Parcels whose carrier should be asked again."""
        return self.filter(
            state__in={Shipment.State.BOOKED, *Shipment.MOVING}, next_poll_at__lte=now
        )

    def at_risk(self, today):
        """Promised by today and not there yet."""
        return self.outbound().filter(
            state__in={Shipment.State.DRAFT, Shipment.State.BOOKED, *Shipment.MOVING},
            promised_latest__lte=today,
        )


class Shipment(Stateful):
    """A parcel: its own addresses, contents, reference, promise and life."""

    class State(models.TextChoices):
        DRAFT = "draft", _("being prepared")
        BOOKED = "booked", _("booked with the carrier")
        IN_TRANSIT = "in_transit", _("on its way")
        OUT_FOR_DELIVERY = "out_for_delivery", _("out for delivery")
        DELIVERED = "delivered", _("delivered")
        FAILED = "failed", _("could not be delivered")
        SENT_BACK = "sent_back", _("sent back")
        CANCELLED = "cancelled", _("cancelled")

    class Direction(models.TextChoices):
        OUT = "out", _("to the customer")
        BACK = "back", _("back to us")

    MOVES = {
        State.DRAFT: {State.BOOKED, State.CANCELLED},
        State.BOOKED: {State.IN_TRANSIT, State.OUT_FOR_DELIVERY, State.DELIVERED, State.CANCELLED},
        State.IN_TRANSIT: {State.OUT_FOR_DELIVERY, State.DELIVERED, State.FAILED, State.SENT_BACK},
        State.OUT_FOR_DELIVERY: {State.DELIVERED, State.FAILED, State.SENT_BACK},
        State.FAILED: {
            State.IN_TRANSIT,
            State.OUT_FOR_DELIVERY,
            State.DELIVERED,
            State.SENT_BACK,
        },
    }
    MOVING = {State.IN_TRANSIT, State.OUT_FOR_DELIVERY, State.FAILED}

    state = models.CharField(
        _("state"), max_length=20, choices=State, default=State.DRAFT, editable=False
    )
    direction = models.CharField(max_length=4, choices=Direction, default=Direction.OUT)
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

    created_at = models.DateTimeField(_("created"))
    booked_at = models.DateTimeField(_("booked"), null=True, blank=True)
    handed_over_at = models.DateTimeField(_("handed over"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("delivered"), null=True, blank=True)
    received_by = models.CharField(_("received by"), max_length=120, blank=True)
    last_scan_at = models.DateTimeField(_("last scan"), null=True, blank=True)
    next_poll_at = models.DateTimeField(null=True, blank=True)
    booking_problem = models.CharField(_("booking problem"), max_length=255, blank=True)
    wants_booking = models.BooleanField(
        _("dispatch asked"), default=False, help_text=_("a worker books it with the carrier")
    )

    objects = ShipmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("shipment")
        verbose_name_plural = _("shipments")
        indexes = [
            models.Index(fields=["state", "leaves_by"], name="shipment_to_dispatch"),
            models.Index(fields=["next_poll_at"], name="shipment_to_poll"),
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
    def link(self):
        """The path of the customer's own tracking page."""
        return reverse("tracking", args=[token_for(self.link_nonce)])

    @property
    def carrier_page(self):
        """The carrier's own page about this parcel; empty until there is a cargo number."""
        return (
            self.carrier.plugin.tracking_url(self.tracking_number) if self.tracking_number else ""
        )

    def audience(self, event):
        if self.direction == self.Direction.BACK:
            return []  # the return tells its own story
        people = [
            Recipient("buyer", self.buyer_name, self.buyer_phone, self.buyer_email, self.language)
        ]
        if self.receiver_phone and self.receiver_phone != self.buyer_phone:
            people.append(
                Recipient("receiver", self.receiver_name, self.receiver_phone, "", self.language)
            )
        return people

    def message_facts(self, event):
        return {"shipment": self, "number": self.reference, "link": self.link}


class Scan(models.Model):
    """What a carrier said about a parcel, each thing once, in whatever order it came."""

    class Kind(models.TextChoices):
        CREATED = "created", _("registered")
        ACCEPTED = "accepted", _("handed to the carrier")
        IN_TRANSIT = "in_transit", _("on the road")
        AT_BRANCH = "at_branch", _("at the delivery branch")
        OUT_FOR_DELIVERY = "out_for_delivery", _("out for delivery")
        DELIVERED = "delivered", _("delivered")
        FAILED = "delivery_failed", _("could not be delivered")
        RETURNING = "returning", _("going back")
        RETURNED = "returned", _("back with the sender")
        CANCELLED = "cancelled", _("cancelled")
        EXCEPTION = "exception", _("a problem")
        UNKNOWN = "unknown", _("being checked")

    shipment = models.ForeignKey(Shipment, models.CASCADE, related_name="scans")
    kind = models.CharField(_("what"), max_length=20, choices=Kind)
    at = models.DateTimeField(_("when"))
    place = models.CharField(_("where"), max_length=120, blank=True)
    text = models.CharField(_("the carrier's words"), max_length=255, blank=True)
    detail = models.JSONField(default=dict, blank=True)
    heard_at = models.DateTimeField(_("heard"))

    class Meta:
        verbose_name = _("scan")
        verbose_name_plural = _("scans")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["shipment", "kind", "at", "place", "text"], name="scan_once"
            )
        ]

    def __str__(self):
        return f"{self.shipment} {self.kind} {self.at:%Y-%m-%d %H:%M}"
