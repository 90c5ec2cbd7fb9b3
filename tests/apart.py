"""Loaded before the settings (`-p tests.apart` in pyproject.toml): a place of its own for each
process that shares the suite. pytest-django gives it a database; this gives it three ports of its
own above PORT and a Redis database that neither its neighbours nor a running shop use."""

import os
from urllib.parse import urlsplit, urlunsplit

PORTS = 3  # web, sandbox, the sandbox's SMTP: `bin/demo-env`


def move_apart(environment, place):
    """Write the addresses of the place (0, 1, …) into the environment."""
    first = urlsplit(environment["SITE_URL"]).port
    for port in range(first, first + PORTS):
        move_port(environment, port, port + PORTS * place)
    redis = urlsplit(environment["REDIS_URL"])
    environment["REDIS_URL"] = urlunsplit(redis._replace(path=f"/{place + 1}"))


def move_port(environment, old, new):
    here, there = f"127.0.0.1:{old}", f"127.0.0.1:{new}"
    for name, value in environment.items():
        if here in value:
            environment[name] = value.replace(here, there)


PLACE = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
if {"SITE_URL", "REDIS_URL"} <= os.environ.keys():
    move_apart(os.environ, PLACE)
