"""How satisfied customers said they were with their deliveries."""

from datetime import timedelta
from random import Random

from returns.models import DeliveryRating
from returns.promise_ratings import kind_of
from shipping.calendar import local

from .. import truth

SOON = (20, 2600)  # minutes after the delivery


def write(ledger):
    rows = [row for story in ledger.stories for row in rating(story, ledger)]
    for one in DeliveryRating.objects.bulk_create(rows):
        ledger.tell(one.order, "delivery_rated", one.at, "buyer", detail={"stars": one.stars})


def rating(story, ledger):
    """One, or none."""
    random, at = Random(f"how {story.number} came"), story.delivered_at
    if at is None or story.cancelled_at:
        return
    kind = kind_of_story(story, ledger.now)
    at += timedelta(minutes=random.randint(*SOON))
    if random.random() < truth.RATES[kind] and ledger.has_come(at):
        stars = truth.draw(truth.STARS[kind], random)
        yield DeliveryRating(order=ledger.orders[story.number], stars=stars, at=at)


def kind_of_story(story, now):
    """As the merchant's page tells orders apart."""
    last, arrived_at = story.option.promise.latest, story.arrived_at(now)
    if arrived_at is None or local(arrived_at).date() <= last:
        return "on_time"
    told = [one.told_at for packet in story.packets for one in packet.notices if one.told_at]
    return kind_of("late", last, min(told, default=None))
