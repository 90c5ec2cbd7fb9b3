"""What shipping offers: where goods leave from, who carries them, at what price and pace."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shipping.carriers import carrier_named
from shipping.carriers.base import Party
from shipping.marks import mark_of
from shipping.places import Line

EVERY_WORKING_DAY = "12345"
SWITCHED_OFF = _("switch it off instead of deleting it: orders and parcels go on needing it")


class Tier(models.TextChoices):
    SAME_DAY = "same_day", _("same day")
    NEXT_DAY = "next_day", _("next day")
    STANDARD = "standard", _("standard")
    ECONOMY = "economy", _("economy")
    BRANCH = "branch", _("branch pick-up")


NAMING_THEIR_DAY = frozenset({Tier.SAME_DAY, Tier.NEXT_DAY})


class Warehouse(models.Model):
    """A place goods leave from."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    province = models.CharField(_("province"), max_length=2)
    district = models.CharField(_("district"), max_length=80)
    address = models.CharField(_("address"), max_length=200)
    phone = models.CharField(_("phone"), max_length=20)
    working_days = models.CharField(_("working days"), max_length=7, default=EVERY_WORKING_DAY)
    cut_off = models.TimeField(_("cut-off"), help_text=_("Europe/Istanbul"))
    saturday_cut_off = models.TimeField(_("cut-off on Saturday"), null=True, blank=True)
    handling_days = models.PositiveSmallIntegerField(
        _("handling time"), default=0, help_text=_("working days before the parcel can leave")
    )
    is_active = models.BooleanField(_("in use"), default=True, help_text=SWITCHED_OFF)

    class Meta:
        verbose_name = _("warehouse")
        verbose_name_plural = _("warehouses")
        ordering = ["name"]

    def __str__(self):
        return self.name

    @property
    def party(self):
        """The warehouse as a carrier sees it."""
        return Party(
            name=settings.SELLER["name"],
            phone=self.phone,
            province=self.province,
            district=self.district,
            address=self.address,
            email=settings.SELLER["email"],
        )


class Carrier(models.Model):
    """A carrier the shop has a contract with; `code` names the plug-in."""

    code = models.SlugField(_("plug-in"), unique=True)
    name = models.CharField(_("name"), max_length=60)
    legal_name = models.CharField(_("legal title"), max_length=200, blank=True)
    tax_number = models.CharField(_("tax number"), max_length=11, blank=True)
    logo = models.ImageField(
        _("logo"),
        upload_to="carriers",
        blank=True,
        width_field="logo_width",
        height_field="logo_height",
        help_text=_(
            "PNG, JPEG or WebP, at most 2 MB; only one the carrier lets you show. It stands beside"
            " its name on pages, mails and labels. Empty: its first letter"
        ),
    )
    logo_width = models.PositiveSmallIntegerField(null=True, editable=False)
    logo_height = models.PositiveSmallIntegerField(null=True, editable=False)
    # the same as PNG: for mail programs that do not draw WebP, and for labels
    logo_for_mail = models.FileField(upload_to="carriers", blank=True, editable=False)
    is_active = models.BooleanField(_("in use"), default=True, help_text=SWITCHED_OFF)

    class Meta:
        verbose_name = _("carrier")
        verbose_name_plural = _("carriers")
        ordering = ["name"]

    def __str__(self):
        return self.name

    @property
    def plugin(self):
        return carrier_named(self.code)

    @property
    def mark(self):
        return mark_of(self)


class Service(models.Model):
    """One thing a carrier sells: a tier with its own calendar, areas, price and pace."""

    carrier = models.ForeignKey(
        Carrier, models.PROTECT, related_name="services", verbose_name=_("carrier")
    )
    code = models.SlugField(_("code"))
    tier = models.CharField(_("tier"), max_length=10, choices=Tier)
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    product_code = models.CharField(_("carrier's product code"), max_length=20, blank=True)
    delivery_days = models.CharField(_("delivery days"), max_length=7, default=EVERY_WORKING_DAY)
    pickup_days = models.CharField(_("pick-up days"), max_length=7, default=EVERY_WORKING_DAY)
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
    branch_days = models.PositiveSmallIntegerField(
        _("days kept at the branch"),
        null=True,
        blank=True,
        help_text=_(
            "calendar days after which the carrier sends it back, as the customer is told; empty:"
            " not known, and not told"
        ),
    )
    takes_cod = models.BooleanField(_("collects payment at the door"), default=False)
    is_active = models.BooleanField(_("in use"), default=True, help_text=SWITCHED_OFF)

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
    """The shopper's price of one desi band on one line, and what the carrier bills the shop for it
    where that is known; TRY, KDV included."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="tariffs")
    line = models.CharField(_("line"), max_length=10, choices=Line)
    up_to_desi = models.DecimalField(_("up to desi"), max_digits=7, decimal_places=2)
    price = models.DecimalField(_("price"), max_digits=10, decimal_places=2)
    per_extra_desi = models.DecimalField(
        _("each desi above the last band"), max_digits=10, decimal_places=2, default=Decimal(0)
    )
    cost = models.DecimalField(
        _("carrier bills us"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("TRY, KDV included; empty: not known"),
    )
    cost_per_extra_desi = models.DecimalField(
        _("carrier bills each desi above"), max_digits=10, decimal_places=2, null=True, blank=True
    )

    class Meta:
        verbose_name = _("tariff")
        verbose_name_plural = _("tariffs")
        ordering = ["service", "line", "up_to_desi"]
        constraints = [
            models.UniqueConstraint(fields=["service", "line", "up_to_desi"], name="tariff_band"),
            models.CheckConstraint(condition=Q(price__gte=0), name="tariff_not_negative"),
            models.CheckConstraint(
                condition=Q(cost=None) | Q(cost__gte=0), name="tariff_cost_not_negative"
            ),
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
    warehouse = models.ForeignKey(
        Warehouse, models.CASCADE, null=True, blank=True, verbose_name=_("warehouse")
    )
    carrier = models.ForeignKey(
        Carrier, models.CASCADE, null=True, blank=True, verbose_name=_("carrier")
    )
    reason = models.CharField(_("reason"), max_length=120)

    class Meta:
        verbose_name = _("closed day")
        verbose_name_plural = _("closed days")
        ordering = ["date"]

    def __str__(self):
        return f"{self.date} {self.reason}"
