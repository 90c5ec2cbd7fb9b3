"""The client against a server that is as bad as we like."""

import socket
import threading
import time
from contextlib import contextmanager, suppress

import pytest

from notifications.gateways.base import Outgoing
from notifications.gateways.netgsm import Netgsm
from notifications.http import LIMIT, Http, Patience, patience
from notifications.outside import TryLater


@contextmanager
def server(*pieces, pause=0.0):
    """Answers one request with these bytes, with a pause after each."""
    listener = socket.create_server(("127.0.0.1", 0))

    def answer():
        with suppress(OSError):
            connection, _ = listener.accept()
            with connection:
                connection.recv(65_536)
                for piece in pieces:
                    connection.sendall(piece)
                    time.sleep(pause)

    threading.Thread(target=answer, daemon=True).start()
    with listener:
        yield Http(f"http://127.0.0.1:{listener.getsockname()[1]}")


def head(status="200 OK", length=None, extra=""):
    size = f"Content-Length: {length}\r\n" if length is not None else ""
    return f"HTTP/1.1 {status}\r\nConnection: close\r\n{size}{extra}\r\n".encode()


def test_an_answer_is_read_whole():
    with server(head(length=11), b'{"a": ', b'"b"}  ', pause=0.01) as http:
        assert http.ask("GET", "/").json() == {"a": "b"}


def test_a_redirect_is_not_followed():
    away = head("302 Found", 0, "Location: http://169.254.169.254/\r\n")
    with server(away) as http, pytest.raises(TryLater, match="302"):
        http.ask("GET", "/")


@pytest.mark.parametrize("status", ["500 Oops", "503 Busy", "429 Slow down", "408 Late"])
def test_a_server_in_trouble_is_asked_again_later(status):
    with server(head(status, 0)) as http, pytest.raises(TryLater):
        http.ask("GET", "/")


def test_half_an_answer_is_none():
    with server(head(length=100), b"{") as http, pytest.raises(TryLater):
        http.ask("GET", "/")


def test_a_closed_connection_is_no_answer():
    with server(b"") as http, pytest.raises(TryLater):
        http.ask("GET", "/")


def test_an_endless_answer_is_cut():
    with server(head(), b"x" * (LIMIT + 1)) as http, pytest.raises(TryLater, match="large"):
        http.ask("GET", "/")


def test_a_trickle_cannot_outlast_the_deadline():
    started = time.monotonic()
    with (
        server(head(length=1000), *[b"x"] * 50, pause=0.05) as http,
        patience(Patience(connect=1, read=1, total=0.3)),
        pytest.raises(TryLater, match="too long"),
    ):
        http.ask("GET", "/")
    assert time.monotonic() - started < 0.6


def test_nobody_at_home_is_no_answer():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(TryLater):
        Http(f"http://127.0.0.1:{port}").ask("GET", "/")


def test_another_host_is_never_asked():
    with pytest.raises(ValueError, match="leaves"):
        Http("https://carrier.example").ask("GET", "@evil.example/")


NETGSM_SAYS = b'{"code": "00", "jobid": "17"}'


def sent_to(server_of_theirs, settings):
    settings.NETGSM_URL, settings.NETGSM_USER = server_of_theirs.url, "850"
    return Netgsm().send(Outgoing(7, "+905321234567", "x"))


def test_netgsm_is_asked_through_it(settings):
    with server(head(length=len(NETGSM_SAYS)), NETGSM_SAYS) as http:
        assert sent_to(http, settings) == "17"


@pytest.mark.parametrize(
    "pieces",
    [
        (head("404 Not Found", length=len(NETGSM_SAYS)), NETGSM_SAYS),
        (head("502 Bad", 0),),
        (head(length=2), b"[]"),
        (head(length=15), b'{"code": "00"'),
    ],
)
def test_what_a_broken_answer_leaves_open_is_asked_about_before_a_second_sms(pieces, settings):
    with server(*pieces) as http, pytest.raises(TryLater) as caught:
        sent_to(http, settings)
    assert caught.value.may_have_arrived
