"""How a part misbehaves when it was told to. Each part's blueprint asks before it answers."""

import time
from functools import wraps

from flask import Response, current_app

NONSENSE = "<!doctype html><html><body><h1>Bakımdayız</h1><p>Kısa süre sonra…"  # no end tags


def world():
    return current_app.config["WORLD"]


def fault_before(part):
    """For `blueprint.before_request`: the fault's own answer, or None when the part is well."""

    def misbehave():
        fault = world().fault(part)
        if fault.mode == "hang":
            time.sleep(fault.seconds)
            return Response("", status=504)
        if fault.mode == "fail":
            return Response("Internal Server Error", status=500)
        if fault.mode == "nonsense":
            return Response(NONSENSE, mimetype="text/html")
        return None

    return misbehave


def is_undated(part, event):
    """Two steps are told without a time while the fault is "undated"."""
    return world().fault(part).mode == "undated" and event["kind"] in {"in_transit", "returned"}


def repeats(part):
    """A view of this part does everything twice while the fault is "repeat"; the caller hears the
    second answer, as after a proxy that sent the request again."""

    def decorate(view):
        @wraps(view)
        def twice(*args, **kwargs):
            if world().fault(part).mode == "repeat":
                view(*args, **kwargs)
            return view(*args, **kwargs)

        return twice

    return decorate
