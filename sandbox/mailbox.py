"""Takes mail by SMTP and keeps it: GET /mailbox.json, GET /mails/<id>.html, and
/mails/<id>/papers/<place>.html for what is enclosed.

A mail is a row of "mails": {"id", "at", "to", "from", "subject", "text", "html", "papers" of
{"name", "html"}, "headers", "copies"}. A second copy with the same Message-ID is counted and not
shown, as large mailbox providers do."""

import asyncio
import email
import time
from datetime import datetime
from email.policy import default as modern
from zoneinfo import ZoneInfo

from aiosmtpd.controller import Controller
from flask import Blueprint, Response, abort, jsonify, request

from .faults import world

blueprint = Blueprint("mailbox", __name__)
servers = []  # kept: a controller that nobody holds stops listening


def listen(of_world, port):
    controller = Controller(Postman(of_world), hostname="127.0.0.1", port=port)
    controller.start()
    servers.append(controller)


class Postman:
    def __init__(self, of_world):
        self.world = of_world

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        fault = self.world.fault("smtp")
        if fault.mode == "fail":
            return "451 4.3.0 Try again later"
        for _ in range(2 if fault.mode == "repeat" else 1):
            keep(self.world, envelope)
        if fault.mode == "hang":
            until = time.monotonic() + fault.seconds
            while time.monotonic() < until and self.world.fault("smtp") == fault:
                await asyncio.sleep(0.05)
        return "<html>" if fault.mode == "nonsense" else "250 OK"


def keep(of_world, envelope):
    mail = read(envelope)
    with of_world.lock:
        key = mail["headers"].get("Message-ID") or f"none-{of_world.next_number('anonymous')}"
        earlier = of_world.get("mails", key)
        if earlier:
            of_world.put("mails", key, {**earlier, "copies": earlier["copies"] + 1})
        else:
            of_world.put("mails", key, {"id": of_world.next_number("mails"), "copies": 1, **mail})


def read(envelope):
    mail = email.message_from_bytes(envelope.content, policy=modern)
    text = mail.get_body(("plain",))
    html = mail.get_body(("html",))
    return {
        "at": datetime.now(ZoneInfo("Europe/Istanbul")).isoformat(timespec="seconds"),
        "to": envelope.rcpt_tos,
        "from": str(mail["From"]),
        "subject": str(mail["Subject"]).strip(),  # as mail programmes show a folded one
        "text": text.get_content() if text else "",
        "html": html.get_content() if html else "",
        "papers": [
            {"name": one.get_filename(""), "html": one.get_content()}
            for one in mail.iter_attachments()
            if one.get_content_type() == "text/html"
        ],
        "headers": {name: str(value) for name, value in mail.items()},
    }


@blueprint.get("/mailbox.json")
def mailbox():
    return jsonify(world().all("mails"))


@blueprint.post("/mailbox")
def adopt():
    """Mails that came before the sandbox was there: {"mails": [{"at", "to", "from", "subject",
    "text", "html", "headers" with a Message-ID}]} → {"adopted": how many were new}; one that makes
    no sense: 400, and none is adopted."""
    try:
        mails = [came(one) for one in request.get_json(silent=True)["mails"]]
    except (KeyError, TypeError, ValueError) as error:
        return jsonify(error=f"makes no sense: {error!r}"), 400
    with world().lock:
        new = [mail for mail in mails if world().get("mails", key_of(mail)) is None]
        for mail in new:
            number = world().next_number("mails")
            world().put("mails", key_of(mail), {"id": number, "copies": 1, **mail})
    return jsonify(adopted=len(new))


def came(one):
    mail = {name: one[name] for name in ("to", "from", "subject", "text", "html", "headers")}
    key_of(mail)
    return {"at": datetime.fromisoformat(one["at"]).isoformat(), **mail}


def key_of(mail):
    return mail["headers"]["Message-ID"]


@blueprint.get("/mails/<int:number>.html")
def html_of(number):
    """The mail as a mail programme shows it: no scripts, no forms, links in a new tab."""
    mail = next((mail for mail in world().all("mails") if mail["id"] == number), None)
    if mail is None:
        abort(404)
    return shown(mail["html"])


@blueprint.get("/mails/<int:number>/papers/<int:place>.html")
def paper_of(number, place):
    mail = next((mail for mail in world().all("mails") if mail["id"] == number), None)
    papers = mail.get("papers", []) if mail else []
    if place >= len(papers):
        abort(404)
    return shown(papers[place]["html"])


def shown(html):
    page = html.replace("<head>", '<head><base target="_blank">', 1)
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data: http: https:"
    return Response(page, headers={"Content-Security-Policy": policy})
