"""When a doubt is worth telling: sure early on, and more likely than not when time runs out. How
sure is steered by how many of the doubts told lately came true."""

LAST_MORNING = 0.5  # what must be feared on the last morning on which a notice is a day early
LAST_HOURS = 0.7  # and after it, when an hour more tells more and a notice is hours early at best
MORNING = 9  # o'clock: until then it is one
WANTED = 0.82  # of the doubts told come true
GAIN = 5  # points of caution for each point of them that did not
MOST, LEAST = 0.07, -0.2  # caution
HALF_LIFE = 60  # days since the stated end
BELIEVED = 20  # doubts told as often true as wanted, before any are known


def worth_telling(chance, days_left, *, threshold, caution=0.0, hour=0):
    """`chance` that the promise breaks; `days_left` until its last day; `threshold` (0 to 1) is
    the merchant's, `caution` what lately says must be added to it. Days ahead most doubts
    dissolve, so only a strong one is told; on the morning of the last day it is either said now
    or not in time. Looked at every half hour, a chance that only grows is told the moment it
    reaches what is asked for, and then comes true no more often than that: so more is asked for in
    the hours after."""
    if days_left <= 0:
        return chance >= min(LAST_MORNING if hour < MORNING else LAST_HOURS, threshold)
    return chance >= threshold + caution


def caution_of(judged, today):
    """What to add to the merchant's threshold: less than nothing while more of the doubts came
    true than wanted, so that customers hear earlier. `judged`: (the end that was feared for,
    share that did break, how many) of ends that have passed."""
    told = true = 0.0
    for end, share, count in judged:
        weight = count * 0.5 ** ((today - end) / HALF_LIFE)
        told += weight
        true += weight * share
    missed = WANTED - (true + BELIEVED * WANTED) / (told + BELIEVED)
    return min(max(GAIN * missed, LEAST), MOST)
