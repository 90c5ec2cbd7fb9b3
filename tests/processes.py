"""The real processes around the shop, for transactional tests: the sandbox, a Celery worker and
gunicorn, on the ports of `bin/demo-env` and the test database. Each is ended by its own pid."""

import os
import signal
import subprocess
import sys
import time
from urllib.parse import urlsplit

import pytest
import requests
from celery import current_app
from django.conf import settings
from django.db import connection
from django.db.backends.base.introspection import BaseDatabaseIntrospection
from redis import Redis

from notifications.queue import answer_the_call

from .apart import PLACE

CONTENT_TYPES = {"django_content_type", "auth_permission"}
LOGS = settings.DATA_DIR / "test-logs" / str(PLACE)


@pytest.fixture(autouse=True, scope="session")
def content_types_survive():
    """Other processes remember the ids of content types, so the flush after a transactional test
    leaves them alone."""
    names = BaseDatabaseIntrospection.django_table_names

    def without_content_types(self, *args, **kwargs):
        return [name for name in names(self, *args, **kwargs) if name not in CONTENT_TYPES]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseIntrospection, "django_table_names", without_content_types)
        yield


@pytest.fixture(scope="session")
def sandbox_process(tmp_path_factory):
    port, smtp_port = str(urlsplit(settings.SANDBOX_URL).port), str(settings.EMAIL_PORT)
    data = str(tmp_path_factory.mktemp("sandbox"))
    command = ["-m", "sandbox", "--port", port, "--smtp-port", smtp_port, "--data", data]
    arguments = [*command, "--shop-url", settings.SITE_URL, "--tick", "0"]
    # tests ask again within the minute; the guard has a test of its own
    process = start("sandbox", arguments, env=os.environ | {"SANDBOX_GUARD_SECONDS": "0"})
    wait_until(lambda: answers(settings.SANDBOX_URL + "/health"), process)
    yield
    end(process)


@pytest.fixture
def sandbox(sandbox_process, settings):
    """The outside world, empty and without faults at the start of each test. Mail leaves by SMTP,
    not into Django's test outbox."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    Sandbox().reset()
    return Sandbox()


class Sandbox:
    url = settings.SANDBOX_URL

    def phone(self, number=None):
        """SMS oldest first: [{"to": "5321234567", "text", "job", …}]; `number` in E.164."""
        texts = self._get("/phone.json")
        return [text for text in texts if number is None or text["to"] == number[-10:]]

    def mailbox(self, address=None):
        """Mails oldest first: [{"to": [address], "subject", "text", "html", "headers"}]."""
        mails = self._get("/mailbox.json")
        return [mail for mail in mails if address is None or address in mail["to"]]

    def parcels(self):
        return self._get("/parcels.json")

    def bank(self):
        """The bank's ledger: [{"oid", "amount": kuruş, "state", "refunds": [{"amount"}], …}]."""
        return self._get("/bank.json")

    def push(self, number, what="next"):
        """Move a parcel: next, fail, delay, refuse, lose or deliver."""
        self._post(f"/parcels/{number}/{what}")

    def fault(self, part, mode, seconds=60):
        """Make a part (netgsm, smtp, yurtici, …) hang, fail, answer nonsense or repeat itself."""
        self._post(f"/faults/{part}", {"mode": mode, "seconds": seconds})

    def reset(self):
        self._post("/reset")

    def _get(self, path):
        return requests.get(self.url + path, timeout=5).json()

    def _post(self, path, body=None):
        answer = requests.post(self.url + path, json=body or {}, timeout=5)
        answer.raise_for_status()


@pytest.fixture(scope="session")
def worker_process(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        process = start("worker", worker_command(), env=environment_for_tests())
    wait_until(lambda: "ready." in log_of("worker").read_text(), process)
    pause(process)
    yield process
    end(process)


def worker_command():
    return ["-m", "celery", "-A", "shop", "worker", "-c", "2", "--loglevel", "INFO", *QUIET]


QUIET = ["--without-gossip", "--without-mingle", "--without-heartbeat"]


@pytest.fixture
def worker(worker_process, transactional_db):
    """A real Celery worker on the test database. It stands still between the tests that ask for
    it, so that it cannot meddle with others. Nothing is periodic: `worker.do(task)`."""
    Redis.from_url(settings.REDIS_URL).delete("celery")
    answer_the_call()
    resume(worker_process)
    yield Worker()
    wait_until(Worker().is_idle, worker_process)
    pause(worker_process)


class Worker:
    def do(self, task):
        """Ask for a task by its name, as the clock would, and wait until all work is done."""
        current_app.send_task(task)
        self.finish()

    def tick(self):
        """All periodic work once, as the clock would have it done: what was asked for before is
        done by then, so a return's parcel is booked before anybody looks for its code."""
        self.finish()
        for entry in settings.CELERY_BEAT_SCHEDULE.values():
            current_app.send_task(entry["task"])
        self.finish()

    def finish(self, seconds=20):
        """Wait until nothing is queued and nothing is being worked on."""
        wait_until(self.is_idle, seconds=seconds)

    def is_idle(self):
        """Between taking a task and noting it as taken it is nowhere in Redis, and in a flushed
        Redis nothing is: the worker itself is asked."""
        redis = Redis.from_url(settings.REDIS_URL)
        return self.has_none(redis) and self.rests() and self.has_none(redis)

    def has_none(self, redis):
        return not redis.llen("celery") and not redis.hlen("unacked")

    def rests(self):
        worker = current_app.control.inspect(timeout=5, limit=1)
        answers = (worker.active(), worker.reserved())
        return all(answer is not None and not any(answer.values()) for answer in answers)


@pytest.fixture(scope="session")
def server_process(django_db_setup, django_db_blocker):
    address = urlsplit(settings.SITE_URL).netloc
    with django_db_blocker.unblock():
        # DEBUG: static files as they stand, without collectstatic before them
        env = environment_for_tests() | {"DEBUG": "true"}
    command = ["-m", "gunicorn", "shop.wsgi", "-b", address, "--workers", "2", "--log-level"]
    process = start("shop", [*command, "warning"], env=env)
    wait_until(lambda: answers(settings.SITE_URL + "/health/"), process)
    yield
    end(process)


@pytest.fixture
def shop_server(server_process, transactional_db):
    """The shop served by gunicorn on the test database; answers its address."""
    return settings.SITE_URL


def environment_for_tests():
    """The environment of a process that works on the test database: what others keep for seconds
    it reads anew each time, so that each test sees its own world."""
    url = urlsplit(os.environ["DATABASE_URL"])
    url = url._replace(path="/" + connection.settings_dict["NAME"]).geturl()
    at_once = {"SHIPPING_NETWORK_SECONDS": "0", "POLL_SECONDS": "0", "CARRIER_PAUSE_SECONDS": "0"}
    own = {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "shop.settings"}
    return os.environ | own | at_once


def start(name, arguments, *, env=None):
    LOGS.mkdir(parents=True, exist_ok=True)
    with log_of(name).open("w") as log:
        return subprocess.Popen(
            [sys.executable, *arguments],
            cwd=settings.BASE_DIR,
            env=env or os.environ,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def log_of(name):
    return LOGS / f"{name}.log"


def end(process):
    """At once: nothing it holds is wanted any more."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def pause(process):
    os.killpg(process.pid, signal.SIGSTOP)


def resume(process):
    os.killpg(process.pid, signal.SIGCONT)


def answers(url):
    try:
        requests.get(url, timeout=2)
    except requests.RequestException:
        return False
    return True


def wait_until(is_so, process=None, *, seconds=20):
    """Until it is so; an AssertionError when the process ends or the seconds run out."""
    until = time.monotonic() + seconds
    while not is_so():
        assert process is None or process.poll() is None, f"ended; see {LOGS}"
        assert time.monotonic() < until, f"not within {seconds} s; see {LOGS}"
        time.sleep(0.05)
