"""The client against a server that is as bad as we like."""

import socket
import threading
import time
from contextlib import contextmanager, suppress

import pytest

from shipping.carriers.base import TryLater
from shipping.carriers.breaker import PROBES, Breaker
from shipping.carriers.http import LIMIT, Http, Patience, patience


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


def test_five_failures_in_a_row_open_the_breaker():
    breaker = Breaker(pause=60)
    for second in range(5):
        assert breaker.lets_pass(second)
        breaker.note(went_well=False, now=second)
    assert not breaker.lets_pass(5)
    assert not breaker.lets_pass(63.9)
    assert breaker.lets_pass(64)


def test_half_of_ten_calls_in_a_minute_open_the_breaker():
    breaker = Breaker(pause=60)
    for second in range(10):
        breaker.note(went_well=second % 2 == 0, now=second)
    assert not breaker.lets_pass(10)


def test_half_of_ten_calls_in_an_hour_do_not():
    breaker = Breaker(pause=60)
    for call in range(10):
        breaker.note(went_well=call % 2 == 0, now=call * 300)
    assert breaker.lets_pass(3000)


def test_after_the_pause_one_failure_opens_it_again_and_three_good_calls_close_it():
    breaker = Breaker(pause=60)
    for _ in range(5):
        breaker.note(went_well=False, now=0)
    breaker.note(went_well=False, now=60)
    assert not breaker.lets_pass(61)
    for _ in range(PROBES):
        breaker.note(went_well=True, now=120)
    breaker.note(went_well=False, now=121)
    assert breaker.lets_pass(122)
