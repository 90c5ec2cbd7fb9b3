"""One page to watch the outside world and to push it: phones, mailbox, parcels, faults."""

import re

from flask import Blueprint, abort, render_template, request
from markupsafe import Markup, escape

from .faults import world
from .words import say
from .world import MODES, PARTS

blueprint = Blueprint("watch", __name__)
LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?]")
SHOWN = 40  # of each kind
STATIONS = {
    "created": "registered",
    "accepted": "handed over",
    "in_transit": "on the road",
    "at_branch": "at the branch",
    "out_for_delivery": "out for delivery",
    "delivered": "delivered",
}
OFF_ROAD = {
    "delivery_failed": "nobody at home",
    "returning": "going back",
    "returned": "back at its sender",
    "cancelled": "cancelled",
    "lost": "lost",
}
BUTTONS = {
    "next": "Next scan",
    "deliver": "Deliver",
    "fail": "Nobody at home",
    "delay": "Delay",
    "refuse": "Refuse",
    "lose": "Lose",
}
FINISHED = {"delivered", "returned", "cancelled", "lost"}
CARRIERS = {"yurtici": "Yurtiçi Kargo", "hepsijet": "HepsiJet", "courier": "Kapında Kurye"}
COMPANIES = CARRIERS | {"netgsm": "Netgsm (SMS)"}
OTHERS = {"smtp": "Mail server", "bank": "Bank"}
MODE_NAMES = {
    "none": "well",
    "hang": "hangs",
    "fail": "fails",
    "nonsense": "answers nonsense",
    "repeat": "does everything twice",
    "undated": "tells no times",  # a carrier's fault only
}


@blueprint.get("/", defaults={"language": "tr"})
@blueprint.get("/en/", defaults={"language": "en"})
def watch(language):
    texts, mails = newest("texts"), newest("mails")
    phones = list(dict.fromkeys(text["to"] for text in texts))
    phone = request.args.get("phone") or (phones[0] if phones else "")
    return render_template(
        "watch.html",
        phone=phone,
        phones=phones,
        texts=[text for text in texts if text["to"] == phone][:SHOWN],
        mails=mails[:SHOWN],
        mail_count=len(mails),
        parcels=[parcel_on_page(parcel) for parcel in parcels_to_show()],
        faults=[fault_on_page(part) for part in PARTS],
        shop_url=world().shop_url,
        tick=world().tick,
    )


@blueprint.get("/mails/<int:number>/", defaults={"language": "tr"})
@blueprint.get("/en/mails/<int:number>/", defaults={"language": "en"})
def mail(number, language):
    found = next((mail for mail in newest("mails") if mail["id"] == number), None)
    if found is None:
        abort(404)
    return render_template("mail.html", mail=found)


def newest(kind):
    return world().all(kind)[::-1]


def parcels_to_show():
    """Those on their way first, the newest of them at the top."""
    return sorted(newest("parcels"), key=lambda parcel: parcel["stage"] in FINISHED)[:SHOWN]


def parcel_on_page(parcel):
    """What the template shows: its road as words, its last scan, the buttons it still has."""
    stage, events = parcel["stage"], parcel["events"]
    reached = {event["kind"] for event in events} | {"created"}
    stations = [(say(name), key in reached, key == stage) for key, name in STATIONS.items()]
    return {
        **parcel,
        "carrier_name": CARRIERS.get(parcel["carrier"], parcel["carrier"]),
        "stations": stations,
        "off_road": say(OFF_ROAD[stage]) if stage in OFF_ROAD else "",
        "last": events[-1] if events else None,
        "has_a_plan": stage not in FINISHED and parcel.get("coming") is not None,
        "next": (parcel.get("coming") or [None])[0],
        "buttons": {} if stage in FINISHED else {what: say(BUTTONS[what]) for what in BUTTONS},
    }


def fault_on_page(part):
    """(part, its name, its fault, what it may be told to do as (mode, words))"""
    name = COMPANIES.get(part) or say(OTHERS[part])
    modes = [mode for mode in MODES if mode != "undated" or part in CARRIERS]
    return part, name, world().fault(part), [(mode, say(MODE_NAMES[mode])) for mode in modes]


@blueprint.app_template_filter("linked")
def linked(text):
    """Links of a text can be tapped, as on a phone."""
    parts, end = [], 0
    for link in LINK.finditer(text):
        parts += [escape(text[end : link.start()])]
        parts += [Markup('<a href="{0}" target="_blank" rel="noopener">{0}</a>').format(link[0])]
        end = link.end()
    return Markup("").join([*parts, escape(text[end:])])
