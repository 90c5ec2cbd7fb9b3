"""A database in which all migrations are made, once until one of them changes. Those of the tests
begin as copies of it."""

import fcntl
import os
import subprocess
import sys
from hashlib import sha256
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.conf import settings
from psycopg import sql

PREFIX = "kapinda_migrated_"


def migrated_database():
    """Its name. Several processes may ask at once: the first makes it."""
    name = PREFIX + digest_of_migrations()
    address = os.environ["DATABASE_URL"]
    with (
        (settings.DATA_DIR / "migrated.lock").open("w") as lock,
        psycopg.connect(address, autocommit=True) as server,
    ):
        fcntl.flock(lock, fcntl.LOCK_EX)
        like = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
        there = [found for (found,) in server.execute(like, [PREFIX])]
        if name not in there:
            for old in there:
                change(server, "DROP DATABASE {}", old)
            make(server, address, name)
    return name


def digest_of_migrations():
    """Of ours, and of the packages that bring their own."""
    files = sorted(settings.BASE_DIR.glob("*/migrations/*.py"))
    files.append(settings.BASE_DIR / "requirements.txt")
    told = b"".join(file.name.encode() + file.read_bytes() for file in files)
    return sha256(told).hexdigest()[:16]


def make(server, address, name):
    """Under another name until it is whole: who is stopped in between leaves no half of it."""
    unfinished = f"{PREFIX}unfinished"
    change(server, "CREATE DATABASE {}", unfinished)
    url = urlunsplit(urlsplit(address)._replace(path=f"/{unfinished}"))
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "-v0", "--skip-checks"],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": url},
        check=True,
    )
    change(server, "ALTER DATABASE {} RENAME TO {}", unfinished, name)


def change(server, statement, *names):
    server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
