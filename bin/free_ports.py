"""Prints the first of twelve free ports in a row, three for each of up to four processes of the
suite (`tests/apart.py`), below those the system hands out by itself."""

import random
import socket
from contextlib import ExitStack

FIRST, LAST, IN_A_ROW = 20_000, 32_000, 12


def are_free(first):
    with ExitStack() as held:
        for port in range(first, first + IN_A_ROW):
            try:
                held.enter_context(socket.socket()).bind(("127.0.0.1", port))
            except OSError:
                return False
    return True


if __name__ == "__main__":
    port = random.randrange(FIRST, LAST)
    while not are_free(port):
        port = random.randrange(FIRST, LAST)
    print(port)
