"""Every parcel of every carrier: the buttons that push them, and the door by which parcels come in
that were on their way before."""

from datetime import datetime

from flask import Blueprint, jsonify, redirect, request

from ..faults import world
from . import hepsijet, road, yurtici

blueprint = Blueprint("parcels", __name__)
CARRIERS = {"yurtici": yurtici.kept_of, "hepsijet": hepsijet.kept_of, "courier": dict}
WORDS = ("place", "text", "received_by")
FACTS = {
    "tracking_number", "reference", "receiver", "phone", "origin", "city", "town", "cod",
    "is_return", "registered_at",
}  # fmt: skip


@blueprint.get("/parcels.json")
def parcels():
    return jsonify(world().all("parcels"))


@blueprint.post("/parcels")
def adopt():
    """{"parcels": [{"carrier", "number", any of FACTS, "events": [event], "coming": [event]}]}
    → {"adopted": how many were new}; event: {"kind", "at", "place", "text", "received_by"}.

    `events` have happened; `coming` ones happen by themselves, each at its own time. Without
    `coming` the parcel moves with the tick, with an empty one it is never heard of again. What the
    sandbox knows already stays as it is. One that makes no sense: 400, and none is adopted."""
    try:
        rows = [adopted(row) for row in request.get_json(silent=True)["parcels"]]
    except (KeyError, TypeError, ValueError) as error:
        return jsonify(error=f"makes no sense: {error!r}"), 400
    return jsonify(adopted=road.adopt(world(), rows))


def adopted(row):
    """The row as the road takes it; raises KeyError, TypeError or ValueError."""
    facts = {name: row[name] for name in FACTS & set(row)}
    facts |= {"carrier": row["carrier"], "number": str(row["number"])}
    facts |= {"detail": CARRIERS[row["carrier"]](facts)}
    for name in ("events", "coming"):
        if row.get(name) is not None:
            facts[name] = [event_of(one) for one in row[name]]
    return facts


def event_of(one):
    if one["kind"] not in road.STAGES or datetime.fromisoformat(one["at"]).tzinfo is None:
        raise ValueError(one)
    return {name: one[name] for name in ("kind", "at", *WORDS) if name in one}


@blueprint.post("/parcels/<number>/<what>")
def push(number, what):
    """`what`: next (for a return: hand it over), fail, delay, refuse, lose, deliver."""
    try:
        parcel = road.push(world(), number, what)
    except road.NoSuchMove as error:
        return jsonify(error=str(error)), 409
    if request.referrer and "text/html" in request.headers.get("Accept", ""):
        return redirect(f"{request.referrer}#parcel-{number}")
    return jsonify(parcel)
