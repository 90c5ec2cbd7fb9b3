"""What is really so in the demo's world, in one place: how long each warehouse takes, how long each
carrier is on the road, who is at home. The shop never reads this file. It knows what is published
(data/transits.csv, wrong in both directions, as in life) and what its parcels tell it.

A distribution is {days: probability}. Days on the road are the service's own delivery days after
the day the parcel left, as its calendar counts them; days of a warehouse are its working days.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from shipping.calendar import holiday_name, holidays_of

FRIDAY = 5
EVERYBODY = EVERYWHERE = frozenset()


# --- warehouses: from the day a parcel should leave to the day it does ----------------------------


@dataclass(frozen=True)
class Bench:
    """How a warehouse packs. `on_time` is the share that leaves on its day when there is as much
    to do as usual; `slower` takes from it by ISO weekday, `strain` for each further usual day's
    parcels on that day; of what stays behind, `next_day` leaves on each following working day."""

    on_time: float
    slower: dict[int, float]
    strain: float
    next_day: float


BENCHES = {
    "34": Bench(on_time=0.985, slower={1: 0.03, 6: 0.05}, strain=0.04, next_day=0.92),
    "06": Bench(on_time=0.97, slower={1: 0.05, 5: 0.03}, strain=0.06, next_day=0.87),
    "35": Bench(on_time=0.955, slower={3: 0.09, 6: 0.03}, strain=0.06, next_day=0.78),
}
SELDOM_WORSE_THAN = 0.35
LONGEST_WAIT = 5
MADE_EARLY = 0.3  # of the things that are made to order, a working day before it was said


URGENT = 0.1  # what must leave at once is packed first: that much of the usual share is late


def packing_days(origin, weekday, load, *, is_made_to_order=False, is_urgent=False):
    """{-1, 0, 1, …: probability} of leaving so many working days after the planned one. `load` is
    the day's parcels by the usual day's."""
    bench = BENCHES[origin]
    on_time = bench.on_time - bench.slower.get(weekday, 0) - bench.strain * max(0, load - 1)
    on_time = max(SELDOM_WORSE_THAN, on_time)
    if is_urgent:
        on_time = 1 - URGENT * (1 - on_time)
    early = MADE_EARLY if is_made_to_order else 0
    found, left = {-1: early, 0: (1 - early) * on_time}, (1 - early) * (1 - on_time)
    for days in range(1, LONGEST_WAIT):
        found[days] = left * bench.next_day
        left -= found[days]
    return {**found, LONGEST_WAIT: left}


# --- carriers: from leaving us to the first knock at the door, or to the branch -------------------

ROAD = {
    # published 0
    ("table", "ayni-gun"): {"city": {0: 0.975, 1: 0.02, 2: 0.005}},
    # published 1; too brave on short lines
    ("hepsijet", "ertesi-gun"): {
        "city": {1: 0.98, 2: 0.015, 3: 0.005},
        "near": {1: 0.95, 2: 0.04, 3: 0.01},
        "short": {1: 0.84, 2: 0.13, 3: 0.03},
    },
    # published 1–2, 1–3, 2–3, 2–4, 3–5; the last ones run over
    ("hepsijet", "standart"): {
        "city": {1: 0.78, 2: 0.20, 3: 0.02},
        "near": {1: 0.66, 2: 0.29, 3: 0.05},
        "short": {1: 0.12, 2: 0.52, 3: 0.23, 4: 0.10, 5: 0.03},
        "medium": {2: 0.28, 3: 0.42, 4: 0.19, 5: 0.08, 6: 0.03},
        "long": {3: 0.36, 4: 0.34, 5: 0.18, 6: 0.08, 7: 0.04},
    },
    # published 1–2, 1–3, 1–4, 2–5, 3–6; cautious up to 1000 km, too brave beyond
    ("yurtici", "standart"): {
        "city": {1: 0.80, 2: 0.17, 3: 0.03},
        "near": {1: 0.62, 2: 0.33, 3: 0.05},
        "short": {1: 0.20, 2: 0.60, 3: 0.16, 4: 0.04},
        "medium": {2: 0.24, 3: 0.50, 4: 0.20, 5: 0.05, 6: 0.01},
        "long": {3: 0.12, 4: 0.30, 5: 0.28, 6: 0.16, 7: 0.10, 8: 0.04},
    },
    # published 1–2, 1–2, 1–3, 2–4, 3–5; the branch has it sooner than it says
    ("yurtici", "sube"): {
        "city": {1: 0.86, 2: 0.13, 3: 0.01},
        "near": {1: 0.70, 2: 0.27, 3: 0.03},
        "short": {1: 0.52, 2: 0.38, 3: 0.08, 4: 0.02},
        "medium": {2: 0.58, 3: 0.33, 4: 0.07, 5: 0.02},
        "long": {3: 0.50, 4: 0.32, 5: 0.12, 6: 0.06},
    },
    # published 4–7, 5–8, 6–9, 6–10, 7–10; nearly always sooner, save for the far east
    ("yurtici", "ekonomi"): {
        "city": {2: 0.22, 3: 0.36, 4: 0.26, 5: 0.11, 6: 0.05},
        "near": {3: 0.30, 4: 0.36, 5: 0.20, 6: 0.10, 7: 0.04},
        "short": {3: 0.14, 4: 0.32, 5: 0.30, 6: 0.14, 7: 0.07, 8: 0.03},
        "medium": {4: 0.22, 5: 0.32, 6: 0.24, 7: 0.13, 8: 0.06, 9: 0.03},
        "long": {6: 0.18, 7: 0.24, 8: 0.22, 9: 0.16, 10: 0.11, 11: 0.06, 12: 0.03},
    },
}
# a pallet forgotten in a transfer centre: nobody scans it, then it goes on as if nothing had been
FORGOTTEN = {0: 0.988, 4: 0.003, 5: 0.003, 6: 0.003, 7: 0.002, 8: 0.001}

EAST = frozenset("04 12 13 30 36 47 49 56 65 73 75 76".split())
BLACK_SEA = frozenset("08 28 29 52 53 61 69".split())
SOUTH_EAST = frozenset("02 27 46 63 79".split())
RESORTS = frozenset("07 09 48".split())


def sooner(share):
    return {-1: share, 0: 1 - share}


def later(*shares):
    """later(.3, .1): three in ten a day later, one in ten two days."""
    return {0: 1 - sum(shares)} | dict(enumerate(shares, start=1))


def between(first, last):
    """A test for days from (month, day) to (month, day), over the new year when need be."""

    def holds(day):
        here = (day.month, day.day)
        return first <= here <= last if first <= last else here >= first or here <= last

    return holds


def around_black_friday(day):
    """From the last Friday of November to the second Saturday after it."""
    since = (day - black_friday(day.year)).days
    return 0 <= since <= 8


def black_friday(year):
    last = date(year, 11, 30)
    return last - timedelta(days=(last.isoweekday() - FRIDAY) % 7)


def before_a_bayram(day):
    """The week before Ramazan and Kurban Bayramı."""
    ahead = [day + timedelta(days=days) for days in range(1, 8)]
    return not is_bayram(day) and any(is_bayram(one) for one in ahead)


def is_bayram(day):
    name = holiday_name(day, "tr") if day in holidays_of(day.year) else ""
    return name.startswith(("Ramazan", "Kurban"))


def always(day):
    return True


@dataclass(frozen=True)
class Effect:
    """What makes a road longer or shorter than usual; empty `carriers` and `provinces`: all."""

    why: str
    shift: dict[int, float]
    carriers: frozenset = EVERYBODY
    provinces: frozenset = EVERYWHERE
    on: Callable[[date], bool] = always  # asked of the day the parcel left us

    def holds(self, carrier, province, left):
        return (
            (not self.carriers or carrier in self.carriers)
            and (not self.provinces or province in self.provinces)
            and self.on(left)
        )


YURTICI, HEPSIJET = frozenset(["yurtici"]), frozenset(["hepsijet"])
HUBS = YURTICI | HEPSIJET  # the riders of a city know none
EFFECTS = (
    Effect("the roads of the east", later(0.35), provinces=EAST),
    Effect(
        "snow in the east", later(0.3, 0.1), provinces=EAST, on=between((12, 10), (3, 5))
    ),
    Effect("a hub of its own in Trabzon", sooner(0.45), YURTICI, BLACK_SEA),
    Effect("a partner brings it on the Black Sea", later(0.45, 0.05), HEPSIJET, BLACK_SEA),
    Effect("a hub of its own in Gaziantep", sooner(0.4), HEPSIJET, SOUTH_EAST),
    Effect("guests at the sea", later(0.3), provinces=RESORTS, on=between((6, 20), (9, 10))),
    Effect("a strike of two weeks", later(0.3, 0.3, 0.25), YURTICI, on=between((4, 6), (4, 19))),
    Effect("night flights since June", sooner(0.4), HEPSIJET, on=between((6, 15), (12, 31))),
    Effect("full hubs on Black Friday", later(0.37, 0.13), HUBS, on=around_black_friday),
    Effect("full hubs before a bayram", later(0.33, 0.07), HUBS, on=before_a_bayram),
)  # fmt: skip


def effects(carrier, province, left):
    return [one.shift for one in EFFECTS if one.holds(carrier, province, left)]


def soonest(carrier, service):
    """Nothing makes it quicker than this: the same day is for those who sell it."""
    return 0 if 0 in ROAD[carrier, service].get("city", {}) else 1


def road_days(carrier, service, line, province, left):
    """{days: probability} of the first knock at the door, or of lying at the branch, for a parcel
    that left us on that day, whatever delays it."""
    found = ROAD[carrier, service][line]
    for shift in [*effects(carrier, province, left), FORGOTTEN]:
        found = together(found, shift, least=soonest(carrier, service))
    return found


def drawn_road(carrier, service, line, province, left, *, random):
    """One draw of `road_days`, and how many days of it the parcel lay forgotten."""
    days = draw(ROAD[carrier, service][line], random)
    for shift in effects(carrier, province, left):
        days = max(soonest(carrier, service), days + draw(shift, random))
    forgotten = draw(FORGOTTEN, random)
    return days + forgotten, forgotten


LOST = 0.004  # of the parcels that go through a hub; what a courier gets money for is looked after


# --- receivers: from the first knock to the signature ---------------------------------------------

OUT = {  # nobody at home so many times in a row, by tier
    "same_day": {0: 0.985, 1: 0.015},
    "next_day": {0: 0.96, 1: 0.035, 2: 0.005},
    "standard": {0: 0.94, 1: 0.05, 2: 0.01},
    "economy": {0: 0.92, 1: 0.07, 2: 0.01},
}
FETCHED = {0: 0.66, 1: 0.21, 2: 0.07, 3: 0.04, 5: 0.02}  # days it waits at the branch
GIVEN_UP_AFTER = 7  # days at the branch
TURNED_AWAY = {"cod": 0.08, "card": 0.006, "transfer": 0.006}  # orders refused or never fetched


def waiting_days(tier):
    """{days: probability} between the first knock, or the branch, and the receiver's hands."""
    return FETCHED if tier == "branch" else OUT[tier]


def delivery_days(carrier, service, tier, line, province, left):
    """{days: probability} of being in the receiver's hands, of parcels that are not turned away."""
    found = road_days(carrier, service, line, province, left)
    return together(found, waiting_days(tier), least=0)


# --- buyers: who changes their mind ---------------------------------------------------------------

CANCELLED = 0.014  # by the buyer, before it leaves
NOT_PAID = {"card": 0.02, "transfer": 0.12, "cod": 0}  # the bank said no, the transfer never came
GOES_BACK = {"giyim": 0.13, "elektronik": 0.07}  # of the orders with a thing of this category
GOES_BACK_ELSE = 0.045
ASKED_TOO_LATE = 0.03  # of those who send back: after the last day, so that staff decides
NEVER_SENT = 0.03  # of approved returns: the buyer keeps the thing after all
WHY = {  # of returns
    "changed_mind": 0.34,
    "does_not_fit": 0.26,
    "not_as_shown": 0.15,
    "damaged": 0.14,
    "wrong_item": 0.07,
    "too_late": 0.04,
}


# --- buyers: what they do and say when it is late -------------------------------------------------

ANSWERS_A_NOTICE = 0.55  # of those who are told that it comes later
CHOOSES = {"branch": 0.12, "cancel": 0.4}  # where it is offered; the others wait
RATES = {"on_time": 0.4, "warned": 0.75, "unwarned": 0.97}  # say how satisfied they are
STARS = {  # who was told in time is less angry
    "on_time": {5: 0.6, 4: 0.28, 3: 0.08, 2: 0.03, 1: 0.01},
    "warned": {5: 0.28, 4: 0.38, 3: 0.21, 2: 0.09, 1: 0.04},
    "unwarned": {5: 0.05, 4: 0.16, 3: 0.27, 2: 0.3, 1: 0.22},
}


# --- distributions -------------------------------------------------------------------------------


def together(first, second, *, least):
    """The distribution of the sum, nothing below `least`."""
    found = {}
    for days, chance in first.items():
        for more, other in second.items():
            sum_of_both = max(least, days + more)
            found[sum_of_both] = found.get(sum_of_both, 0) + chance * other
    return found


def draw(distribution, random):
    return random.choices(list(distribution), list(distribution.values()))[0]
