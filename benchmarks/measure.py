"""Serve, ask, count, print."""

import argparse
import os
import re
import resource
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from django.conf import settings
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from .client import TOKEN, Visitor
from .scenarios import SCENARIOS, scenario
from .world import fill

CLIENTS = 8
WARM = 200  # requests before the clock starts
COLUMNS = "{:<20}{:>10}{:>9}{:>10}{:>9}{:>9}{:>9}{:>8}{:>6}{:>10}"
TICKS = os.sysconf("SC_CLK_TCK")
ASKED_FOR = re.compile(rb'<(?:link rel="stylesheet" href|script src|img[^>]*? src)="([^"]+)"')


def main():
    options = read_options()
    started = time.monotonic()
    goods = fill(timezone.now(), products=options.products, orders=options.orders)
    connections.close_all()
    print(
        f"{options.products:,} products and {options.orders:,} orders filled in"
        f" {time.monotonic() - started:.0f} s; {options.workers} gunicorn workers,"
        f" province {options.province}, {options.seconds} s each\n"
    )
    print(
        COLUMNS.format(
            "",
            "median ms",
            "p95 ms",
            f"at {CLIENTS}: /s",
            "of bare",
            "CPU ms",
            "of bare",
            "queries",
            "kB",
            "requests",
        )
    )
    with (
        served("benchmarks.bare:application", options.workers) as yardstick,
        served("shop.wsgi", options.workers) as shop,
    ):
        print_row("bare view", bare := measured(bare_view, goods, options, yardstick), bare)
        for name in options.pages:
            one = SCENARIOS[name]
            queries = queries_of(one, goods, options)
            bare = measured(bare_view, goods, options, yardstick)  # as the machine is just now
            figures = measured(one, goods, options, shop)
            print_row(name, figures, bare, queries, weight_of(one, goods, options, shop))
        print(f"\nLargest gunicorn process: {largest_process(shop.pid):.0f} MB")
    spent = resource.getrusage(resource.RUSAGE_SELF)
    print(f"The measuring itself took {spent.ru_utime + spent.ru_stime:.0f} s of the same cores.")


def read_options():
    parser = argparse.ArgumentParser(prog="make bench ARGS=…")
    parser.add_argument("--products", type=int, default=10_000)
    parser.add_argument("--orders", type=int, default=20_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--province", default="35", help="plate code of the visitor's place")
    parser.add_argument("--pages", type=names, default=list(SCENARIOS))
    return parser.parse_args()


def names(text):
    if unknown := set(text.split(",")) - set(SCENARIOS):
        raise argparse.ArgumentTypeError(f"{', '.join(unknown)}; known: {', '.join(SCENARIOS)}")
    return text.split(",")


@dataclass(frozen=True)
class Server:
    pid: int
    port: int


@contextmanager
def served(application, workers):
    command = [sys.executable, "-W", "ignore", "-m", "gunicorn", application]
    port = free_port()
    command += ["--workers", str(workers), "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(
        [*command, "--log-level", "error"],
        env=os.environ | {"ALLOWED_HOSTS": "127.0.0.1", "SITE_URL": f"http://127.0.0.1:{port}"},
    )
    try:
        wait_for_answer(process, port)
        yield Server(process.pid, port)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for_answer(process, port):
    while process.poll() is None:
        try:
            return Visitor(port).get("/")
        except OSError:
            time.sleep(0.1)
    sys.exit("gunicorn did not start")


def visitor_for(options, server):
    visitor = Visitor(server.port)
    visitor.cookies["province"] = options.province
    return visitor


def measured(one, goods, options, server):
    """(median ms, 95th percentile ms, requests/s at eight, ms of the workers' CPU each took). The
    last says what a page costs also where other work runs on the same cores."""
    numbers = count()
    warm_until = time.monotonic() + options.seconds / 2
    loop(one, goods, visitor_for(options, server), numbers, warm_until, at_least=WARM)
    alone = loop(
        one, goods, visitor_for(options, server), numbers, time.monotonic() + options.seconds
    )
    spent = cpu_seconds(server.pid)
    taken, until, started = [], time.monotonic() + options.seconds, time.monotonic()
    threads = [
        threading.Thread(
            target=lambda: taken.append(
                loop(one, goods, visitor_for(options, server), numbers, until)
            )
        )
        for _client in range(CLIENTS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    asked = sum(map(len, taken))
    return (
        statistics.median(alone) * 1000,
        statistics.quantiles(alone, n=20)[-1] * 1000,
        asked / (time.monotonic() - started),
        (cpu_seconds(server.pid) - spent) / asked * 1000,
    )


def cpu_seconds(parent):
    """Of gunicorn's workers so far."""
    fields = [
        Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        for pid in workers_of(parent)
    ]
    return sum(int(one[11]) + int(one[12]) for one in fields) / TICKS


def workers_of(parent):
    children = Path(f"/proc/{parent}/task/{parent}/children")
    return children.read_text().split() if children.exists() else []


def loop(one, goods, visitor, numbers, until, *, at_least=2):
    """Seconds of each request until then."""
    taken = []
    while time.monotonic() < until or len(taken) < at_least:
        number = next(numbers)
        one.prepare(visitor, goods, number)
        started = time.perf_counter()
        status, _head, body = one.run(visitor, goods, number)
        taken.append(time.perf_counter() - started)
        if status != one.status:
            sys.exit(f"{one.name} answered {status}: {body[:500].decode(errors='replace')}")
    return taken


class InProcess:
    """The same visitor inside this process, so that its queries can be counted."""

    def __init__(self, options):
        self.client = Client(SERVER_NAME="127.0.0.1")
        self.client.cookies["province"] = options.province
        self.client.cookies["csrftoken"] = TOKEN
        self.cookies = {"province": options.province}

    def get(self, path):
        return self.answer(self.client.get(path))

    def post(self, path, **fields):
        return self.answer(self.client.post(path, fields | {"csrfmiddlewaretoken": TOKEN}))

    def answer(self, response):
        return response.status_code, b"", response.content


def queries_of(one, goods, options):
    """Of the third time, when what is kept in memory is there."""
    visitor = InProcess(options)
    for number in (0, 0, 0):
        one.prepare(visitor, goods, number)
        with CaptureQueriesContext(connection) as captured:
            one.run(visitor, goods, number)
    connection.close()
    return len(captured)


def weight_of(one, goods, options, server):
    """(kB sent in all, requests) of a page with its stylesheet, scripts and pictures."""
    if not one.is_page:
        return None
    visitor = visitor_for(options, server)
    _status, _head, body = one.run(visitor, goods, 0)
    parts = dict.fromkeys(ASKED_FOR.findall(body))
    total = len(body) + sum(file_size(part.decode()) for part in parts)
    return total / 1000, 1 + len(parts)


def file_size(address):
    """As it is sent: compressed where a compressed copy lies beside it."""
    for prefix, root in (
        (settings.STATIC_URL, settings.STATIC_ROOT),
        (settings.MEDIA_URL, settings.MEDIA_ROOT),
    ):
        path = Path(root) / address.removeprefix(prefix)
        if address.startswith(prefix) and path.exists():
            packed = path.with_name(path.name + ".gz")
            return (packed if packed.exists() else path).stat().st_size
    return 0


def largest_process(parent):
    """Megabytes in memory of the largest of gunicorn's workers."""
    sizes = [
        int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1])
        for pid in workers_of(parent)
    ]
    return max(sizes, default=0) / 1000


def print_row(name, figures, bare, queries=None, weight=None):
    median, p95, per_second, cpu = figures
    kilobytes, requests = weight or ("", "")
    print(
        COLUMNS.format(
            name,
            f"{median:.1f}",
            f"{p95:.1f}",
            f"{per_second:,.0f}",
            f"{per_second / bare[2]:.0%}",
            f"{cpu:.2f}",
            f"{bare[3] / cpu:.0%}" if cpu else "",
            "" if queries is None else queries,
            f"{kilobytes:.0f}" if weight else "",
            requests,
        ),
        flush=True,
    )


@scenario()
def bare_page(visitor, goods, number):
    return visitor.get("/")


bare_view = SCENARIOS.pop("bare_page")
