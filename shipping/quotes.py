"""Who can bring it, for how much and when: the one answer that every page, the cart, the checkout
and the order use. A pure function of the network and its arguments; no carrier is asked, so a
carrier that is down never stops a page."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from django.utils.translation import get_language

from .marks import Mark
from .network import network
from .places import line_between, province_name, provinces
from .promises import NotOffered, Promise, remembered, together
from .reasons import Reason
from .tariffs import billable_desi, fee

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Load:
    """What leaves one warehouse in one parcel. `handling_days` are working days on top of the
    warehouse's own; `not_with` the codes of the carriers that shall not bring these goods."""

    warehouse_id: int
    desi: Decimal
    weight_kg: Decimal
    handling_days: int = 0
    not_with: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Part:
    """One load's share of an option. `tariff_fee` is what would be paid were it not free; `cost`
    what the carrier bills the shop, None where that is not known."""

    warehouse_id: int
    fee: Decimal
    promise: Promise
    tariff_fee: Decimal = NOTHING
    cost: Decimal | None = None

    def as_json(self):
        return {
            "warehouse_id": self.warehouse_id,
            "fee": str(self.fee),
            "promise": self.promise.as_json(),
        }


@dataclass(frozen=True)
class Option:
    """One carrier's service that can bring all loads. `key` is "carrier:service"; `fee` is TRY
    with KDV for all parcels; `parts` has each load's own share, in the order of the loads."""

    key: str
    service_id: int
    carrier_code: str
    carrier_name: str
    mark: Mark
    service_code: str
    name: str
    name_en: str
    tier: str
    fee: Decimal
    fee_reasons: tuple[Reason, ...] = field(hash=False)
    promise: Promise
    parts: tuple[Part, ...]
    takes_cod: bool
    is_cheapest: bool = False
    is_fastest: bool = False

    @property
    def title(self):
        return self.name_en if get_language() == "en" else self.name

    def as_json(self):
        """What an order keeps of the option it was placed with."""
        return {
            "key": self.key,
            "service_id": self.service_id,
            "carrier_code": self.carrier_code,
            "carrier_name": self.carrier_name,
            "service_code": self.service_code,
            "name": self.name,
            "name_en": self.name_en,
            "tier": self.tier,
            "fee": str(self.fee),
            "fee_reasons": [reason.as_json() for reason in self.fee_reasons],
            "promise": self.promise.as_json(),
            "parts": [part.as_json() for part in self.parts],
        }

    @property
    def first_leaves_by(self):
        """The day on which the first of its parcels leaves: until then the money has to be here."""
        return min(part.promise.leaves_by for part in self.parts)

    @property
    def waived(self):
        """TRY with KDV that the shopper would pay, were it not free."""
        return sum((part.tariff_fee for part in self.parts), NOTHING) - self.fee

    @property
    def cost(self):
        """TRY with KDV that the carrier bills the shop; None where a part's is not known."""
        costs = [part.cost for part in self.parts]
        return None if None in costs else sum(costs, NOTHING)


@dataclass(frozen=True)
class Problem:
    """Why a service is not offered, or, with an empty `key`, why nothing is."""

    reason: Reason
    key: str = ""
    carrier_name: str = ""
    name: str = ""
    name_en: str = ""

    @property
    def title(self):
        return self.name_en if get_language() == "en" else self.name

    @property
    def text(self):
        return self.reason.text


@dataclass(frozen=True)
class Quotes:
    """Options cheapest first, then earliest. Nothing is in them without a fee and a window."""

    options: tuple[Option, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def cheapest(self):
        return self.options[0] if self.options else None

    @property
    def fastest(self):
        return next((option for option in self.options if option.is_fastest), None)

    @property
    def suggested(self):
        """What the checkout selects at first: the cheapest that comes to the door, unless that is
        the dearest of all."""
        if not self.options:
            return None
        dearest = self.options[-1].fee
        to_the_door = (one for one in self.options if one.tier != "branch" and one.fee < dearest)
        return next(to_the_door, self.options[0])

    def get(self, key):
        return next((option for option in self.options if option.key == key), None)


def quote(loads, province, *, now: datetime, goods_total: Decimal) -> Quotes:
    """The options for bringing `loads` to a province (its plate code) when ordered `now`.
    `goods_total` (TRY with KDV) decides about free delivery."""
    return quote_in(network(), loads, province, now=now, goods_total=goods_total)


def quote_in(net, loads, province, *, now, goods_total):
    wrong = what_is_wrong(net, loads, province)
    if wrong:
        return Quotes((), (Problem(wrong),))
    options, problems = [], []
    for service in net.services:
        try:
            parts = [carried(net, service, load, province, now) for load in loads]
        except NotOffered as refusal:
            problems.append(
                Problem(
                    refusal.reason,
                    service.key,
                    service.carrier_name,
                    service.name,
                    service.name_en,
                )
            )
        else:
            options.append(option_of(service, parts, goods_total))
    if not options:
        problems.insert(0, Problem(Reason("no_carrier", province=province_name(province))))
    return Quotes(marked(options), tuple(problems))


def what_is_wrong(net, loads, province):
    if province not in provinces():
        return Reason("no_province")
    if not loads:
        return Reason("nothing_to_carry")
    if any(load.warehouse_id not in net.warehouses for load in loads):
        return Reason("unknown_warehouse")
    if any(load.desi <= 0 or load.weight_kg <= 0 for load in loads):
        return Reason("no_size")
    return None


def carried(net, service, load, province, now):
    """(Part, why it costs that) for one load; raises NotOffered."""
    warehouse = net.warehouses[load.warehouse_id]
    if service.carrier_code in load.not_with:
        raise NotOffered("not_these_goods")
    if service.origins and warehouse.province not in service.origins:
        raise NotOffered("not_from_here", origin=province_name(warehouse.province))
    if service.areas and province not in service.areas:
        raise NotOffered("not_to_there", province=province_name(province))
    line = line_between(warehouse.province, province)
    price = fee(service, line, billable_desi(load.desi, load.weight_kg))
    window = remembered(
        net, warehouse, service, province, handling_days=load.handling_days, now=now
    )
    amount = price.amount
    return Part(load.warehouse_id, amount, window, amount, price.cost), price.reason


def option_of(service, parts, goods_total):
    reasons = tuple(reason for _, reason in parts)
    parts = tuple(part for part, _ in parts)
    if service.free_from is not None and goods_total >= service.free_from:
        reasons = (Reason("free_from", limit=service.free_from),)
        parts = tuple(replace(part, fee=NOTHING) for part in parts)
    return Option(
        key=service.key,
        service_id=service.id,
        carrier_code=service.carrier_code,
        carrier_name=service.carrier_name,
        mark=service.mark,
        service_code=service.code,
        name=service.name,
        name_en=service.name_en,
        tier=service.tier,
        fee=sum((part.fee for part in parts), NOTHING),
        fee_reasons=reasons,
        promise=together([part.promise for part in parts]),
        parts=parts,
        takes_cod=service.takes_cod,
    )


def marked(options):
    """Sorted, with the cheapest and the fastest marked: one each."""
    if not options:
        return ()
    options = sorted(
        options, key=lambda one: (one.fee, one.promise.latest, one.promise.earliest, one.key)
    )
    fastest = min(
        options, key=lambda one: (one.promise.latest, one.promise.earliest, one.fee, one.key)
    )
    return tuple(
        replace(one, is_cheapest=one is options[0], is_fastest=one is fastest)
        if one is options[0] or one is fastest
        else one
        for one in options
    )
