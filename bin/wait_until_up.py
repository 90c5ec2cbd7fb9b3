"""Returns once a worker has said that it is alive and the shop and the sandbox take connections.
Asking /health/ before that would only write its refusals into the log."""

import os
import socket
import time

from redis import Redis
from redis.exceptions import RedisError

WORKER_ALIVE = "kapinda:worker-alive"  # as in shop/service/health.py


def is_up():
    ports = (int(os.environ["PORT"]), int(os.environ["SANDBOX_PORT"]))
    return all(takes_connections(port) for port in ports) and has_worker()


def takes_connections(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def has_worker():
    try:
        return Redis.from_url(os.environ["REDIS_URL"], socket_timeout=1).exists(WORKER_ALIVE)
    except RedisError:
        return False


if __name__ == "__main__":
    while not is_up():
        time.sleep(0.5)
