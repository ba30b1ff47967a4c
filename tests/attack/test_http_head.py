"""Heads of requests that don't end, from callers without a token."""

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from graph.server import create_app
from graph.settings import Settings
from tests.serving import answered, serving


@pytest.fixture(scope="module")
def address(demo_url: str) -> Iterator[str]:
    with serving(create_app(Settings(database_url=demo_url, secret="x" * 32))) as address:
        yield address


def what_comes_back(address: str, start: bytes, piece: bytes, most: int = 64_000_000) -> tuple[bytes, int]:
    """What the server says to this start and the piece again and again, and how many bytes it took."""
    parts = urlsplit(address)
    with socket.create_connection((parts.hostname, parts.port)) as client:
        client.settimeout(20)
        sent = 0
        try:
            client.sendall(start)
            while sent < most:
                client.sendall(piece)
                sent += len(piece)
            client.shutdown(socket.SHUT_WR)
        except (ConnectionResetError, BrokenPipeError):
            pass
        try:
            return client.recv(1000), sent
        except ConnectionResetError:
            return b"", sent


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        (b"POST /graphql HTTP/1.1\r\nHost: x\r\nX-Long: ", b"a" * 100_000),
        (b"POST /graphql HTTP/1.1\r\nHost: x\r\n", b"x-a: b\r\n" * 10_000),
        (b"GET /graphql?query=", b"a" * 100_000),
    ],
    ids=["one header", "many headers", "the first line"],
)
def test_a_head_without_end_is_cut_off(address: str, start: bytes, piece: bytes) -> None:
    answer, sent = what_comes_back(address, start, piece)
    # the reset may overtake the answer
    assert answer == b"" or answer.startswith(b"HTTP/1.1 431 ")
    assert sent < 32_000_000  # what the system's own buffers hold
    assert httpx.get(f"{address}/livez").status_code == 200


def test_a_head_of_common_size_passes_however_it_comes(address: str) -> None:
    head = b"GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + b"x-a: " + b"b" * 60_000 + b"\r\n\r\n"
    parts = urlsplit(address)
    with socket.create_connection((parts.hostname, parts.port)) as client:
        client.settimeout(20)
        for at in range(0, len(head), 4_000):
            client.sendall(head[at : at + 4_000])
        assert answered(client)[0] == 200


def test_long_bodies_and_many_requests_on_one_connection_are_no_head(address: str) -> None:
    body = b'{"query": "' + b" " * 900_000 + b'{ currency }"}'
    with httpx.Client(base_url=address) as client:
        for _ in range(5):
            answer = client.post("/graphql", content=body, headers={"content-type": "application/json"})
            assert answer.status_code == 401


def test_requests_sent_at_once_are_all_answered(address: str) -> None:
    body = b" " * 500_000
    post = b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    last = b"GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    parts = urlsplit(address)
    with socket.create_connection((parts.hostname, parts.port)) as client:
        client.settimeout(20)
        client.sendall((post % len(body) + body) * 3 + last)
        answers = b""
        while piece := client.recv(65_536):
            answers += piece
    assert (answers.count(b"HTTP/1.1 401 "), answers.count(b"HTTP/1.1 200 ")) == (3, 1)
