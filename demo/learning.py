"""The shop learns as its year goes by: each week it fits the parcels known by then, as the real one
does each night, and the windows of the next week's orders are stated from that."""

from dataclasses import replace
from datetime import timedelta

from django.conf import settings

from shipping.calendar import local
from shipping.forecasts.fitting import MEMORY, fit
from shipping.forecasts.own import Columns
from shipping.forecasts.own_signs import LATELY, hours_of, what_followed
from shipping.forecasts.signs import GUESSED, HOURS, learnt
from shipping.forecasts.steering import steer
from shipping.models import Shipment
from shipping.network import every_warehouse, network

PACE = timedelta(days=7)


class Learner:
    """`net` is the snapshot with what is known by now."""

    def __init__(self):
        self.net, self.warehouses, self.learnt_at = network(), every_warehouse(), None
        self.nets = []  # [(since when, network)]

    def keep_up(self, stories, at):
        """Learn again when a week has passed, from the stories told so far."""
        if self.learnt_at is None or at - self.learnt_at >= PACE:
            self.learnt_at = at
            forecast = self.forecast(stories, at)
            self.net = replace(self.net, forecast=forecast, worked_out={})
            self.nets.append((at, self.net))

    def forecast(self, stories, at):
        today = local(at).date()
        first = (today - timedelta(days=MEMORY + 30)).toordinal()
        columns = Columns(self.net, self.warehouses, first, today)
        for story in stories:
            for packet in story.packets:
                if packet.asked_at:
                    columns.add(*known(story, packet, at))
        if not columns.weekday:
            return None
        profile = fit(columns.history(), today.toordinal() - first)
        if profile is None:
            return None
        steered = steer(judged(stories, at), today.toordinal(), settings.PROMISE_CHANCE)
        return replace(profile, steer=steered, signs=self.signs(stories, at))

    def signs(self, stories, at):
        scans, today = list(scans_of(stories, at)), local(at).date()
        days = [
            (kind, service_id, on, came, 1)
            for kind, service_id, on, _hour, came in scans
            if came is None or came >= on
        ]
        hours = [
            (kind, service_id, hour, 1) for kind, service_id, on, hour, came in scans if on == came
        ]
        followed = what_followed([one for one in days if one[0] in GUESSED], self.net, today)
        return learnt(followed, hours_of(hours, self.net))


def scans_of(stories, at):
    """(kind, service id, day, hour in which it was heard, day the parcel came or None)"""
    for story in stories:
        for packet in story.packets:
            if packet.left_at and packet.left_at > at - LATELY:
                arrived_at = packet.arrived_at(at)
                came = arrived_at and local(arrived_at).date()
                for one in packet.heard(at):
                    on, heard = local(one.at).date(), local(one.heard_at)
                    hour = heard.hour if heard.date() == on else HOURS
                    yield one.kind, packet.service.id, on, hour, came


def known(story, packet, at):
    """The parcel as `shipping.forecasts.own` reads it, with what was heard by then."""
    heard = {one.kind: one.at for one in packet.heard(at)}
    return (
        packet.number,
        packet.warehouse.id,
        packet.service.id,
        story.receiver.home.province,
        ended(packet, heard, at),
        story.confirmed_at,
        packet.leaves_by,
        heard.get("accepted"),
        packet.arrived_at(at),
        max(heard.values(), default=None),
    )


def ended(packet, heard, at):
    """The state of a parcel that does not arrive; empty while it may."""
    if packet.lost_at and packet.lost_at <= at:
        return Shipment.State.LOST
    return Shipment.State.SENT_BACK if "returned" in heard else ""


def judged(stories, at):
    """The windows whose last day has passed, as `steer` wants them."""
    found, today = [], local(at).date()
    for story in stories:
        promise, arrived_at = story.option.promise, story.arrived_at(at)
        if promise.chance is None or promise.latest >= today or not story.packets:
            continue
        there = arrived_at and local(arrived_at).date()
        kept = bool(there) and promise.earliest <= there <= promise.latest
        found.append((promise.latest.toordinal(), story.option.carrier_code, kept, 1))
    return found
