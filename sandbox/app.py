"""The sandbox's web application: one blueprint per part of the outside world."""

from flask import Flask, jsonify, redirect, request

from .carriers import courier, hepsijet, parcels, yurtici

BLUEPRINTS = (yurtici.blueprint, hepsijet.blueprint, courier.blueprint, parcels.blueprint)


def create_app(world):
    app = Flask(__name__)
    app.config["WORLD"] = world
    app.json.ensure_ascii = False
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)

    @app.post("/faults/<part>")
    def faults(part):
        """JSON or form: {"mode": "hang|fail|nonsense|repeat|none", "seconds": n}."""
        asked = request.get_json(silent=True) or request.form
        try:
            world.set_fault(part, asked.get("mode", "none"), asked.get("seconds") or 60)
        except ValueError as error:
            return jsonify(error=str(error)), 400
        return answer(part=part, mode=world.fault(part).mode)

    @app.post("/reset")
    def reset():
        """Empty the world: parcels, messages, faults."""
        world.forget()
        return answer(reset=True)

    @app.get("/health")
    def health():
        return jsonify(status="ok")

    return app


def answer(**facts):
    """JSON for a program, the page they came from for a person."""
    if request.referrer and "application/json" not in request.headers.get("Accept", ""):
        return redirect(request.referrer)
    return jsonify(facts)
