"""What somebody has to spend here later, TRY: a voucher, reached by its code, or the points of a
member, reached by being logged in. Given, spent and given back in one way; one for each order."""

import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.templatetags.words import day_of_year, decimal, money

KURUS = Decimal("0.01")  # and what a point is worth
NOTHING = Decimal(0)
LETTERS = "23456789ABCDEFGHJKLMNPRSTUVYZ"  # read aloud in Turkish; no 0 and O, no 1 and I
LENGTH = 8  # 5 × 10¹¹ codes
GRACE = timedelta(days=14)  # at least so long what was given back can be used


class CreditGone(Exception):
    """It was spent, or its last day is over; nothing has been changed."""


def new_code():
    return "".join(secrets.choice(LETTERS) for _place in range(LENGTH))


def read_code(text):
    """A code as it is kept, however it was typed."""
    return "".join(letter for letter in text.upper() if letter.isalnum())


class CreditQuerySet(models.QuerySet):
    def to_spend(self, today):
        return self.filter(left__gt=0, last_day__gte=today).order_by("last_day", "pk")

    def of_member(self, customer, today):
        """The points of a member first, then vouchers that are theirs."""
        return self.filter(customer=customer).to_spend(today).order_by("kind", "last_day", "pk")


class Credit(models.Model):
    """A voucher is spent once and whole, a member's points as far as they are needed: each member
    has one row of them, and what is given later keeps all of it alive."""

    class Kind(models.TextChoices):
        POINTS = "points", gettext_lazy("points")
        VOUCHER = "voucher", gettext_lazy("voucher")

    kind = models.CharField(
        gettext_lazy("kind"),
        max_length=10,
        choices=Kind,
        default=Kind.VOUCHER,
        editable=False,
    )
    code = models.CharField(
        gettext_lazy("code"),
        max_length=LENGTH,
        unique=True,
        null=True,
        default=new_code,
        editable=False,
    )
    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,  # orders that were paid with it refer to it
        null=True,
        blank=True,
        related_name="credits",
        verbose_name=gettext_lazy("customer"),
        help_text=gettext_lazy("sees it in the account; a voucher's code is enough to use it"),
    )
    worth = models.DecimalField(
        gettext_lazy("worth, TRY"),
        max_digits=10,
        decimal_places=2,
        validators=[MinValueValidator(KURUS)],
    )
    left = models.DecimalField(
        gettext_lazy("left, TRY"), max_digits=10, decimal_places=2, editable=False
    )
    minimum = models.DecimalField(
        gettext_lazy("for goods of at least, TRY"),
        max_digits=10,
        decimal_places=2,
        default=NOTHING,
        validators=[MinValueValidator(NOTHING)],
        help_text=gettext_lazy("0: for any order"),
    )
    last_day = models.DateField(gettext_lazy("last day"))
    made_at = models.DateTimeField(gettext_lazy("made"), editable=False)
    note = models.CharField(
        gettext_lazy("note"), max_length=120, blank=True, help_text=gettext_lazy("for the staff")
    )

    objects = CreditQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("voucher or points")
        verbose_name_plural = gettext_lazy("vouchers and points")
        constraints = [
            models.CheckConstraint(condition=Q(left__gte=0), name="credit_never_overspent"),
            models.CheckConstraint(
                # points without a customer were those of an account that is closed
                condition=Q(kind="voucher", code__isnull=False) | Q(kind="points", code=None),
                name="credit_by_code_or_member",
            ),
            models.UniqueConstraint(
                fields=["customer"], condition=Q(kind="points"), name="points_once_a_member"
            ),
        ]

    def __str__(self):
        return self.spelt or f"{self.get_kind_display()} {self.pk}"

    @property
    def is_points(self):
        return self.kind == self.Kind.POINTS

    @property
    def spelt(self):
        """The code in two halves, as it is read aloud."""
        return f"{self.code[:4]}-{self.code[4:]}" if self.code else ""

    @property
    def title(self):
        return _("Points") if self.is_points else _("Voucher %(code)s") % {"code": self.spelt}

    @property
    def least(self):
        """TRY of goods it asks for: of a voucher that came back in part, the same part."""
        return (self.minimum * self.left / self.worth).quantize(KURUS) if self.minimum else NOTHING

    @property
    def points(self):
        return decimal(points_in(self.left))

    def problem_with(self, goods, today):
        """Why it pays nothing of goods for so much, TRY, in a sentence; empty when it does."""
        if not self.left:
            return _("This voucher has been used.") if self.code else _("You have no points left.")
        if self.last_day < today:
            return _("It could be used until %(day)s.") % {"day": day_of_year(self.last_day)}
        if goods < self.least:
            return _("This voucher is for goods of at least %(minimum)s.") % {
                "minimum": money(self.least)
            }
        return ""


def points_in(amount):
    """How many points an amount is, TRY."""
    return int(amount / KURUS)


@dataclass(frozen=True)
class Applied:
    """A credit and a cart: `pays` is TRY of its goods, 0 where `problem` says why; `lost` is what
    is left of a voucher that is worth more."""

    credit: Credit
    pays: Decimal
    problem: str = ""

    @property
    def lost(self):
        return self.credit.left - self.pays if self.pays and not self.credit.is_points else NOTHING


def applied_to(credit, goods, today):
    """`Applied`, or None without a credit: never more than the goods cost."""
    if credit is None:
        return None
    problem = credit.problem_with(goods, today)
    return Applied(credit, NOTHING if problem else min(credit.left, goods), problem)


def give_voucher(worth, last_day: date, *, at, customer=None, minimum=NOTHING, note=""):
    fields = {"customer": customer, "minimum": minimum, "note": note}
    return Credit.objects.create(worth=worth, left=worth, last_day=last_day, made_at=at, **fields)


def give_points(customer, worth, last_day: date, *, today, at):
    """More points for a member; what they had lives on as long, unless its time was over."""
    points, _is_new = Credit.objects.get_or_create(
        kind=Credit.Kind.POINTS,
        customer=customer,
        defaults={"code": None, "worth": 0, "left": 0, "last_day": last_day, "made_at": at},
    )
    add(points, worth, until=last_day, today=today)
    Credit.objects.filter(pk=points.pk).update(worth=F("worth") + worth)
    points.refresh_from_db()
    return points


def spend(credit, amount, *, today):
    """Take so much of it. Of two at once for the same, one gets it: the other raises CreditGone.
    A voucher is used up, whatever it was worth."""
    taken = F("left") - amount if credit.is_points else NOTHING
    unspent = {"left__gte": amount} if credit.is_points else {"left": credit.left, "left__gt": 0}
    open_rows = Credit.objects.filter(pk=credit.pk, last_day__gte=today, **unspent)
    if not open_rows.update(left=taken):
        raise CreditGone(credit)


def give_back(credit, amount, *, today):
    """So much more of what an order took, because that much of it came to nothing; for GRACE at
    least."""
    add(credit, amount, until=today + GRACE, today=today)


def add(credit, amount, *, until, today):
    kept = Case(When(last_day__lt=today, then=Value(NOTHING)), default=F("left"))
    Credit.objects.filter(pk=credit.pk).update(
        left=kept + amount, last_day=Greatest(F("last_day"), until)
    )
