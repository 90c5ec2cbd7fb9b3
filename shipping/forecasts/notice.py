"""When a doubt is worth telling: sure early on, and more likely than not when time runs out."""

LAST_MORNING = 0.5  # what must be feared on the last morning on which a notice is a day early


def worth_telling(chance, days_left, *, threshold):
    """`chance` that the promise breaks; `days_left` until its last day; `threshold` (0 to 1) is
    the merchant's. Days ahead most doubts dissolve, so only a strong one is told; on the morning
    of the last day it is either said now or not in time."""
    return chance >= (min(LAST_MORNING, threshold) if days_left <= 0 else threshold)
