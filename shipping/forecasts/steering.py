"""Holding the stated chance to its word: if windows of 90 % were kept 86 % of the time lately, the
next ones are asked for more, and for less when they were kept more often."""

from collections import defaultdict

HALF_LIFE = 20  # days since the window's end
BELIEVED = 300  # judged windows that the stated chance is worth
CORRECTION = 0.3  # of what all missed; the pace of the parcels does the rest
ALIKE = 50  # judged windows of a carrier until it is believed to differ from the others by half


def steer(judged, today, wanted):
    """{"" or carrier: what to add to `wanted`}. `judged`: (last day of the windows, carrier, share
    kept, how many) of windows stated at `wanted` whose last day has passed: every one of them is
    known, so that the quick ones do not flatter."""
    kept, weights = defaultdict(float), defaultdict(float)
    for last, carrier, share, count in judged:
        weight = count * 0.5 ** ((today - last) / HALF_LIFE)
        for key in ("", carrier):
            weights[key] += weight
            kept[key] += weight * share
    if not weights:
        return {"": 0.0}
    missed = wanted - (kept[""] + BELIEVED * wanted) / (weights[""] + BELIEVED)
    usual = kept[""] / weights[""]
    found = {"": CORRECTION * missed}
    for carrier in weights.keys() - {""}:
        differs = (kept[carrier] - weights[carrier] * usual) / (weights[carrier] + ALIKE)
        found[carrier] = CORRECTION * missed - differs
    return found
