"""The shop's processes start with `requirements.txt` alone: here the packages of the tests lie
beside it and would hide that one is missing."""

import json
import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, packages_distributions, requires

from django.conf import settings
from packaging.requirements import Requirement

START = """
import json, sys

class NotInstalled:
    def find_spec(name, path=None, target=None):
        if name.split(".")[0] in missing:
            raise ModuleNotFoundError(name, name=name)

missing = set(json.loads(sys.argv[1]))
sys.meta_path.insert(0, NotInstalled)
from shop.celery import app
app.connection_for_write().transport_cls
app.Worker
import shop.wsgi, shop.urls, sandbox.__main__, gunicorn.app.wsgiapp, honcho
"""


def test_every_process_starts_with_what_is_asked_for():
    asked = asked_for()
    missing = [name for name, of in packages_distributions().items() if not asked & plain_of(of)]
    assert {"pytest", "hypothesis"} <= set(missing)
    command = [sys.executable, "-W", "ignore", "-c", START, json.dumps(missing)]
    done = subprocess.run(command, capture_output=True, cwd=settings.BASE_DIR, text=True)
    assert done.returncode == 0, done.stderr


def asked_for():
    lines = (settings.BASE_DIR / "requirements.txt").read_text().splitlines()
    waiting = [Requirement(line) for line in lines if line and not line.startswith("#")]
    found = set()
    while waiting:
        one = waiting.pop()
        for extra in {"", *one.extras}:
            if (one.name, extra) in found:
                continue
            found.add((one.name, extra))
            for needed in map(Requirement, requires_of(one.name)):
                if needed.marker is None or needed.marker.evaluate({"extra": extra}):
                    waiting.append(needed)
    return {plain(name) for name, _ in found}


def requires_of(name):
    try:
        return requires(name) or ()
    except PackageNotFoundError:  # not for this platform or Python
        return ()


def plain_of(names):
    return {plain(name) for name in names}


def plain(name):
    return re.sub(r"[-_.]+", "-", name).lower()
