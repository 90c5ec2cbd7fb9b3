"""One simulated order at a time: who buys what, which option, and what then happens to it. All
decided here from one seeded random source; `year` turns stories into rows."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from shipping.places import districts, neighbourhoods, provinces
from shipping.quotes import Load, quote
from shop.catalog.stocking import OutOfStock, allot

from .people import CROWD, NOTES, person, phone, street

ISTANBUL = ZoneInfo("Europe/Istanbul")
LATE = {"yurtici": 0.09, "hepsijet": 0.05, "table": 0.03}  # share of parcels that miss the window
REASONS = ["changed_mind", "does_not_fit", "not_as_shown", "damaged", "wrong_item"]
CUSTOMERS_AT_HOME = 0.94
TRANSFERS_TAKE = timedelta(days=2)


@dataclass
class Story:
    placed_at: datetime
    buyer: object  # a Customer, or None for a guest
    name: str
    phone: str
    email: str
    province: str
    district: str
    neighbourhood: str
    address: str
    note: str
    wanted: dict  # {variant: quantity}
    allotments: list
    option: object  # shipping.quotes.Option
    method: str
    is_gift: bool
    fate: str = "delivered"  # delivered, sent_back, cancelled, unpaid
    scans: list = field(default_factory=list)  # [(kind, at, place)]
    return_reason: str = ""

    @property
    def goods_total(self):
        return sum(variant.price * quantity for variant, quantity in self.wanted.items())

    def last(self, kind):
        return next((at for name, at, _ in reversed(self.scans) if name == kind), None)


class Storyteller:
    def __init__(self, random, now, goods, members):
        variants, stocks = goods
        self.random, self.now = random, now
        self.variants = variants
        self.members = members
        self.stocks = {}
        for stock in stocks:
            self.stocks.setdefault(stock.variant_id, []).append(stock)
        self.favour = [random.paretovariate(1.3) for _ in variants]
        self.codes = list(provinces())
        self.crowd = [CROWD.get(code, 1) for code in self.codes]

    def tell(self, placed_at, province=None):
        """A story of an order placed then, or None when nothing could be carried there."""
        buyer = self.random.choice(self.members) if self.random.random() < 0.45 else None
        province = province or self.random.choices(self.codes, self.crowd)[0]
        district = self.random.choice(districts(province))
        wanted = self.pick_goods()
        try:
            allotments = allot(
                {variant.pk: quantity for variant, quantity in wanted.items()},
                province,
                [stock for variant in wanted for stock in self.stocks.get(variant.pk, [])],
            )
        except OutOfStock:
            return None
        option = self.pick_option(wanted, allotments, province, placed_at)
        if option is None:
            return None
        name, email, number = self.identity(buyer)
        story = Story(
            placed_at=placed_at,
            buyer=buyer,
            name=name,
            phone=number,
            email=email,
            province=province,
            district=district,
            neighbourhood=self.random.choice(list(neighbourhoods(province)[district])),
            address=street(self.random),
            note=self.random.choice(NOTES),
            wanted=wanted,
            allotments=allotments,
            option=option,
            method=self.pick_method(option, wanted),
            is_gift=self.random.random() < 0.06,
        )
        self.carry(story)
        return story

    def identity(self, buyer):
        if buyer:
            return buyer.name, buyer.email, buyer.phone
        first, last = person(self.random)
        return (
            f"{first} {last}",
            f"misafir{self.random.randint(1, 10**7)}@ornek.example",
            phone(self.random),
        )

    def pick_goods(self):
        kinds = self.random.choices([1, 2, 3, 4], [60, 25, 10, 5])[0]
        picked = self.random.choices(self.variants, self.favour, k=kinds)
        return {variant: self.random.choices([1, 2, 3], [85, 12, 3])[0] for variant in picked}

    def pick_option(self, wanted, allotments, province, at):
        by_warehouse = {}
        of = {variant.pk: variant for variant in wanted}
        for allotment in allotments:
            by_warehouse.setdefault(allotment.warehouse_id, []).append(allotment)
        loads = [
            Load(
                warehouse_id,
                sum(of[one.variant_id].desi * one.quantity for one in some),
                sum(of[one.variant_id].weight_kg * one.quantity for one in some),
                max(of[one.variant_id].product.handling_days for one in some),
            )
            for warehouse_id, some in by_warehouse.items()
        ]
        total = sum(variant.price * quantity for variant, quantity in wanted.items())
        options = quote(loads, province, now=at, goods_total=total).options
        if not options:
            return None
        return options[0] if self.random.random() < 0.4 else self.random.choice(options)

    def pick_method(self, option, wanted):
        total = sum(variant.price * quantity for variant, quantity in wanted.items())
        if option.takes_cod and total < Decimal(4000) and self.random.random() < 0.2:
            return "cod"
        return "transfer" if self.random.random() < 0.12 else "card"

    def carry(self, story):
        """Decide the parcel's road: when it leaves, when each scan is, how it ends."""
        chance = self.random.random()
        if chance < 0.025:
            story.fate = "cancelled"
            return
        if story.method == "transfer" and story.placed_at > self.now - TRANSFERS_TAKE:
            story.fate = "unpaid"
            return
        promise = story.option.promise
        left = self.moment(promise.leaves_by, 16, 19)
        if left <= story.placed_at:
            left = story.placed_at + timedelta(hours=2)
        if self.random.random() < 0.04:
            left += timedelta(days=1)
        arrival = self.arrival(story, promise, left)
        here = story.province
        story.scans = [("accepted", left, ""), ("in_transit", left + timedelta(hours=5), "")]
        story.scans += self.hubs(left, arrival)
        if (arrival - left) > timedelta(hours=20):
            story.scans.append(("at_branch", arrival - timedelta(hours=9), here))
        if self.random.random() > CUSTOMERS_AT_HOME:
            failed = arrival
            arrival += timedelta(days=1 if arrival.weekday() < 5 else 3)
            story.scans += [
                ("out_for_delivery", failed - timedelta(hours=5), here),
                ("delivery_failed", failed, here),
            ]
        story.scans.append(("out_for_delivery", arrival - timedelta(hours=4), here))
        refused = story.method == "cod" and self.random.random() < 0.08
        if refused or self.random.random() < 0.006:
            story.fate = "sent_back"
            story.scans += [
                ("delivery_failed", arrival, here),
                ("returning", arrival + timedelta(days=1), here),
                ("returned", arrival + timedelta(days=4), ""),
            ]
            return
        story.scans.append(("delivered", arrival, here))
        if self.random.random() < 0.07:
            story.return_reason = self.random.choice(REASONS)

    def hubs(self, left, arrival):
        """A parcel on a long way is read about every other day."""
        at, scans = left + timedelta(hours=45), []
        while at < arrival - timedelta(hours=30):
            scans.append(("in_transit", at, ""))
            at += timedelta(hours=self.random.randint(36, 50))
        return scans

    def arrival(self, story, promise, left):
        span = (promise.latest - promise.earliest).days
        day = promise.earliest + timedelta(days=self.random.randint(0, span))
        if self.random.random() < LATE[story.option.carrier_code]:
            day = promise.latest + timedelta(days=self.random.randint(1, 4))
        while day.weekday() == 6:
            day += timedelta(
                days=1 if day < promise.latest else -1 if day > promise.earliest else 1
            )
        arrival = self.moment(day, 10, 19)
        return max(arrival, left + timedelta(hours=6))

    def moment(self, day, first_hour, last_hour):
        clock = time(self.random.randint(first_hour, last_hour - 1), self.random.randint(0, 59))
        return datetime.combine(day, clock, ISTANBUL)
