"""Connections that are opened to be held, not to ask: what a caller without a token can keep busy has an end."""

import contextlib
import socket
import struct
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import orjson
import pytest

from graph import uvicorn_limits
from graph.auth.tokens import Tokens
from graph.server import create_app
from graph.settings import Settings
from tests.serving import answered, serving
from tests.waiting import until

HEAD = b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
BODY = b'{"query": "{ viewer { email } }"}'
LIVE = b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.fixture(scope="module")
def settings(demo_url: str) -> Settings:
    return Settings(database_url=demo_url, secret="x" * 32, body_timeout=600)


@pytest.fixture(scope="module")
def address(settings: Settings) -> Iterator[str]:
    with serving(create_app(settings)) as address:
        yield address


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that waits half a second for what a caller owes it."""
    monkeypatch.setattr(uvicorn_limits, "SECONDS", 0.5)


@contextlib.contextmanager
def connected(address: str) -> Iterator[socket.socket]:
    parts = urlsplit(address)
    with socket.create_connection((parts.hostname, parts.port), timeout=30) as client:
        yield client


def all_of(client: socket.socket) -> bytes:
    """What comes until the server closes the connection."""
    with contextlib.suppress(ConnectionResetError):
        return b"".join(iter(lambda: client.recv(65_536), b""))
    return b""


def bearer(settings: Settings, who: str) -> bytes:
    return b"Authorization: Bearer " + Tokens(settings).issue(f"{who}@demo.example").encode() + b"\r\n"


@pytest.mark.parametrize("token", [b"", b"Authorization: Bearer nonsense\r\n", b"Authorization: Basic eA==\r\n"])
@pytest.mark.parametrize(
    "length", [b"Content-Length: 1000000\r\n", b"Transfer-Encoding: chunked\r\n", b"Content-Length: 9000000\r\n"]
)
def test_without_a_token_no_body_is_waited_for(address: str, token: bytes, length: bytes) -> None:
    with connected(address) as client:
        client.sendall(HEAD + token + length + b"\r\n")
        assert answered(client)[0] == 401


def test_without_a_token_nothing_is_told_of_the_request(address: str) -> None:
    answer = httpx.post(f"{address}/graphql", content=b"no JSON", headers={"content-type": "text/plain"})
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (401, "UNAUTHENTICATED")


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    "sent",
    [b"", b"GET ", HEAD, LIVE + b"GET ", LIVE + b"\r\n", LIVE + HEAD],
    ids=["nothing", "a word", "half a head", "half of a second one", "a line end", "half a head after another"],
)
def test_a_head_has_its_time(address: str, sent: bytes) -> None:
    with connected(address) as client:
        client.sendall(sent)
        told = all_of(client)
    assert told.count(b"HTTP/1.1 200 ") == (LIVE in sent)
    assert told.count(b"HTTP/1.1 408 ") <= (sent != b"")


@pytest.mark.usefixtures("impatient")
def test_line_ends_between_requests_do_not_hold_a_connection(address: str) -> None:
    with connected(address) as client:
        client.sendall(LIVE)
        assert answered(client)[0] == 200
        client.sendall(b"\r\n")
        assert all_of(client) == b""


@pytest.mark.usefixtures("impatient")
def test_what_is_left_of_a_refused_body_has_its_time(address: str) -> None:
    with connected(address) as client:
        client.sendall(HEAD + b"Content-Length: 1000\r\n\r\n")
        assert all_of(client).startswith(b"HTTP/1.1 401 ")


@pytest.mark.usefixtures("impatient")
def test_a_slow_answer_is_not_cut_off(address: str, settings: Settings) -> None:
    """The time is for what the caller owes; what the server owes has limits of its own."""
    asked = HEAD + bearer(settings, "rita") + b"Content-Length: %d\r\n\r\n" % len(BODY)
    with connected(address) as client:
        for _ in range(3):
            client.sendall(asked + BODY)
            assert answered(client) == (200, b'{"data":{"viewer":{"email":"rita@demo.example"}}}')


@pytest.mark.parametrize("token", [b"", b"Authorization: Bearer nonsense\r\n"])
def test_a_token_after_the_body_is_none(address: str, settings: Settings, token: bytes) -> None:
    chunked = b"%x\r\n%s\r\n0\r\n" % (len(BODY), BODY)
    with connected(address) as client:
        client.sendall(
            HEAD + token + b"Transfer-Encoding: chunked\r\n\r\n" + chunked + bearer(settings, "ada") + b"\r\n"
        )
        assert answered(client)[0] == 401


def test_what_follows_a_chunked_body_changes_nothing(address: str, settings: Settings) -> None:
    """Whoever trusts a proxy to set a header trusts it for the head alone."""
    chunked = b"%x\r\n%s\r\n0\r\n" % (len(BODY), BODY)
    trailers = bearer(settings, "ada") + b"X-Request-Id: from-the-trailer\r\nAccept: image/png\r\n"
    with connected(address) as client:
        head = HEAD + bearer(settings, "rita") + b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
        client.sendall(head + chunked)  # the trailers come before the body is read, and after
        client.sendall(trailers + b"\r\n")
        told = all_of(client)
    assert told.startswith(b"HTTP/1.1 200 ")
    assert b"from-the-trailer" not in told
    assert orjson.loads(told.partition(b"\r\n\r\n")[2]) == {"data": {"viewer": {"email": "rita@demo.example"}}}


@pytest.mark.parametrize("piece", [b"x-a: b\r\n" * 1_000, b"x" * 8_000], ids=["many", "one"])
def test_trailers_without_end_are_cut_off(address: str, settings: Settings, piece: bytes) -> None:
    with connected(address) as client:
        head = HEAD + bearer(settings, "rita") + b"Transfer-Encoding: chunked\r\n\r\n"
        client.sendall(head + b"%x\r\n%s\r\n0\r\nx-first: " % (len(BODY), BODY))
        sent = 0
        with contextlib.suppress(ConnectionResetError, BrokenPipeError):
            while sent < 64_000_000:
                client.sendall(piece)
                sent += len(piece)
    assert sent < 32_000_000  # what the system's own buffers hold


def test_so_many_connections_are_open_at_most(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with contextlib.ExitStack() as open_ones:
        first = open_ones.enter_context(connected(address))
        first.sendall(LIVE)
        assert answered(first)[0] == 200
        monkeypatch.setattr(uvicorn_limits, "MAX_CONNECTIONS", 0)
        with connected(address) as refused:
            told = all_of(refused)
        assert told.startswith(b"HTTP/1.1 503 ")
        assert b"retry-after: 1\r\n" in told
        first.sendall(LIVE)
        assert answered(first)[0] == 200


def test_a_client_that_aborts_its_pipeline_makes_no_error_line(
    address: str, settings: Settings, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    asked = HEAD + bearer(settings, "rita") + b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY
    for pipelined in (1, 2, 5, 20):
        for rest in (b"", HEAD, asked[:-5]):
            with connected(address) as client:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # close by reset
                client.sendall(asked * pipelined + rest)
                if pipelined == 5:
                    client.recv(100)
    until(lambda: httpx.get(f"{address}/livez").status_code == 200)
    said = capfd.readouterr()
    assert [record.message for record in caplog.records if record.levelname in ("ERROR", "WARNING")] == []
    assert "rror" not in said.out + said.err
