"""What gunicorn does wherever it is started from this folder; its command line says the rest."""

import socket

preload_app = True  # workers are copies of one process and share the memory of what is loaded
control_socket_disable = True  # nobody here speaks to it

DEFERRED_SECONDS = 120  # longer than a browser keeps a connection that it has no use for yet


def when_ready(server):
    """Browsers connect ahead of what they may ask next. A worker that took up such a silent
    connection would wait for its first word and serve nobody meanwhile; Linux can hold it back.
    Elsewhere, and against who is silent in the middle of a word, stands a proxy that buffers.
    """
    if hasattr(socket, "TCP_DEFER_ACCEPT"):
        for one in server.LISTENERS:
            one.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, DEFERRED_SECONDS)
