"""A visitor over a plain socket: cookies, a token for forms, one connection for each request as
gunicorn's workers want it. Kept lean, because it runs on the same cores as what it measures."""

import socket
from urllib.parse import urlencode

TOKEN = "b" * 32  # the shop compares the form's token with the cookie's


class Visitor:
    def __init__(self, port):
        self.port = port
        self.cookies = {"csrftoken": TOKEN}

    def get(self, path):
        return self.ask("GET", path)

    def post(self, path, **fields):
        body = urlencode({**fields, "csrfmiddlewaretoken": TOKEN}).encode()
        return self.ask("POST", path, body)

    def ask(self, method, path, body=b""):
        """(status, headers as bytes, body); cookies are kept, redirects are not followed."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nConnection: close\r\n"
            f"Cookie: {cookies}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as connection:
            connection.sendall(head.encode() + body)
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        head, _, body = answer.partition(b"\r\n\r\n")
        if b"\r\nSet-Cookie" in head or b"\r\nset-cookie" in head:
            self.keep_cookies(head)
        return int(head[9:12]), head, body

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
