"""Takes mail by SMTP and keeps it: GET /mailbox.json, GET /mails/<id>.html.

A mail is a row of "mails": {"id", "at", "to", "from", "subject", "text", "html", "headers",
"copies"}. A second copy with the same Message-ID is counted and not shown, as large mailbox
providers do."""

import asyncio
import email
import time
from datetime import datetime
from email.policy import default as modern
from zoneinfo import ZoneInfo

from aiosmtpd.controller import Controller
from flask import Blueprint, Response, abort, jsonify

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
        "headers": {name: str(value) for name, value in mail.items()},
    }


@blueprint.get("/mailbox.json")
def mailbox():
    return jsonify(world().all("mails"))


@blueprint.get("/mails/<int:number>.html")
def html_of(number):
    """The mail as a mail programme shows it: no scripts, no forms, links in a new tab."""
    mail = next((mail for mail in world().all("mails") if mail["id"] == number), None)
    if mail is None:
        abort(404)
    page = mail["html"].replace("<head>", '<head><base target="_blank">', 1)
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data: http: https:"
    return Response(page, headers={"Content-Security-Policy": policy})
