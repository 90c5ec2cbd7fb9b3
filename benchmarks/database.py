"""Databases of the measuring's own, empty and migrated."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

PYTHON = [sys.executable, "-W", "ignore"]


def environment_with_own(name):
    """The environment of a process that works on a new database of that name."""
    address = os.environ["DATABASE_URL"]
    with psycopg.connect(address, autocommit=True) as connection:
        database = sql.Identifier(name)
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(database))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(database))
    environment = os.environ | {
        "DATABASE_URL": urlunsplit(urlsplit(address)._replace(path=f"/{name}")),
        "DJANGO_SETTINGS_MODULE": "shop.settings",
        "DEBUG": "false",
        "LOG_LEVEL": "ERROR",
        "BEHIND_PROXY": "true",  # each visitor has an address, as a proxy would tell it
        "MEDIA_ROOT": str(Path(".data/benchmark-media").resolve()),
    }
    subprocess.run([*PYTHON, "manage.py", "migrate", "-v0"], env=environment, check=True)
    return environment


def run(module, *arguments, environment=None):
    """`main` of a module of this folder in a process of its own, so that it is measured alone."""
    start = f"import django; django.setup(); from benchmarks.{module} import main; main()"
    command = [*PYTHON, "-c", start, *arguments]
    subprocess.run(command, env=environment, check=True)
