"""What the logs say, and what they never say."""

import json
import subprocess
import sys
from typing import Any

import httpx
import pytest
import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from graph.logs import RequestLog, RequestLogEntry, _Exceptions

VALUE = "hunter2"


async def hello(request: Request) -> Response:
    record: RequestLogEntry = request.scope["log_entry"]
    record.viewer, record.operation = "the-viewer", "Page"
    return PlainTextResponse("hello")


APP = RequestLog(Starlette(routes=[Route("/hello", hello), Route("/livez", hello)]))


@pytest.fixture
async def client() -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(APP), base_url="http://test")


def only(lines: list[Any], event: str) -> dict[str, Any]:
    (line,) = [line for line in lines if line["event"] == event]
    return dict(line)


async def test_a_request_is_one_line_that_says_who_asked_what_and_how_it_went(client: httpx.AsyncClient) -> None:
    with structlog.testing.capture_logs() as lines:
        await client.get("/hello?token=hunter2", headers={"x-request-id": "mine", "authorization": "Bearer hunter2"})
    line = only(lines, "request")
    assert line.pop("duration_ms") > 0
    assert line == {
        "event": "request",
        "log_level": "info",
        "request_id": "mine",
        "method": "GET",
        "path": "/hello",
        "status": 200,
        "viewer": "the-viewer",
        "operation": "Page",
        "bytes": 5,
    }
    assert len(lines) == 1


@pytest.mark.parametrize("good", ["a", "A-z_0.9", "x" * 128])
async def test_a_good_request_id_comes_back(client: httpx.AsyncClient, good: str) -> None:
    assert (await client.get("/hello", headers={"x-request-id": good})).headers["x-request-id"] == good


@pytest.mark.parametrize("bad", ["", "x" * 129, "a b", 'a"b', "ä", "a/b"])
async def test_any_other_request_id_is_replaced(client: httpx.AsyncClient, bad: str) -> None:
    response = await client.get("/hello", headers=[(b"x-request-id", bad.encode())])
    assert len(response.headers["x-request-id"]) == 16
    again = await client.get("/hello", headers=[(b"x-request-id", bad.encode())])
    assert again.headers["x-request-id"] != response.headers["x-request-id"]


async def test_probes_that_succeed_are_told_at_debug_level(client: httpx.AsyncClient) -> None:
    with structlog.testing.capture_logs() as lines:
        await client.get("/livez")
    assert only(lines, "request")["log_level"] == "debug"


async def test_what_nobody_expected_is_logged_under_the_id_the_caller_got() -> None:
    async def fails(_scope: object, _receive: object, _send: object) -> None:
        raise ValueError(VALUE)

    with structlog.testing.capture_logs() as lines:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(RequestLog(fails)), base_url="http://t") as client:
            response = await client.get("/")
    assert response.status_code == 500
    told = only(lines, "unexpected error")
    assert told["request_id"] == response.json()["errors"][0]["extensions"]["requestId"]
    assert isinstance(told["exc_info"], ValueError)
    assert only(lines, "request")["status"] == 500


@pytest.mark.parametrize("messages", [True, False])
def test_an_exceptions_message_is_told_at_debug_level_only(messages: bool) -> None:
    try:
        try:
            raise ValueError(VALUE)
        except ValueError as first:
            raise KeyError("other") from first
    except KeyError as error:
        told = _Exceptions(messages=messages)(None, "error", {"event": "x", "exc_info": error})
    assert [part["type"] for part in told["exception"]] == ["KeyError", "ValueError"]
    assert "test_logs.py" in told["exception"][0]["frames"][0]
    assert (VALUE in json.dumps(told)) is messages


def test_a_warnings_exception_is_told_by_its_type_alone() -> None:
    told = _Exceptions(messages=False)(None, "warning", {"event": "x", "exc_info": ValueError(VALUE)})
    assert told == {"event": "x", "exception": [{"type": "ValueError"}]}


UNCONFIGURED = """
import structlog
from graph.server import create_app
from graph.settings import Settings
create_app(Settings(secret="x" * 32))
def fail():
    held = "hunter2" + "-held"
    raise ValueError("failed")
try:
    fail()
except ValueError:
    structlog.get_logger().exception("unexpected")
"""


def test_where_no_logs_were_set_up_a_traceback_still_tells_no_values_of_variables() -> None:
    done = subprocess.run([sys.executable, "-c", UNCONFIGURED], capture_output=True, text=True, check=True)
    assert "unexpected" in done.stdout
    assert "ValueError" in done.stdout
    assert "hunter2-held" not in done.stdout


PROGRAM = """
import logging, sys
from graph.logs import configure_logs, log
configure_logs(sys.argv[1])
log.info("ours", path="/x", odd=object())
log.debug("quiet")
logging.getLogger("uvicorn.error").info("theirs %s", 1)
logging.getLogger("uvicorn.access").info("never")
logging.getLogger("tortoise").debug("never")
try:
    raise ValueError("hunter2")
except ValueError:
    logging.getLogger("uvicorn.error").exception("failed")
    log.exception("failed too")
"""


def lines_of(level: str) -> list[dict[str, Any]]:
    done = subprocess.run([sys.executable, "-c", PROGRAM, level], capture_output=True, text=True, check=True)
    assert done.stdout == ""
    return [json.loads(line) for line in done.stderr.splitlines()]


def test_everything_is_json_lines_on_standard_error() -> None:
    lines = lines_of("info")
    assert [line["event"] for line in lines] == ["ours", "theirs 1", "failed", "failed too"]
    assert lines[0]["odd"] == "<object>"
    assert all(line["timestamp"].endswith("Z") and line["level"] for line in lines)
    assert "hunter2" not in json.dumps(lines)
    for failed in lines[2:]:
        assert failed["exception"][0]["type"] == "ValueError"


def test_the_level_chooses_what_is_told() -> None:
    assert [line["event"] for line in lines_of("error")] == ["failed", "failed too"]
    debug = lines_of("debug")
    assert "quiet" in [line["event"] for line in debug]
    assert "never" not in [line["event"] for line in debug]
    assert debug[-1]["exception"][0]["message"] == "hunter2"
