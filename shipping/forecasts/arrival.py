"""From two stretches of the way to a day at the door, and to a window with a chance."""

from bisect import bisect_right
from dataclasses import dataclass

from .stages import HANDLING, TRANSIT


@dataclass(frozen=True)
class OpenDays:
    """The open days of a calendar as ordinals, in order, far enough ahead."""

    days: tuple[int, ...]

    def place(self, day):
        """How many open days there are up to and with `day`."""
        return bisect_right(self.days, day)

    def after(self, day, count):
        """The `count`th open day after `day`; 0 is `day` itself. As far as the calendar goes."""
        last = len(self.days)
        return day if count == 0 else self.days[min(self.place(day) + count, last) - 1]

    def by(self, day):
        """The last open day up to and with `day`."""
        return self.days[max(self.place(day), 1) - 1]

    def between(self, first, last):
        return self.place(last) - self.place(first)


@dataclass(frozen=True)
class Arrival:
    """The days (ordinals, in order) on which a parcel may arrive, and the chance of each."""

    days: tuple[int, ...]
    chances: tuple[float, ...]

    @classmethod
    def of(cls, chances):
        days = sorted(chances)
        return cls(tuple(days), tuple(chances[day] for day in days))

    def by(self, day):
        """The chance to have arrived by the end of `day`."""
        return sum(self.chances[: bisect_right(self.days, day)])

    def between(self, first, last):
        return self.by(last) - self.by(first - 1)

    def day_by(self, wanted):
        """The first day by whose end it has arrived with that chance."""
        total = 0.0
        for day, chance in zip(self.days, self.chances, strict=True):
            total += chance
            if total >= wanted - 1e-9:
                return day
        return self.days[-1]

    def top(self, count):
        """The likeliest days in order, as (day, chance)."""
        found = sorted(zip(self.chances, self.days, strict=True), reverse=True)[:count]
        return sorted((day, chance) for chance, day in found)

    def window(self, wanted):
        """(first, last): the shortest window whose chance is as near to `wanted` as whole days
        allow; of equally short ones the likeliest."""
        sums, total = [0.0], 0.0
        for chance in self.chances:
            total += chance
            sums.append(total)
        best, last = None, 0
        for first, day in enumerate(self.days):
            while last < len(self.days) and sums[last] - sums[first] < wanted - 1e-9:
                last += 1
            more, less = sums[last] - sums[first], sums[last - 1] - sums[first]
            is_short = more < wanted - 1e-9  # all that is left after this day
            is_nearer = last - 1 > first and wanted - less < more - wanted
            ends = last - 1 if is_nearer and not is_short else last
            found = (self.days[ends - 1] - day, sums[first] - sums[ends], day)
            if best is None or (found < best and not (is_short and found[1] > best[1])):
                best = found
        width, _, first = best
        return first, first + width


def hand_over(profile, facts, begins, packing, *, passed=-1):
    """{day: chance} of leaving; `passed`: open days since `begins` on which it has not left."""
    lengths = profile.stages["handling"].lengths(HANDLING, facts, longer_than=passed)
    return {packing.after(begins, count): chance for count, chance in enumerate(lengths) if chance}


def arrival(profile, facts, begins, packing, delivering, *, passed=-1):
    """The Arrival of a parcel whose handling began on `begins` and that has not left."""
    lengths = on_the_road(profile, facts)
    found, reach = {}, len(delivering.days)
    for left, chance in hand_over(profile, facts, begins, packing, passed=passed).items():
        place = delivering.place(left)
        for count, share in enumerate(lengths):
            day = delivering.days[min(place + count, reach) - 1] if count else left
            found[day] = found.get(day, 0.0) + chance * share
    return Arrival.of(found)


def arrival_of_left(profile, facts, left, delivering, *, passed=-1):
    """The Arrival of a parcel handed over on `left`, not delivered in `passed` delivery days."""
    lengths = on_the_road(profile, facts, passed=passed)
    return Arrival.of(
        {delivering.after(left, count): chance for count, chance in enumerate(lengths) if chance}
    )


def on_the_road(profile, facts, *, passed=-1):
    """The chance of each number of delivery days from 0 on. What was learnt is smooth and leaves a
    little for the day it leaves; where the carrier publishes no such day, that counts for the next:
    nobody is told to wait at the door while the parcel is being fetched from us."""
    lengths = profile.stages["transit"].lengths(TRANSIT, facts, longer_than=passed)
    if not facts.soonest:
        return lengths
    at_once, next_day, *later = [*lengths, 0.0]
    return [0.0, at_once + next_day, *later]
