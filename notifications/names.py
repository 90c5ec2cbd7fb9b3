"""What each event is called on the merchant's pages. An event without a name here shows its own."""

from django.utils.translation import gettext_lazy as _

NAMES = {
    "account_mail": _("mail about the account"),
    "order_placed": _("order placed"),
    "order_awaits_transfer": _("to be paid by transfer instead"),
    "order_confirmed": _("order confirmed"),
    "order_dates_passed": _("paid too late for its dates, which stay: the delivery is gone"),
    "order_cancelled": _("order cancelled"),
    "order_approved": _("purchase approved"),
    "order_approval_postponed": _("approval postponed"),
    "order_link_asked": _("link to the order asked again"),
    "delivery_rated": _("said how satisfied they are with the delivery"),
    "payment_paid": _("paid"),
    "payment_declined": _("payment declined"),
    "payment_expired": _("payment not made"),
    "payment_refunded": _("refunded in full"),
    "payment_partly_refunded": _("refunded in part"),
    "payment_mismatched": _("the bank's amount or currency does not fit"),
    "payment_taken_twice": _("paid twice, the second is given back"),
    "payment_came_too_late": _("paid too late, given back"),
    "refund_asked": _("refund asked"),
    "refund_account_noted": _("account for the refund noted"),
    "refund_done": _("refund sent"),
    "refund_failed": _("refund failed"),
    "shipment_dispatch_asked": _("dispatch asked"),
    "shipment_left_undispatched": _("taken by the carrier though not dispatched here"),
    "shipment_corrected": _("receiver's details corrected"),
    "shipment_expected_later": _("expected later than promised"),
    "shipment_still_moving": _("still on its way, said after days of silence"),
    "shipment_choice_wait": _("the customer waits for it"),
    "shipment_choice_keep": _("the customer keeps it, with the remedy"),
    "shipment_choice_branch": _("the customer wants it at the branch"),
    "shipment_choice_cancel": _("the customer cancels it, for being late"),
    "shipment_call_made": _("the call was made"),
    "remedy_granted": _("something given for being late"),
    "shipment_booked": _("booked with the carrier"),
    "shipment_handed_over": _("handed to the carrier"),
    "shipment_in_transit": _("on its way"),
    "shipment_ready": _("ready at the branch"),
    "shipment_out_for_delivery": _("out for delivery"),
    "shipment_delivered": _("delivered"),
    "shipment_failed": _("could not be delivered"),
    "shipment_sent_back": _("sent back"),
    "shipment_sent_again": _("sent again in a fresh parcel"),
    "shipment_cancelled": _("parcel cancelled"),
    "shipment_lost": _("lost by the carrier"),
    "parcel_given_up": _("parcel given up"),
    "return_asked": _("return asked"),
    "return_approved": _("return approved"),
    "return_refused": _("return refused"),
    "return_code_ready": _("return code sent"),
    "return_send_soon": _("reminded to send it back"),
    "return_lapsed": _("return not sent in time"),
    "return_on_its_way": _("return on its way"),
    "return_received": _("return received"),
    "return_accepted": _("return accepted"),
    "return_rejected": _("return rejected"),
    "return_settled": _("return settled"),
    "return_rating_asked": _("asked how the return was"),
    "return_rated": _("return rated"),
    "code_sent": _("one-time code sent"),
}

WHO = {
    "clock": _("by itself"),
    "buyer": _("the customer"),
    "receiver": _("the receiver"),
    "bank": _("the bank"),
    "card": _("the bank"),
    "courier": _("the courier"),
    "rules": _("by the rules"),
    "demo": _("demo"),
}


SPEAKERS = []  # asked for more of them: functions of the rooms to the right, () → {by: name}


def who(by, names=WHO):
    """ "staff:mina@…" → "mina@…"; machines by their names."""
    return names.get(by, by.removeprefix("staff:"))


def tell_who(rows):
    """The rows (of events, or of what else was done `by` somebody), each with its `who`; carriers
    are asked for their names once, and only where one has spoken."""
    rows = list(rows)
    names = WHO
    if any(one.by not in WHO and not one.by.startswith("staff:") for one in rows):
        names = dict(WHO)
        for speakers in SPEAKERS:
            names |= speakers()
    for one in rows:
        one.who = who(one.by, names)
    return rows
