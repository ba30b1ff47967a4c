"""The servers, each one worker on loopback, started and stopped one at a time."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection

SECRET = "a secret of the bench's own, which opens nothing"  # noqa: S105  # for servers that live a minute
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
    """How to start one."""

    name: str
    arguments: tuple[str, ...]
    """What follows `python`; the port comes after it."""
    settings: tuple[tuple[str, str], ...] = ()
    """Variables of its environment, beside those that every server has."""


OURS = Server("ours", ("-m", "graph", "serve", "--workers", "1", "--host", "127.0.0.1", "--port"))
LIMIT = Server("limit", (*UVICORN, "bench.limit:app", "--port"))
USUAL = Server("usual", (*UVICORN, "bench.usual:app", "--port"))
UNLOCKED = Server("ours, row security off", OURS.arguments, (("ACCOUNT_GRAPH_ROW_SECURITY", "off"),))
SERVERS = (OURS, LIMIT, USUAL, UNLOCKED)


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers."""

    pid: int
    port: int
    token: str

    def ask(self, body: bytes) -> bytes:
        """The answer to one question."""
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
        if response.status != 200:  # GraphQL errors are 200 too
            raise BenchError(f"A server answered {response.status}: {answer[:500].decode(errors='replace')}")
        return answer


class BenchError(Exception):
    """The bench can't go on. The message says why, and the mend."""


@contextmanager
def running(server: Server, url: str, token: str) -> Iterator[Running]:
    """One server on the database at this address, until the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    environment = {**os.environ, "DATABASE_URL": url, "ACCOUNT_GRAPH_SECRET": SECRET, **dict(server.settings)}
    process = subprocess.Popen(  # noqa: S603  # this Python, with arguments written above
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
    raise BenchError(f"The server `{server.name}` did not start. See why: {command}")
