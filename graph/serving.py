"""Serving: the port to listen on, and uvicorn with one or several workers."""

import socket
from contextlib import suppress

import uvicorn
from uvicorn.supervisors import Multiprocess

from graph.failure import Failure
from graph.uvicorn_limits import LimitedProtocol

GRACE = 10  # seconds that requests in progress get to finish when the server is stopped


class ServingError(Failure):
    """The server can't serve. The message says why, and what to do."""


def bind(host: str, port: int) -> socket.socket:
    """Returns a socket bound to this address; raises ServingError if the address can't be bound."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
    except OSError as error:
        raise ServingError(
            f"Port {port} of {host} can't be listened on: {error.strerror or error}. Choose another: --port or PORT."
        ) from error
    listening.set_inheritable(True)
    return listening


def run(listening: socket.socket, workers: int) -> None:
    """Serves until SIGINT or SIGTERM; raises ServingError if the server does not start."""
    config = uvicorn.Config(
        "graph.server:app_from_environment",
        factory=True,
        http=LimitedProtocol,
        ws="none",
        workers=workers,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
    )
    if workers > 1:
        listening.listen(config.backlog)
        Multiprocess(config, sockets=[listening]).run()
        return
    server = uvicorn.Server(config)
    # after finishing the requests in progress, uvicorn re-raises the signal that stopped it
    with suppress(KeyboardInterrupt, SystemExit):
        server.run(sockets=[listening])
    if not server.started:
        raise ServingError("The server did not start. The log above says why.")
