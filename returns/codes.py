"""One-time codes: sent before anything changes, each for one order and one wish."""

import hashlib
import hmac
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from notifications.events import Recipient
from shop.orders.models import Order

from .readers import BUYER, RECEIVER

KEPT = timedelta(days=30)  # what was wished stands in the return by then, or came to nothing


class CodeRefused(Exception):
    """`why` is wrong, expired, used or too_many; `left` says how many tries remain."""

    def __init__(self, why, left=0):
        self.why, self.left = why, left
        super().__init__(why)


class Code(models.Model):
    """A one-time code, sent before anything changes, bound to one order and one wish.

    The six digits are made from the nonce and the SECRET_KEY: the worker can write them into the
    message, and a leaked database alone tells nobody."""

    MINUTES, TRIES = 10, 5
    AN_HOUR, A_DAY = 5, 20  # to one person, whatever the order

    order = models.ForeignKey(Order, models.CASCADE, related_name="codes")
    role = models.CharField(
        max_length=10, default=BUYER, db_default=BUYER
    )  # to whom: buyer or receiver
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
        indexes = [models.Index(fields=["created_at"], name="code_by_time")]

    def __str__(self):
        return f"code #{self.pk} for {self.order_id}"

    @classmethod
    def new(cls, order, role, *, channel, wish, at):
        expires_at = at + timedelta(minutes=cls.MINUTES)
        return cls.objects.create(
            order=order,
            role=role,
            nonce=secrets.token_hex(16),
            channel=channel,
            wish=wish,
            created_at=at,
            expires_at=expires_at,
        )

    @classmethod
    def too_many_for(cls, order, role, at):
        """Counted for the phone and the address, so that many orders are not many codes; a
        receiver's do not use up the buyer's."""
        same_person = Q(order=order)
        if role == BUYER:
            same_person |= Q(order__buyer_phone=order.buyer_phone)
            same_person |= Q(order__buyer_email__iexact=order.buyer_email)
        else:
            same_person |= Q(order__receiver_phone=order.receiver_phone)
        sent = cls.objects.filter(same_person, role=role)
        today = sent.filter(created_at__gt=at - timedelta(days=1))
        this_hour = Q(created_at__gt=at - timedelta(hours=1))
        sent = today.aggregate(day=Count("pk"), hour=Count("pk", filter=this_hour))
        return sent["hour"] >= cls.AN_HOUR or sent["day"] >= cls.A_DAY

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
        """One person on one channel; a code is sent whatever news they wish to have."""
        order, by_sms = self.order, self.channel == "sms"
        if self.role == RECEIVER:
            return [order.receiver]
        phone, email = (order.buyer_phone, "") if by_sms else ("", order.buyer_email)
        return [Recipient("buyer", order.buyer_name, phone, email, order.language)]

    def is_news(self, event, now):
        return now < self.expires_at

    def message_facts(self, event):
        return {**self.order.message_facts(event), "code": self.digits, "minutes": self.MINUTES}


def forget_old_codes(now):
    """With the wishes they were sent for, in which an account number may stand."""
    Code.objects.filter(created_at__lt=now - KEPT).delete()
