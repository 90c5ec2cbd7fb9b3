"""What came of late parcels, told in the order of time as the shop's own rules have it: part of the
fee given back while the month's budget lasts, and what customers chose."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from random import Random

from shipping.calendar import DAY, ISTANBUL, days_after, local
from shipping.models import Service, Tier
from shop.payments.delays import LATE_LATELY
from shop.payments.remedies import KURUS

from . import truth
from .rows.payments import paid_at

SWEEP = time(9, 45)  # the daily look at orders whose promised end is over
CALLS = time(9, 20)
WAIT, KEEP, BRANCH, CANCEL = "wait", "keep", "branch", "cancel"


@dataclass(eq=False)
class Amends:
    """What was given back of a story's shipping fee; with a `notice`, or unasked later."""

    at: datetime
    amount: Decimal
    notice: object = None
    iban: str = ""
    paid_back_at: datetime = None


class Cashier:
    """`rule` is the RemedyRule in use; `teller` gives money back and knows who is at work."""

    def __init__(self, rule, teller, now):
        self.rule, self.teller, self.now = rule, teller, now
        self.spent = defaultdict(Decimal)
        self.branches = list(Service.objects.filter(tier=Tier.BRANCH))

    def settle(self, stories):
        cases = [case for story in stories for case in self.cases(story)]
        for at, _number, story, notice in sorted(cases, key=lambda case: case[:2]):
            if story.cancelled_at and story.cancelled_at <= at:
                continue
            if notice or is_late(story, at):
                self.give(story, notice, at)
            if notice:
                self.ask(story, notice)

    def cases(self, story):
        """(when, order number, story, the notice told then or None)"""
        told = [one for packet in story.packets for one in packet.notices if one.told_at]
        for notice in told:
            yield notice.told_at, story.number, story, notice
        last = story.option.promise.latest
        for days in range(1, LATE_LATELY.days + 1):
            at = datetime.combine(last + days * DAY, SWEEP, ISTANBUL)
            if at <= self.now and is_late(story, at):
                yield at, story.number, story, None

    def give(self, story, notice, at):
        """As `shop.payments.remedies.grant`."""
        amount, month = self.owed(story, at), local(at).date().replace(day=1)
        if not amount or self.spent[month] + amount > self.rule.monthly_budget:
            return
        self.spent[month] += amount
        story.amends = Amends(at, amount, notice)
        if story.method == "card":
            story.amends.paid_back_at = self.teller.regrets.at_once(at)
        else:
            story.amends.iban = self.teller.regrets.account()
            warehouse = story.packets[0].warehouse
            story.amends.paid_back_at = self.teller.regrets.at_work(at, warehouse, 2, 50)

    def owed(self, story, at):
        """TRY; nothing before it was paid, twice, or once the fee went back another way."""
        paid, home = paid_at(story), story.homecoming
        is_given = story.amends or (home and home.accepted_at and home.accepted_at <= at)
        if is_given or story.is_turned_away or paid is None or paid > at:
            return Decimal(0)
        share = (story.option.fee * self.rule.percent / 100).quantize(KURUS)
        return min(share, self.rule.most)

    def ask(self, story, notice):
        """What the customer chooses, if they do before it is there or the next notice comes."""
        packet = next(one for one in story.packets if notice in one.notices)
        random = Random(f"the choice for {packet.number} of {notice.broken}")
        chosen_at = notice.told_at + timedelta(minutes=random.randint(4, 900))
        later = [one.at for one in packet.notices if one.at > notice.at]
        later += [one.heard_at for one in packet.happenings if one.kind in ENDS]
        answers = random.random() < truth.ANSWERS_A_NOTICE and can_hear(story)
        if not answers or chosen_at > min([self.now, *later]):
            return
        notice.chosen_at = chosen_at
        notice.choice = self.choice(story, packet, chosen_at, random)
        if notice.choice == CANCEL:
            self.cancel(story, packet, notice)

    def choice(self, story, packet, at, random):
        """One of those the page offers then."""
        dice = random.random()
        if dice < truth.CHOOSES[CANCEL] and self.can_cancel(story, at):
            return CANCEL
        if dice > 1 - truth.CHOOSES[BRANCH] and self.has_branch(story, packet):
            return BRANCH
        return KEEP if story.amends else WAIT

    def can_cancel(self, story, at):
        """Nothing of it is packed yet."""
        return all(packet.asked_at > at for packet in story.packets)

    def has_branch(self, story, packet):
        province = story.receiver.home.province
        return packet.service.tier != Tier.BRANCH and any(
            one.carrier.code == packet.service.carrier_code
            and (not one.areas or province in one.areas)
            for one in self.branches
        )

    def cancel(self, story, packet, notice):
        """The order ends here: nothing of it is packed any more."""
        story.cancelled_at, story.cancelled_by = notice.chosen_at, "buyer"
        story.approved_at, story.approved_by, story.homecoming = None, "", None
        story.is_turned_away = False
        for one in story.packets:
            one.asked_at = one.booked_at = one.left_at = None
            one.happenings = []
            one.notices = [each for each in one.notices if each.at <= notice.chosen_at]
        if story.method != "cod":
            self.teller.give_back(story, notice.chosen_at)


ENDS = {"delivered", "returning"}


def called_at(asked_at, week):
    """Each working morning somebody makes the calls of the days before, one after the other."""
    day = days_after(local(asked_at).date(), 1, week.is_full)
    morning = datetime.combine(day, CALLS, ISTANBUL)
    return morning + timedelta(minutes=Random(f"the list of {asked_at}").randint(0, 70))


def can_hear(story):
    """Who wishes no messages has no link to choose by."""
    return story.wants_sms or story.wants_email


def is_late(story, at):
    """Its promised end is over, and a parcel of it came later or is still under way."""
    if local(at).date() <= story.option.promise.latest or not story.packets:
        return False
    return any(is_packet_late(story, packet, at) for packet in story.packets)


def is_packet_late(story, packet, at):
    if packet.lost_at and packet.lost_at <= at:
        return False
    arrived_at = packet.arrived_at(at)
    if arrived_at:
        return local(arrived_at).date() > story.option.promise.latest
    return not any(one.kind == "returning" for one in packet.heard(at))
