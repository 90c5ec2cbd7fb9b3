"""Everything the sandbox remembers: rows of JSON in one SQLite file, so that a restart keeps the
parcels, and the faults it was told to have, which a restart forgets."""

import json
import sqlite3
import threading
from dataclasses import dataclass
from pathlib import Path

PARTS = ("yurtici", "hepsijet", "courier", "netgsm", "smtp", "bank")
MODES = ("none", "hang", "fail", "nonsense", "repeat", "undated")


@dataclass(frozen=True)
class Fault:
    mode: str = "none"
    seconds: float = 60  # how long a hanging part keeps its caller waiting


class World:
    """Rows by kind ("parcels", "texts", …) and key. `lock` makes read-change-write one step:

    with world.lock:
        parcel = world.get("parcels", number)
        world.put("parcels", number, {**parcel, "stage": "lost"})
    """

    def __init__(self, data, *, shop_url="", tick=0.0):
        self.shop_url, self.tick = shop_url.rstrip("/"), tick
        self.lock = threading.RLock()
        self.faults = {}
        Path(data).mkdir(parents=True, exist_ok=True)
        self.database = sqlite3.connect(
            Path(data) / "world.sqlite3", check_same_thread=False, isolation_level=None
        )
        self.database.execute("PRAGMA journal_mode=WAL")
        self.database.execute("PRAGMA synchronous=OFF")
        self.database.execute(
            "CREATE TABLE IF NOT EXISTS rows"
            " (id INTEGER PRIMARY KEY, kind TEXT, key TEXT, row TEXT, UNIQUE (kind, key))"
        )

    def put(self, kind, key, row):
        with self.lock:
            self.database.execute(
                "INSERT INTO rows (kind, key, row) VALUES (?, ?, ?)"
                " ON CONFLICT (kind, key) DO UPDATE SET row = excluded.row",
                (kind, str(key), json.dumps(row, ensure_ascii=False)),
            )

    def get(self, kind, key):
        """The row, or None."""
        with self.lock:
            found = self.database.execute(
                "SELECT row FROM rows WHERE kind = ? AND key = ?", (kind, str(key))
            ).fetchone()
        return json.loads(found[0]) if found else None

    def all(self, kind):
        """Every row of a kind, oldest first."""
        with self.lock:
            rows = self.database.execute(
                "SELECT row FROM rows WHERE kind = ? ORDER BY id", (kind,)
            ).fetchall()
        return [json.loads(row) for (row,) in rows]

    def remove(self, kind, key):
        with self.lock:
            self.database.execute("DELETE FROM rows WHERE kind = ? AND key = ?", (kind, str(key)))

    def next_number(self, name, first=1):
        """1, 2, 3, … under a name; a restart goes on counting."""
        with self.lock:
            number = (self.get("numbers", name) or first - 1) + 1
            self.put("numbers", name, number)
        return number

    def forget(self):
        """Empty the world: no rows, no faults."""
        with self.lock:
            self.database.execute("DELETE FROM rows")
            self.faults.clear()

    def set_fault(self, part, mode, seconds=60.0):
        if part not in PARTS or mode not in MODES:
            raise ValueError(f"no such fault: {part} {mode}")
        self.faults[part] = Fault(mode, float(seconds))

    def fault(self, part):
        return self.faults.get(part, Fault())
