"""How parcels move: by themselves every tick, or because somebody pushed a button.

A parcel is a row of "parcels":
    {"number", "carrier": "yurtici" | "hepsijet" | "courier", "tracking_number", "reference",
     "receiver", "phone", "origin", "city", "town", "cod", "is_return", "stage", "hold": ticks to
     stand still, "attempts", "pushed": events the shop was told, "events": [{"kind", "at":
     ISO 8601 in Istanbul, "place", "text", "received_by"}], "coming": None, or events that wait
     for their own time, "detail": what its carrier keeps}
The stage is the kind of the last move; a return stands at "created" until it is handed over. What
is `coming` happens at its time and not at the tick's; a button ends that.
"""

import threading
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

from . import pushing

ISTANBUL = ZoneInfo("Europe/Istanbul")
WAY = ["created", "accepted", "in_transit", "at_branch", "out_for_delivery", "delivered"]
NEXT = dict(pairwise(WAY)) | {
    "delivery_failed": "out_for_delivery",
    "returning": "returned",
}
FINISHED = {"delivered", "returned", "cancelled", "lost"}
STAGES = {*WAY[1:], "delivery_failed", "returning", "returned", "lost"}
FAILS = 0.08  # of the parcels, once each
DELAY = 10  # ticks
TEXTS = {
    "accepted": ("{origin} Şubesi", "Kargo kabul edildi"),
    "in_transit": ("{origin} Transfer Merkezi", "Transfer merkezinde hat aracına yüklendi"),
    "at_branch": ("{town} Şubesi", "Teslimat şubesinde indirildi"),
    "out_for_delivery": ("{town} Şubesi", "Dağıtıma çıkarıldı"),
    "delivered": ("{town}", "Teslim edildi"),
    "delivery_failed": ("{town}", "Alıcı adreste bulunamadı, not bırakıldı"),
    "refused": ("{town}", "Alıcı kargoyu kabul etmedi"),
    "returning": ("{town} Şubesi", "Göndericiye iade yoluna çıktı"),
    "returned": ("{origin} Şubesi", "Göndericiye iade edildi"),
    "delayed": ("{origin} Transfer Merkezi", "Hat aracı gecikti"),
    "lost": ("{origin} Transfer Merkezi", "Kargo bulunamıyor, araştırılıyor"),
}


class NoSuchMove(ValueError):
    """The parcel is not there, or can no longer do that."""


def register(world, carrier, number, **facts):
    """A new parcel; None when the carrier has this number already."""
    with world.lock:
        if world.get("parcels", number):
            return None
        parcel = {
            "number": number,
            "carrier": carrier,
            "tracking_number": "",
            "reference": "",
            "receiver": "",
            "phone": "",
            "origin": "İSTANBUL",
            "city": "",
            "town": "",
            "cod": "",
            "is_return": False,
            "stage": "created",
            "hold": 0,
            "attempts": 0,
            "pushed": 0,
            "events": [],
            "coming": None,
            "detail": {},
            "registered_at": now().isoformat(),
            **facts,
        }
        world.put("parcels", number, parcel)
        return parcel


def adopt(world, parcels):
    """Parcels that were on their way before this world began, with what has happened to them and
    what is coming; those it knows already stay as they are. Returns how many are new."""
    with world.lock:
        return sum(take_in(world, **facts) for facts in parcels)


def take_in(world, *, carrier, number, events, coming=None, **facts):
    stages = [event["kind"] for event in events]
    taken = register(
        world,
        carrier,
        number,
        events=[in_full(event) for event in events],
        coming=None if coming is None else [in_full(event) for event in coming],
        stage=stages[-1] if stages else "created",
        attempts=stages.count("delivery_failed"),
        pushed=len(events),
        **facts,
    )
    return taken is not None


def in_full(event):
    return {"place": "", "text": "", "received_by": "", **event}


def parcel_of(world, carrier, number):
    """The carrier's parcel with that number, or None."""
    parcel = world.get("parcels", number)
    return parcel if parcel and parcel["carrier"] == carrier else None


def cancel(world, number):
    """True when it had not been handed over yet; the parcel vanishes."""
    with world.lock:
        parcel = world.get("parcels", number)
        if parcel["stage"] != "created":
            return False
        world.remove("parcels", number)
        world.put("cancelled", number, parcel)
        return True


def push(world, number, what):
    """What the buttons do: next, fail, delay, refuse, lose, deliver. Returns the parcel."""
    with world.lock:
        parcel = world.get("parcels", number)
        if parcel is None:
            raise NoSuchMove(f"no parcel {number}")
        if what not in BUTTONS or parcel["stage"] in FINISHED:
            raise NoSuchMove(f"{number} is {parcel['stage']}: {what} is not possible")
        if what != "tick":
            parcel["coming"] = None  # from here on it goes as it is pushed
        BUTTONS[what](world, parcel)
        world.put("parcels", number, parcel)
    pushing.push_scans(world, parcel)
    return world.get("parcels", number)


def tick(world):
    """Every open parcel takes a step; what the shop has not heard is pushed again."""
    for parcel in world.all("parcels"):
        if parcel["stage"] in FINISHED or waits_for_its_sender(parcel):
            pushing.push_scans(world, parcel)
        else:
            with suppress(NoSuchMove):  # a button was quicker
                push(world, parcel["number"], "tick")


def waits_for_its_sender(parcel):
    """A return that nobody has brought to a branch yet, and whose sender has no plan."""
    is_new = parcel["is_return"] and parcel["stage"] == "created"
    return is_new and parcel.get("coming") is None


def is_unlucky(parcel):
    """Out for the first time and nobody at home: the same for a number every time."""
    return (
        parcel["stage"] == "out_for_delivery"
        and not parcel["attempts"]
        and Random(parcel["number"]).random() < FAILS
    )


def start(world):
    """Move parcels for as long as the process lives."""

    def run():
        while not stop.wait(world.tick):
            tick(world)

    stop = threading.Event()
    threading.Thread(target=run, name="road", daemon=True).start()
    return stop


def go_by_itself(world, parcel):
    if parcel.get("coming") is not None:
        go_in_time(world, parcel)
    elif parcel["hold"]:
        parcel["hold"] -= 1
    else:
        (fail if is_unlucky(parcel) else go_next)(world, parcel)


def go_in_time(world, parcel):
    """What should have happened by now has happened, then and not now."""
    while parcel["coming"] and datetime.fromisoformat(parcel["coming"][0]["at"]) <= now():
        number(world, parcel)
        event = parcel["coming"].pop(0)
        parcel["events"].append(event)
        parcel["stage"] = event["kind"]
        parcel["attempts"] += event["kind"] == "delivery_failed"


def go_next(world, parcel):
    step(world, parcel, NEXT[parcel["stage"]])


def fail(world, parcel):
    go_to(world, parcel, "out_for_delivery")
    parcel["attempts"] += 1
    step(world, parcel, "delivery_failed")


def refuse(world, parcel):
    go_to(world, parcel, "out_for_delivery")
    write(parcel, "delivery_failed", "refused")
    step(world, parcel, "returning")


def delay(world, parcel):
    write(parcel, "delayed")
    parcel["hold"] = DELAY


def lose(world, parcel):
    go_to(world, parcel, "accepted")
    step(world, parcel, "lost")


def deliver(world, parcel):
    if parcel["stage"] == "delivery_failed":
        step(world, parcel, "out_for_delivery")
    go_to(world, parcel, "delivered")


BUTTONS = {
    "tick": go_by_itself,
    "next": go_next,
    "fail": fail,
    "delay": delay,
    "refuse": refuse,
    "lose": lose,
    "deliver": deliver,
}


def go_to(world, parcel, stage):
    """Take every step up to a stage that lies ahead."""
    while parcel["stage"] in WAY and WAY.index(parcel["stage"]) < WAY.index(stage):
        step(world, parcel, NEXT[parcel["stage"]])


def step(world, parcel, stage):
    number(world, parcel)
    parcel["stage"] = stage
    write(parcel, stage)


def number(world, parcel):
    """The branch scan is where the carrier gives its own number."""
    if parcel["stage"] == "created" and not parcel["tracking_number"]:
        parcel["tracking_number"] = str(world.next_number("doc_id", first=310_000_000_001))


def write(parcel, kind, text_of=""):
    place, text = TEXTS[text_of or kind]
    parcel["events"].append(
        {
            "kind": kind,
            "at": moment_after(parcel["events"]).isoformat(),
            "place": place.format(**parcel),
            "text": text,
            "received_by": parcel["receiver"] if kind == "delivered" else "",
        }
    )


def moment_after(events):
    """Now, and later than the last event, so that their order can be told."""
    if not events:
        return now()
    return max(now(), datetime.fromisoformat(events[-1]["at"]) + timedelta(seconds=1))


def now():
    return datetime.now(ISTANBUL).replace(microsecond=0)
