"""From a confirmed order to the carrier's van: when each warehouse gets a parcel out."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from shipping.calendar import (
    DAY,
    ISTANBUL,
    SATURDAY,
    first_day,
    local,
    ships_on,
)
from shipping.models import NAMING_THEIR_DAY
from shipping.network import network

from . import truth
from .journeys import Trip, gets_lost, journey, moment

OPENS = time(9, 10)
PICK_UPS = {  # from and to; the courier fetches after lunch, the others in the evening
    "table": (time(14, 10), time(14, 50)),
    "saturday": (time(11, 45), time(13, 30)),
    "half day": (time(11, 0), time(12, 40)),
    "": (time(16, 15), time(18, 20)),
}
PACKED_BEFORE = timedelta(minutes=15)
MONTH = timedelta(days=30)


@dataclass
class Packet:
    """A parcel of an order: what is in it, when it leaves, and all that happens to it after."""

    number: str
    warehouse: object  # shipping.network.WarehouseFacts
    service: object  # shipping.network.ServiceFacts
    allotments: list
    leaves_by: date
    signed_by: str = ""
    planned: date = None
    asked_at: datetime = None
    booked_at: datetime = None
    left_at: datetime = None
    is_lost: bool = False
    lost_at: datetime = None  # when the merchant gave it up
    happenings: list = field(default_factory=list)
    notices: list = field(default_factory=list)  # of demo.watching

    def heard(self, now):
        """What the shop knows by then."""
        return [one for one in self.happenings if one.heard_at <= now]

    def arrived_at(self, now):
        """When it was at the door, or ready at the branch, as far as the shop knows by then."""
        ends = {"delivered", "at_branch"} if self.service.tier == "branch" else {"delivered"}
        return min((one.at for one in self.heard(now) if one.kind in ends), default=None)

    def last(self, kind):
        """When it last happened, in the end; None when it never does."""
        return next((one.at for one in reversed(self.happenings) if one.kind == kind), None)


class Packers:
    """The people at the benches, who know how many parcels each day has brought so far."""

    def __init__(self, random, towns):
        self.random, self.towns, self.days = random, towns, {}

    def note(self, packets):
        """These are to be packed: one more for each warehouse on its day."""
        for packet in packets:
            days = self.days.setdefault(packet.warehouse.id, {})
            days[packet.planned] = days.get(packet.planned, 0) + 1

    def packets(self, story):
        """One for each warehouse that has a part of the order."""
        service = network().every_service[story.option.service_id]
        for part in story.option.parts:
            yield Packet(
                number=f"KPND{self.random.randrange(10**10):010d}",
                warehouse=network().warehouses[part.warehouse_id],
                service=service,
                allotments=[
                    one for one in story.allotments if one.warehouse_id == part.warehouse_id
                ],
                leaves_by=part.promise.leaves_by,
                signed_by=story.receiver.name,
            )

    def send(self, packet, story):
        """Pack it, hand it over, and let it travel."""
        handling = packet.warehouse.handling_days + max(
            variant.product.handling_days for variant in story.wanted
        )
        day = self.day_it_leaves(packet, story.confirmed_at, handling)
        packet.asked_at = max(story.confirmed_at + self.minutes(6, 50), self.turn(packet, day))
        packet.booked_at = packet.asked_at + timedelta(seconds=self.random.randint(3, 55))
        packet.left_at = fetched_at(packet.number, packet.service, packet.booked_at)
        is_kept = not story.is_turned_away
        packet.is_lost = is_kept and gets_lost(packet.number, packet.service, story.method)
        packet.happenings = journey(
            Trip(
                number=packet.number,
                carrier=packet.service.carrier_code,
                service=packet.service.code,
                tier=packet.service.tier,
                origin=packet.warehouse.province,
                origin_town=self.towns[packet.warehouse.id],
                province=story.receiver.home.province,
                town=story.receiver.home.district,
                week=packet.service.deliveries,
                booked_at=packet.booked_at,
                left_at=packet.left_at,
                is_turned_away=story.is_turned_away,
                is_lost=packet.is_lost,
            )
        )

    def turn(self, packet, day):
        """When its turn comes at the bench: before the van does."""
        is_short = packet.service.tier == "same_day" or packet.service.pickups.is_half(day)
        return datetime.combine(day, OPENS, ISTANBUL) + self.minutes(0, 100 if is_short else 370)

    def day_it_leaves(self, packet, confirmed_at, handling):
        warehouse, service = packet.warehouse, packet.service
        packet.planned = planned = ships_on(confirmed_at, warehouse, service, handling)
        late = truth.draw(
            truth.packing_days(
                warehouse.province,
                planned.isoweekday(),
                self.load(warehouse.id, planned),
                is_made_to_order=handling > 1,
                is_urgent=service.tier in NAMING_THEIR_DAY,
            ),
            self.random,
        )

        def both_work(day):
            return warehouse.week.is_open(day) and service.pickups.is_open(day)

        if late < 0:
            earlier = planned - DAY
            is_possible = both_work(earlier) and earlier > local(confirmed_at).date()
            return earlier if is_possible else planned
        for _ in range(late):
            planned = first_day(planned + DAY, both_work)
        return planned

    def load(self, warehouse_id, day):
        """The parcels planned for the day so far, this one with them, by those of a usual day of
        the month before."""
        days = self.days.get(warehouse_id, {})
        month = [count for one, count in days.items() if day - MONTH <= one < day]
        return (days.get(day, 0) + 1) / (sum(month) / len(month)) if month else 1

    def minutes(self, least, most):
        return timedelta(minutes=self.random.randint(least, most))


def fetched_at(number, service, booked_at):
    """When the carrier's driver takes a parcel that was booked then: the same for a number
    whenever it is asked."""
    random, day = Random(f"the van for {number}"), local(booked_at).date()
    which = service.carrier_code if service.carrier_code in PICK_UPS else ""
    if service.pickups.is_half(day):
        which = "half day"
    elif which == "" and day.isoweekday() == SATURDAY:
        which = "saturday"
    at = moment(day, random, *PICK_UPS[which])
    return max(at, local(booked_at).replace(microsecond=0) + PACKED_BEFORE)
