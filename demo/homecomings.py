"""Goods that go back: why, when, and what the merchant makes of them; part of an order's story."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from django.conf import settings
from stdnum import iban as iban_number

from returns.deadlines import GRACE, REMIND_BEFORE
from returns.windows import policy, window
from shipping.calendar import DAY, ISTANBUL, days_after, local
from shipping.network import network
from shipping.returning import return_service

from . import truth
from .journeys import Trip, journey, moment
from .packing import Packet

HALF_AN_HOUR, CLOCK_LOOKS = timedelta(minutes=30), timedelta(seconds=40)
SWEEP = time(10, 20)  # the daily look at returns that were not sent
QUESTION = time(10, 40)  # the daily question to those whose money went back
DESK_HOURS = (time(9, 15), time(17, 40))
COUNTER_HOURS = (time(10), time(18))
DROPPED_OFF = {0: 0.18, 1: 0.34, 2: 0.2, 3: 0.12, 5: 0.1, 7: 0.06}  # working days after the code
CAN_BE_SOLD = {"damaged": 0.0, "wrong_item": 0.95, "not_as_shown": 0.8}
REFUSAL = "İade süresi dolduğu için bu ürünü geri alamıyoruz."
GOODWILL = "Süre dolmuş olsa da bu kez kabul ediyoruz."
ANSWERS = [
    (5, "Çok kolaydı, para iki günde geldi."),
    (5, ""),
    (5, "Kargo şubesi evime yakındı."),
    (4, ""),
    (4, "Kutu da verseydiniz iyi olurdu."),
    (3, "Şubede kodu bulmaları uzun sürdü."),
    (2, "Kutuyu kendim bulmak zorunda kaldım."),
]
APPEALS = [
    "Hastanedeydim, zamanında gönderemedim.",
    "Şehir dışındaydım, paketi yeni açabildim.",
    "Hediye almıştım, sahibi ölçüsünü yeni denedi.",
]
WORDS = {
    "changed_mind": ["", "", "", "İhtiyacım kalmadı.", "Aynısını hediye aldım."],
    "does_not_fit": ["Bir beden küçük geldi.", "Kalıbı dar, bir büyüğünü alacağım.", "Bol geldi."],
    "not_as_shown": ["Rengi fotoğraftakinden koyu.", "Fotoğrafta daha büyük görünüyordu.", ""],
    "wrong_item": ["Siparişim bu değildi, paket karışmış.", "Başka bir ürün göndermişsiniz."],
    "too_late": ["Doğum gününe yetişmedi, artık gerek kalmadı.", "Geç geldi, başka yerden aldım."],
}
DAMAGED = {  # by category
    "mutfak": ["Bir parçası kırık çıktı.", "Kenarı çatlak geldi."],
    "kiler": ["Kapağı açılmış, içi dökülmüş.", "Paketi yırtık geldi."],
    "ev": ["Yüzeyi çizilmiş.", "Kutusu ezilmiş, ürün de zarar görmüş."],
    "giyim": ["Dikişi sökük geldi.", "Üzerinde leke vardı."],
    "elektronik": ["Açılmıyor.", "Çalışmıyor, şarj da almıyor."],
    "spor": ["Kutusu ezilmiş, ürün de çizilmiş.", "Bir parçası eksik."],
    "bakim": ["Kapağı açılmış, içi dökülmüş."],
    "kitap-ve-hobi": ["Kapağı yırtılmış.", "Köşeleri ezilmiş."],
}


@dataclass
class Homecoming:
    """A return from the wish to the money. Moments that never came, or have not come, are None;
    what lies in the future is left out when rows are made."""

    variant: object
    quantity: int
    reason: str
    note: str
    asked_at: datetime
    packet: Packet
    iban: str = ""
    appeal: str = ""
    refused_at: datetime = None
    approved_at: datetime = None
    code_told_at: datetime = None
    send_by: date = None
    reminded_at: datetime = None
    lapsed_at: datetime = None
    received_at: datetime = None  # when the shop heard that it arrived
    accepted_at: datetime = None
    paid_back_at: datetime = None
    can_be_sold: bool = True

    @property
    def settled_at(self):
        """The clock looks every minute."""
        return self.paid_back_at and self.paid_back_at + CLOCK_LOOKS

    @property
    def rating_asked_at(self):
        """The morning after the refund."""
        if self.settled_at is None:
            return None
        return datetime.combine(local(self.settled_at).date() + DAY, QUESTION, ISTANBUL)

    @property
    def clicks(self):
        """The link and four buttons, one more for an account; now and then something again."""
        random = Random(f"what was pressed for {self.packet.number}")
        return 5 + bool(self.iban) + random.choice((0, 0, 0, 0, 0, 1, 2))

    @property
    def answer(self):
        """(when, stars, words) to the question how it was; None from about every second one."""
        random = Random(f"how it was with {self.packet.number}")
        if self.rating_asked_at is None or random.random() < 0.5:
            return None
        stars, words = random.choice(ANSWERS)
        return self.rating_asked_at + timedelta(minutes=random.randint(2, 600)), stars, words


class Regrets:
    """Decides which delivered orders come back, whole or in part."""

    def __init__(self, random, towns):
        self.random, self.towns = random, towns
        self.way_back = return_service().pk

    def think_again(self, story, *, regret=""):
        """A Homecoming, or None: most things are kept. With a `regret`, "in time" or "too late",
        it is sent back whenever that may be."""
        variant, quantity = self.random.choice(list(story.wanted.items()))
        category = variant.product.category.slug
        share = truth.GOES_BACK.get(category, truth.GOES_BACK_ELSE)
        if not regret and self.random.random() > share:
            return None
        reason = self.reason(story, variant)
        if reason is None:
            return None
        found = Homecoming(
            variant=variant,
            quantity=quantity,
            reason=reason,
            note=self.random.choice(DAMAGED[category] if reason == "damaged" else WORDS[reason]),
            asked_at=self.asked_at(story, reason, regret),
            packet=self.empty_packet(story, variant),
            iban="" if story.method == "card" else self.account(),
        )
        self.answer(found, story)
        if found.approved_at:
            self.travel(found, story)
        return found

    def reason(self, story, variant):
        """None for what the law lets nobody send back for a change of mind."""
        (reason,) = self.random.choices(list(truth.WHY), truth.WHY.values())
        was_late = (
            local(story.arrived_at(story.delivered_at + DAY)).date() > story.option.promise.latest
        )
        if reason == "too_late" and not was_late:
            return None
        is_withdrawal = reason in {"changed_mind", "does_not_fit", "too_late"}
        is_worn = variant.product.category.slug == "giyim"
        if reason == "does_not_fit" and not is_worn:
            reason = "changed_mind"
        return None if is_withdrawal and variant.product.withdrawal_exception else reason

    def asked_at(self, story, reason, regret):
        soon = reason in {"damaged", "wrong_item", "too_late"}
        days = self.random.choices(range(0, 13), [12 - day for day in range(13)])[0]
        days = min(days, 2) if soon else days
        day = local(story.delivered_at).date() + days * DAY
        if regret == "too late" or self.random.random() < truth.ASKED_TOO_LATE:
            day = window_of(story).last_day + self.random.randint(2, 8) * DAY
        at = moment(day, self.random, time(9), time(23))
        return max(at, story.delivered_at + timedelta(minutes=self.random.randint(40, 400)))

    def answer(self, found, story):
        """Within the days it is approved at once; what comes later waits for a person."""
        if window_of(story).is_open(local(found.asked_at).date()):
            found.approved_at = found.asked_at
            return
        found.appeal = self.random.choice(APPEALS)
        decided_at = self.at_work(found.asked_at, found.packet.warehouse, 4, 30)
        if self.random.random() < 0.5:
            found.refused_at = decided_at
        else:
            found.approved_at = decided_at

    def empty_packet(self, story, variant):
        """For the way back to the shelf the thing came from."""
        first = next(one for one in story.allotments if one.variant_id == variant.pk)
        return Packet(
            number=f"KPND{self.random.randrange(10**10):010d}",
            warehouse=network().warehouses[first.warehouse_id],
            service=network().every_service[self.way_back],
            allotments=[first],
            leaves_by=None,
        )

    def travel(self, found, story):
        """The code, the counter of the branch, the road, the merchant's table, the money."""
        packet = found.packet
        packet.leaves_by = local(found.approved_at).date() + settings.RETURN_SEND_DAYS * DAY
        packet.asked_at = found.approved_at
        packet.booked_at = found.approved_at + timedelta(seconds=self.random.randint(4, 50))
        found.code_told_at = packet.booked_at + CLOCK_LOOKS
        found.send_by = local(found.code_told_at).date() + settings.RETURN_SEND_DAYS * DAY
        packet.left_at = dropped_at(packet.number, packet.service, packet.booked_at)
        if packet.left_at is None:
            found.reminded_at = datetime.combine(found.send_by - REMIND_BEFORE, SWEEP, ISTANBUL)
            found.lapsed_at = datetime.combine(found.send_by + GRACE + DAY, SWEEP, ISTANBUL)
            return
        town = self.towns[packet.warehouse.id]
        packet.happenings = journey(trip_home(packet, story.receiver.home, town))
        found.received_at = packet.happenings[-1].heard_at
        found.accepted_at = self.at_work(found.received_at, packet.warehouse, 1, 34)
        found.can_be_sold = self.random.random() < CAN_BE_SOLD.get(found.reason, 0.97)
        if story.method == "card":
            found.paid_back_at = self.at_once(found.accepted_at)
        else:
            found.paid_back_at = self.at_work(found.accepted_at, packet.warehouse, 1, 26)

    def at_work(self, since, warehouse, least, most):
        """Some hours later, while somebody is at the warehouse's desk."""
        day = local(since + timedelta(hours=self.random.randint(least, most))).date()
        at = moment(days_after(day, 0, warehouse.week.is_full), self.random, *DESK_HOURS)
        while at < since + HALF_AN_HOUR:
            day = days_after(local(at).date(), 1, warehouse.week.is_full)
            at = moment(day, self.random, *DESK_HOURS)
        return at

    def at_once(self, since):
        """When the bank has answered."""
        return since + timedelta(seconds=self.random.randint(8, 70))

    def account(self):
        bank = self.random.choice(["00010", "00012", "00015", "00046", "00062", "00064", "00067"])
        number = f"{bank}0{self.random.randrange(10**16):016d}"
        return f"TR{iban_number.calc_check_digits('TR00' + number)}{number}"


def window_of(story):
    """Until when the story's order may go back, as `returns` works it out for a guest."""
    parcels = [
        (local(packet.last("delivered")).date(), story.option.promise.latest)
        for packet in story.packets
    ]
    return window(parcels, policy())


def dropped_at(number, service, booked_at):
    """When the customer leaves it at a branch, None for never: the same for a number whenever it
    is asked."""
    random, booked = Random(f"the counter for {number}"), local(booked_at)
    if random.random() < truth.NEVER_SENT:
        return None
    first = booked.date() if booked.time() < COUNTER_HOURS[0] else booked.date() + DAY
    days = truth.draw(DROPPED_OFF, random)
    return moment(days_after(first, days, service.pickups.is_full), random, *COUNTER_HOURS)


def trip_home(packet, home, town):
    """`home` has province and district; `town` is the warehouse's."""
    return Trip(
        number=packet.number,
        carrier=packet.service.carrier_code,
        service=packet.service.code,
        tier=packet.service.tier,
        origin=packet.warehouse.province,
        origin_town=home.district,
        province=home.province,
        town=town,
        week=packet.service.deliveries,
        booked_at=packet.booked_at,
        left_at=packet.left_at,
        is_return=True,
    )
