"""What `make run` does before anything is started: tables, static files, the example shop. All in
one process: at a second start, getting Django up three times took longer than the work itself."""

import os
import socket
import sys
from pathlib import Path

from django.core.management import execute_from_command_line

COMMANDS = (
    "migrate -v 0",  # checks the settings for all of them
    "collectstatic --noinput -v 0 --skip-checks",
    "fill_demo_shop --skip-checks",
)


def main():
    if taken := [port for port in ports() if is_taken(port)]:
        sys.exit(f"Port {taken[0]} is taken. Choose others: PORT=8100 make run")
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
    print("Tables and static files…", flush=True)
    for command in COMMANDS:
        execute_from_command_line(["manage.py", *command.split()])


def ports():
    return [int(os.environ[name]) for name in ("PORT", "SANDBOX_PORT", "SMTP_PORT")]


def is_taken(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


if __name__ == "__main__":
    main()
