"""A real server on a loopback port, for what happens on the wire and nowhere else."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPResponse

import uvicorn
from starlette.types import ASGIApp

from graph.uvicorn_limits import LimitedProtocol
from tests.waiting import until

NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For clients that never speak TLS: each would read all of the machine's certificates, which takes 20 ms."""


def ended(thread: threading.Thread) -> bool:
    assert thread.is_alive(), "the server ended before it started"
    return False


@contextmanager
def serving(app: ASGIApp) -> Iterator[str]:
    """Serve this application as `account-graph serve` does; yields its address."""
    server = uvicorn.Server(
        uvicorn.Config(app, port=0, loop="uvloop", http=LimitedProtocol, ws="none", access_log=False, log_config=None)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        until(lambda: server.started or ended(thread))
        host, port = server.servers[0].sockets[0].getsockname()[:2]
        yield f"http://{host}:{port}"
    finally:
        server.should_exit = True
        thread.join(10)


def answered(client: socket.socket) -> tuple[int, bytes]:
    """The status and the body of the next answer, whole: one read may hold a piece of it, or its head alone."""
    answer = HTTPResponse(client)
    answer.begin()
    return answer.status, answer.read()
