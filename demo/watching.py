"""What the shop's own watch would have said of the year's parcels: each is looked at by the same
function, with what had been learnt by then, at every half hour of the day and with every scan."""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from shipping.calendar import DAY, ISTANBUL, local
from shipping.expectations import Expectation
from shipping.models import Scan, Service, Shipment, Warehouse
from shipping.models.lists import WATCHED
from shipping.tracking import HANDED_OVER, arrival_of, state_after
from shipping.watching import foreseen

SWEEPS = [time(hour, minute) for hour in range(8, 21) for minute in (5, 35)]
TALKING_HOURS = (8, 21)
ENDS = {"delivered", "returning", "returned"}


@dataclass(eq=False)
class Notice:
    """A slip of a parcel: the stated end that breaks, what was found, and what came of it. What
    was not told, or not answered, has no moment."""

    broken: date
    at: datetime
    found: Expectation
    told_at: datetime | None = None
    choice: str = ""
    chosen_at: datetime | None = None


class Watch:
    """`nets`: [(since when, Network)], each with what was known from then on; `now` is the moment
    to which the year is known."""

    def __init__(self, nets, now):
        self.since, self.nets, self.now = *zip(*nets, strict=True), now
        self.services = {one.pk: one for one in Service.objects.select_related("carrier")}
        self.warehouses = Warehouse.objects.in_bulk()

    def follow(self, story):
        """Give each packet of the story its notices."""
        if story.confirmed_at and story.cancelled_by != "buyer":
            for packet in story.packets:
                packet.notices = list(self.notices(story, packet))
                for one in packet.notices:
                    one.told_at = self.told_at(one, packet)

    def notices(self, story, packet):
        parcel, known, since = self.parcel(story, packet), [], story.confirmed_at
        for happening in packet.heard(self.now):
            yield from self.sweep(parcel, known, since, happening.heard_at)
            known.append(scan_of(parcel, happening))
            hear(parcel, known)
            if found := self.news(parcel, known, happening.heard_at):
                yield notice(parcel, found, happening.heard_at)
            since = happening.heard_at
        yield from self.sweep(parcel, known, since, min(self.now, packet.lost_at or self.now))

    def parcel(self, story, packet):
        """As the order is confirmed: unsaved."""
        promise = story.option.promise
        return Shipment(
            number=packet.number,
            service=self.services[packet.service.id],
            warehouse=self.warehouses[packet.warehouse.id],
            province=story.receiver.home.province,
            leaves_by=packet.leaves_by,
            promised_earliest=promise.earliest,
            promised_latest=promise.latest,
            expected_earliest=promise.earliest,
            expected_latest=promise.latest,
            created_at=story.confirmed_at,
        )

    def sweep(self, parcel, known, since, until):
        """Through a day nothing is heard on, a doubt only grows: when the last look has nothing to
        tell none has, else the first that has is sought by halves."""
        day, last = local(since).date(), local(until).date()
        while day <= last and parcel.is_awaited:
            moments = [at for at in sweeps_of(day) if since < at < until]
            while moments and parcel.expected_latest <= day + WATCHED:
                if not self.news(parcel, known, moments[-1]):
                    break
                first = bisect_left(
                    moments, True, key=lambda at: bool(self.news(parcel, known, at))
                )
                found = self.news(parcel, known, moments[first])
                yield notice(parcel, found, moments[first])
                moments = moments[first + 1 :]
            day += DAY

    def news(self, parcel, known, at):
        """An Expectation with a later end than the one stated; None while that one holds."""
        net = self.nets[max(bisect_left(self.since, at) - 1, 0)]
        found = foreseen(parcel, known, net, now=at)
        is_later = found and found.reason and found.latest > parcel.expected_latest
        return found if is_later else None

    def told_at(self, notice, packet):
        """None when it has come, or goes back, before anybody is awake; and while that is ahead."""
        at = talking_hour(notice.at, Random(f"the notice of {packet.number} at {notice.at}"))
        ends = [one.heard_at for one in packet.happenings if one.kind in ENDS]
        return at if at <= self.now and not (ends and ends[0] <= at) else None


def notice(parcel, found, at):
    """A Notice; the parcel is expected anew from here on."""
    broken = parcel.expected_latest
    parcel.expected_earliest, parcel.expected_latest = found.earliest, found.latest
    return Notice(broken, at, found)


def talking_hour(at, random):
    """The worker's next round; nobody is woken."""
    day, hour = local(at).date(), local(at).hour
    if hour >= TALKING_HOURS[1]:
        day, hour = day + DAY, 0
    if hour < TALKING_HOURS[0]:
        at = datetime.combine(day, time(TALKING_HOURS[0]), ISTANBUL)
    return at + timedelta(seconds=random.randint(4, 58))


def sweeps_of(day):
    return [datetime.combine(day, clock, ISTANBUL) for clock in SWEEPS]


def scan_of(parcel, happening):
    """Unsaved."""
    return Scan(
        shipment=parcel,
        kind=happening.kind,
        at=happening.at,
        place=happening.place,
        text=happening.text,
        heard_at=happening.heard_at,
    )


def hear(parcel, known):
    if known[-1].kind in HANDED_OVER and not parcel.handed_over_at:
        parcel.handed_over_at = known[-1].at
    parcel.last_scan_at = known[-1].at
    parcel.state = state_after(known)
    parcel.arrived_at = arrival_of(parcel, known)
