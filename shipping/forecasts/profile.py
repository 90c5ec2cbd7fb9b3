"""What was learnt, small enough for memory, and read without numpy: every page looks in here."""

from dataclasses import asdict, dataclass, field
from functools import cache
from itertools import pairwise, zip_longest
from math import log, log1p

from .signs import NOTHING_LEARNT, Signs

START, STEP, SIZE = -4.0, 0.02, 401  # the grid on which a pace is kept, in logs around the centre
NEARLY_ALL = 0.9995  # of the parcels; nobody is promised what happens to the rest
LONGEST = 120  # open days
FEW = 0.01  # of the parcels: where no more are left, what they say counts half
FURTHER = 20  # open days that anybody is told to wait on


@dataclass(frozen=True)
class Facts:
    """What is known of a parcel when it is ordered. Places are codes; `planned`: open days of the
    packers until it should leave; `soonest` and `published`: days from and by which the carrier
    says it arrives; `distance`: km, or what is paid for them where no map is at hand; `weight` kg;
    `value` money; `weekday`: 0 is Monday."""

    seller: str
    origin: str
    destination: str
    region: str
    carrier: str
    service: str
    area: str = ""
    planned: float = 0
    published: float = 0
    distance: float = 0
    weight: float = 0
    value: float = 0
    weekday: int = 0
    soonest: int = 0

    def name(self, columns):
        return "|".join(getattr(self, column) for column in columns)


@dataclass(frozen=True)
class StageProfile:
    """`effects`: {"carrier|region": {"yurtici|TR5": log}}; `paces`: {"" or a member's name: the
    chance to have finished at each step of the grid}."""

    softness: float
    numbers: tuple[float, ...]
    effects: dict[str, dict[str, float]]
    paces: dict[str, tuple[float, ...]]

    def centre(self, stage, facts):
        values = (
            1.0,
            *(log1p(max(getattr(facts, name), 0)) for name in stage.numbers),
            float(facts.origin == facts.destination),
            *(float(facts.weekday == day) for day in range(1, 7)),
        )
        centre = sum(slope * value for slope, value in zip(self.numbers, values, strict=True))
        for columns, _ in stage.groups:
            found = self.effects.get("|".join(columns), {})  # learnt before the group was
            centre += found.get(facts.name(columns), 0.0)
        return centre

    def lengths(self, stage, facts, *, longer_than=-1):
        """The chance of each number of open days from 0 on; `longer_than` so many, if that is how
        long it has already taken."""
        pace = self.paces.get(getattr(facts, stage.by)) or self.paces[""]
        centre = self.centre(stage, facts)
        chances, passed, days = [], 0.0, 0
        while passed < NEARLY_ALL and days < LONGEST:
            done = reached(pace, log(days + 0.5 + self.softness) - centre)
            chances.append(done - passed)
            passed, days = done, days + 1
        return left_of(chances, longer_than)


def reached(pace, spread):
    """The pace between two steps of its grid."""
    place = (spread - START) / STEP
    if place <= 0:
        return 0.0
    if place >= SIZE - 1:
        return 1.0
    step = int(place)
    return pace[step] + (pace[step + 1] - pace[step]) * (place - step)


def left_of(chances, longer_than):
    """What is left of the chances when that many days have passed. The fewer parcels we know of
    that took longer, the less they say: then it may well take as long again as it has taken."""
    if longer_than < 0:
        total = sum(chances)
        return [one / total for one in chances]
    days = zip_longest(chances[longer_than + 1 :], as_long_again(longer_than), fillvalue=0.0)
    left = [0.0] * (longer_than + 1) + [known + FEW * strange for known, strange in days]
    total = sum(left)
    return [one / total for one in left]


@cache
def as_long_again(passed):
    """The chances of the days after so many, by nothing but how long it has taken: half of those
    who waited so long wait two fifths of it more, a quarter as long again. Windows told anew widen
    with the wait, so that nobody hears of a new one every other day."""
    left = [((passed + 1) / (passed + 1 + day)) ** 2 for day in range(FURTHER + 1)]
    return [(one - then) / (1 - left[-1]) for one, then in pairwise(left)]


@dataclass(frozen=True)
class Profile:
    """`fitted_on`: a day; `parcels`: how many delivered ones stand behind it; `steer`: what to
    add to a wanted chance, by carrier and overall (""), so that it is kept; `signs`: what scans and
    the hour say of a parcel under way; `caution`: how much surer than the merchant's threshold a
    doubt must be before it is told; `named_day`: (kept, parcels) by road, see `named_day.py`."""

    fitted_on: int
    parcels: int
    stages: dict[str, StageProfile]
    steer: dict[str, float] | None = None
    signs: Signs = NOTHING_LEARNT
    caution: float = 0.0
    named_day: dict[str, tuple[int, int]] = field(default_factory=dict)

    def as_json(self):
        stages = {name: asdict(stage) for name, stage in self.stages.items()}
        return {"fitted_on": self.fitted_on, "parcels": self.parcels, "stages": stages}

    @classmethod
    def from_json(cls, kept):
        stages = {
            name: StageProfile(
                stage["softness"],
                tuple(stage["numbers"]),
                stage["effects"],
                {member: tuple(pace) for member, pace in stage["paces"].items()},
            )
            for name, stage in kept["stages"].items()
        }
        signs = Signs.from_json(kept["signs"]) if "signs" in kept else NOTHING_LEARNT
        return cls(
            fitted_on=kept["fitted_on"],
            parcels=kept["parcels"],
            stages=stages,
            steer=kept.get("steer"),
            signs=signs,
            caution=kept.get("caution", 0.0),
            named_day=kept.get("named_day", {}),
        )

    def aim(self, wanted, carrier):
        steer = self.steer or {}
        return min(max(wanted + steer.get(carrier, steer.get("", 0.0)), 0.5), 0.99)
