"""Drawn things kept in a process's memory, under everything they were drawn from, so that nothing
stale is ever found: whoever asks for something that changed asks under another key."""

from collections import OrderedDict
from threading import Lock

BESIDE = 700  # bytes of a key and its place, about


class Kept:
    """At most so many bytes; what was asked for longest ago goes first."""

    def __init__(self, most_bytes):
        self.most_bytes, self.bytes = most_bytes, 0
        self.things, self.lock = OrderedDict(), Lock()

    def get(self, key):
        with self.lock:
            found = self.things.get(key)
            if found is None:
                return None
            self.things.move_to_end(key)
            return found[0]

    def put(self, key, thing, size):
        """`size` in bytes, without the key's."""
        size += BESIDE
        with self.lock:
            replaced = self.things.pop(key, None)
            self.things[key] = (thing, size)
            self.bytes += size - (replaced[1] if replaced else 0)
            while self.bytes > self.most_bytes:
                _key, (_thing, freed) = self.things.popitem(last=False)
                self.bytes -= freed


class KeptUnder:
    """Things drawn under one snapshot (the shipping network's), all let go with it: another
    snapshot, another `Kept`, so that who still draws under the old one leaves nothing behind."""

    def __init__(self, most_bytes):
        self.most_bytes = most_bytes
        self.clear()

    def under(self, snapshot):
        drawn_under, kept = self.held
        if drawn_under is not snapshot:
            kept = Kept(self.most_bytes)
            self.held = (snapshot, kept)
        return kept

    def clear(self):
        self.held = (None, None)
