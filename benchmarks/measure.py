"""Serve, ask, count, print.

The machine is shared and its speed drifts, so the bare view is served beside the shop and asked
again right before each scenario: "of bare" compares two figures of the same moment. "CPU ms" is
what the gunicorn workers really spent on a request, which says most when others use the cores.
"""

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
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path

from django.db import connections
from django.utils import timezone

from .client import Visitor, unpacked
from .database import environment_with_own
from .database import run as run_alone
from .inside import queries_of
from .scenarios import SCENARIOS, scenario
from .weight import weight_of
from .world import fill

CLIENTS = 8
WARM = 150  # requests before the clock starts
PREPARED = 12  # visitors for each client, where one can do it only once
TICKS = os.sysconf("SC_CLK_TCK")
COLUMNS = "{:<18}{:>10}{:>9}{:>8}{:>9}{:>9}{:>9}{:>9}{:>9}{:>10}"
HEADS = (
    *("", "median ms", "p95 ms", f"/s at {CLIENTS}", "of bare", "CPU ms", "of bare"),
    *("queries", "kB sent", "requests"),
)


def main():
    options = read_options()
    started = time.monotonic()
    goods = fill(timezone.now(), products=options.products, orders=options.orders)
    connections.close_all()
    print(
        f"\n{options.products:,} products and {options.orders:,} orders (filled in"
        f" {time.monotonic() - started:.0f} s), {options.workers} gunicorn workers, visitors of"
        f" province {options.province}, {options.seconds:g} s for each figure\n"
    )
    print(COLUMNS.format(*HEADS))
    with ExitStack() as stack:
        bare = stack.enter_context(served("benchmarks.bare:application", options.workers))
        shop = stack.enter_context(served("shop.wsgi", options.workers))
        print_row("bare view", measured(BARE, bare, goods, options))
        for name in options.pages:
            one = SCENARIOS[name]
            queries = queries_of(one, goods, options.province)
            yardstick = rate(BARE, bare, goods, options, options.seconds / 4)
            figures = measured(one, shop, goods, options)
            visitor = shop.visitor(options.province)
            weight = weight_of(one, visitor, goods) if one.is_page else None
            print_row(name, figures, yardstick, queries, weight, one.requests)
        sees, own = shop.largest()
        print(f"\nLargest gunicorn worker: {sees:.0f} MB, {own:.0f} MB without what workers share")
    if options.parcels:
        run_alone("promises", "--parcels", str(options.parcels))
    if options.year:
        run_alone("kept", environment=environment_with_own("kapinda_benchmark_year"))
    spent = resource.getrusage(resource.RUSAGE_SELF)
    print(f"The measuring itself took {spent.ru_utime + spent.ru_stime:.0f} s of the same cores")


def read_options():
    parser = argparse.ArgumentParser(prog="make bench ARGS=…")
    parser.add_argument("--products", type=int, default=10_000)
    parser.add_argument("--orders", type=int, default=20_000)
    parser.add_argument(
        "--parcels", type=int, default=1_000_000, help="to learn promises from; 0: do not"
    )
    parser.add_argument(
        "--year",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="the demo's, and how its word was kept",
    )
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--province", default="35", help="plate code of the visitor's place")
    parser.add_argument("--pages", type=names, default=list(SCENARIOS))
    return parser.parse_args()


def names(text):
    if unknown := set(text.split(",")) - set(SCENARIOS):
        raise argparse.ArgumentTypeError(f"{', '.join(unknown)}; known: {', '.join(SCENARIOS)}")
    return text.split(",")


class Server:
    """A gunicorn that answers."""

    def __init__(self, process, port):
        self.process, self.port = process, port

    def visitor(self, province):
        visitor = Visitor(self.port)
        visitor.cookies["province"] = province
        return visitor

    def workers(self):
        pid = self.process.pid
        return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()

    def cpu_seconds(self):
        """Of all workers together so far."""
        fields = [Path(f"/proc/{pid}/stat").read_text().split() for pid in self.workers()]
        return sum(int(one[13]) + int(one[14]) for one in fields) / TICKS

    def largest(self):
        """Megabytes in memory of the largest worker: (all it sees, its own share of it)."""
        told = [Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in self.workers()]
        return tuple(
            max(int(re.search(rf"^{name}:\s+(\d+)", text, re.MULTILINE)[1]) for text in told) / 1000
            for name in ("Rss", "Pss")
        )


@contextmanager
def served(application, workers):
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "gunicorn", application]
    command += ["--workers", str(workers), "--bind", f"127.0.0.1:{port}", "--log-level", "error"]
    process = subprocess.Popen(
        command,
        env=os.environ | {"ALLOWED_HOSTS": "127.0.0.1", "SITE_URL": f"http://127.0.0.1:{port}"},
    )
    try:
        wait_for_answer(process, port)
        yield Server(process, port)
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


def measured(one, server, goods, options):
    """(median ms, 95th percentile ms, times/s at eight, CPU ms)."""
    numbers = count()
    alone, seconds = server.visitor(options.province), options.seconds
    warm = 20 if one.prepare else WARM // one.requests
    loop(one, goods, alone, numbers, time.monotonic() + seconds / 2, at_least=warm)
    taken = loop(one, goods, alone, numbers, time.monotonic() + seconds)
    per_second, cpu = rate(one, server, goods, options, seconds, numbers)
    quantiles = statistics.quantiles(taken, n=20)
    return statistics.median(taken) * 1000, quantiles[-1] * 1000, per_second, cpu


def rate(one, server, goods, options, seconds, numbers=None):
    """(times/s at eight clients, the workers' CPU ms for one). What has to be prepared is prepared
    before the clock starts, as much as is likely to be used."""
    numbers = numbers or count()
    ready = [[server.visitor(options.province)] for _client in range(CLIENTS)]
    if one.prepare:
        ready = [prepared(one, server, goods, options, numbers) for _client in range(CLIENTS)]
    taken, until, started = [], time.monotonic() + seconds, time.monotonic()
    before = server.cpu_seconds()
    threads = [
        threading.Thread(
            target=lambda mine=mine: taken.append(run_all(one, goods, mine, numbers, until))
        )
        for mine in ready
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    done = sum(taken)
    spent = server.cpu_seconds() - before
    return done / (time.monotonic() - started), spent / done * 1000


def prepared(one, server, goods, options, numbers):
    """Visitors on the brink of it, for one client: each does it once."""
    visitors = [server.visitor(options.province) for _number in range(PREPARED)]
    for visitor in visitors:
        one.prepare(visitor, goods, next(numbers))
    return visitors


def run_all(one, goods, visitors, numbers, until):
    """How often: each prepared visitor once, or one visitor again and again until then."""
    if one.prepare:
        for visitor in visitors:
            run(one, visitor, goods, next(numbers))
        return len(visitors)
    done = 0
    while time.monotonic() < until or done < 2:
        run(one, visitors[0], goods, next(numbers))
        done += 1
    return done


def loop(one, goods, visitor, numbers, until, *, at_least=2):
    """Seconds of each time until then."""
    taken = []
    while time.monotonic() < until or len(taken) < at_least:
        number = next(numbers)
        if one.prepare:
            visitor.cookies.pop("cart", None)
            one.prepare(visitor, goods, number)
        started = time.perf_counter()
        run(one, visitor, goods, number)
        taken.append(time.perf_counter() - started)
    return taken


def run(one, visitor, goods, number):
    status, _location, body = one.run(visitor, goods, number)
    if status != one.status:
        sys.exit(f"{one.name} answered {status}: {unpacked(body)[:500].decode(errors='replace')}")


def print_row(name, figures, yardstick=None, queries="", weight=None, requests=""):
    median, p95, per_second, cpu = figures
    kilobytes, fetched = weight or ("", requests if requests != 1 else "")
    print(
        COLUMNS.format(
            name,
            f"{median:.1f}",
            f"{p95:.1f}",
            f"{per_second:,.0f}",
            f"{per_second / yardstick[0]:.0%}" if yardstick else "",
            f"{cpu:.1f}",
            f"{yardstick[1] / cpu:.0%}" if yardstick else "",
            queries,
            f"{kilobytes:.0f}" if weight else "",
            fetched,
        ),
        flush=True,
    )


@scenario()
def bare_page(visitor, goods, number):
    return visitor.get("/")


BARE = SCENARIOS.pop("bare_page")
