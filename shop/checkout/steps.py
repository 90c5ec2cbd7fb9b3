"""How many carts take each step to a paid order: where shoppers turn back.

Carts, orders and payments leave rows and are counted from those. The two steps between leave none:
their pages tell Redis (a HyperLogLog a day: how many different carts, not which), and a task folds
the number into PostgreSQL every few minutes. No page asks the database for it. While Redis is away
these two steps are not seen; what it had counted since the last fold is lost with it.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from itertools import accumulate
from time import monotonic

from django.conf import settings
from django.db.models import Q, Sum
from django.utils import timezone
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from shop.cart.models import Cart
from shop.orders.models import Order

from .models import Step, StepCount

log = logging.getLogger(__name__)

DAYS = 30  # that the desk shows
STILL_CHANGING = 7  # days back: a transfer is paid days after its order
KEPT = 3 * 24 * 3600  # seconds in Redis
PAUSE = 30  # seconds without a try once Redis was away: no page waits for it twice
MOST_NOTED = 20_000
noted: set[tuple] = set()


class Away:
    until = 0.0


@cache
def redis():
    """Tries once, and waits for no answer longer than a page may."""
    wait = {"socket_timeout": 0.2, "socket_connect_timeout": 0.2}
    return Redis.from_url(settings.REDIS_URL, retry=Retry(NoBackoff(), 0), **wait)


def key(day, step):
    return f"kapinda:steps:{day}:{step}"


def note(steps, cart_id, now):
    """This cart has come so far today."""
    day = timezone.localdate(now)
    new = [step for step in steps if (day, step, cart_id) not in noted]
    if not new or monotonic() < Away.until:
        return
    try:
        with redis().pipeline(transaction=False) as line:
            for step in new:
                line.pfadd(key(day, step), cart_id)
                line.expire(key(day, step), KEPT)
            line.execute()
    except RedisError as error:
        Away.until = monotonic() + PAUSE
        log.warning("steps of the checkout are not counted: %s", error)
        return
    if len(noted) > MOST_NOTED:
        noted.clear()
    noted.update((day, step, cart_id) for step in new)


def fold(now):
    """Write the numbers of the last days. May run at any time and twice; no number goes down."""
    today = timezone.localdate(now)
    for days_ago in range(STILL_CHANGING + 1):
        day = today - timedelta(days=days_ago)
        for step, count in counted_from_rows(day).items():
            row, _is_new = StepCount.objects.get_or_create(day=day, step=step)
            StepCount.objects.filter(pk=row.pk, count__lt=count).update(count=count)
        if days_ago < 2:
            fold_from_redis(day)


def counted_from_rows(day):
    begins = timezone.make_aware(datetime.combine(day, time.min))
    ends = begins + timedelta(days=1)
    orders = Order.objects.filter(placed_at__gte=begins, placed_at__lt=ends)
    return {
        Step.CART: Cart.objects.filter(created_at__gte=begins, created_at__lt=ends).count(),
        Step.ORDERED: orders.count(),
        Step.PAID: orders.exclude(confirmed_at=None).count(),
    }


def fold_from_redis(day):
    for step in (Step.FORM, Step.OPTIONS):
        try:
            latest = redis().pfcount(key(day, step))
        except RedisError as error:
            log.warning("steps of the checkout wait in Redis: %s", error)
            return
        row, _is_new = StepCount.objects.get_or_create(day=day, step=step)
        before = row.before + (row.latest if latest < row.latest else 0)
        StepCount.objects.filter(pk=row.pk).update(
            before=before, latest=latest, count=before + latest
        )


@dataclass(frozen=True)
class Passed:
    """One step of the funnel. `share` and `next_share` are of the first step, 0 to 1; `lost` of the
    step before, None for the first. `is_seen_whole`: not fewer than took the next step, as they
    would be if Redis had been away."""

    name: str
    count: int
    share: float
    next_share: float
    lost: float | None
    is_seen_whole: bool

    @property
    def outline(self):
        """The corners of its part of the drawing, 100 wide and 20 high."""
        top, foot = self.share * 50, self.next_share * 50
        corners = ((50 - top, 0), (50 + top, 0), (50 + foot, 20), (50 - foot, 20))
        return " ".join(f"{across:.2f},{down}" for across, down in corners)


def funnel(now):
    """[Passed] of the last thirty days, in one query; [] when nobody came."""
    since = timezone.localdate(now) - timedelta(days=DAYS)
    rows = StepCount.objects.filter(day__gt=since)
    sums = rows.aggregate(**{step: Sum("count", filter=Q(step=step)) for step in Step})
    counts = [sums[step] or 0 for step in Step]
    return passed(counts) if any(counts) else []


def passed(counts):
    """Each step has at least as many as the next: who went on was there."""
    least = list(accumulate(reversed(counts), max))[::-1]
    return [
        Passed(
            name=step.label,
            count=least[place],
            share=least[place] / least[0],
            next_share=least[min(place + 1, len(least) - 1)] / least[0],
            lost=1 - least[place] / least[place - 1] if place and least[place - 1] else None,
            is_seen_whole=least[place] == counts[place],
        )
        for place, step in enumerate(Step)
    ]
