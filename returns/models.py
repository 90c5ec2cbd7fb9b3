"""What goes back: returns, their lines, and the one-time codes that guard them."""

import hashlib
import hmac
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications.events import Recipient
from notifications.links import token_for
from notifications.stateful import Stateful
from shipping.models import Shipment
from shop.orders.models import Order, OrderLine
from shop.payments.models import Refund

REFUND_DAYS = 14  # by law, from the day the goods are handed to the return carrier


class ReturnQuerySet(models.QuerySet):
    def alive(self):
        """Those that hold goods back from being returned once more."""
        return self.exclude(state__in=Return.DEAD)

    def coming_back(self):
        return self.filter(state__in=[Return.State.APPROVED, Return.State.ON_ITS_WAY])

    def awaiting_refund(self):
        return self.filter(state=Return.State.ACCEPTED)

    def awaiting_staff(self):
        return self.filter(state__in=[Return.State.ASKED, Return.State.RECEIVED])


class Return(Stateful):
    """Goods on their way back, from the wish to the money. The flows in `approving` and `receiving`
    move it; its own verbs only say so."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("refused")
        ON_ITS_WAY = "on_its_way", _("on its way back")
        RECEIVED = "received", _("received")
        ACCEPTED = "accepted", _("accepted")
        REJECTED = "rejected", _("rejected")
        SETTLED = "settled", _("settled")

    MOVES = {
        State.ASKED: {State.APPROVED, State.REFUSED},
        State.APPROVED: {State.ON_ITS_WAY, State.RECEIVED},
        State.ON_ITS_WAY: {State.RECEIVED},
        State.RECEIVED: {State.ACCEPTED, State.REJECTED},
        State.ACCEPTED: {State.SETTLED},
    }
    DEAD = {State.REFUSED, State.REJECTED}

    number = models.BigAutoField(_("return number"), primary_key=True)
    order = models.ForeignKey(Order, models.PROTECT, related_name="returns")
    state = models.CharField(
        _("state"), max_length=20, choices=State, default=State.ASKED, editable=False
    )
    shipment = models.OneToOneField(
        Shipment, models.PROTECT, null=True, blank=True, related_name="return_of"
    )
    given_back = models.OneToOneField(
        Shipment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="rejected_return",
        verbose_name=_("parcel that takes rejected goods back to the customer"),
    )
    refund = models.ForeignKey(
        Refund, models.PROTECT, null=True, blank=True, related_name="returns"
    )
    last_day = models.DateField(
        _("last day to return"), null=True, blank=True, help_text=_("empty: before delivery")
    )
    reasons = models.JSONField(_("how the last day was worked out"), default=list)
    refund_lines = models.JSONField(
        _("what is refunded"), default=list, help_text='[{"what", "name", "quantity", "amount"}]'
    )
    refund_amount = models.DecimalField(_("to refund, TRY"), max_digits=12, decimal_places=2)
    iban = models.CharField(_("IBAN"), max_length=26, blank=True)
    iban_holder = models.CharField(_("account holder"), max_length=120, blank=True)
    appeal = models.CharField(
        _("why after the last day"), max_length=500, blank=True, help_text=_("staff decides")
    )
    staff_note = models.CharField(
        _("our note"), max_length=300, blank=True, help_text=_("the customer reads it")
    )
    asked_at = models.DateTimeField(_("asked"))
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    handed_over_at = models.DateTimeField(_("handed to the carrier"), null=True, blank=True)
    received_at = models.DateTimeField(_("received"), null=True, blank=True)
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    objects = ReturnQuerySet.as_manager()

    class Meta:
        verbose_name = _("return")
        verbose_name_plural = _("returns")
        ordering = ["-number"]
        indexes = [models.Index(fields=["state", "asked_at"], name="return_by_state")]

    def __str__(self):
        return f"İ{self.number}"

    @property
    def refund_due(self):
        """The last day the law leaves us for the refund; None until the goods are handed over."""
        if not self.handed_over_at:
            return None
        return timezone.localdate(self.handed_over_at) + timedelta(days=REFUND_DAYS)

    @property
    def return_code(self):
        return self.shipment.return_code if self.shipment else ""

    @property
    def link(self):
        """The path of this return's own page, for the buyer alone."""
        return reverse("return", args=[token_for(self.order.link_nonce), self.number])

    def audience(self, event):
        return self.order.audience(event)

    def message_facts(self, event):
        facts = self.order.message_facts(event)
        return {**facts, "return": self, "returned": self, "link": self.link}


class ReturnLine(models.Model):
    class Reason(models.TextChoices):
        CHANGED_MIND = "changed_mind", _("I changed my mind")
        DOES_NOT_FIT = "does_not_fit", _("It does not fit")
        NOT_AS_SHOWN = "not_as_shown", _("It is not as shown")
        DAMAGED = "damaged", _("It arrived damaged")
        WRONG_ITEM = "wrong_item", _("Something else was sent")
        TOO_LATE = "too_late", _("It came too late")

    # who answers for it in law: change of mind is withdrawal, the rest is the seller's fault
    SELLERS_FAULT = {Reason.NOT_AS_SHOWN, Reason.DAMAGED, Reason.WRONG_ITEM, Reason.TOO_LATE}
    # what is left when there is no right of withdrawal: the thing itself must be at fault
    DEFECTS = {Reason.NOT_AS_SHOWN, Reason.DAMAGED, Reason.WRONG_ITEM}

    parent = models.ForeignKey(Return, models.CASCADE, related_name="lines")
    order_line = models.ForeignKey(OrderLine, models.PROTECT, related_name="return_lines")
    quantity = models.PositiveSmallIntegerField(_("quantity"))
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)
    note = models.CharField(_("in the customer's words"), max_length=300, blank=True)
    is_resellable = models.BooleanField(_("can be sold again"), null=True, blank=True)

    class Meta:
        verbose_name = _("line of the return")
        verbose_name_plural = _("lines of the return")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="return_quantity_sane"),
            models.UniqueConstraint(fields=["parent", "order_line"], name="line_once_in_return"),
        ]

    def __str__(self):
        return f"{self.quantity} × {self.order_line.name}"

    @property
    def is_sellers_fault(self):
        return self.reason in self.SELLERS_FAULT


class CodeRefused(Exception):
    """`why` is wrong, expired, used or too_many; `left` says how many tries remain."""

    def __init__(self, why, left=0):
        self.why, self.left = why, left
        super().__init__(why)


class Code(models.Model):
    """A one-time code, sent before anything changes, bound to one order and one wish.

    The six digits are made from the nonce and the SECRET_KEY: the worker can write them into the
    message, and a leaked database alone tells nobody."""

    MINUTES, TRIES, AN_HOUR = 10, 5, 5

    order = models.ForeignKey(Order, models.CASCADE, related_name="codes")
    nonce = models.CharField(max_length=32, editable=False)
    channel = models.CharField(max_length=10)  # sms or email
    wish = models.JSONField(default=dict)  # what it allows: see `asking.Wish`
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("one-time code")
        verbose_name_plural = _("one-time codes")
        indexes = [models.Index(fields=["order", "created_at"], name="code_of_order")]

    def __str__(self):
        return f"code #{self.pk} for {self.order_id}"

    @classmethod
    def new(cls, order, *, channel, wish, at):
        expires_at = at + timedelta(minutes=cls.MINUTES)
        return cls.objects.create(
            order=order,
            nonce=secrets.token_hex(16),
            channel=channel,
            wish=wish,
            created_at=at,
            expires_at=expires_at,
        )

    @property
    def digits(self):
        key, text = settings.SECRET_KEY.encode(), b"code:" + self.nonce.encode()
        mac = hmac.new(key, text, hashlib.sha256)
        return f"{int.from_bytes(mac.digest()[:8]) % 1_000_000:06d}"

    def check_digits(self, digits, at):
        """Count the try first, then compare; raises CodeRefused."""
        if self.used_at:
            raise CodeRefused("used")
        if at >= self.expires_at:
            raise CodeRefused("expired")
        counted = Code.objects.filter(pk=self.pk, tries__lt=self.TRIES).update(tries=F("tries") + 1)
        if not counted:
            raise CodeRefused("too_many")
        self.refresh_from_db(fields=["tries"])
        if not hmac.compare_digest(self.digits.encode(), digits.encode()):
            left = self.TRIES - self.tries
            raise CodeRefused("wrong" if left else "too_many", left)

    def use(self, at):
        """Once only, inside the transaction of what it allows."""
        if not Code.objects.filter(pk=self.pk, used_at=None).update(used_at=at):
            raise CodeRefused("used")

    def audience(self, event):
        """The buyer alone, on one channel; a code is sent whatever news they wish to have."""
        order, by_sms = self.order, self.channel == "sms"
        phone, email = (order.buyer_phone, "") if by_sms else ("", order.buyer_email)
        return [Recipient("buyer", order.buyer_name, phone, email, order.language)]

    def message_facts(self, event):
        return {**self.order.message_facts(event), "code": self.digits, "minutes": self.MINUTES}
