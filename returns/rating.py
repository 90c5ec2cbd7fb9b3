"""How a return was for whoever asked for it, in their own stars and words."""

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from notifications.events import record
from notifications.stateful import WrongState


class Rated(models.Model):
    """The stars of a Return."""

    rating_asked_at = models.DateTimeField(
        _("asked how it was"), null=True, blank=True, editable=False
    )
    stars = models.PositiveSmallIntegerField(
        _("how it was, 1 to 5"), null=True, blank=True, editable=False
    )
    stars_note = models.CharField(
        _("in their words"), max_length=500, blank=True, db_default="", editable=False
    )

    class Meta:
        abstract = True

    @property
    def can_be_rated(self):
        """The money is back: now there is something to say about the whole of it."""
        return self.state == self.State.SETTLED and self.refund_id is not None

    def rate(self, stars, note, *, at, by):
        """How it was, 1 to 5, and why in their words; said again, it is changed. Raises WrongState
        before the money is back."""
        with transaction.atomic():
            if not self.can_be_rated:
                raise WrongState(self, "rated")
            self.stars, self.stars_note = stars, note
            self.save(update_fields=["stars", "stars_note"])
            record(self, "return_rated", at=at, by=by, detail={"stars": stars})
