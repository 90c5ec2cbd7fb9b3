"""What comes next in a return, and who must do it."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from notifications.templatetags.words import day

from .readers import BUYER, RECEIVER


@dataclass(frozen=True)
class Step:
    """`who` is you, we, the carrier, or nobody when the return is over."""

    text: str
    who: str = ""
    headline: str = ""
    tone: str = "calm"


def next_step(returned, role=BUYER):
    """The Step of a return for the buyer or the receiver; its shipment and the shipment's carrier
    at hand. A receiver reads nothing of money, a buyer does not act in a receiver's return."""
    if role == RECEIVER:
        steps = STEPS | TO_RECEIVER
    else:
        steps = STEPS | (TO_BUYER_OF_GIFT if returned.is_receivers else {})
    return steps[returned.state](returned)


def asked(returned):
    if not returned.appeal:
        text = _(
            "You are in time, and your return stands. No carrier can collect it at the moment: we"
            " will arrange one and write to you within two working days. Please keep the goods"
            " until then."
        )
        return Step(text, _("we"), _("We look for a carrier"))
    return Step(
        _("We read your request and answer within two working days."), _("we"), _("We are looking")
    )


def refused(returned):
    return Step(returned.staff_note, "", _("Not taken back"), "trouble")


def approved(returned):
    if not returned.return_code:
        text = _(
            "We are getting your return code from the carrier. It will appear here and reach you"
            " by message."
        )
        return Step(text, _("we"), _("Approved"))
    headline = _("Return code: %(code)s") % {"code": returned.return_code}
    carrier = returned.shipment.carrier.name
    if not returned.code_told_at:  # the clock has not looked yet
        text = _("Pack it, write the code on the box and leave it at any %(carrier)s branch.")
        return Step(text % {"carrier": carrier}, _("you"), headline)
    if not returned.send_by:
        text = _(
            "Once you have all of it, pack it, write the code on the box and leave it at any"
            " %(carrier)s branch. You then have %(days)s days."
        ) % {"carrier": carrier, "days": settings.RETURN_SEND_DAYS}
        return Step(text, _("you"), headline)
    text = _(
        "Pack it, write the code on the box and leave it at any %(carrier)s branch by %(day)s."
        " You pay nothing at the branch."
    ) % {"carrier": carrier, "day": day(returned.send_by)}
    return Step(text, _("you"), headline)


def lapsed(returned):
    return Step(
        _(
            "It was not sent in time, so this return has ended and its code no longer works. If"
            " you did send it, write to us and we will look for it."
        ),
        "",
        _("Not sent in time"),
        "trouble",
    )


def on_its_way(returned):
    text = _("It is on its way to us. Your refund comes by %(day)s at the latest.")
    return Step(text % {"day": day(returned.refund_due)}, _("the carrier"), _("On its way to us"))


def received(returned):
    text = _("We check it and then refund you.")
    if returned.refund_due:
        text = _("We check it and refund you by %(day)s.") % {"day": day(returned.refund_due)}
    return Step(text, _("we"), _("We have it"))


def accepted(returned):
    return Step(
        _("Everything is fine. The refund is on its way through the bank."),
        _("we"),
        _("Accepted"),
        "kept",
    )


def rejected(returned):
    text = _("We send it back to you. The reason: %(note)s") % {"note": returned.staff_note}
    return Step(text, _("we"), _("Not accepted"), "trouble")


def settled(returned):
    return Step(_("The money has been refunded."), "", _("Refunded"), "kept")


STEPS = {
    "asked": asked,
    "refused": refused,
    "approved": approved,
    "lapsed": lapsed,
    "on_its_way": on_its_way,
    "received": received,
    "accepted": accepted,
    "rejected": rejected,
    "settled": settled,
}


# --- what a receiver reads of a return of their own


def gift_on_its_way(returned):
    return Step(
        _("It is on its way to us. We will tell you when it arrives."),
        _("the carrier"),
        _("On its way to us"),
    )


def gift_received(returned):
    return Step(_("We check it and write to you."), _("we"), _("We have it"))


def gift_accepted(returned):
    text = _("Everything is fine. The buyer will be refunded.")
    return Step(text, _("we"), _("Accepted"), "kept")


def gift_settled(returned):
    text = _("The buyer has been refunded. There is nothing more to do.")
    return Step(text, "", _("Done"), "kept")


TO_RECEIVER = {
    "on_its_way": gift_on_its_way,
    "received": gift_received,
    "accepted": gift_accepted,
    "settled": gift_settled,
}


# --- what the buyer reads of a return that the receiver asked for


def coming_back(returned):
    return Step(
        _("The receiver is sending it back. Your refund follows once we have it."),
        _("the receiver"),
        _("The receiver is sending it back"),
    )


def not_coming_back(returned):
    return Step(_("It stays with the receiver. Nothing changes for you."), "", _("Not taken back"))


TO_BUYER_OF_GIFT = {
    "asked": coming_back,
    "approved": coming_back,
    "refused": not_coming_back,
    "rejected": not_coming_back,
    "lapsed": not_coming_back,
}
