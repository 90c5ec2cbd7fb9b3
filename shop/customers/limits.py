"""How often one visitor may ask. Counted in the cache for all processes; while that is away each
process counts for itself and is stricter: never not at all."""

from collections import Counter
from time import time

from django.core.cache import cache
from redis.exceptions import RedisError

STRICTER = 4
MOST_KEPT = 10_000
counted_here: Counter = Counter()


def asks_too_often(what, who, *, most, seconds):
    """Count one more of `what` by `who`; True when there were more than `most` in this window."""
    key = f"limit:{what}:{who}:{int(time()) // seconds}"
    try:
        cache.add(key, 0, seconds)
        return cache.incr(key) > most
    except (RedisError, ValueError):  # away, or emptied between the two
        return count_here(key) > max(1, most // STRICTER)


def count_here(key):
    if len(counted_here) >= MOST_KEPT:
        counted_here.clear()
    counted_here[key] += 1
    return counted_here[key]
