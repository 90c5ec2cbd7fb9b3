"""How satisfied a customer is with a delivery: one question on the tracking page, once all is
there. Nobody is written to for it."""

from datetime import timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from notifications.events import record
from shop.orders.models import Order

STARS = 5
SCALE = range(1, STARS + 1)
ASKED_FOR = timedelta(days=14)  # from the day the last parcel came: as long the answer can change
ORDERED = {Order.State.CONFIRMED, Order.State.APPROVED}


class NotAsked(Exception):
    """Not everything is there, or the days for an answer are over."""


class DeliveryRating(models.Model):
    """The answer. Once for each order; said again, it is changed."""

    order = models.OneToOneField(
        Order, models.CASCADE, related_name="delivery_rating", verbose_name=_("order number")
    )
    stars = models.PositiveSmallIntegerField(
        _("satisfied with the delivery, 1 to 5"),
        validators=[MinValueValidator(1), MaxValueValidator(STARS)],
    )
    at = models.DateTimeField(pgettext_lazy("rating", "said"))
    changed_at = models.DateTimeField(pgettext_lazy("rating", "changed"), null=True, blank=True)

    class Meta:
        verbose_name = _("delivery rating")
        verbose_name_plural = _("delivery ratings")
        ordering = ["-at"]
        indexes = [models.Index(fields=["at"], name="delivery_rating_by_time")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(stars__range=(1, STARS)), name="delivery_stars_sane"
            )
        ]

    def __str__(self):
        return f"{self.order_id}: {self.stars}/{STARS}"


def last_day_to_rate(delivered_at):
    """`delivered_at`: when the last parcel of the order came; None while one is missing."""
    return delivered_at and timezone.localdate(delivered_at + ASKED_FOR)


def is_asked(order, delivered_at, today):
    last_day = last_day_to_rate(delivered_at)
    return order.state in ORDERED and last_day is not None and today <= last_day


def rate_delivery(order, stars, *, delivered_at, at):
    """The buyer's answer, 1 to 5. Raises NotAsked, and changes nothing, outside the days for it."""
    if not is_asked(order, delivered_at, timezone.localdate(at)):
        raise NotAsked(order)
    with transaction.atomic():
        made, is_new = DeliveryRating.objects.select_for_update().get_or_create(
            order=order, defaults={"stars": stars, "at": at}
        )
        if not is_new and made.stars == stars:
            return made
        if not is_new:
            made.stars, made.changed_at = stars, at
            made.save(update_fields=["stars", "changed_at"])
        record(order, "delivery_rated", at=at, by="buyer", detail={"stars": stars})
    return made
