"""The servers, each with one worker on loopback, run one at a time."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection

SECRET = "a secret of the bench's own, which opens nothing"  # noqa: S105  # for servers that run a minute
STARTS_WITHIN = 30.0  # seconds
UVICORN = (
    "-m",
    "uvicorn",
    "--factory",
    "--loop",
    "uvloop",
    "--http",
    "httptools",
    "--lifespan",
    "on",
    "--no-access-log",
)


@dataclass(frozen=True, slots=True)
class Server:
    """How to start a server."""

    name: str
    arguments: tuple[str, ...]
    """The arguments of `python`; the port is appended."""
    settings: tuple[tuple[str, str], ...] = ()
    """Environment variables, in addition to those of every server."""


OURS = Server("ours", ("-m", "graph", "serve", "--workers", "1", "--host", "127.0.0.1", "--port"))
LIMIT = Server("limit", (*UVICORN, "bench.limit:app", "--port"))
WRITE_LIMIT = Server("limit of mutations", (*UVICORN, "bench.limit_writes:app", "--port"))
USUAL = Server("usual", (*UVICORN, "bench.usual:app", "--port"))
UNLOCKED = Server("ours, row security off", OURS.arguments, (("ACCOUNT_GRAPH_ROW_SECURITY", "off"),))
SERVERS = (OURS, LIMIT, USUAL, UNLOCKED)


@dataclass(frozen=True, slots=True)
class Running:
    """A running server."""

    pid: int
    port: int
    token: str

    def ask(self, body: bytes) -> bytes:
        """Sends a request body; returns the answer, or raises BenchError for a status other than 200."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(
                "POST",
                "/graphql",
                body,
                {
                    "content-type": "application/json",
                    "accept": "application/json",
                    "authorization": f"Bearer {self.token}",
                },
            )
            response = connection.getresponse()
            answer = response.read()
        finally:
            connection.close()
        if response.status != 200:  # also with GraphQL errors the status is 200
            raise BenchError(f"A server answered {response.status}: {answer[:500].decode(errors='replace')}")
        return answer


class BenchError(Exception):
    """The benchmark can't continue. The message says why, and what to do."""


@contextmanager
def running(server: Server, url: str, token: str) -> Iterator[Running]:
    """Starts a server on this database, and stops it at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    environment = {**os.environ, "DATABASE_URL": url, "ACCOUNT_GRAPH_SECRET": SECRET, **dict(server.settings)}
    process = subprocess.Popen(  # noqa: S603  # this Python, with arguments from this module
        [sys.executable, *server.arguments, str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_until_open(server, process, port)
        yield Running(process.pid, port, token)
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_open(server: Server, process: "subprocess.Popen[bytes]", port: int) -> None:
    gives_up = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < gives_up and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    command = " ".join(("python", *server.arguments, str(port)))
    raise BenchError(f"The server `{server.name}` did not start. To see why: {command}")
