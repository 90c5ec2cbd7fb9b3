from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shipping.models import Warehouse

from .price_label import Measure, unit_price

DESI_DIVISOR = 3000  # cm³ per desi on domestic roads: carriers.md 14.1


SIZES = (160, 320, 640, 960)  # px, the widths pictures are kept in


def in_language(thing, name):
    """The field in the reader's language; Turkish where English is missing."""
    return (get_language() == "en" and getattr(thing, f"{name}_en")) or getattr(thing, name)


class Category(models.Model):
    slug = models.SlugField(_("address on the site"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    description = models.TextField(_("description"), blank=True)
    description_en = models.TextField(_("description in English"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    # written by `listing.refresh_listing`: the row's new version makes kept lists stale
    refreshed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["position"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("category", args=[self.slug])

    @property
    def title(self):
        return in_language(self, "name")


class Product(models.Model):
    slug = models.SlugField(_("address on the site"), max_length=120, unique=True)
    category = models.ForeignKey(
        Category, models.PROTECT, related_name="products", verbose_name=_("category")
    )
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)
    brand = models.CharField(_("brand"), max_length=60, blank=True)
    summary = models.CharField(_("summary"), max_length=200, blank=True)
    summary_en = models.CharField(_("summary in English"), max_length=200, blank=True)
    description = models.TextField(_("description"))
    description_en = models.TextField(_("description in English"), blank=True)
    specifications = models.JSONField(
        _("specifications"), default=list, blank=True, help_text='[["Malzeme", "Seramik"], …]'
    )
    specifications_en = models.JSONField(_("specifications in English"), default=list, blank=True)
    tax_rate = models.DecimalField(_("KDV, %"), max_digits=4, decimal_places=1, default=Decimal(20))
    handling_days = models.PositiveSmallIntegerField(
        _("handling time"), default=0, help_text=_("working days, on top of the warehouse's own")
    )
    not_with = ArrayField(
        models.CharField(max_length=20),
        verbose_name=_("not sent with"),
        default=list,
        blank=True,
        help_text=_("codes of carriers that shall not bring it"),
    )
    made_in = models.CharField(
        _("place of production"),
        max_length=2,
        blank=True,
        help_text=_("the law wants it beside the price"),
    )
    withdrawal_exception = models.CharField(
        _("no right of withdrawal"),
        max_length=3,
        blank=True,
        help_text=_("the letter of art. 15/1 of the distance contracts regulation, or empty"),
    )
    search_text = models.TextField(editable=False, default="")
    is_active = models.BooleanField(_("on sale"), default=True)
    sold = models.PositiveIntegerField(_("sold"), default=0, editable=False)
    added_at = models.DateTimeField(_("added"))
    changed_at = models.DateTimeField(_("changed"), auto_now=True)
    # what lists sort, filter and promise by: the cheapest variant that can be bought, kept in step
    # by `catalog.listing`
    lowest_price = models.DecimalField(max_digits=10, decimal_places=2, default=0, editable=False)
    is_in_stock = models.BooleanField(default=False, editable=False)
    listed_desi = models.DecimalField(max_digits=8, decimal_places=2, default=0, editable=False)
    listed_weight_kg = models.DecimalField(
        max_digits=8, decimal_places=3, default=0, editable=False
    )
    ships_from = ArrayField(models.BigIntegerField(), default=list, blank=True, editable=False)

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        indexes = [
            GinIndex(
                fields=["search_text"], opclasses=["gin_trgm_ops"], name="product_search_trigrams"
            ),
            models.Index(
                fields=["sold", "id"], condition=Q(is_active=True), name="product_popular"
            ),
            models.Index(
                fields=["category", "sold", "id"],
                condition=Q(is_active=True),
                name="category_popular",
            ),
            models.Index(
                fields=["category", "added_at", "id"],
                condition=Q(is_active=True),
                name="category_newest",
            ),
            models.Index(
                fields=["category", "lowest_price", "id"],
                condition=Q(is_active=True),
                name="category_price",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("product", args=[self.slug])

    @property
    def title(self):
        return in_language(self, "name")


class SearchWord(models.Model):
    """A word some product carries, so that a misspelt one finds its neighbour without reading
    products. Words of products long gone stay; they lead to suggestions, not to errors."""

    folded = models.CharField(max_length=60, primary_key=True)
    written = models.CharField(max_length=60)

    class Meta:
        indexes = [
            GinIndex(fields=["folded"], opclasses=["gin_trgm_ops"], name="search_word_trigrams")
        ]

    def __str__(self):
        return self.written


class Variant(models.Model):
    """What is bought: a size or colour with its own code, price, weight and box."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="variants")
    sku = models.CharField(_("stock code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60, blank=True, help_text=_("empty when single"))
    name_en = models.CharField(_("name in English"), max_length=60, blank=True)
    price = models.DecimalField(
        _("price"), max_digits=10, decimal_places=2, help_text=_("TRY, KDV included")
    )
    price_since = models.DateField(_("price holds since"), null=True, blank=True, editable=False)
    cost = models.DecimalField(
        _("purchase price"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("TRY without KDV; empty: not known"),
    )
    content = models.DecimalField(
        _("content"),
        max_digits=10,
        decimal_places=3,
        null=True,
        blank=True,
        help_text=_("500 for 500 g; the page tells the price of a kilogram"),
    )
    content_unit = models.CharField(
        _("unit of the content"), max_length=5, choices=Measure, blank=True
    )
    weight_kg = models.DecimalField(_("weight, kg"), max_digits=8, decimal_places=3)
    width_cm = models.DecimalField(_("width, cm"), max_digits=6, decimal_places=1)
    length_cm = models.DecimalField(_("length, cm"), max_digits=6, decimal_places=1)
    height_cm = models.DecimalField(_("height, cm"), max_digits=6, decimal_places=1)
    back_on = models.DateField(_("back in stock on"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("on sale"), default=True)

    class Meta:
        verbose_name = _("variant")
        verbose_name_plural = _("variants")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(price__gte=0), name="price_not_negative"),
            models.CheckConstraint(
                condition=Q(cost=None) | Q(cost__gte=0), name="cost_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(weight_kg__gt=0)
                & Q(width_cm__gt=0)
                & Q(length_cm__gt=0)
                & Q(height_cm__gt=0),
                name="variant_has_a_size",
            ),
            models.CheckConstraint(
                condition=Q(content=None, content_unit="")
                | (Q(content__gt=0) & ~Q(content_unit="")),
                name="content_with_its_unit",
            ),
        ]

    def __str__(self):
        return self.sku

    @property
    def title(self):
        return in_language(self, "name")

    @property
    def unit_price(self):
        return unit_price(self.price, self.content, self.content_unit)

    @property
    def desi(self):
        """Volumetric weight of one piece in its box, two decimals."""
        volume = self.width_cm * self.length_cm * self.height_cm
        return (volume / DESI_DIVISOR).quantize(Decimal("0.01"))


class Picture(models.Model):
    product = models.ForeignKey(Product, models.CASCADE, related_name="pictures")
    image = models.ImageField(
        _("picture"), upload_to="products", width_field="width", height_field="height"
    )
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    widths = ArrayField(models.PositiveIntegerField(), default=list, blank=True, editable=False)
    # which twelfth of the colour circle the tile behind it takes its tint from; None: a grey thing
    hue = models.PositiveSmallIntegerField(null=True, editable=False)
    alt = models.CharField(_("what it shows"), max_length=120)
    alt_en = models.CharField(_("what it shows, in English"), max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["position", "pk"]

    def __str__(self):
        return f"{self.product} #{self.position}"

    @property
    def title(self):
        return in_language(self, "alt")


class Stock(models.Model):
    """One variant in one warehouse. Sellable = on hand − reserved."""

    variant = models.ForeignKey(
        Variant, models.CASCADE, related_name="stocks", verbose_name=_("variant")
    )
    warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, related_name="stocks", verbose_name=_("warehouse")
    )
    on_hand = models.PositiveIntegerField(_("on hand"), default=0)
    reserved = models.PositiveIntegerField(_("reserved"), default=0)

    class Meta:
        verbose_name = _("stock")
        verbose_name_plural = _("stock")
        constraints = [
            models.UniqueConstraint(fields=["variant", "warehouse"], name="stock_of_variant"),
            models.CheckConstraint(condition=Q(reserved__lte=F("on_hand")), name="stock_sane"),
        ]

    def __str__(self):
        return f"{self.variant} @ {self.warehouse}"

    @property
    def sellable(self):
        return self.on_hand - self.reserved


class StockMovement(models.Model):
    """The ledger of what is on hand: every change with its reason; sums to `Stock.on_hand`."""

    class Reason(models.TextChoices):
        DELIVERY = "delivery", _("delivered to us")
        COUNT = "count", _("stock-taking")
        SOLD = "sold", _("left with a parcel")
        RETURNED = "returned", _("came back")
        DAMAGED = "damaged", _("damaged")

    stock = models.ForeignKey(Stock, models.CASCADE, related_name="movements")
    change = models.IntegerField(_("change"))
    reason = models.CharField(_("reason"), max_length=12, choices=Reason)
    reference = models.CharField(_("reference"), max_length=40, blank=True)
    by = models.CharField(_("by whom"), max_length=80)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("stock movement")
        verbose_name_plural = _("stock movements")

    def __str__(self):
        return f"{self.change:+d} {self.stock}"
