"""The sandbox's web application: one blueprint per part of the outside world."""

from importlib import import_module
from pkgutil import iter_modules

from flask import Flask, jsonify, redirect, request

FOLDERS = ("sandbox", "sandbox.carriers")


def create_app(world):
    app = Flask(__name__)
    app.config["WORLD"] = world
    app.json.ensure_ascii = False
    for part in parts():
        if hasattr(part, "blueprint"):
            app.register_blueprint(part.blueprint)

    @app.post("/faults/<part>")
    def faults(part):
        """JSON or form: {"mode": "hang|fail|nonsense|repeat|undated|none", "seconds": n}."""
        asked = request.get_json(silent=True) or request.form
        try:
            world.set_fault(part, asked.get("mode", "none"), asked.get("seconds") or 60)
        except ValueError as error:
            return jsonify(error=str(error)), 400
        return answer("#faults", part=part, mode=world.fault(part).mode)

    @app.post("/reset")
    def reset():
        """Empty the world: parcels, messages, faults."""
        world.forget()
        return answer("", reset=True)

    @app.get("/health")
    def health():
        return jsonify(status="ok")

    return app


def parts():
    """Every file of the sandbox and of its carriers. One with a `blueprint` answers requests; one
    with `start(world)` moves by itself while there is a tick."""
    return [
        import_module(f"{folder}.{module.name}")
        for folder in FOLDERS
        for module in iter_modules(import_module(folder).__path__)
        if module.name != "__main__"
    ]


def answer(place, **facts):
    """JSON for a program, the place on the page they came from for a person."""
    if request.referrer and "application/json" not in request.headers.get("Accept", ""):
        return redirect(request.referrer + place)
    return jsonify(facts)
