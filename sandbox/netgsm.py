"""Netgsm's REST v2: send. The phone: GET /phone.json."""

from flask import Blueprint, current_app, jsonify, request

blueprint = Blueprint("netgsm", __name__)


@blueprint.post("/netgsm/sms/rest/v2/send")
def send():
    world = current_app.config["WORLD"]
    job = str(world.next_number("jobs", first=17_377_215_340))
    for message in request.get_json()["messages"]:
        world.put(
            "texts",
            world.next_number("texts"),
            {"to": message["no"], "text": message["msg"], "job": job},
        )
    return jsonify(code="00", jobid=job, description="queued")


@blueprint.get("/phone.json")
def phone():
    return jsonify(current_app.config["WORLD"].all("texts"))
