"""What shipping keeps: where goods leave from, who carries them at what price and pace, and the
parcels themselves. It knows parcels and places, not orders."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from notifications.events import Recipient
from notifications.links import token_for
from notifications.stateful import Stateful

from .carriers import carrier_named
from .places import province_name

EVERY_WORKING_DAY = "12345"


class Line(models.TextChoices):
    """Distance lines (hat) of Turkish carriers, by road km between province centres."""

    CITY = "city", _("same province")
    NEAR = "near", _("near, up to 200 km")
    SHORT = "short", _("short, up to 600 km")
    MEDIUM = "medium", _("medium, up to 1000 km")
    LONG = "long", _("long, over 1000 km")


class Tier(models.TextChoices):
    SAME_DAY = "same_day", _("same day")
    NEXT_DAY = "next_day", _("next day")
    STANDARD = "standard", _("standard")
    ECONOMY = "economy", _("economy")
    BRANCH = "branch", _("branch pick-up")


class Warehouse(models.Model):
    """A place goods leave from."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    province = models.CharField(_("province"), max_length=2)
    district = models.CharField(_("district"), max_length=80)
    address = models.CharField(_("address"), max_length=200)
    phone = models.CharField(_("phone"), max_length=20)
    working_days = models.CharField(
        _("working days"), max_length=7, default=EVERY_WORKING_DAY, help_text=_("1 is Monday")
    )
    cut_off = models.TimeField(_("cut-off"), help_text=_("Europe/Istanbul"))
    saturday_cut_off = models.TimeField(_("cut-off on Saturday"), null=True, blank=True)
    handling_days = models.PositiveSmallIntegerField(
        _("handling time"), default=0, help_text=_("working days before the parcel can leave")
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("warehouse")
        verbose_name_plural = _("warehouses")
        ordering = ["name"]

    def __str__(self):
        return self.name


class Carrier(models.Model):
    """A carrier the shop has a contract with; `code` names the plug-in."""

    code = models.SlugField(_("plug-in"), unique=True)
    name = models.CharField(_("name"), max_length=60)
    legal_name = models.CharField(_("legal title"), max_length=200, blank=True)
    tax_number = models.CharField(_("tax number"), max_length=11, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("carrier")
        verbose_name_plural = _("carriers")
        ordering = ["name"]

    def __str__(self):
        return self.name

    @property
    def plugin(self):
        return carrier_named(self.code)


class Service(models.Model):
    """One thing a carrier sells: a tier with its own calendar, areas, price and pace."""

    carrier = models.ForeignKey(Carrier, models.CASCADE, related_name="services")
    code = models.SlugField(_("code"))
    tier = models.CharField(_("tier"), max_length=10, choices=Tier)
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    product_code = models.CharField(_("carrier's product code"), max_length=20, blank=True)
    delivery_days = models.CharField(
        _("delivery days"), max_length=7, default=EVERY_WORKING_DAY, help_text=_("1 is Monday")
    )
    pickup_days = models.CharField(
        _("pick-up days"), max_length=7, default=EVERY_WORKING_DAY, help_text=_("1 is Monday")
    )
    works_on_holidays = models.BooleanField(_("works on public holidays"), default=False)
    cut_off = models.TimeField(
        _("cut-off"), null=True, blank=True, help_text=_("when earlier than the warehouse's")
    )
    origins = models.JSONField(
        _("from provinces"), default=list, blank=True, help_text=_("plate codes; empty: all")
    )
    areas = models.JSONField(
        _("to provinces"), default=list, blank=True, help_text=_("plate codes; empty: all")
    )
    max_desi = models.DecimalField(
        _("largest desi"), max_digits=7, decimal_places=2, null=True, blank=True
    )
    free_from = models.DecimalField(
        _("free from"), max_digits=10, decimal_places=2, null=True, blank=True, help_text=_("TRY")
    )
    takes_cod = models.BooleanField(_("collects payment at the door"), default=False)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        constraints = [
            models.UniqueConstraint(fields=["carrier", "code"], name="service_code_in_carrier")
        ]

    def __str__(self):
        return f"{self.carrier} · {self.title}"

    @property
    def title(self):
        return self.name_en if get_language() == "en" else self.name


class Tariff(models.Model):
    """The shopper's price of one desi band on one line, KDV included."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="tariffs")
    line = models.CharField(_("line"), max_length=10, choices=Line)
    up_to_desi = models.DecimalField(_("up to desi"), max_digits=7, decimal_places=2)
    price = models.DecimalField(_("price"), max_digits=10, decimal_places=2)
    per_extra_desi = models.DecimalField(
        _("each desi above the last band"), max_digits=10, decimal_places=2, default=Decimal(0)
    )

    class Meta:
        verbose_name = _("tariff")
        verbose_name_plural = _("tariffs")
        ordering = ["service", "line", "up_to_desi"]
        constraints = [
            models.UniqueConstraint(fields=["service", "line", "up_to_desi"], name="tariff_band"),
            models.CheckConstraint(condition=Q(price__gte=0), name="tariff_not_negative"),
        ]

    def __str__(self):
        return f"{self.service} {self.line} ≤ {self.up_to_desi}"


class Transit(models.Model):
    """The carrier's published days on the road, in its own delivery days after hand-over."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="transits")
    line = models.CharField(_("line"), max_length=10, choices=Line)
    min_days = models.PositiveSmallIntegerField(_("at least"))
    max_days = models.PositiveSmallIntegerField(_("at most"))

    class Meta:
        verbose_name = _("days on the road")
        verbose_name_plural = _("days on the road")
        constraints = [
            models.UniqueConstraint(fields=["service", "line"], name="transit_of_line"),
            models.CheckConstraint(
                condition=Q(max_days__gte=models.F("min_days")), name="transit_in_order"
            ),
        ]

    def __str__(self):
        return f"{self.service} {self.line} {self.min_days}–{self.max_days}"


class ClosedDay(models.Model):
    """A day out of the ordinary: a warehouse's stock-taking, a carrier's strike."""

    date = models.DateField(_("date"))
    warehouse = models.ForeignKey(Warehouse, models.CASCADE, null=True, blank=True)
    carrier = models.ForeignKey(Carrier, models.CASCADE, null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=120)

    class Meta:
        verbose_name = _("closed day")
        verbose_name_plural = _("closed days")
        ordering = ["date"]

    def __str__(self):
        return f"{self.date} {self.reason}"


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
