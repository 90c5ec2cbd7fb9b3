"""Create the benchmark's own database and measure in a process that uses it."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

DATABASE = "kapinda_benchmark"


def main():
    address = os.environ["DATABASE_URL"]
    with psycopg.connect(address, autocommit=True) as connection:
        name = sql.Identifier(DATABASE)
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
    own = urlunsplit(urlsplit(address)._replace(path=f"/{DATABASE}"))
    environment = os.environ | {
        "DATABASE_URL": own,
        "DJANGO_SETTINGS_MODULE": "shop.settings",
        "DEBUG": "false",
        "LOG_LEVEL": "ERROR",
        "MEDIA_ROOT": str(Path(".data/benchmark-media").resolve()),
    }
    python = [sys.executable, "-W", "ignore"]
    subprocess.run([*python, "manage.py", "migrate", "-v0"], env=environment, check=True)
    subprocess.run(
        [*python, "manage.py", "collectstatic", "--noinput", "-v0"], env=environment, check=True
    )
    start = "import django; django.setup(); from benchmarks.measure import main; main()"
    return subprocess.run([*python, "-c", start, *sys.argv[1:]], env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
