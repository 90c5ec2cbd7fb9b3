"""The one HTTP client of all plug-ins: time-outs, a deadline, a size limit, no redirects, TLS
checked, one fixed host. What goes wrong on the wire leaves as `Away`."""

import json
import time
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlsplit

from .later import Later
from .outside import TryLater

requests, urllib3 = Later("requests"), Later("urllib3")

LIMIT = 2_000_000  # bytes of an answer
CHUNK = 65_536


class Away(TryLater):
    """The other side is down, too slow or answers nonsense. Where the connection itself failed it
    surely did nothing; otherwise it may have done what was asked."""

    def __init__(self, problem, *, may_have_arrived=True):
        super().__init__(problem, may_have_arrived=may_have_arrived)


@dataclass(frozen=True)
class Patience:
    """Seconds to connect, between two bytes, and for the whole call."""

    connect: float
    read: float
    total: float


IN_A_TASK = Patience(2, 18, 30)
IN_A_REQUEST = Patience(2, 5, 10)  # somebody is looking at a page
_patience = ContextVar("patience", default=IN_A_TASK)


@contextmanager
def patience(given):
    """Calls inside wait no longer than this: `with patience(IN_A_REQUEST): carrier.track(…)`."""
    before = _patience.set(given)
    try:
        yield
    finally:
        _patience.reset(before)


@dataclass(frozen=True)
class Answer:
    """What came back, read to its end. zeep reads one as it would a `requests.Response`."""

    status_code: int
    content: bytes
    headers: dict = field(default_factory=dict)
    encoding: str = "utf-8"

    def json(self):
        """The JSON object inside; HTML, nothing or half an answer is `Away`."""
        try:
            found = json.loads(self.content)
        except ValueError as error:
            raise Away("The answer is not JSON") from error
        if not isinstance(found, dict):
            raise Away("The answer is not a JSON object")
        return found


class Http:
    """Calls below one address. 5xx, 408, 429 and redirects are `Away`; 4xx is for the caller."""

    def __init__(self, url):
        self.url = url.rstrip("/")
        self.host = urlsplit(self.url).netloc

    @cached_property
    def session(self):
        return requests.Session()

    def ask(self, method, path="", **request):
        """An `Answer`; `request` takes params, headers, json, data and auth as requests does."""
        url = self.url + path
        if urlsplit(url).netloc != self.host:
            raise ValueError(f"{url} leaves {self.host}")
        wait = _patience.get()
        deadline = time.monotonic() + wait.total
        try:
            with self.session.request(
                method,
                url,
                timeout=(wait.connect, wait.read),
                allow_redirects=False,
                stream=True,
                **request,
            ) as response:
                content = read_to_end(response.raw, deadline)
        except requests.ConnectTimeout as error:
            raise Away(f"{self.host} cannot be reached", may_have_arrived=False) from error
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise Away(f"No answer from {self.host}: {type(error).__name__}") from error
        if response.status_code >= 500 or response.status_code in {301, 302, 303, 307, 308}:
            raise Away(f"{self.host} answered {response.status_code}")
        if response.status_code in {408, 429}:
            raise Away(f"{self.host} answered {response.status_code}")
        return Answer(response.status_code, content, dict(response.headers))


def read_to_end(raw, deadline):
    """The body, piece by piece as it arrives, so that a trickle cannot outlast the deadline."""
    content = bytearray()
    while piece := raw.read1(CHUNK, decode_content=True):
        content += piece
        if len(content) > LIMIT:
            raise Away("The answer is too large")
        if time.monotonic() > deadline:
            raise Away("The answer took too long")
    return bytes(content)
