import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Variant
from shop.loyalty.credits import Credit

MOST_OF_ONE = 99


class Cart(models.Model):
    """Found by the unguessable token in the visitor's `cart` cookie; one that became an order is
    closed, so that the next thing bought starts a new one. `key` becomes the order's own: a cart
    can never become two orders."""

    token = models.CharField(max_length=43, unique=True)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="carts"
    )
    credit = models.ForeignKey(Credit, models.SET_NULL, null=True, blank=True, related_name="carts")
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("cart")
        verbose_name_plural = _("carts")

    def __str__(self):
        return f"cart {self.pk}"


class CartLine(models.Model):
    cart = models.ForeignKey(Cart, models.CASCADE, related_name="lines")
    variant = models.ForeignKey(Variant, models.CASCADE)
    quantity = models.PositiveSmallIntegerField(_("quantity"))
    price_when_added = models.DecimalField(
        _("price when added"), max_digits=10, decimal_places=2, help_text=_("TRY")
    )

    class Meta:
        verbose_name = _("cart line")
        verbose_name_plural = _("cart lines")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["cart", "variant"], name="variant_once_in_cart"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=MOST_OF_ONE), name="cart_quantity_sane"
            ),
        ]

    def __str__(self):
        return f"{self.quantity} × {self.variant}"
