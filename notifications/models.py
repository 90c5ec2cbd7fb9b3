from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .names import NAMES
from .queue import wake_sender


class EventQuerySet(models.QuerySet):
    def about(self, *subjects):
        """Events of all the given things, oldest first."""
        wanted = Q(pk__in=[])
        for subject in subjects:
            kind = ContentType.objects.get_for_model(subject)
            wanted |= Q(subject_type=kind, subject_id=subject.pk)
        return self.filter(wanted).order_by("at", "pk")


class Event(models.Model):
    subject_type = models.ForeignKey(ContentType, models.PROTECT)
    subject_id = models.BigIntegerField()
    subject = GenericForeignKey("subject_type", "subject_id")
    name = models.CharField(_("what"), max_length=60)
    at = models.DateTimeField(_("when"))
    by = models.CharField(_("by whom"), max_length=80)
    detail = models.JSONField(_("detail"), default=dict, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "at"], name="event_of_subject"),
            models.Index(fields=["name", "at"], name="event_by_name"),
        ]

    def __str__(self):
        return f"{self.name} #{self.pk}"

    @property
    def title(self):
        return NAMES.get(self.name, self.name)


class Message(models.Model):
    """One row per event, role and channel; written with the fact, sent after commit."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")

    class Channel(models.TextChoices):
        SMS = "sms", _("SMS")
        EMAIL = "email", _("e-mail")

    event = models.ForeignKey(Event, models.PROTECT, related_name="messages")
    role = models.CharField(_("to"), max_length=20)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    name = models.CharField(_("name"), max_length=200)
    address = models.CharField(_("address"), max_length=254)
    language = models.CharField(_("language"), max_length=5)
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.WAITING, editable=False
    )
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_try_at = models.DateTimeField(_("next try"))
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    provider_id = models.CharField(max_length=255, blank=True)
    problem = models.CharField(_("problem"), max_length=255, blank=True)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    body = models.TextField(_("text"), blank=True)
    html = models.TextField(blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(fields=["event", "role", "channel"], name="message_once")
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=Q(state="waiting"), name="message_waiting"
            )
        ]

    def __str__(self):
        return f"{self.channel} {self.address} #{self.pk}"

    @staticmethod
    def send_later():
        """Ask a worker to look at the waiting messages once this transaction is committed."""
        transaction.on_commit(wake_sender, robust=True)
