"""How long visitors of the demo's last weeks took to their first product: most find it soon."""

from collections import Counter
from datetime import timedelta

from django.utils import timezone

from shop.catalog.first_products import DAYS, ENDS, FirstProduct, Way

# how many visits of a day, and the seconds half of them took
USUAL = {
    Way.HOME: (34, 26),
    Way.CATEGORY: (58, 38),
    Way.SEARCH: (41, 19),
    Way.OTHER: (4, 75),
    Way.STRAIGHT: (52, 0),
}
SPREAD = 0.8  # of the logarithm


def fill(random, now):
    rows = []
    for ago in range(DAYS):
        day = timezone.localdate(now) - timedelta(days=ago)
        for way, (visits, half) in USUAL.items():
            counts = Counter(
                within(half * random.lognormvariate(0, SPREAD))
                for _ in range(round(visits * random.uniform(0.7, 1.3)))
            )
            rows += [
                FirstProduct(day=day, way=way, within=end, count=n) for end, n in counts.items()
            ]
    FirstProduct.objects.bulk_create(rows)


def within(seconds):
    return next((end for end in ENDS if seconds <= end), ENDS[-1])
