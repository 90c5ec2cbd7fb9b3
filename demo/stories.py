"""One simulated order at a time: who buys what, which option, and what then happens to it, to its
end. All is decided here from one seeded random source; `ledger` turns stories into rows."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random

from django.conf import settings

from shipping.calendar import DAY, local
from shipping.network import network

from . import truth
from .homecomings import Regrets
from .journeys import moment
from .learning import Learner
from .packing import Packers
from .people import DELIVERY_NOTES, GIFT_NOTES, Person
from .shopping import choose, pay_by, worth
from .watching import Watch

TRIES = 1000  # at a story that must come out in a certain way
FOR_SOMEBODY_ELSE = 0.05
HAS_A_NOTE, IS_A_GIFT, NO_SMS, NO_MAIL = 0.16, 0.06, 0.10, 0.06
NO_WORD = 0.03  # neither by SMS nor by mail
APPROVES_ALONE = 0.3
AT_HOME_HERE = 0.01  # of the members' orders are the first member's


@dataclass
class Story:
    """An order from the click to its last day. Moments that never come are None."""

    number: int
    placed_at: datetime
    customer: object  # a Customer, or None for a guest
    buyer: Person
    receiver: Person
    wants_sms: bool
    wants_email: bool
    wanted: dict  # {variant: quantity}
    allotments: list
    option: object  # shipping.quotes.Option
    method: str
    note: str = ""
    gift_note: str = ""
    confirmed_at: datetime = None
    declined_at: datetime = None
    cancelled_at: datetime = None
    cancelled_by: str = ""
    cancelled_because: str = "buyer"  # where it is cancelled
    paid_back_at: datetime = None
    iban: str = ""  # where money goes back to that no bank's page took
    approved_at: datetime = None
    approved_by: str = ""
    is_turned_away: bool = False
    packets: list = field(default_factory=list)
    homecoming: object = None  # a Homecoming, or None
    amends: object = None  # an Amends, or None

    @property
    def goods_total(self):
        return worth(self.wanted)

    @property
    def is_gift(self):
        return bool(self.gift_note)

    @property
    def delivered_at(self):
        """When the last parcel is in the receiver's hands, but for lost ones; None when one never
        is."""
        ends = [packet.last("delivered") for packet in self.packets if not packet.is_lost]
        return max(ends) if ends and all(ends) else None

    def arrived_at(self, now):
        """When the last parcel was where it was promised, as far as the shop knows by then."""
        ends = [packet.arrived_at(now) for packet in self.packets if not packet.is_lost]
        return max(ends) if ends and all(ends) else None

    @property
    def came_back_at(self):
        ends = [packet.last("returned") for packet in self.packets]
        return max(ends) if ends and all(ends) else None


class Storyteller:
    """`customers`: {Customer: Person}, who comes again and again, the first of them often;
    `shelves` the goods; `towns` the district of each warehouse by its id."""

    def __init__(self, random, shelves, folk, customers, towns):
        self.random, self.shelves, self.folk = random, shelves, folk
        self.customers = customers
        self.loyal = [random.paretovariate(1.1) for _ in customers]
        self.loyal[0] = AT_HOME_HERE * sum(self.loyal)
        self.packers, self.regrets = Packers(random, towns), Regrets(random, towns)
        self.learner, self.stories = Learner(), []

    def tell(self, number, placed_at, province=None):
        """The story of an order placed then."""
        return self.remembered(self.told(number, placed_at, province))

    def tell_as(self, part, number):
        """The story of a Part: told again and again until it comes out as wished, or until that
        seems impossible."""
        customer = next((one for one in self.customers if one.email == part.email), None)
        watch = None
        for _ in range(TRIES):
            story = self.told(number, part.placed_at, customer=customer, part=part)
            if part.is_near(story.option.promise.latest):
                watch = watch or Watch(self.learner.nets, part.watched_until)
                watch.follow(story)
            if part.wish(story):
                break
        return self.remembered(story)

    def remembered(self, story):
        self.packers.note(packet for packet in story.packets if packet.planned)
        self.stories.append(story)
        return story

    def told(self, number, placed_at, province=None, *, customer=None, part=None):
        story = None
        while story is None:  # some goods are sold out, some too large for any carrier there
            story = self.order(number, placed_at, province, customer)
        if part and part.is_quiet:
            story.wants_sms = story.wants_email = False
        if part and part.method and (part.method != "cod" or story.option.takes_cod):
            story.method = part.method
        self.settle(story)
        if story.confirmed_at and not story.cancelled_at:
            self.carry(story, part.regret if part else "")
        return story

    def order(self, number, placed_at, province, customer):
        """What was bought, before anything came of it; None when that cannot be."""
        customer, buyer, receiver = self.people(province, customer, placed_at)
        wanted = self.shelves.pick(placed_at)
        allotments = self.shelves.allot(wanted, receiver.home.province)
        if allotments is None:
            return None
        self.learner.keep_up(self.stories, placed_at)
        offers = self.shelves.offers(
            self.learner.net, wanted, allotments, receiver.home.province, placed_at
        )
        option = choose(self.random, offers)
        if option is None:
            return None
        return Story(
            number=number,
            placed_at=placed_at,
            customer=customer,
            buyer=buyer,
            receiver=receiver,
            **self.wishes(),
            wanted=wanted,
            allotments=allotments,
            option=option,
            method=pay_by(self.random, option, worth(wanted)),
            note=self.random.choice(DELIVERY_NOTES) if self.random.random() < HAS_A_NOTE else "",
            gift_note=self.random.choice(GIFT_NOTES) if self.random.random() < IS_A_GIFT else "",
        )

    def wishes(self):
        """By which ways they want to hear of it."""
        dice = self.random.random()
        return {
            "wants_sms": dice > NO_WORD and self.random.random() > NO_SMS,
            "wants_email": dice > NO_WORD and self.random.random() > NO_MAIL,
        }

    def people(self, province, customer, placed_at):
        """(Customer or None, who buys, who receives)."""
        if customer is None and province is None and self.random.random() < 0.45:
            (customer,) = self.random.choices(list(self.customers), self.loyal)
            customer = customer if customer.date_joined < placed_at else None
        buyer = self.customers[customer] if customer else self.folk.person(province)
        if self.random.random() < FOR_SOMEBODY_ELSE:
            return customer, buyer, self.folk.person(province)
        return customer, buyer, buyer

    # --- money

    def settle(self, story):
        """Paid, or not; kept, or cancelled before it leaves."""
        if self.random.random() < truth.NOT_PAID[story.method]:
            self.leave_unpaid(story)
            return
        story.confirmed_at = story.placed_at
        if story.method == "card":
            story.confirmed_at += timedelta(seconds=self.random.randint(35, 200))
        if story.method == "transfer":
            story.confirmed_at = self.seen_on_account(story)
        story.packets = list(self.packers.packets(story))
        if self.random.random() < truth.CANCELLED:
            story.cancelled_at = story.confirmed_at + self.minutes(8, 300)
            story.cancelled_by = "buyer"
            self.give_back(story, story.cancelled_at)

    def leave_unpaid(self, story):
        story.cancelled_by, story.cancelled_because = "clock", "unpaid"
        if story.method == "card":
            story.declined_at = story.placed_at + self.minutes(1, 4)
            story.cancelled_at = story.placed_at + timedelta(minutes=31)
        else:
            last_day = local(story.placed_at) + timedelta(days=settings.TRANSFER_DAYS)
            story.cancelled_at = last_day.replace(hour=23, minute=59, second=59) + DAY / 1440

    def seen_on_account(self, story):
        """A member of staff looks at the account on working days."""
        warehouse = network().warehouses[story.allotments[0].warehouse_id]
        return self.regrets.at_work(story.placed_at, warehouse, 1, 20)

    # --- road and end

    def carry(self, story, regret=""):
        story.is_turned_away = turned_away(story.packets[0].number, story.method)
        for packet in story.packets:
            self.packers.send(packet, story)
        for packet in story.packets:
            if packet.is_lost:
                packet.lost_at = self.given_up_at(packet)
        if story.is_turned_away:
            self.take_back(story)
        elif all(packet.is_lost for packet in story.packets):
            self.lose(story)
        else:
            self.keep(story, regret)

    def given_up_at(self, packet):
        """Carriers search for days before they say that they do not find it."""
        return self.regrets.at_work(packet.left_at, packet.warehouse, 9 * 24, 14 * 24)

    def lose(self, story):
        """Nothing of it comes any more: the merchant gives all the money back."""
        story.cancelled_at = max(packet.lost_at for packet in story.packets)
        story.cancelled_by, story.cancelled_because = "staff", "lost"
        self.give_back(story, story.cancelled_at)

    def take_back(self, story):
        """It came back whole: the merchant cancels the order and gives the money back."""
        warehouse = story.packets[0].warehouse
        story.cancelled_at = self.regrets.at_work(story.came_back_at, warehouse, 2, 26)
        story.cancelled_by, story.cancelled_because = "staff", "refused"
        self.give_back(story, story.cancelled_at)

    def give_back(self, story, asked_at):
        """What was paid for what does not come: the bank at once, staff by hand later."""
        if story.method == "card":
            story.paid_back_at = self.regrets.at_once(asked_at)
        if story.method == "transfer":
            story.iban = self.regrets.account()
            warehouse = story.packets[0].warehouse
            story.paid_back_at = self.regrets.at_work(asked_at, warehouse, 1, 26)

    def keep(self, story, regret=""):
        """The buyer says so, or the clock does after the days for it."""
        lost_at = [packet.lost_at for packet in story.packets if packet.is_lost]
        if lost_at:
            self.give_back(story, max(lost_at))
        else:
            story.homecoming = self.regrets.think_again(story, regret=regret)
        if not lost_at and not story.homecoming and self.random.random() < APPROVES_ALONE:
            day = local(story.delivered_at).date() + self.random.randint(1, 6) * DAY
            story.approved_at = moment(day, self.random, time(9), time(23))
            story.approved_by = "buyer"
        else:
            due = local(story.delivered_at) + timedelta(days=settings.APPROVAL_DAYS)
            due = max([due, *lost_at])
            story.approved_at = next_quarter_past(due)
            story.approved_by = "clock"

    def minutes(self, least, most):
        return timedelta(minutes=self.random.randint(least, most))


def turned_away(number, method):
    """Whether the receiver of an order sends the courier away or never comes: the same for the
    number of its first parcel whenever it is asked."""
    return Random(f"the door of {number}").random() < truth.TURNED_AWAY[method]


def next_quarter_past(moment_due):
    """When the clock looks: at a quarter past each hour."""
    found = moment_due.replace(minute=15, second=0, microsecond=0)
    return found if found > moment_due else found + timedelta(hours=1)
