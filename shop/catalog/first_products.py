"""How long visits take to their first product, and by which way: numbers a day, of nobody.

The browser's tab remembers when the visit began and tells a number of seconds once, after the
product's page is drawn (`static/js/every-page.js`), so no page pays for it. Who has no
JavaScript or wishes not to be counted is not.
"""

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from itertools import accumulate, pairwise

from django.db import connection, models
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

DAYS = 30  # that the desk shows
ENDS = (5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600, 1800)  # seconds; beyond, nobody looks
DRAWN = (10, 30, 60, 180)  # seconds, the steps of the drawing


class Way(models.TextChoices):
    """The page from which the first product was opened."""

    HOME = "home", _("home page")
    CATEGORY = "category", _("category")
    SEARCH = "search", _("search")
    OTHER = "other", _("another page")
    STRAIGHT = "straight", _("straight to a product")


class FirstProduct(models.Model):
    """How many visits of a day came to their first product by a way within so many seconds, and
    not within the next smaller number of ENDS."""

    day = models.DateField(_("day"))
    way = models.CharField(_("way"), max_length=10, choices=Way)
    within = models.PositiveSmallIntegerField(_("within, seconds"))
    count = models.PositiveIntegerField(_("how many"), default=0)

    class Meta:
        verbose_name = _("way to a first product")
        verbose_name_plural = _("ways to a first product")
        constraints = [
            models.UniqueConstraint(
                fields=["day", "way", "within"], name="first_product_once_a_day"
            )
        ]

    def __str__(self):
        return f"{self.day} {self.way} ≤{self.within}: {self.count}"


COUNT = """
INSERT INTO shop_firstproduct (day, way, within, count) VALUES (%s, %s, %s, 1)
ON CONFLICT (day, way, within) DO UPDATE SET count = shop_firstproduct.count + 1
"""


def note(way, seconds, now):
    """One visit came so. What makes no sense is left out."""
    if way not in Way or not 0 <= seconds <= ENDS[-1]:
        return
    within = ENDS[bisect_left(ENDS, seconds)]
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [timezone.localdate(now), way, within])


@dataclass(frozen=True)
class Taken:
    """A way: how many `visits` took it, within how many seconds half of them were there (None of
    those who landed on the product), and the shares within each of DRAWN seconds, 0 to 1."""

    name: str
    visits: int
    median: int | None
    shares: tuple[float, ...]

    @property
    def parts(self):
        """[(from, width)] of its bar, 100 wide: one for each of DRAWN."""
        edges = (0, *(share * 100 for share in self.shares))
        return [(f"{left:.2f}", f"{right - left:.2f}") for left, right in pairwise(edges)]


def ways(now):
    """[Taken] of the last thirty days, all that had to look first; [] when nobody came.
    One query."""
    since = timezone.localdate(now) - timedelta(days=DAYS)
    rows = FirstProduct.objects.filter(day__gt=since).values_list("way", "within")
    by_way = {way: Counter() for way in Way}
    for way, within, count in rows.annotate(sum=Sum("count")).order_by():
        by_way[way][within] += count
    straight = by_way.pop(Way.STRAIGHT)
    every = sum(by_way.values(), Counter())
    found = [taken(_("all who looked for it"), every)]
    found += [taken(way.label, counts) for way, counts in by_way.items()]
    found.append(Taken(Way.STRAIGHT.label, straight.total(), None, ()))
    return [one for one in found if one.visits]


def taken(name, counts):
    visits = counts.total()
    shares = (sum(n for end, n in counts.items() if end <= most) for most in DRAWN)
    return Taken(name, visits, median(counts), tuple(one / visits for one in shares if visits))


def median(counts):
    """Seconds, between the ends of the bucket in which the middle visit lies; None of none."""
    half, begins = counts.total() / 2, 0
    reached = accumulate(counts[end] for end in ENDS)
    for end, so_far in zip(ENDS, reached, strict=True):
        if so_far >= half and counts[end]:
            missing = so_far - half
            return round(end - (end - begins) * missing / counts[end])
        begins = end
    return None
