"""The two stretches of a parcel's way, and what each is believed to depend on."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Stage:
    """A stretch of the way, counted in open days of who works on it.

    Its length is modelled as log(days + softness). `groups` are (columns, strength): whoever
    shares these columns shares an effect, drawn to nothing as if `strength` parcels had shown
    none. Effects are remembered with `half_life` calendar days. A parcel that has been on it for
    more than `horizon` calendar days is lost, not slow. `by` is the column whose members have a
    pace of their own where they are many.
    """

    name: str
    begins: str
    ends: str
    softness: float
    half_life: float
    horizon: int
    by: str
    numbers: tuple[str, ...]
    groups: tuple[tuple[tuple[str, ...], float], ...]


# From order to hand-over: who packs it decides, how much there is to pack, and what is packed
# first because of who fetches it when.
HANDLING = Stage(
    "handling",
    begins="ordered",
    ends="handed_over",
    softness=2,
    half_life=200,
    horizon=45,
    by="seller",
    numbers=("planned", "value", "weight"),
    groups=((("seller",), 4), (("origin",), 6), (("carrier", "service"), 8)),
)

# From hand-over to the door. Few parcels on a lane lean on its destination, its region, its
# carrier, and on the days the carrier publishes.
TRANSIT = Stage(
    "transit",
    begins="handed_over",
    ends="delivered",
    softness=4,
    half_life=150,
    horizon=120,
    by="carrier",
    numbers=("published", "distance", "weight"),
    groups=(
        (("carrier",), 4),
        (("carrier", "service"), 6),
        (("destination",), 12),
        (("carrier", "destination"), 12),
        (("region",), 6),
        (("carrier", "region"), 6),
        (("origin",), 6),
        (("carrier", "origin", "destination"), 8),
        (("area",), 10),
        (("seller",), 10),
    ),
)

STAGES = (HANDLING, TRANSIT)
