"""Takes mail by SMTP and shows it: GET /mailbox.json, /mails/<id>/."""

import email
from email.policy import default as modern

from aiosmtpd.controller import Controller
from flask import Blueprint, current_app, jsonify

blueprint = Blueprint("mailbox", __name__)
server = {}  # kept: a controller that nobody holds stops listening


def listen(world, port):
    server["smtp"] = Controller(Postman(world), hostname="127.0.0.1", port=port)
    server["smtp"].start()


class Postman:
    def __init__(self, world):
        self.world = world

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.world.put("mails", self.world.next_number("mails"), read(envelope))
        return "250 OK"


def read(envelope):
    mail = email.message_from_bytes(envelope.content, policy=modern)
    text = mail.get_body(("plain",))
    html = mail.get_body(("html",))
    return {
        "to": envelope.rcpt_tos,
        "from": mail["From"],
        "subject": mail["Subject"],
        "text": text.get_content() if text else "",
        "html": html.get_content() if html else "",
        "headers": {name: str(value) for name, value in mail.items()},
    }


@blueprint.get("/mailbox.json")
def mailbox():
    return jsonify(current_app.config["WORLD"].all("mails"))
