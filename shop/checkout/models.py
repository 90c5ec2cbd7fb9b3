from django.db import models
from django.utils.translation import gettext_lazy as _


class Step(models.TextChoices):
    """The way from a cart to a paid order, in its order."""

    CART = "cart", _("put something in the cart")
    FORM = "form", _("opened the checkout")
    OPTIONS = "options", _("saw who delivers, when and for how much")
    ORDERED = "ordered", _("sent the order")
    PAID = "paid", _("paid, or pay at the door")


class StepCount(models.Model):
    """How many carts took a step on a day. Numbers only: nothing leads back to a person.

    `before` and `latest` are for the steps that Redis counts: what it had counted before it was
    last emptied, and what it counts now."""

    day = models.DateField(_("day"))
    step = models.CharField(_("step"), max_length=10, choices=Step)
    count = models.PositiveIntegerField(_("how many"), default=0)
    before = models.PositiveIntegerField(default=0, editable=False)
    latest = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("step of the checkout")
        verbose_name_plural = _("steps of the checkout")
        constraints = [models.UniqueConstraint(fields=["day", "step"], name="step_once_a_day")]

    def __str__(self):
        return f"{self.day} {self.step}: {self.count}"
