"""Leave a carrier alone that is down: one breaker per carrier and operation, in each process.

Opens at 5 failures in a row or at half of 10 calls within a minute, for CARRIER_PAUSE_SECONDS;
then one failure opens it again and 3 good calls close it."""

import time
from collections import deque
from functools import wraps
from threading import Lock

from django.conf import settings

from notifications.http import Away

IN_A_ROW, WINDOW, MINUTE, PROBES = 5, 10, 60, 3
_breakers = {}


class Breaker:
    """Times are seconds of one monotonic clock and come in as arguments."""

    def __init__(self, pause):
        self.pause = pause
        self.lock = Lock()
        self.calls = deque(maxlen=WINDOW)  # (when, went well)
        self.closed_until = self.probes_left = 0

    def lets_pass(self, now):
        return now >= self.closed_until

    def note(self, *, went_well, now):
        with self.lock:
            self.calls.append((now, went_well))
            if went_well:
                self.probes_left = max(0, self.probes_left - 1)
            elif self.probes_left or self._has_failed_enough(now):
                self.closed_until, self.probes_left = now + self.pause, PROBES
                self.calls.clear()

    def _has_failed_enough(self, now):
        last = [went_well for _, went_well in self.calls]
        in_a_row = len(last) >= IN_A_ROW and not any(last[-IN_A_ROW:])
        is_full = len(last) == WINDOW and now - self.calls[0][0] <= MINUTE
        return in_a_row or (is_full and last.count(False) * 2 >= WINDOW)


def guarded(method):
    """A method of a plug-in behind the breaker of its carrier and name."""

    @wraps(method)
    def call(carrier, *args, **kwargs):
        breaker = _breakers.setdefault(
            (carrier.code, method.__name__), Breaker(settings.CARRIER_PAUSE_SECONDS)
        )
        if not breaker.lets_pass(time.monotonic()):
            raise Away(f"{carrier.code} has just failed several times")
        went_well = True
        try:
            return method(carrier, *args, **kwargs)
        except Away:
            went_well = False
            raise
        finally:
            breaker.note(went_well=went_well, now=time.monotonic())

    return call


def forget_breakers():
    _breakers.clear()
