"""How the shop presents itself: one row, edited at the desk, worn by every page and mail.

Each process keeps it in memory and reads the row again at most every SHIPPING_NETWORK_SECONDS, so
that no page asks for it."""

from functools import cached_property
from hashlib import sha256
from time import monotonic

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .colours import DARK, LIGHT, accent

NAME = "Kapında"
COBALT = {LIGHT: "#1649ae", DARK: "#93b8fb"}  # of static/css/tokens.css
is_colour = RegexValidator(
    r"^#[0-9a-fA-F]{6}\Z", _("Write the colour as # and six digits: #1649ae.")
)


class Brand(models.Model):
    name = models.CharField(
        _("name of the shop"),
        max_length=30,
        default=NAME,
        help_text=_("on every page and mail, and at the start of every SMS"),
    )
    logo = models.ImageField(
        _("logo"),
        upload_to="brand",
        blank=True,
        width_field="logo_width",
        height_field="logo_height",
        help_text=_("PNG, JPEG or WebP; empty: the door and the name"),
    )
    logo_width = models.PositiveSmallIntegerField(null=True, editable=False)
    logo_height = models.PositiveSmallIntegerField(null=True, editable=False)
    # the same as PNG: not every mail program draws WebP
    logo_for_mail = models.FileField(upload_to="brand", blank=True, editable=False)
    accent_light = models.CharField(
        _("colour in the light"), max_length=7, default=COBALT[LIGHT], validators=[is_colour]
    )
    accent_dark = models.CharField(
        _("colour in the dark"), max_length=7, default=COBALT[DARK], validators=[is_colour]
    )
    greeting = models.CharField(
        _("greeting"),
        max_length=120,
        blank=True,
        help_text=_("above the answer on the tracking page"),
    )
    greeting_en = models.CharField(_("greeting in English"), max_length=120, blank=True)
    thanks = models.CharField(
        _("thanks"),
        max_length=160,
        blank=True,
        help_text=_("after the order and once everything is delivered"),
    )
    thanks_en = models.CharField(_("thanks in English"), max_length=160, blank=True)
    phone = models.CharField(
        _("phone for questions"), max_length=30, blank=True, help_text=_("empty: the seller's")
    )
    email = models.EmailField(
        _("e-mail for questions"), blank=True, help_text=_("empty: the seller's")
    )
    hours = models.CharField(
        _("when you answer"), max_length=80, blank=True, help_text=_("weekdays 9.00 – 18.00")
    )
    hours_en = models.CharField(_("when you answer, in English"), max_length=80, blank=True)

    tried_logo = ""  # the picture itself, while it is only tried on

    class Meta:
        verbose_name = _("brand")
        verbose_name_plural = _("brand")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_brand")]

    def __str__(self):
        return self.name

    @cached_property
    def version(self):
        """Changes with anything a page shows of it."""
        values = [str(getattr(self, field.attname)) for field in self._meta.fields]
        return sha256("\0".join(values).encode()).hexdigest()[:12]

    @property
    def stylesheet(self):
        """Its address names the colours; "" for the shop's own cobalt."""
        colours = (self.accent_light, self.accent_dark)
        if colours == tuple(COBALT.values()):
            return ""
        return reverse("brand_colours", args=[one[1:] for one in colours])

    @property
    def light(self):
        return accent(self.accent_light, LIGHT)

    @property
    def dark(self):
        return accent(self.accent_dark, DARK)

    @property
    def logo_address(self):
        return self.tried_logo or (self.logo.url if self.logo else "")

    @property
    def logo_address_for_mail(self):
        return settings.SITE_URL + self.logo_for_mail.url if self.logo_for_mail else ""

    @property
    def greeting_words(self):
        return self.words("greeting")

    @property
    def thanks_words(self):
        return self.words("thanks")

    @property
    def hours_words(self):
        return self.words("hours")

    @property
    def help_phone(self):
        return self.phone or settings.SELLER["phone"]

    @property
    def help_email(self):
        return self.email or settings.SELLER["email"]

    def words(self, name):
        """In the reader's language; Turkish where English is missing."""
        return (get_language() == "en" and getattr(self, f"{name}_en")) or getattr(self, name)


class Snapshot:
    brand: Brand | None = None
    read_at = 0.0


def brand():
    """The brand as it stands; the same object for as long as nothing of it changed."""
    found, age = Snapshot.brand, monotonic() - Snapshot.read_at
    if found is None or age >= settings.SHIPPING_NETWORK_SECONDS:
        row = Brand.objects.first() or Brand()
        if found is None or found.version != row.version:
            found = row
        Snapshot.brand, Snapshot.read_at = found, monotonic()
    return found


def shop_name(request):
    """For unfold, which asks for it by its path."""
    return brand().name


def forget_brand():
    Snapshot.brand = None
