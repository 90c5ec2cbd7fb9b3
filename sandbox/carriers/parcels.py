"""Every parcel of every carrier, and the buttons that push them."""

from flask import Blueprint, jsonify, redirect, request

from ..faults import world
from . import road

blueprint = Blueprint("parcels", __name__)


@blueprint.get("/parcels.json")
def parcels():
    return jsonify(world().all("parcels"))


@blueprint.post("/parcels/<number>/<what>")
def push(number, what):
    """`what`: next (for a return: hand it over), fail, delay, refuse, lose, deliver."""
    try:
        parcel = road.push(world(), number, what)
    except road.NoSuchMove as error:
        return jsonify(error=str(error)), 409
    if request.referrer and "text/html" in request.headers.get("Accept", ""):
        return redirect(request.referrer)
    return jsonify(parcel)
