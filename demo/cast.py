"""The few orders that are told on purpose, so that every list of the merchant's desk has somebody
in it, and Ayşe has something to look at, whatever the year has brought. They are drawn like all
the others; only those that come out as wished are kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shipping.calendar import local
from shipping.models.lists import NO_NEWS

from .amends import called_at

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AYSE = "ayse@kapinda.example"


@dataclass(frozen=True)
class Part:
    """An order to be told: when it is placed, and what must be so of its story by now."""

    placed_at: datetime
    wish: object
    email: str = ""
    method: str = ""  # if the option allows it
    regret: str = ""  # "in time" or "too late": it is sent back
    is_quiet: bool = False  # the buyer wants neither SMS nor mail
    watched_until: datetime = None  # the wish is about what the watch has lately told by then

    def is_near(self, last_day):
        """May the watch have told something of a window that ends then?"""
        until = self.watched_until
        return bool(until) and abs(last_day - local(until).date()) <= 2 * DAY


def cast(now):
    """Parts in the order in which they are placed."""
    so_far = (now - local(now).replace(hour=0, minute=0, second=0)) / 5
    return sorted(
        [
            *[Part(now - so_far * step, paid) for step in (1, 2, 4)],
            Part(now - 3 * HOUR, awaits_transfer(now), method="transfer"),
            Part(now - 21 * HOUR, awaits_transfer(now), method="transfer"),
            Part(now - 9 * DAY, silent(now)),
            Part(now - 13 * DAY, silent(now)),
            Part(now - 4 * DAY, late(now)),
            Part(now - 6 * DAY, late(now)),
            Part(now - 7 * DAY, late(now)),
            Part(now - 4 * DAY, to_be_called(now), is_quiet=True, watched_until=now),
            Part(now - 5 * DAY, to_be_called(now), is_quiet=True, watched_until=now),
            Part(now - 2 * HOUR, to_pack(now)),
            Part(now - 2 * DAY, overdue(now)),
            Part(now - 4 * DAY, overdue(now)),
            Part(now - 11 * DAY, brought_back(now), regret="in time"),
            Part(now - 14 * DAY, brought_back(now), regret="in time"),
            Part(now - 24 * DAY, appealed(now), regret="too late"),
            *[Part(now - ago * DAY, back_with_us(now), method="cod") for ago in (8, 10, 12)],
            Part(now - 5 * DAY, delivered(now), AYSE),
            Part(now - 2 * DAY, on_the_road(now), AYSE),
        ],
        key=lambda part: part.placed_at,
    )


def paid(story):
    return bool(story.confirmed_at and not story.cancelled_at)


def awaits_transfer(now):
    def holds(story):
        seen_at = story.confirmed_at or story.cancelled_at
        return story.method == "transfer" and seen_at > now

    return holds


def silent(now):
    """A parcel of it lies somewhere, and nobody has read it for days nor will today."""

    def holds(story):
        return any(
            heard and heard[-1].at < now - NO_NEWS and is_quiet(packet, heard, now)
            for packet in story.packets
            for heard in [packet.heard(now)]
        )

    return holds


def is_quiet(packet, heard, now):
    return len(heard) < len(packet.happenings) and packet.happenings[len(heard)].at > now + DAY


def late(now):
    def holds(story):
        return (
            story.option.promise.latest < local(now).date()
            and any(packet.heard(now) for packet in story.packets)
            and not story.is_turned_away
            and (story.delivered_at or now) > now
        )

    return holds


def to_be_called(now):
    """It comes later, and the one who waits for it hears of that from nobody but us."""

    def holds(story):
        return any(
            notice.told_at and called_at(notice.told_at, packet.warehouse.week) > now
            for packet in story.packets
            for notice in packet.notices
        )

    return holds


def to_pack(now):
    def holds(story):
        return paid(story) and all(packet.asked_at > now for packet in story.packets)

    return holds


def overdue(now):
    """It should have left, and nobody has packed it."""

    def holds(story):
        return any(
            packet.leaves_by < local(now).date() and packet.asked_at and packet.asked_at > now
            for packet in story.packets
        )

    return holds


def on_the_road(now):
    def holds(story):
        return paid(story) and all(
            any(one.kind == "in_transit" for one in packet.heard(now))
            and packet.happenings[-1].at > now
            for packet in story.packets
        )

    return holds


def delivered(now):
    return lambda story: paid(story) and not story.homecoming and (story.delivered_at or now) < now


def brought_back(now):
    """It lies on the table and waits to be looked at."""

    def holds(story):
        home = story.homecoming
        return bool(home and home.accepted_at) and home.received_at < now < home.accepted_at

    return holds


def appealed(now):
    def holds(story):
        home = story.homecoming
        decided_at = home and (home.refused_at or home.approved_at)
        return bool(home and home.appeal) and home.asked_at < now < decided_at

    return holds


def back_with_us(now):
    """It was refused, it is here again, and the order is not cancelled yet."""
    return lambda story: story.is_turned_away and story.came_back_at < now < story.cancelled_at
