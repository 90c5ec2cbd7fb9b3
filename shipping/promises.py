"""When it leaves us and when it can arrive, with the reasons: pure functions of values."""

from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from math import prod

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from notifications.templatetags.words import percent, through

from .calendar import (
    NeverOpen,
    arrives,
    holidays_of,
    is_past,
    local,
    service_cut_off,
    ships_on,
    starts_on,
    warehouse_cut_off,
)
from .forecasts.arrival import Arrival, arrival, hand_over
from .forecasts.facts import delivery_days, facts_of, packing_days
from .forecasts.named_day import chance_of, is_kept_too_seldom, share_kept
from .models import NAMING_THEIR_DAY
from .places import line_between, province_name
from .reasons import Reason

SATURDAY, SUNDAY = 6, 7
DAY = timedelta(days=1)
LONGEST_WAIT = timedelta(days=30)  # from the order: Law 6502 art. 48/3; distance contracts art. 16
MOST_WORKED_OUT = 2000  # promises in memory, about 2 kB each


class NotOffered(Exception):
    """Cannot be kept, or not be worked out; `reason` says why in a sentence."""

    def __init__(self, code, **values):
        self.reason = Reason(code, **values)
        super().__init__(code)


@dataclass(frozen=True)
class Promise:
    """Calendar days in Istanbul. `chance` (0 to 1) that it arrives from `earliest` to `latest`;
    None where too few parcels are known and the window is the carrier's published one. `numbers`
    is what it was worked out from, as the ledger keeps it; `arrival` the chance of each day."""

    leaves_by: date
    earliest: date
    latest: date
    chance: float | None = None
    reasons: tuple[Reason, ...] = field(default=(), hash=False)  # the days hash well enough
    numbers: dict = field(default_factory=dict, compare=False, repr=False)
    arrival: Arrival | None = field(default=None, compare=False, repr=False)

    def as_json(self):
        return {
            "leaves_by": self.leaves_by.isoformat(),
            "earliest": self.earliest.isoformat(),
            "latest": self.latest.isoformat(),
            "chance": self.chance,
            "reasons": [reason.as_json() for reason in self.reasons],
            "numbers": self.numbers,
        }

    @classmethod
    def from_json(cls, kept):
        return cls(
            date.fromisoformat(kept["leaves_by"]),
            date.fromisoformat(kept["earliest"]),
            date.fromisoformat(kept["latest"]),
            kept["chance"],
            tuple(Reason.from_json(reason) for reason in kept["reasons"]),
            kept.get("numbers", {}),
        )


def promise(net, warehouse, service, province, *, handling_days, now):
    """The promise for goods of one warehouse going to a province; raises NotOffered. Learnt from
    our own parcels where there are enough of them, else what warehouse and carrier plan."""
    days = service.days.get(line_between(warehouse.province, province))
    if days is None:
        raise NotOffered("no_window")
    handling_days += warehouse.handling_days
    try:
        leaves_by = ships_on(now, warehouse, service, handling_days)
        if service.tier in NAMING_THEIR_DAY:
            window = on_its_day(net, warehouse, service, province, leaves_by, days)
        elif net.forecast:
            window = learnt(net, warehouse, service, province, leaves_by, handling_days, now)
        else:
            window = planned(service, leaves_by, days)
    except NeverOpen:
        raise NotOffered("no_window") from None
    must_be_kept(service, days, window, handling_days, local(now).date())
    reasons = (
        *why_it_leaves(now, warehouse, service, handling_days),
        Reason(
            "leaves",
            day=window.leaves_by,
            origin=province_name(warehouse.province),
            carrier=service.carrier_name,
        ),
        *why_it_arrives(warehouse, service, province, days),
        *([Reason("ready_at_branch")] if service.tier == "branch" else []),
        *days_off(local(now).date(), window.latest, warehouse, service),
        *why_sure(net, window),
    )
    return replace(window, reasons=reasons)


def on_its_day(net, warehouse, service, province, leaves_by, days):
    """As planned, with the chance with which such plans were kept lately on this road."""
    window = planned(service, leaves_by, days)
    share = share_kept(net.forecast, service.id, warehouse, province)
    if share is None:
        return window
    if is_kept_too_seldom(share):
        raise NotOffered("seldom_today" if service.tier == "same_day" else "seldom_next_day")
    numbers = {"forecast": net.forecast_id, "kept": share.hits, "of": share.count}
    return replace(window, chance=chance_of(share), numbers=numbers)


def planned(service, leaves_by, days):
    return Promise(leaves_by, *arrives(leaves_by, service.deliveries, days))


def learnt(net, warehouse, service, province, leaves_by, handling_days, now):
    """The shortest window that arrives with the chance the shop wants to state."""
    facts, begins = facts_of(
        net, warehouse, service, province, handling_days=handling_days, now=now
    )
    packing = packing_days(net, warehouse, service, begins)
    delivering = delivery_days(net, service, begins)
    aim = net.forecast.aim(settings.PROMISE_CHANCE, service.carrier_code)
    left = Arrival.of(hand_over(net.forecast, facts, begins.toordinal(), packing))
    days = arrival(net.forecast, facts, begins.toordinal(), packing, delivering)
    first, last = days.window(aim)
    chance = days.between(first, last)
    leaves_by = max(leaves_by.toordinal(), left.day_by(aim))
    # who packs sooner than the shop plans is not said to send it off after it has come
    leaves_by = min(leaves_by, packing.by(last - 1 if facts.soonest else last))
    numbers = {
        "forecast": net.forecast_id,
        "wanted": settings.PROMISE_CHANCE,
        "aim": round(aim, 4),
        "facts": asdict(facts),
        "begins": begins.isoformat(),
        "arrives": {
            date.fromordinal(day).isoformat(): round(share, 4) for day, share in days.top(20)
        },
    }
    return Promise(
        date.fromordinal(leaves_by),
        date.fromordinal(first),
        date.fromordinal(last),
        # what steering adds is what such windows fall short of: it is not stated on top
        round(min(max(chance + settings.PROMISE_CHANCE - aim, 0.01), 0.99), 3),
        numbers=numbers,
        arrival=days,
    )


def why_sure(net, window):
    if window.chance is not None:
        count = window.numbers.get("of", net.forecast.parcels)
        yield Reason("learnt", share=percent_of(window.chance), count=count)
    elif net.forecast is None:
        yield Reason("published")


def percent_of(chance):
    return round(100 * chance)


def must_be_kept(service, days, window, handling_days, today):
    """Same day is today or not at all; next day needs a road of one day, and goods that leave at
    once. Nothing is promised for later than the law allows."""
    if service.tier == "same_day" and window.latest > today:
        raise NotOffered("not_today")
    if service.tier == "next_day" and days[1] > 1:
        raise NotOffered("not_next_day")
    if service.tier == "next_day" and (handling_days or not is_next_day(window, today)):
        raise NotOffered("late_for_next_day")
    if window.latest > today + LONGEST_WAIT:
        raise NotOffered("too_far", days=LONGEST_WAIT.days)


def is_next_day(window, today):
    """Handed over today, or tomorrow after the cut-off, and there the day after: over a weekend or
    a holiday the name would not be true."""
    return window.leaves_by <= today + DAY and window.latest <= window.leaves_by + DAY


def why_it_leaves(now, warehouse, service, handling_days):
    today, starts = local(now).date(), starts_on(now, warehouse)
    cut_off = warehouse_cut_off(warehouse, today)
    own = service_cut_off(service, today)
    if own and own < cut_off and not handling_days and starts == today:
        if is_past(now, own):
            yield Reason("missed_pickup", cut_off=own)
        else:
            yield Reason("in_time", cut_off=own)
    elif starts == today:
        yield Reason("in_time", cut_off=cut_off)
    elif warehouse.week.is_open(today):
        yield Reason("too_late", cut_off=cut_off, starts=starts)
    else:
        yield Reason("warehouse_closed", starts=starts)
    if handling_days:
        yield Reason("handling", days=handling_days)


def why_it_arrives(warehouse, service, province, days):
    at_least, at_most = days
    if at_most == 0:
        yield Reason("same_day_road")
        return
    yield Reason(
        "road",
        days=str(at_most) if at_least == at_most else f"{at_least}–{at_most}",
        origin=province_name(warehouse.province),
        destination=province_name(province),
    )
    if not service.deliveries.weekdays & {SATURDAY, SUNDAY}:
        yield Reason("no_weekend")
    elif SUNDAY not in service.deliveries.weekdays:
        yield Reason("no_sunday")


def days_off(today, latest, warehouse, service):
    """Holidays and days out of the ordinary that fall in the way."""
    for number in range((latest - today).days + 1):
        day = today + timedelta(number)
        why = warehouse.week.closed.get(day) or service.deliveries.closed.get(day)
        kind = holidays_of(day.year).get(day)
        if why:
            yield Reason("closed", day=day, why=why)
        elif kind:
            yield Reason("holiday" if kind == "public" else "half_day", day=day)


def remembered(network, warehouse, service, province, *, handling_days, now):
    """The same as `promise`, worked out once while nothing it depends on has changed: the day,
    and whether the cut-offs have passed."""
    moment = local(now)
    today, clock = moment.date(), moment.time()
    key = (
        warehouse.id,
        service.id,
        province,
        handling_days,
        today,
        clock >= warehouse_cut_off(warehouse, today),
        is_past(now, service_cut_off(service, today)),
    )
    found = network.worked_out.get(key)
    if found is None:
        try:
            found = promise(
                network, warehouse, service, province, handling_days=handling_days, now=now
            )
        except NotOffered as refusal:
            found = refusal.reason  # not the exception: raised again it would grow a traceback
        if len(network.worked_out) >= MOST_WORKED_OUT:
            network.worked_out.clear()
        network.worked_out[key] = found
    if isinstance(found, Reason):
        raise NotOffered(found.code, **found.values)
    return found


def together(promises):
    """One promise for several parcels: from the first possible arrival to the last."""
    if len(promises) == 1:
        return promises[0]
    several = Reason("several_parcels", count=len(promises))
    reasons = dict.fromkeys(reason for one in promises for reason in one.reasons)
    earliest = min(one.earliest for one in promises)
    latest = max(one.latest for one in promises)
    return Promise(
        max(one.leaves_by for one in promises),
        earliest,
        latest,
        all_between(promises, earliest, latest),
        (several, *reasons),
    )


def all_between(promises, earliest, latest):
    """The chance that every one of the parcels arrives from `earliest` to `latest`; at least that
    each does within its own days, where no more of it was kept. None where one is not known."""
    if any(one.chance is None for one in promises):
        return None
    if any(one.arrival is None for one in promises):
        return round(prod(one.chance for one in promises), 3)
    first, last = earliest.toordinal(), latest.toordinal()
    return round(prod(one.arrival.between(first, last) for one in promises), 3)


def sentence(promise, language):
    """What the shopper reads, as the ledger keeps it."""
    with override(language):
        days = through(promise.earliest, promise.latest)
        if promise.chance is None:
            return _("%(days)s, by the carrier's published days") % {"days": days}
        return _("%(days)s, with a chance of %(chance)s") % {
            "days": days,
            "chance": percent(promise.chance),
        }
