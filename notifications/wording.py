"""The merchant's own words for a message, in place of a template's: an SMS, or the subject and the
opening of a mail. Facts stand in them by name: {order_number}, {cargo_number}, {link}, …

A wording can never break a message. What no longer fits is noted on its row for the staff, and the
shop's own words go out."""

import re
from functools import cache

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .brand import NAME
from .names import NAMES
from .templatetags.words import day_short, in_brackets, money, through

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
NOTHING = "\0"  # stands where a name is not known, and goes with the space before it
LEFT_OUT = re.compile(r"\s*\0")
NAMED = {
    "order_number": _("order number"),
    "cargo_number": _("cargo number"),
    "link": _("address of the order's page"),
    "name": _("first name, where we know it"),
    "shop": _("name of the shop"),
    "carrier": _("carrier"),
    "part": _("“(one of 2 parcels)”, where there are several"),
    "branch": _("branch at which the parcel waits"),
    "day": _("day on which it happened"),
    "days": _("days of delivery"),
    "amount": _("amount, TRY"),
}
EXAMPLE = {  # where nobody has got such a message yet
    "order_number": "10428",
    "cargo_number": "310000000001",
    "link": f"{settings.SITE_URL}/t/x7Qd0123456789abcdefgh/",
    "name": "Ayşe",
    "shop": NAME,
    "carrier": "Yurtiçi Kargo",
    "part": "(2 paketten biri)",
    "branch": "Yurtiçi Kargo Çankaya Şubesi",
    "day": "24 Kas Sal",
    "days": "24 Kas Sal – 26 Kas Per",
    "amount": "249,90 TL",
}
ALWAYS = ("order_number", "link", "name", "shop", "day")
MAY_BE_EMPTY = {"name", "part"}
# what has to be told is not the same each time (a code, an account, a reason, money)
NOT_OFFERED = (
    *("code_sent", "return_code_ready", "return_send_soon", "order_awaits_transfer"),
    *("order_cancelled", "parcel_given_up", "remedy_granted", "shipment_expected_later"),
)


class Unfit(Exception):
    """A wording that cannot be written out; the argument says which placeholder is in the way."""


class Wording(models.Model):
    class Channel(models.TextChoices):
        SMS = "sms", _("SMS")
        EMAIL = "email", _("e-mail")

    # the folder of its templates: an event's name, for another reader than the buyer with the role
    folder = models.CharField(_("message"), max_length=60)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    language = models.CharField(_("language"), max_length=5)
    subject = models.CharField(
        _("subject"), max_length=120, blank=True, help_text=_("of the mail; empty: the shop's own")
    )
    text = models.TextField(
        _("text"),
        max_length=600,
        blank=True,
        help_text=_("the SMS, or what follows a mail's greeting; empty: the shop's own"),
    )
    problem = models.CharField(_("does not fit"), max_length=60, blank=True, editable=False)

    class Meta:
        verbose_name = _("wording")
        verbose_name_plural = _("wordings")
        ordering = ["folder", "channel", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["folder", "channel", "language"],
                name="wording_once",
                violation_error_message=_("There is a wording of this message already."),
            )
        ]

    def __str__(self):
        return f"{title_of(self.folder)} · {self.get_channel_display()} · {self.language}"

    def written(self, name, values):
        """The field's text with the values in it; "" when it is empty. Raises Unfit."""
        return fill_in(getattr(self, name), values)

    def note_problem(self, placeholder):
        """For the desk. Written by the worker that met it, once."""
        Wording.objects.filter(pk=self.pk).exclude(problem=placeholder).update(problem=placeholder)


def words_for(message, context, wording=None):
    """(subject, text) in the merchant's words, each "" where the shop's own shall stand. `wording`
    is tried on instead of the one that is saved."""
    if message.folder.startswith(NOT_OFFERED) or keeps_our_words(message.event, context):
        return "", ""
    wording = wording or saved_for(message)
    if wording is None:
        return "", ""
    try:
        values = values_of(message.folder, context)
        return wording.written("subject", values), wording.written("text", values)
    except Unfit as problem:
        wording.note_problem(str(problem)[:60])
        return "", ""


def keeps_our_words(event, facts):
    """Who pays by transfer reads the account to pay to, and who paid too late for the dates shown
    why there are new ones: the shop's own words alone name them."""
    if event.name == "order_confirmed":
        return facts["order"].paid_late_on is not None
    return "transfer" in facts and event.name == "order_placed"


def saved_for(message):
    kind = {"channel": message.channel, "language": message.language}
    return Wording.objects.filter(folder=message.folder, **kind).first()


def fill_in(text, values):
    """The text with the values in it; raises Unfit, and nothing else."""

    def value(found):
        known = values.get(found[1])
        if known == "" and found[1] in MAY_BE_EMPTY:
            return NOTHING
        if not known:
            raise Unfit(found[0])
        return known

    if loose := re.search(r"[{}]", PLACEHOLDER.sub("", text)):
        raise Unfit(loose[0])
    return LEFT_OUT.sub("", PLACEHOLDER.sub(value, text)).strip()


def placeholders_of(folder):
    """The names a message's wording may use."""
    names = list(ALWAYS)
    if has_cargo_number(folder):
        names += ["cargo_number", "carrier"]
    if folder.startswith("shipment_"):
        names.append("part")
    if folder.startswith("shipment_ready"):
        names.append("branch")
    if folder.startswith(("order_", "shipment_")):
        names.append("days")
    gives_back = ("refund_", "remedy_", "return_accepted")
    if folder.startswith(gives_back) and is_buyers(folder):
        names.append("amount")
    return [name for name in NAMED if name in names]


def needed_in(folder, channel):
    """The names a wording cannot be saved without. A mail has cargo number and link in the facts
    below its opening, whatever the opening says."""
    if channel == Wording.Channel.EMAIL:
        return ["order_number"]
    return ["order_number", *(["cargo_number"] if has_cargo_number(folder) else []), "link"]


def has_cargo_number(folder):
    return folder.startswith(("shipment_", "return_on_its_way"))


def is_buyers(folder):
    return role_of(folder) == "buyer"


def values_of(folder, context):
    """{placeholder: what stands for it in this message}."""
    returned = context.get("returned")
    parcel = context.get("shipment") or (returned and returned.shipment)
    values = {
        "order_number": context["number"],
        "link": context["link"],
        "name": context["name"],
        "shop": context["shop"],
        "day": day_short(context["event"].at),
        "cargo_number": parcel and (parcel.tracking_number or parcel.number),
        "carrier": parcel and parcel.carrier.name,
        "part": in_brackets(context.get("part")),
        "branch": context.get("branch"),
        "days": days_of(context),
        "amount": money(amount_of(context)),
    }
    return {name: values[name] for name in placeholders_of(folder)}


def days_of(context):
    """Today's window of the parcel, else the one the order was promised."""
    if window := context.get("window"):
        return through(window.earliest, window.latest)
    if order := context.get("order"):
        return through(order.promised_earliest, order.promised_latest)
    return ""


def amount_of(context):
    if given := context.get("refund") or context.get("remedy"):
        return given.amount
    return getattr(context.get("returned"), "refund_amount", None)


@cache
def offered(templates):
    """Folders under `templates` whose words may be a merchant's: those of buyers and receivers."""
    folders = (path.name for path in templates.iterdir())
    known = {name: place for place, name in enumerate(NAMES)}
    return sorted(
        (
            one
            for one in folders
            if not one.endswith("_for_seller") and not one.startswith(NOT_OFFERED)
        ),
        key=lambda one: (event_of(one) not in NAMES, known.get(event_of(one)), one),
    )


def event_of(folder):
    return folder.removesuffix("_for_receiver")


def role_of(folder):
    return "receiver" if folder.endswith("_for_receiver") else "buyer"


def title_of(folder):
    title = NAMES.get(event_of(folder), folder)
    return title if is_buyers(folder) else _("%(title)s, to the receiver") % {"title": title}
