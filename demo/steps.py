"""How many carts took each step in the demo's year: more than became orders, as everywhere."""

from collections import Counter

from django.utils import timezone

from shop.checkout.models import Step, StepCount
from shop.orders.models import Order

# carts for each order sent
COMING_SO_FAR = {Step.CART: (2.4, 3.4), Step.FORM: (1.5, 1.9), Step.OPTIONS: (1.2, 1.4)}


def fill(random):
    placed, paid = Counter(), Counter()
    for order in Order.objects.only("placed_at", "confirmed_at"):
        day = timezone.localdate(order.placed_at)
        placed[day] += 1
        paid[day] += order.confirmed_at is not None
    rows = []
    for day, orders in sorted(placed.items()):
        counts = {Step.ORDERED: orders, Step.PAID: paid[day]}
        for step, (least, most) in COMING_SO_FAR.items():
            counts[step] = round(orders * random.uniform(least, most))
        rows += [
            StepCount(day=day, step=step, count=count, before=count)
            for step, count in counts.items()
        ]
    StepCount.objects.bulk_create(rows)
