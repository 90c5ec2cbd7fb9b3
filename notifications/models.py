from datetime import timedelta

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .brand import Brand
from .names import NAMES
from .problems import told
from .queue import wake_sender
from .templatetags.words import capital
from .wording import Wording

__all__ = ["Brand", "Event", "Message", "Wording"]


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
        return f"{capital(self.title)} · {self.pk}"

    @property
    def title(self):
        return NAMES.get(self.name, self.name)


class MessageQuerySet(models.QuerySet):
    def due(self, now):
        """Never tried, put off until now, or left behind by a sender that died."""
        return self.filter(state__in=Message.OPEN, next_try_at__lte=now)

    def not_sent(self, now):
        """Given up lately, and nobody has seen to them yet."""
        return self.filter(state=Message.State.FAILED, next_try_at__gt=now - Message.OLD_NEWS)

    def claim_next(self, now):
        """Take the message that has waited longest, for LEASE; None when nothing is due. Nobody
        else gets it until then, and `tries` is the proof that it is still ours."""
        with transaction.atomic():
            claimed = (
                self.due(now).select_for_update(skip_locked=True).order_by("next_try_at", "pk")
            )
            if message := claimed.first():
                message.tries += 1
                if message.state == Message.State.WAITING:
                    message.tried_at = None
                message.state = Message.State.SENDING
                message.next_try_at = now + Message.LEASE
                message.save(update_fields=["tries", "tried_at", "state", "next_try_at"])
        return message


class Message(models.Model):
    """One row per event, role and channel; written with the fact, sent after commit."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        SKIPPED = "skipped", _("no longer news")
        FAILED = "failed", _("not sent")

    class Channel(models.TextChoices):
        SMS = "sms", _("SMS")
        EMAIL = "email", _("e-mail")

    OPEN = {State.WAITING, State.SENDING}
    LEASE = timedelta(seconds=60)  # longer than any gateway may take
    OLD_NEWS = timedelta(days=7)  # who has not heard by then has found out

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
    tried_at = models.DateTimeField(_("last handed to the provider"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    provider_id = models.CharField(
        _("the provider's number"), max_length=255, blank=True, db_index=True
    )
    problem = models.CharField(_("problem"), max_length=255, blank=True)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    body = models.TextField(_("text"), blank=True)
    html = models.TextField(blank=True)
    is_sealed = models.BooleanField(
        default=False,
        db_default=False,
        editable=False,
        help_text=_("written beforehand, for the reader's eyes alone, and forgotten at its end"),
    )

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(fields=["event", "role", "channel"], name="message_once")
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(state__in=["waiting", "sending"]),
                name="message_open",
            ),
            models.Index(fields=["id"], condition=Q(state="failed"), name="message_not_sent"),
        ]

    def __str__(self):
        return f"{self.get_channel_display()} · {self.event.title} · {self.pk}"

    @staticmethod
    def send_later():
        """Ask a worker to look at the waiting messages once this transaction is committed."""
        transaction.on_commit(wake_sender, robust=True)

    @property
    def is_in_doubt(self):
        """Handed to the provider by somebody who never heard, or never noted, the answer."""
        return self.tried_at is not None

    @property
    def why_not_sent(self):
        return told(self.problem)

    @property
    def folder(self):
        """Where its templates are."""
        return template_folder(self.event.name, self.role)

    def note_try(self, written, at):
        """Just before it is handed to the provider, with the very words. False: not ours."""
        return self._change(
            tried_at=at, subject=written.subject, body=written.text, html=written.html
        )

    def mark_sent(self, provider_id, at):
        return self._change(
            state=self.State.SENT,
            provider_id=provider_id,
            sent_at=at,
            problem="",
            **self.forgotten(),
        )

    def put_off(self, problem, until, *, is_in_doubt):
        state = self.State.SENDING if is_in_doubt else self.State.WAITING
        return self._change(state=state, problem=problem[:255], next_try_at=until)

    def fail(self, problem):
        return self._change(state=self.State.FAILED, problem=problem[:255], **self.forgotten())

    def forgotten(self):
        """What a sealed message keeps no longer once its end is known."""
        return {"body": "", "html": ""} if self.is_sealed else {}

    def skip(self):
        return self._change(state=self.State.SKIPPED)

    @property
    def can_be_retried(self):
        """A sealed one has no words any more: its reader asks for a new one."""
        return self.state == self.State.FAILED and not self.is_sealed

    def retry(self, at):
        """Staff has mended what was wrong: try a failed message again."""
        failed = Message.objects.filter(pk=self.pk, state=self.State.FAILED, is_sealed=False)
        again = failed.update(state=self.State.WAITING, tries=0, next_try_at=at)
        self.send_later()
        return bool(again)

    def let_go(self):
        """Staff has told its reader otherwise, or it is no longer worth telling."""
        failed = Message.objects.filter(pk=self.pk, state=self.State.FAILED)
        return bool(failed.update(state=self.State.SKIPPED))

    def _change(self, **changes):
        """In one guarded statement: only while the claim is ours."""
        ours = Message.objects.filter(pk=self.pk, state=self.State.SENDING, tries=self.tries)
        for name, value in changes.items():
            setattr(self, name, value)
        return bool(ours.update(**changes))


def template_folder(event_name, role):
    """The folder of templates for a role: the buyer's is named after the event alone."""
    return event_name if role == "buyer" else f"{event_name}_for_{role}"
