"""What the last scan and the hour say of the day a parcel comes, as learnt of what followed such
scans: plain Python, read with the profile."""

from dataclasses import asdict, dataclass
from itertools import accumulate

OUT, FAILED, AT_BRANCH = "out_for_delivery", "delivery_failed", "at_branch"
SEEN, THERE = "seen", "there"
HOURS = 24
# What is believed before anything is known, and how many parcels it is worth: our guesses.
# After a scan: the shares that come on its day, on the next delivery day, on the one after.
GUESSED = {
    OUT: (0.9, 0.07, 0.01),
    FAILED: (0.02, 0.73, 0.12),
    AT_BRANCH: (0.7, 0.24, 0.03),
}
GUESSED_HOURS = {SEEN: (9, 15), THERE: (9, 20)}  # evenly between these hours
BELIEVED = 20
OWN = 30  # parcels of a service, before it is told apart from its carrier


def evenly(first, last):
    return tuple(1 / (last - first) if first <= hour < last else 0.0 for hour in range(HOURS))


@dataclass(frozen=True)
class Signs:
    """`after`: {kind of scan: {"", "yurtici" or "yurtici|standart": GUESSED's shares}}; `hours`: of
    the parcels that come on a day, the share of which by the end of each hour something was `seen`
    that day (a courier had taken it, or it was there), and that was `there`."""

    after: dict[str, dict[str, tuple[float, ...]]]
    hours: dict[str, dict[str, tuple[float, ...]]]

    def shares(self, kind, service):
        return nearest(self.after[kind], service)

    def passed(self, what, service, hour, *, since=0.0):
        """Of the parcels that come on a day and of which nothing was heard by the hour `since`,
        the share of which it would have been by `hour`: 9.5 is half past nine."""
        found = nearest(self.hours[what], service)
        before = reached(found, since)
        return (reached(found, hour) - before) / (1 - before) if before < 1 else 1.0

    def as_json(self):
        return asdict(self)

    @classmethod
    def from_json(cls, kept):
        return cls(
            **{
                name: {
                    what: {key: tuple(shares) for key, shares in found.items()}
                    for what, found in kept[name].items()
                }
                for name in ("after", "hours")
            }
        )


def nearest(found, service):
    """Of the service, else of its carrier, else of all. `service` holds the ServiceFacts."""
    carrier = service.carrier_code
    return found.get(f"{carrier}|{service.code}") or found.get(carrier) or found[""]


def reached(running, hour):
    """The share at some minute, evenly through its hour."""
    full = int(hour)
    before = running[full - 1] if full else 0.0
    return before + (running[min(full, HOURS - 1)] - before) * (hour - full)


def learnt(after, hours):
    """The Signs of what was counted: `after` {kind: {(carrier, service): [on its day, on the next
    delivery day, on the one after, later or never]}}, `hours` {SEEN or THERE: {(carrier, service):
    [in each hour, and of which nothing was heard on that day]}}."""
    return Signs(
        after={
            kind: {key: rounded(shares) for key, shares in drawn(after.get(kind, {}), guess)}
            for kind, guess in GUESSED.items()
        },
        hours={
            what: {
                key: rounded(accumulate(shares))
                for key, shares in drawn(hours.get(what, {}), evenly(*guess))
            }
            for what, guess in GUESSED_HOURS.items()
        },
    )


def rounded(shares):
    return tuple(round(min(share, 1.0), 4) for share in shares)


def drawn(counted, guess):
    """[(key, shares)] of all, of each carrier, and of each service with parcels enough: each drawn
    to the one before it as if BELIEVED parcels had been like that."""
    size = len(guess) + 1
    everybody = shrunken(added(counted.values(), size), guess)
    found = [("", everybody)]
    for carrier in sorted({carrier for carrier, _ in counted}):
        mine = {code: counts for (one, code), counts in counted.items() if one == carrier}
        whole = shrunken(added(mine.values(), size), everybody)
        found.append((carrier, whole))
        if len(mine) > 1:
            found += [
                (f"{carrier}|{code}", shrunken(counts, whole))
                for code, counts in sorted(mine.items())
                if sum(counts) >= OWN
            ]
    return found


def added(rows, size):
    return [sum(column) for column in zip([0] * size, *rows, strict=True)]


def shrunken(counts, guess):
    total = sum(counts) + BELIEVED
    return [(count + BELIEVED * share) / total for count, share in zip(counts, guess, strict=False)]


NOTHING_LEARNT = learnt({}, {})
