"""A visitor over a plain socket: cookies, a token for forms, one connection for each request as
gunicorn's workers want it. Kept lean, because it runs on the same cores as what it measures."""

import gzip
import re
import socket
from html import unescape
from urllib.parse import urlencode

TOKEN = "b" * 32  # the shop compares the form's token with the cookie's
INPUT = re.compile(r"<input\b([^>]*)>")
ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')


def fields_of(body):
    """{name: value} of what a browser would send back of a page's or a fragment's inputs."""
    found = {}
    for written in INPUT.findall(unpacked(body).decode()):
        of = dict(ATTRIBUTE.findall(written))
        is_ticked = of.get("type") not in {"radio", "checkbox"} or "checked" in of
        if "name" in of and is_ticked and "disabled" not in of:
            found[of["name"]] = unescape(of.get("value", ""))
    return found


def unpacked(body):
    return gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body


def location_in(head):
    found = re.search(rb"\r\nlocation: ([^\r]*)", head, re.IGNORECASE)
    return found[1].decode() if found else ""


class Visitor:
    def __init__(self, port):
        self.port = port
        self.cookies = {"csrftoken": TOKEN}
        self.address = "127.0.0.1"

    def get(self, path):
        return self.ask("GET", path)

    def post(self, path, **fields):
        return self.ask("POST", path, self.form(fields))

    def swap(self, path, **fields):
        """The same by htmx, which gets a fragment."""
        return self.ask("POST", path, self.form(fields), "HX-Request: true\r\n")

    def form(self, fields):
        return urlencode({**fields, "csrfmiddlewaretoken": TOKEN}).encode()

    def ask(self, method, path, body=b"", more=""):
        """(status, where it sends the browser, body); cookies are kept, redirects not followed."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nConnection: close\r\n"
            f"Cookie: {cookies}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"Accept-Encoding: gzip\r\nContent-Length: {len(body)}\r\n"
            f"X-Forwarded-For: {self.address}\r\n{more}\r\n"
        )
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as connection:
            connection.sendall(head.encode() + body)
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        head, _, body = answer.partition(b"\r\n\r\n")
        if b"\r\nSet-Cookie" in head:
            self.keep_cookies(head)
        return int(head[9:12]), location_in(head), body

    def keep_cookies(self, head):
        for line in head.decode("latin-1").split("\r\n")[1:]:
            name, _, value = line.partition(": ")
            if name.lower() == "set-cookie":
                cookie, _, rest = value.partition(";")
                key, _, said = cookie.partition("=")
                if key == "csrftoken":
                    continue
                self.cookies[key] = said
                if "Max-Age=0" in rest:
                    del self.cookies[key]
