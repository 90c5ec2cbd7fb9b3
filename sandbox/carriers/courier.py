"""The courier app of the shop's own riders: JSON over HTTP, scans pushed to the shop (`pushing`).

PUT    /courier/parcels/<number>      {"reference", "sender": {…}, "receiver": {…}, "desi",
                                       "weight_kg", "cod_amount", "note", "is_return"} → parcel
DELETE /courier/parcels/<number>      204, also when unknown; 409 once it has been picked up
GET    /courier/parcels?numbers=A,B   {"parcels": [{"number", "scans": [{"kind", "at", …}]}]}
GET    /courier/parcels/<number>/     the page a customer may look at
"""

import html

from flask import Blueprint, abort, jsonify, request

from ..faults import fault_before, is_undated, repeats, world
from . import pushing, road

blueprint = Blueprint("courier", __name__, url_prefix="/courier")
blueprint.before_request(fault_before("courier"))
PAGE = """<!doctype html><html lang="tr"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>{number}</title>
<h1>Kapında Kurye · {number}</h1><ol>{events}</ol></html>"""


@blueprint.before_request
def refuse_unsigned():
    """Everything but the customers' page wants the shop's signature."""
    if request.endpoint == "courier.page":
        return None
    path = request.full_path.rstrip("?")
    if pushing.is_signed(request.headers, f"{request.method} {path}.", request.get_data()):
        return None
    return jsonify(error="the signature does not fit"), 403


@blueprint.put("/parcels/<number>")
@repeats("courier")
def register(number):
    asked = request.get_json(silent=True)
    if not isinstance(asked, dict) or not isinstance(asked.get("receiver"), dict):
        return jsonify(error="receiver is missing"), 400
    receiver, sender = asked["receiver"], asked.get("sender") or {}
    road.register(
        world(),
        "courier",
        number,
        tracking_number=number,
        reference=asked.get("reference", ""),
        receiver=receiver.get("name", ""),
        phone=receiver.get("phone", ""),
        origin=sender.get("district", ""),
        city=receiver.get("province_name", ""),
        town=receiver.get("district", ""),
        cod=asked.get("cod_amount", ""),
        is_return=bool(asked.get("is_return")),
    )
    parcel = road.parcel_of(world(), "courier", number)
    return jsonify(told(parcel)) if parcel else (jsonify(error="number is taken"), 409)


@blueprint.delete("/parcels/<number>")
@repeats("courier")
def cancel(number):
    parcel = road.parcel_of(world(), "courier", number)
    if parcel and not road.cancel(world(), number):
        return jsonify(error="already picked up", stage=parcel["stage"]), 409
    return "", 204


@blueprint.get("/parcels")
def track():
    numbers = request.args.get("numbers", "").split(",")
    found = [road.parcel_of(world(), "courier", number) for number in numbers]
    times = 2 if world().fault("courier").mode == "repeat" else 1
    return jsonify(parcels=[told(parcel) for parcel in found if parcel] * times)


@blueprint.get("/parcels/<number>/")
def page(number):
    parcel = road.parcel_of(world(), "courier", number) or abort(404)
    events = "".join(
        f"<li>{html.escape(event['at'][:16].replace('T', ' '))} {html.escape(event['text'])}"
        for event in parcel["events"]
    )
    return PAGE.format(number=html.escape(number), events=events)


def told(parcel):
    return {
        "number": parcel["number"],
        "scans": [
            pushing.scan_of(parcel, {**event, "at": ""} if is_undated("courier", event) else event)
            for event in parcel["events"]
        ],
    }
