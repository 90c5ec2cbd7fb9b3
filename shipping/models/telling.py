"""Who hears of a parcel, and what of it is still worth telling."""

from datetime import date, timedelta
from functools import cached_property

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from notifications.events import Recipient
from notifications.links import Linked
from shipping.arriving import Days, days_left
from shipping.reasons import Reason


class Telling(Linked):
    LATER_NEWS = {
        "shipment_sent_again": {
            "shipment_handed_over",
            "shipment_in_transit",
            "shipment_ready",
            "shipment_out_for_delivery",
            "shipment_delivered",
        },
        "shipment_handed_over": {
            "shipment_in_transit",
            "shipment_ready",
            "shipment_out_for_delivery",
            "shipment_delivered",
            "shipment_sent_back",
        },
        "shipment_in_transit": {
            "shipment_ready",
            "shipment_out_for_delivery",
            "shipment_delivered",
            "shipment_sent_back",
        },
        "shipment_ready": {"shipment_delivered", "shipment_sent_back"},
        "shipment_out_for_delivery": {"shipment_delivered", "shipment_sent_back"},
        "shipment_failed": {
            "shipment_ready",
            "shipment_out_for_delivery",
            "shipment_delivered",
            "shipment_sent_back",
        },
        "shipment_expected_later": {
            "shipment_ready",
            "shipment_delivered",
            "shipment_sent_back",
        },
        "shipment_still_moving": {
            "shipment_ready",
            "shipment_out_for_delivery",
            "shipment_expected_later",
            "shipment_delivered",
            "shipment_sent_back",
        },
    }

    @property
    def carrier_page(self):
        """The carrier's own page about this parcel; empty until there is a cargo number."""
        return (
            self.carrier.plugin.tracking_url(self.tracking_number) if self.tracking_number else ""
        )

    @property
    def why_later(self):
        """A sentence in the reader's language; "" while the first window stands."""
        return Reason.from_json(self.delay_reason).text if self.delay_reason else ""

    def audience(self, event):
        if self.direction == self.Direction.BACK:
            return []  # the return tells its own story
        if event.detail.get("told_with"):
            return []  # the notice of another parcel of the order tells of this one too
        people = [
            Recipient("buyer", self.buyer_name, self.buyer_phone, self.buyer_email, self.language)
        ]
        if is_for_somebody_else(self):
            people.append(
                Recipient("receiver", self.receiver_name, self.receiver_phone, "", self.language)
            )
        return people

    def is_news(self, event, now):
        """What travels although it was cancelled or lost is the merchant's business."""
        return self.state not in {self.State.CANCELLED, self.State.LOST}

    def window_on(self, today):
        """The `Days` on which it may still come; whoever has it in the car comes, Sunday or not."""
        expected = Days(self.expected_earliest, self.expected_latest)
        if self.state == self.State.OUT_FOR_DELIVERY:
            return expected
        return days_left(self.service_id, expected, today)

    @property
    def kept_until(self):
        """The last day on which it can be fetched from its branch; None when the carrier does not
        say how long it keeps it, or before it lies there. No carrier says whether its days are
        working days, so they are read as the soonest, calendar days; and a day on which the branch
        is closed is nobody's last day."""
        days = self.service.branch_days
        if not (self.is_for_branch and self.arrived_at and days):
            return None
        ready = timezone.localdate(self.arrived_at)
        return days_left(self.service_id, Days(ready, ready + timedelta(days=days)), ready).latest

    @property
    def things(self):
        """[{"quantity", "name"}] of what is inside, in the reader's language."""
        name = "name_en" if get_language() == "en" else "name"
        return [
            {"quantity": one["quantity"], "name": one.get(name) or one["name"]}
            for one in self.contents
        ]

    @property
    def counted_things(self):
        """["1 × Ceramic mug"], in the reader's language."""
        return [f"{one['quantity']} × {one['name']}" for one in self.things]

    @property
    def still_to_pay(self):
        """TRY the carrier is to collect, while it may still come; else 0."""
        ended = {self.State.DELIVERED, self.State.SENT_BACK, self.State.LOST, self.State.CANCELLED}
        return 0 if self.state in ended else self.cod_amount

    @cached_property
    def together(self):
        """How many parcels bring its order; those that will not come any more do not count."""
        return 1 + len(self.others)

    @cached_property
    def others(self):
        """[(delivered_at or None, pk)] of the other parcels that bring its order, or brought it."""
        ended = {self.State.SENT_BACK, self.State.LOST, self.State.CANCELLED}
        coming = type(self).objects.outbound().filter(reference=self.reference)
        found = coming.exclude(pk=self.pk).exclude(state__in=ended)
        return list(found.values_list("delivered_at", "pk"))

    @property
    def is_last(self):
        """The others of its order have come before it."""
        mine = (self.delivered_at or timezone.now(), self.pk)
        return all(at is not None and (at, pk) < mine for at, pk in self.others)

    @property
    def part(self):
        """What a message says of an order in several parcels, so that none is taken for all of it
        and after the last one none is waited for."""
        if self.together == 1:
            return ""
        count = {"count": self.together}
        if self.is_last:
            return _("the last of %(count)s parcels") % count
        return _("one of %(count)s parcels") % count

    def branch_at(self, place):
        """The branch it waits at, by the place its carrier told; without one by its carrier."""
        name = self.carrier.name
        if not place:
            return _("%(carrier)s branch") % {"carrier": name}
        return place if name in place else f"{name} {place}"

    def late_with(self, detail):
        """[what `slip_facts` says, with its "shipment"] of the order's other parcels that the same
        notice tells of."""
        told = {one["parcel"]: one for one in detail.get("others", ())}
        if not told:
            return []
        parcels = type(self).objects.filter(pk__in=told).select_related("carrier").order_by("pk")
        return [
            {**slip_facts(told[one.pk], one.promised_latest), "shipment": one} for one in parcels
        ]

    def message_facts(self, event):
        others = self.late_with(event.detail)
        return {
            "shipment": self,
            "number": self.reference,
            "link": self.link,
            "receiver_link": self.receiver_link,
            "branch": self.branch_at(event.detail.get("place", "")),
            "part": "" if others else self.part,
            "is_gift": is_for_somebody_else(self),
            "slip": slip_facts(event.detail, self.promised_latest),
            "others": others,
            "late_count": len(others) + 1,
        }


def is_for_somebody_else(thing):
    """Does the order or parcel go to another person than its buyer? By name and phone: a buyer who
    wishes no SMS leaves no phone on the parcel, and is not told as their own receiver."""
    is_other_name = thing.receiver_name != thing.buyer_name
    return is_other_name and thing.receiver_phone not in ("", thing.buyer_phone)


def slip_facts(detail, promised):
    """What a notice says of the stated window that breaks, as it was when the event was written:
    {"reason", "earliest", "latest", "chance", "remedy", "may_hold": it may still come by the day
    that was `promised`}; empty in other messages."""
    if "earliest" not in detail:
        return {}
    earliest = date.fromisoformat(detail["earliest"])
    return {
        **detail,
        "reason": Reason.from_json(detail["reason"]).text,
        "earliest": earliest,
        "may_hold": earliest <= promised,
        "latest": date.fromisoformat(detail["latest"]),
    }
