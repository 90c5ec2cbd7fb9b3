"""What happens to one parcel between our door and its end, scan by scan. Everything is drawn from
`truth` with the parcel's own number as the seed, so that the same parcel has the same journey
whoever asks and whenever: the fill writes what has happened, the sandbox is told what is coming."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from shipping.calendar import HALF_DAY_ENDS, ISTANBUL, SATURDAY, Week, days_after, local
from shipping.places import line_between, province_name

from . import truth

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MIDDAY = time(12, 45)

# kind: (place, what the carrier's machine says), as the sandbox's road has them
WORDS = {
    "created": ("", "Sipariş alındı"),
    "accepted": ("{origin} Şubesi", "Kargo kabul edildi"),
    "in_transit": ("{here} Transfer Merkezi", "Transfer merkezinde hat aracına yüklendi"),
    "at_branch": ("{town} Şubesi", "Teslimat şubesinde indirildi"),
    "out_for_delivery": ("{town} Şubesi", "Dağıtıma çıkarıldı"),
    "delivered": ("{town}", "Teslim edildi"),
    "delivery_failed": ("{town}", "Alıcı adreste bulunamadı, not bırakıldı"),
    "refused": ("{town}", "Alıcı kargoyu kabul etmedi"),
    "returning": ("{town} Şubesi", "Göndericiye iade yoluna çıktı"),
    "returned": ("{origin} Şubesi", "Göndericiye iade edildi"),
}
# what Yurtiçi's own service calls them; the rest of its words comes with a failed attempt
YURTICI_SAYS = {
    "accepted": "Kargo Kabul Edildi",
    "in_transit": "Kargo Yüklendi",
    "at_branch": "Kargo İndirildi",
    "out_for_delivery": "Kargo Dağıtıma Çıkarıldı",
    "delivered": "Kargo teslim edilmiştir.",
    "delivery_failed": "Kargo Teslim Edilemedi: {said}",
    "refused": "Kargo Teslim Edilemedi: {said}",
    "returning": "İade Kargo Yüklendi",
    "returned": "Kargo teslim edilmiştir.",
}
POLLED_WITHIN = {"yurtici": 1800, "hepsijet": 1800, "table": 5}  # seconds until the shop hears


@dataclass(frozen=True)
class Trip:
    """A parcel as its carrier takes it. `origin` and `province` are plate codes, `province` the
    customer's whichever way it goes; `week` holds the service's delivery days."""

    number: str
    carrier: str
    service: str
    tier: str
    origin: str
    origin_town: str
    province: str
    town: str
    week: Week
    booked_at: datetime
    left_at: datetime
    is_turned_away: bool = False
    is_lost: bool = False
    is_return: bool = False


@dataclass(frozen=True)
class Happening:
    """A scan. `said` is what the carrier's machine says, `text` what the shop keeps of it."""

    kind: str
    at: datetime
    heard_at: datetime
    place: str
    said: str
    text: str


def gets_lost(number, service, method):
    """Whether nobody ever sees it again: the same for a parcel whenever it is asked. `service`
    holds its ServiceFacts, `method` is how its order is paid."""
    is_safe = service.tier == "same_day" or method == "cod"
    return not is_safe and Random(f"the pallet of {number}").random() < truth.LOST


def journey(trip):
    """All Happenings of a trip to its end, oldest first, each a moment after the last."""
    random = Random(f"the road of {trip.number}")
    found = []
    for kind, at, *here in steps(trip, random):
        at = at.replace(microsecond=0)
        found.append(happening(trip, kind, at, here, found[-1] if found else None, random))
    return found


def happening(trip, kind, at, here, before, random):
    """Later than the one `before` it, and not heard of sooner."""
    place, said = WORDS[kind]
    text = said
    if trip.carrier == "yurtici":
        text = YURTICI_SAYS[kind].format(said=said)
        place = "{town} Şubesi" if kind in {"delivered", "returned"} else place
    at = max(at, before.at + MINUTE) if before else at
    heard_at = at + timedelta(seconds=random.randint(1, POLLED_WITHIN[trip.carrier]))
    return Happening(
        "delivery_failed" if kind == "refused" else kind,
        at,
        max(heard_at, before.heard_at) if before else heard_at,
        place.format(origin=trip.origin_town, town=trip.town, here=here[0] if here else ""),
        said,
        text,
    )


def steps(trip, random):
    """(kind, at, where it is read) in order."""
    left = local(trip.left_at)
    line = line_between(trip.origin, trip.province)
    days, forgotten = truth.drawn_road(
        trip.carrier, trip.service, line, trip.province, left.date(), random=random
    )
    there = days_after(left.date(), days, trip.week.is_open)
    if trip.carrier == "hepsijet":
        yield "created", trip.booked_at
    yield "accepted", trip.left_at
    if trip.tier == "same_day":
        yield from at_the_door(trip, there, random)
        return
    if trip.is_lost:
        yield "in_transit", left + random.randint(170, 400) * MINUTE, province_name(trip.origin)
        return
    yield from between_branches(trip, left, there, forgotten, random)
    yield "at_branch", moment(there, random, time(6, 10), time(8, 20))
    yield from (at_the_branch if trip.tier == "branch" else at_the_door)(trip, there, random)


def between_branches(trip, left, there, forgotten, random):
    """Loaded in the evening, then read about once a day; a forgotten one by nobody."""
    yield "in_transit", left + random.randint(170, 400) * MINUTE, province_name(trip.origin)
    at = left + 30 * HOUR
    while not forgotten and at.date() < there:
        on_the_way = random.choice([trip.origin, trip.province])
        yield "in_transit", moment(at.date(), random, time(2), time(8)), province_name(on_the_way)
        at += random.randint(22, 50) * HOUR


def at_the_branch(trip, there, random):
    """It waits until its receiver comes, or until nobody has come for days."""
    if trip.is_turned_away:
        yield from back_to_us(trip, there + truth.GIVEN_UP_AFTER * DAY, random)
        return
    day = days_after(there, truth.draw(truth.FETCHED, random), trip.week.is_open)
    yield "delivered", moment(day, random, time(10), closing(trip, day, time(18, 30)))


def at_the_door(trip, day, random):
    """Knocks until somebody opens."""
    missed = 0 if trip.is_return else truth.draw(truth.OUT[trip.tier], random)
    for knock in range(missed + 1):
        out, at = round_of_the_day(trip, day, random)
        yield "out_for_delivery", out
        if knock < missed:
            yield "delivery_failed", at
            day = days_after(day, 1, trip.week.is_open)
    yield ("refused" if trip.is_turned_away else "delivered"), at
    if trip.is_turned_away:
        yield from back_to_us(trip, day + DAY, random)


def round_of_the_day(trip, day, random):
    """When the courier sets out, and when this door's turn is."""
    if trip.tier == "same_day":
        out = moment(day, random, time(13), time(14))
        out = max(out, local(trip.left_at) + 20 * MINUTE)
        return out, out + random.randint(40, 285) * MINUTE
    out = moment(day, random, time(8, 40), time(10, 5))
    return out, moment(day, random, time(10, 15), closing(trip, day, time(18, 50)))


def back_to_us(trip, day, random):
    line = line_between(trip.origin, trip.province)
    day = days_after(day, 0, trip.week.is_open)
    yield "returning", moment(day, random, time(10), MIDDAY)
    days = truth.draw(truth.ROAD[trip.carrier, trip.service][line], random) + 1
    home = days_after(day, days, trip.week.is_open)
    yield "returned", moment(home, random, time(9, 30), MIDDAY)


def closing(trip, day, usual):
    """When the last door of the day is knocked at."""
    if trip.week.is_half(day):
        return HALF_DAY_ENDS
    return time(16, 0) if day.isoweekday() == SATURDAY else usual


def moment(day: date, random, first: time, last: time):
    """Some second of that day between two hours, in Istanbul."""
    since, until = (datetime.combine(day, clock, ISTANBUL) for clock in (first, last))
    return since + timedelta(seconds=random.randint(0, int((until - since).total_seconds())))
